//! Linear models and support vector machines.

use domain::tensor::Elements;

use super::{eval, float, floats, int, ints, string, strings, x};

#[test]
fn a_binary_linear_classifier_of_one_score_gives_both_columns() {
    let attributes = |post_transform| {
        vec![
            ints("classlabels_ints", &[7, 9]),
            floats("coefficients", &[2.0]),
            floats("intercepts", &[-1.0]),
            string("post_transform", post_transform),
        ]
    };
    let found = eval("LinearClassifier", &["label", "p"], attributes("LOGISTIC"), x(1, &[0.5, 9.0]));
    let Elements::Fp32(scores) = &found[1] else { panic!("{found:?}") };
    assert_eq!(found[0], Elements::Int64(vec![7, 9]));
    assert!(scores[0] == 0.5 && scores[1] == 0.5 && scores[3] > 0.999 && scores[2] < 0.001, "{scores:?}");
}

#[test]
fn an_output_without_a_name_is_dropped() {
    let attributes = vec![ints("classlabels_ints", &[0, 1]), floats("coefficients", &[1.0, -1.0])];
    assert_eq!(
        eval("LinearClassifier", &["", "p"], attributes, x(1, &[2.0])),
        [Elements::Fp32(vec![2.0, -2.0])]
    );
}

#[test]
fn one_target_of_a_linear_regressor_is_transformed_by_probit_alone() {
    let attributes = |targets, post_transform| {
        let (weights, zeros) = (vec![1.0; targets as usize], vec![0.0; targets as usize]);
        let post_transform = string("post_transform", post_transform);
        vec![
            int("targets", targets),
            floats("coefficients", &weights),
            floats("intercepts", &zeros),
            post_transform,
        ]
    };
    let eval = |attributes| eval("LinearRegressor", &["y"], attributes, x(1, &[0.5]));
    assert_eq!(eval(attributes(1, "LOGISTIC")), [Elements::Fp32(vec![0.5])]);
    assert_eq!(eval(attributes(1, "PROBIT")), [Elements::Fp32(vec![0.0])]);
    assert_eq!(eval(attributes(2, "SOFTMAX")), [Elements::Fp32(vec![0.5, 0.5])]);
}

/// Three classes on one column, each with a support vector at its own place.
fn three_machines() -> Vec<super::AttributeProto> {
    vec![
        ints("classlabels_ints", &[10, 20, 30]),
        string("kernel_type", "RBF"),
        floats("kernel_params", &[1.0, 0.0, 0.0]),
        ints("vectors_per_class", &[1, 1, 1]),
        floats("support_vectors", &[-2.0, 0.0, 2.0]),
        floats("coefficients", &[1.0, -1.0, -1.0, 1.0, 1.0, -1.0]),
        floats("rho", &[0.0, 0.0, 0.0]),
    ]
}

#[test]
fn a_support_vector_classifier_scores_pairs_of_classes_or_couples_their_probabilities() {
    let found = eval("SVMClassifier", &["label", "scores"], three_machines(), x(1, &[-2.0, 0.0, 2.0]));
    assert_eq!(found[0], Elements::Int64(vec![10, 20, 30]));
    let Elements::Fp32(margins) = &found[1] else { panic!("{found:?}") };
    let near = (-4.0_f32).exp();
    assert!(
        (margins[0] - (1.0 - near)).abs() < 1e-6 && (margins[3] - (near - 1.0)).abs() < 1e-6,
        "{margins:?}"
    );

    let platt = [floats("prob_a", &[-2.0; 3]), floats("prob_b", &[0.0; 3])];
    let attributes = three_machines().into_iter().chain(platt).collect();
    let found = eval("SVMClassifier", &["label", "scores"], attributes, x(1, &[-2.0]));
    let Elements::Fp32(classes) = &found[1] else { panic!("{found:?}") };
    assert!(
        (classes.iter().sum::<f32>() - 1.0).abs() < 1e-5 && classes[0] > 0.7 && classes[2] < 0.2,
        "{classes:?}"
    );
}

#[test]
fn a_support_vector_classifier_without_vectors_is_linear() {
    let attributes = |weights: &[f32], post_transform| {
        vec![
            strings("classlabels_strings", &["no", "yes"]),
            floats("coefficients", weights),
            floats("rho", &[0.5]),
            floats("kernel_params", &[]),
            string("post_transform", post_transform),
        ]
    };
    let eval = |attributes| eval("SVMClassifier", &["label", "scores"], attributes, x(1, &[1.0, -2.0]));
    // Whichever class has it, a score over 0 chooses the second of two: ONNX Runtime's rule.
    let found = eval(attributes(&[1.0, -1.0], "NONE"));
    assert_eq!(found, [super::texts(&["yes", "yes"]), Elements::Fp32(vec![1.5, -0.5, -1.5, 2.5])]);
    let found = eval(attributes(&[0.25, 0.0], "SOFTMAX"));
    let Elements::Fp32(classes) = &found[1] else { panic!("{found:?}") };
    assert!(classes[0] > classes[1] && (classes[0] + classes[1] - 1.0).abs() < 1e-6, "{classes:?}");
}

#[test]
fn a_regressor_of_one_class_gives_its_side() {
    let attributes = |one_class| {
        vec![
            int("n_supports", 1),
            floats("support_vectors", &[2.0]),
            floats("coefficients", &[1.0]),
            floats("rho", &[-1.0]),
            int("one_class", one_class),
            float("unused", 0.0),
        ]
    };
    let eval = |attributes| eval("SVMRegressor", &["y"], attributes, x(1, &[1.0, 0.5]));
    assert_eq!(eval(attributes(0)), [Elements::Fp32(vec![1.0, 0.0])]);
    assert_eq!(eval(attributes(1)), [Elements::Fp32(vec![1.0, -1.0])]);
}

#[test]
fn a_linear_kernel_rounds_once_a_product() {
    let small = 2_f32.powi(-12);
    let attributes = vec![
        int("n_supports", 1),
        floats("support_vectors", &[1.0, 1.0 + small]),
        floats("coefficients", &[2_f32.powi(24)]),
        floats("rho", &[0.0]),
        string("kernel_type", "LINEAR"),
        floats("kernel_params", &[0.0, 0.0, 0.0]),
    ];
    let found = eval("SVMRegressor", &["y"], attributes, x(2, &[-1.0 - 2.0 * small, 1.0 + small]));
    assert_eq!(found, [Elements::Fp32(vec![1.0])]);
}
