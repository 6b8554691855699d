//! What each fixture is for, as its file tells.

use std::collections::BTreeSet;

use domain::task::Task;
use inference::{Limits, inspect};

use crate::v2::{json, model, repository};

/// Fixtures by their task; a name stands for its variants (`rf_iris` for `rf_iris__zipmap` too).
const EXPECTED: [(Task, &[&str]); 9] = [
    (
        Task::BinaryClassification,
        &[
            "calibrated_isotonic_rf_bc",
            "catboost_binary_bc",
            "gb_binary_bc",
            "histgb_binary_bc",
            "isolationforest_iris",
            "lgbm_binary_bc",
            "logreg_binary_bc",
            "mixed_numeric_only_logreg",
            "mixed_onehot_imputer_logreg",
            "mixed_onehot_imputer_logreg_strlabels",
            "mixed_onehot_imputer_rf",
            "mixed_ordinal_histgb",
            "mixed_ordinal_rf",
            "mlp_binary_bc",
            "oneclasssvm_iris",
            "pipe_kbest_logreg_bc",
            "pipe_scaler_logreg_bc",
            "rf_binary_bc",
            "xgb_rf_bc",
        ],
    ),
    (
        Task::MulticlassClassification,
        &[
            "adaboost_iris",
            "bernoullinb_digits",
            "complementnb_digits",
            "dtree_strlabels_iris",
            "extratrees_wine",
            "gaussiannb_iris",
            "gb_iris",
            "histgb_iris",
            "lda_wine",
            "lgbm_iris",
            "logreg_digits_int64",
            "logreg_iris",
            "logreg_iris_strlabels",
            "logreg_iris_zipmap_columns",
            "mlp_cls_digits",
            "multinomialnb_digits",
            "perceptron_iris",
            "pipe_imputer_logreg_iris",
            "pipe_kbins_logreg_iris",
            "pipe_normalizer_logreg_wine",
            "pipe_pca_logreg_digits",
            "pipe_power_logreg_wine",
            "qda_iris",
            "rf_digits",
            "rf_iris",
            "rf_iris_ml5",
            "scaler_logreg_wine_double",
            "sgd_hinge_iris",
            "svc_rbf_iris",
            "svc_rbf_noproba_wine",
            "torch_gru_digits",
            "torch_lstm_digits",
            "torch_transformer_digits",
            "voting_hard_iris",
            "voting_soft_iris",
            "xgb_iris",
        ],
    ),
    (
        Task::Regression,
        &[
            "adaboost_reg_dia",
            "catboost_reg_dia",
            "elasticnet_dia",
            "gb_reg_dia",
            "gpr_dia",
            "histgb_reg_dia",
            "huber_dia",
            "knn_reg_dia",
            "lasso_dia",
            "lgbm_reg_dia",
            "linreg_dia",
            "mixed_onehot_imputer_gb_reg",
            "multioutput_reg_dia",
            "pipe_robust_poly_ridge_dia",
            "poisson_dia",
            "rf_reg_dia",
            "rf_reg_dia_ml1",
            "rf_reg_dia_ml5",
            "ridge_dia",
            "svr_dia",
            "voting_reg_dia",
            "xgb_reg_dia",
        ],
    ),
    (Task::Clustering, &["gmm_iris"]),
    (Task::Embedding, &["torch_text_encoder"]),
    (Task::Image, &["torch_cnn_digits"]),
    (Task::Text, &["count_bigrams_nb"]),
    (Task::Forecasting, &[]),
    (Task::Other, &["onehot_strings_only", "onnx_identity_f32", "ordinal_strings_only"]),
];

#[test]
fn the_task_of_every_fixture_is_guessed() {
    let manifest = json(&repository("tests/fixtures/manifest.json"));
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for entry in manifest["models"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let base = name.split("__").next().unwrap();
        let expected = EXPECTED.iter().find(|(_, names)| names.contains(&base));
        let found = inspect(&model(name), &Limits::default()).unwrap().task;
        if Some(found) != expected.map(|(task, _)| *task) {
            wrong.push(format!("{name}: {}", found.name()));
        }
        seen.insert(base);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let listed: usize = EXPECTED.iter().map(|(_, names)| names.len()).sum();
    assert_eq!(seen.len(), listed, "every name in the table is a fixture");
}
