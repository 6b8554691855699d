//! Calls that do not fit the signature, calls from many threads, and calls that are given up.

use std::time::{Duration, Instant};

use domain::{
    error::ErrorCode,
    tensor::{Elements, Tensor},
};
use inference::{Error, Limits, Predictor, Stop, example};

use crate::v2::{model, repository};

fn load(name: &str) -> Predictor {
    Predictor::load(&model(name), &Limits::default()).unwrap()
}

fn floats(name: &str, shape: &[usize]) -> Tensor {
    Tensor::new(name, shape.to_vec(), Elements::Fp32(vec![1.0; shape.iter().product()])).unwrap()
}

#[test]
fn a_call_that_does_not_fit_says_what_was_expected() {
    let iris = load("logreg_iris");
    let mixed = load("mixed_numeric_only_logreg");
    let ints = Tensor::new("X", vec![1, 4], Elements::Int64(vec![1; 4])).unwrap();
    for (predictor, inputs, said) in [
        (&iris, vec![], "expected input 'X' exactly once, got it 0 times"),
        (&iris, vec![floats("X", &[1, 4]), floats("X", &[1, 4])], "got it 2 times"),
        (&iris, vec![floats("Y", &[1, 4])], "no input 'Y'; its inputs are 'X'"),
        (&iris, vec![ints], "expected input 'X' to have datatype FP32, got INT64"),
        (&iris, vec![floats("X", &[1, 3])], "expected input 'X' to have shape [-1, 4], got [1, 3]"),
        (&iris, vec![floats("X", &[4])], "expected input 'X' to have shape [-1, 4], got [4]"),
        (
            &mixed,
            vec![floats("age", &[2, 1]), floats("income", &[3, 1]), floats("score", &[2, 1])],
            "to have 2 rows like the first, input 'income' has 3",
        ),
    ] {
        let error = predictor.predict(&inputs).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput);
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn inputs_may_come_in_any_order_and_without_rows() {
    let mixed = load("mixed_numeric_only_logreg");
    let mut inputs = example(mixed.signature(), 5);
    let expected = mixed.predict(&inputs).unwrap();
    inputs.reverse();
    assert_eq!(mixed.predict(&inputs).unwrap(), expected);
    let none = load("logreg_iris").predict(&[floats("X", &[0, 4])]).unwrap();
    assert_eq!(none[1].tensor.shape(), [0, 3]);
}

#[test]
fn one_predictor_serves_many_threads() {
    let predictor = load("rf_iris");
    let input = [floats("X", &[3, 4])];
    let expected = predictor.predict(&input).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(predictor.predict(&input).unwrap(), expected);
                }
            });
        }
    });
}

#[test]
fn a_value_that_the_engine_fails_on_leaves_the_predictor_usable() {
    let file = repository("tests/fixtures/adversarial/mod_zero_int.onnx");
    let divides = Predictor::load(&file, &Limits::default()).unwrap();
    for _ in 0..3 {
        let error = divides.predict(&example(divides.signature(), 1)).unwrap_err();
        assert!(error.to_string().contains("divide by zero"), "{error}");
    }
}

#[test]
fn a_call_is_given_up_between_operators() {
    let network = load("torch_transformer_digits__ts17");
    let many = example(network.signature(), 20_000);
    let stop = Stop::default();
    let answer = std::thread::scope(|scope| {
        let scoring = scope.spawn(|| network.predict_until(&many, &stop));
        std::thread::sleep(Duration::from_millis(50));
        stop.ask();
        scoring.join().unwrap()
    });
    assert!(matches!(answer, Err(Error::Stopped)), "{answer:?}");
    let soon = Stop::at(Instant::now() + Duration::from_millis(50));
    assert!(matches!(network.predict_until(&many, &soon), Err(Error::Stopped)));
    let one = example(network.signature(), 1);
    assert_eq!(network.predict_until(&one, &Stop::default()).unwrap(), network.predict(&one).unwrap());
}
