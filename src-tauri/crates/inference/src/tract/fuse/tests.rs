//! A fused model answers as the same model unfused.

use std::path::Path;

use domain::tensor::{Elements, Tensor};
use tract_onnx::prelude::Framework as _;

use super::*;
use crate::{Limits, Stop, engine::Ready, tract::load_planned, tract::rewrite::rewrite};

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

fn model(name: &str) -> ModelProto {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/models");
    let path = fixtures.join(format!("{name}.onnx"));
    let mut proto = tract_onnx::onnx().proto_model_for_path(path).unwrap();
    rewrite(&mut proto);
    proto
}

fn planned(proto: &ModelProto) -> Ready {
    load_planned(proto, None, &Limits::default(), || None).map_err(crate::guard::Failure::reason).unwrap().0
}

fn operators(proto: &ModelProto) -> Vec<&str> {
    proto.graph.as_ref().unwrap().node.iter().map(|node| node.op_type.as_str()).collect()
}

/// Rows with categories that are known and one that is not, and with missing numbers where the model takes them.
fn inputs(of: &Ready, rows: usize, missing: bool, random: &mut Random) -> Vec<Tensor> {
    let known = ["Lyon", "Nice", "Paris", "Zürich", "new", "returning", "vip", "unknown"];
    let tensors = of.signature.inputs.iter().map(|spec| {
        let columns = usize::try_from(spec.shape[1]).unwrap();
        let count = rows * columns;
        let elements = match spec.datatype {
            domain::signature::Datatype::Bytes => {
                Elements::Bytes((0..count).map(|_| known[random.below(known.len())].to_owned()).collect())
            }
            domain::signature::Datatype::Int64 => {
                Elements::Int64((0..count).map(|_| random.below(90) as i64).collect())
            }
            _ => Elements::Fp32(
                (0..count)
                    .map(|_| match random.below(1_000) {
                        0..100 if missing => f32::NAN,
                        number => number as f32 / 50.0 - 5.0,
                    })
                    .collect(),
            ),
        };
        Tensor::new(spec.name.clone(), vec![rows, columns], elements).unwrap()
    });
    tensors.collect()
}

fn assert_close(found: &Elements, expected: &Elements, what: &str) {
    match (found, expected) {
        (Elements::Fp32(found), Elements::Fp32(expected)) => {
            for (found, expected) in found.iter().zip(expected) {
                let close = (found - expected).abs() <= 1e-5 + 1e-5 * expected.abs();
                assert!(close || (found.is_nan() && expected.is_nan()), "{what}: {found} {expected}");
            }
        }
        _ => assert_eq!(found, expected, "{what}"),
    }
}

#[test]
fn a_fused_model_answers_as_the_same_model_unfused() {
    for (name, missing, left) in [
        ("mixed_onehot_imputer_logreg", true, 1),
        ("mixed_onehot_imputer_logreg_strlabels", true, 1),
        ("mixed_numeric_only_logreg", true, 1),
        ("pipe_scaler_logreg_bc", false, 1),
        ("pipe_kbest_logreg_bc", false, 1),
        ("pipe_imputer_logreg_iris", true, 1),
        ("pipe_pca_logreg_digits", false, 1),
        ("logreg_digits_int64", false, 1),
        ("logreg_iris_strlabels", false, 1),
        ("linreg_dia", false, 1),
        ("mlp_cls_digits", false, 2),
        ("mlp_binary_bc", false, 1),
        ("mixed_onehot_imputer_rf", true, 1),
        ("mixed_onehot_imputer_gb_reg", true, 1),
        ("mixed_ordinal_rf", true, 1),
        ("mixed_ordinal_histgb", true, 1),
    ] {
        let plain = model(name);
        let fused = fused(&plain).unwrap_or_else(|| panic!("{name}: {:?}", operators(&plain)));
        assert_eq!(operators(&fused).len(), left, "{name}: {:?}", operators(&fused));
        let (plain, fused) = (planned(&plain), planned(&fused));
        assert_eq!(plain.signature, fused.signature, "{name}");
        let mut random = Random(7);
        for rows in [1, 2, 16, 37] {
            let inputs = inputs(&plain, rows, missing, &mut random);
            let inputs: Vec<&Tensor> = inputs.iter().collect();
            let run = |ready: &Ready| {
                ready.engine.run(&inputs, &Stop::never()).map_err(crate::guard::Failure::reason).unwrap()
            };
            for (found, expected) in run(&fused).iter().zip(&run(&plain)) {
                assert_eq!((&found.name, found.shape()), (&expected.name, expected.shape()), "{name}");
                assert_close(found.elements(), expected.elements(), name);
            }
        }
    }
}

#[test]
fn what_is_not_over_rows_is_left_alone() {
    for name in ["rf_iris", "torch_cnn_digits__ts17", "scaler_logreg_wine_double"] {
        let plain = model(name);
        let dense = fused(&plain).map(|fused| operators(&fused).len());
        assert!(dense.is_none() || name.starts_with("torch"), "{name}");
    }
}
