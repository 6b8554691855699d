//! The operators that the engine lacks or answers wrongly, and the glue that makes one of an [`Operator`].
//!
//! Semantics follow the ONNX-ML operator specification and, where that leaves room (binary classifiers,
//! `ZipMap`, empty sums), what ONNX Runtime answers.

mod array_feature_extractor;
pub(crate) mod attributes;
mod binarizer;
mod cast;
mod category_mapper;
mod composed;
mod cum_sum;
mod double;
mod feature_vectorizer;
mod finite_or_zero;
mod flatten;
mod fused;
mod gemm;
pub(crate) mod glue;
mod imputer;
mod label_encoder;
pub(crate) mod labels;
mod linear_classifier;
mod linear_regressor;
mod ngrams;
mod normalizer;
mod one_hot_encoder;
mod onnx;
mod ordered_mat_mul;
mod pattern;
pub(crate) mod post_transform;
mod regex_full_match;
pub(crate) mod rows;
mod scaler;
mod softplus;
mod string_concat;
mod string_normalizer;
mod string_split;
mod svm;
mod svm_classifier;
mod svm_linear_classifier;
mod svm_regressor;
#[cfg(test)]
mod tests;
mod tfidf_vectorizer;
mod tokenizer;
pub(crate) mod tree_classifier;
mod tree_ensemble;
pub(crate) mod tree_regressor;
pub(crate) mod trees;

use tract_onnx::model::OnnxOpRegister;

pub(crate) use self::glue::own;

/// Not an ONNX operator: the identity, but 0 for what is not finite. [`super::rewrite`] uses it.
pub(crate) const FINITE_OR_ZERO: &str = "vitrine.FiniteOrZero";

/// Not an ONNX operator: `MatMul` whose sums are rounded as ONNX Runtime rounds them. [`super::rewrite`] uses it.
pub(crate) const ORDERED_MAT_MUL: &str = "vitrine.OrderedMatMul";

/// Not an ONNX operator: rounds to the values of a narrow type. [`super::narrow`] uses it.
pub(crate) const ROUND_TO: &str = "vitrine.RoundTo";

/// Adds all operators, replacing the engine's own of the same name.
pub(crate) fn register(register: &mut OnnxOpRegister) {
    register.insert("ArrayFeatureExtractor", array_feature_extractor::build);
    register.insert("Binarizer", binarizer::build);
    register.insert("Cast", cast::build);
    register.insert("CategoryMapper", category_mapper::build);
    register.insert("CumSum", cum_sum::build);
    register.insert("Erf", double::erf);
    register.insert("FeatureVectorizer", feature_vectorizer::build);
    register.insert(FINITE_OR_ZERO, finite_or_zero::build);
    register.insert("Flatten", flatten::build);
    register.insert("Gemm", gemm::build);
    register.insert("Imputer", imputer::build);
    register.insert("IsInf", double::is_inf);
    register.insert("IsNaN", double::is_nan);
    register.insert("LabelEncoder", label_encoder::build);
    register.insert("LinearClassifier", linear_classifier::build);
    register.insert("LinearRegressor", linear_regressor::build);
    register.insert("Normalizer", normalizer::build);
    register.insert("OneHotEncoder", one_hot_encoder::build);
    register.insert(ORDERED_MAT_MUL, ordered_mat_mul::build);
    register.insert("RegexFullMatch", regex_full_match::build);
    register.insert("SVMClassifier", svm_classifier::build);
    register.insert("SVMRegressor", svm_regressor::build);
    register.insert("Scaler", scaler::build);
    register.insert("Sigmoid", double::sigmoid);
    register.insert("Softplus", softplus::build);
    register.insert("StringConcat", string_concat::build);
    register.insert("StringNormalizer", string_normalizer::build);
    register.insert("StringSplit", string_split::build);
    register.insert("TfIdfVectorizer", tfidf_vectorizer::build);
    register.insert("Tokenizer", tokenizer::build);
    register.insert("TreeEnsemble", tree_ensemble::build);
    register.insert("TreeEnsembleClassifier", tree_classifier::build);
    register.insert("TreeEnsembleRegressor", tree_regressor::build);
    onnx::register(register);
}
