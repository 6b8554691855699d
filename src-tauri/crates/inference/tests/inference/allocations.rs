//! What a call asks the system for once models have warmed up.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use domain::tensor::Tensor;
use inference::{Limits, Predictor, example};

use crate::v2::model;

/// For each output its name, shape and values; and the list of outputs.
const OF_THE_ANSWER: usize = 2 * 3 + 1;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write, and this one only counts")]
// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// The lists of a call's inputs: in the predictor, for the operator, and as columns.
const OF_MANY_INPUTS: usize = 3;

#[test]
fn a_call_of_a_whole_fused_model_asks_for_the_memory_of_its_answer_alone() {
    for name in ["pipe_scaler_logreg_bc", "mlp_cls_digits", "rf_iris", "rf_binary_bc", "lgbm_binary_bc"] {
        assert_asks_for(OF_THE_ANSWER, name);
    }
    for name in ["mixed_onehot_imputer_logreg", "mixed_onehot_imputer_rf", "mixed_ordinal_histgb"] {
        assert_asks_for(OF_THE_ANSWER + OF_MANY_INPUTS, name);
    }
}

fn assert_asks_for(most: usize, name: &str) {
    let predictor = Predictor::load(&model(name), &Limits::default()).unwrap();
    assert_eq!(predictor.signature().outputs.len(), 2, "{name}");
    for rows in [1, 3, 100] {
        let inputs: Vec<Tensor> = example(predictor.signature(), rows);
        predictor.predict(&inputs).unwrap();
        let before = COUNT.get();
        let answer = predictor.predict(&inputs);
        let asked = COUNT.get() - before;
        assert!(answer.is_ok() && asked <= most, "{name}, {rows} rows: {asked}");
    }
}
