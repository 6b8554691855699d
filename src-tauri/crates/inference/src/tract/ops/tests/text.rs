//! Operators on texts.

use domain::tensor::{Elements, Tensor};
use tract_onnx::pb::AttributeProto;

use super::{answer, eval, floats, int, ints, model, string, strings, tensor, texts};

fn column(values: &[&str]) -> Tensor {
    tensor("x", &[values.len(), 1], texts(values))
}

fn row(values: &[&str]) -> Tensor {
    tensor("x", &[values.len()], texts(values))
}

fn tokenizer(how: AttributeProto, mark: i64, shortest: i64) -> Vec<AttributeProto> {
    vec![how, int("mark", mark), int("mincharnum", shortest), string("pad_value", "#")]
}

#[test]
fn a_text_becomes_tokens_and_rows_are_filled_up() {
    let words = tokenizer(string("tokenexp", r"\w\w+"), 0, 1);
    let found = answer("Tokenizer", &["y"], words, &[column(&["a bc, def", "", "ghi"])]);
    assert_eq!(found, [tensor("y", &[3, 1, 2], texts(&["bc", "def", "#", "#", "ghi", "#"]))]);
    let spaces = tokenizer(strings("separators", &[" ", ","]), 1, 2);
    let found = answer("Tokenizer", &["y"], spaces, &[row(&["ab,cd e", "fg"])]);
    assert_eq!(
        found,
        [tensor("y", &[2, 4], texts(&["\u{2}", "ab", "cd", "\u{3}", "\u{2}", "fg", "\u{3}", "#"]))]
    );
    let characters = tokenizer(strings("separators", &[""]), 0, 1);
    let found = answer("Tokenizer", &["y"], characters, &[row(&["aé", ""])]);
    assert_eq!(found, [tensor("y", &[2, 2], texts(&["a", "é", "#", "#"]))]);
}

#[test]
fn texts_of_any_number_of_rows_share_a_plan() {
    let words = tokenizer(string("tokenexp", "[a-z]+"), 0, 1);
    let flat = super::chain(&[("Tokenizer", words), ("Flatten", vec![])], &column(&["a"]));
    for (texts, width) in [(vec!["a b", "c", "d"], 2), (vec!["a b c"], 3), (vec!["a", "b"], 1)] {
        let found = flat.predict(&[column(&texts)]).unwrap();
        assert_eq!(found[0].tensor.shape(), [texts.len(), width]);
    }
}

#[test]
fn texts_without_a_token_give_an_empty_tensor() {
    let words = tokenizer(string("tokenexp", "[a-z]+"), 1, 1);
    let found = answer("Tokenizer", &["y"], words, &[row(&["1", "2"])]);
    assert_eq!(found, [tensor("y", &[2, 0], texts(&[]))]);
}

#[test]
fn a_tokenizer_that_cannot_be_is_refused() {
    for attributes in [
        tokenizer(string("tokenexp", "("), 0, 1),
        tokenizer(string("tokenexp", "."), 0, 2),
        tokenizer(string("tokenexp", "a"), 0, 0),
        tokenizer(string("other", "a"), 0, 1),
    ] {
        assert!(model("Tokenizer", &["y"], attributes, &row(&["a"])).is_err());
    }
}

#[test]
fn stop_words_go_and_the_case_changes_as_in_the_specification_s_examples() {
    let days = ["Monday", "tuesday", "wednesday", "Monday", "tuesday", "wednesday"];
    let upper = || vec![string("case_change_action", "UPPER"), strings("stopwords", &["monday"])];
    let found = answer("StringNormalizer", &["y"], upper(), &[row(&days)]);
    assert_eq!(found, [tensor("y", &[4], texts(&["TUESDAY", "WEDNESDAY", "TUESDAY", "WEDNESDAY"]))]);
    let found = answer("StringNormalizer", &["y"], upper(), &[row(&["monday", "monday"])]);
    assert_eq!(found, [tensor("y", &[1], texts(&[""]))]);
    let strict = vec![int("is_case_sensitive", 1), strings("stopwords", &["monday"])];
    assert_eq!(eval("StringNormalizer", &["y"], strict, row(&["Monday", "monday"])), [texts(&["Monday"])]);
}

#[test]
fn the_locale_says_which_letters_have_a_case() {
    let lower = |locale: &[&str]| {
        let locale = locale.iter().map(|name| string("locale", name));
        locale.chain([string("case_change_action", "LOWER")]).collect()
    };
    let text = || row(&["ÉTÉ"]);
    assert_eq!(eval("StringNormalizer", &["y"], lower(&["C"]), text()), [texts(&["ÉtÉ"])]);
    assert_eq!(eval("StringNormalizer", &["y"], lower(&[]), text()), [texts(&["été"])]);
}

#[test]
fn texts_are_joined_with_broadcasting() {
    let inputs = [column(&["cat", "dog"]), tensor("w", &[1, 2], texts(&["s", "!"]))];
    let found = answer("StringConcat", &["y"], vec![], &inputs);
    assert_eq!(found, [tensor("y", &[2, 2], texts(&["cats", "cat!", "dogs", "dog!"]))]);
    let inputs = [row(&["abc", ""]), tensor("w", &[2], texts(&[".com", "的"]))];
    let found = answer("StringConcat", &["y"], vec![], &inputs);
    assert_eq!(found, [tensor("y", &[2], texts(&["abc.com", "的"]))]);
}

#[test]
fn a_text_is_split_as_in_the_specification_s_examples() {
    let split = |attributes, values: &[&str]| answer("StringSplit", &["y", "z"], attributes, &[row(values)]);
    let found = split(vec![string("delimiter", "-")], &["o-n-n--x-", "o-n----nx"]);
    let parts = ["o", "n", "n", "", "x", "", "o", "n", "", "", "", "nx"];
    assert_eq!(found[0], tensor("y", &[2, 6], texts(&parts)));
    assert_eq!(found[1], tensor("z", &[2], Elements::Int64(vec![6, 6])));
    let found = split(vec![], &["hello world !", "  hello   world !", ""]);
    let parts = ["hello", "world", "!", "hello", "world", "!", "", "", ""];
    assert_eq!(found[0], tensor("y", &[3, 3], texts(&parts)));
    assert_eq!(found[1], tensor("z", &[3], Elements::Int64(vec![3, 3, 0])));
    let found = split(vec![int("maxsplit", 2)], &["hello world", "def.net", "o n n  x "]);
    assert_eq!(found[0].shape(), [3, 3]);
    assert_eq!(found[1], tensor("z", &[3], Elements::Int64(vec![2, 1, 3])));
}

#[test]
fn a_whole_text_is_matched_as_in_the_specification_s_example() {
    let pattern = || vec![string("pattern", r"(\W|^)[\w.\-]{0,25}@(yahoo|gmail)\.com(\W|$)")];
    let mails = row(&["account@gmail.com", "account@hotmail.com", "not email", "account2@yahoo.com"]);
    let found = eval("RegexFullMatch", &["y"], pattern(), mails);
    assert_eq!(found, [Elements::Bool(vec![true, false, false, true])]);
}

/// The pool of the specification's examples: four single items and three pairs.
fn ngrams(mode: &str, shortest: i64, longest: i64, skips: i64) -> Vec<AttributeProto> {
    vec![
        string("mode", mode),
        int("min_gram_length", shortest),
        int("max_gram_length", longest),
        int("max_skip_count", skips),
        ints("ngram_counts", &[0, 4]),
        ints("ngram_indexes", &[0, 1, 2, 3, 4, 5, 6]),
        ints("pool_int64s", &[2, 3, 5, 4, 5, 6, 7, 8, 6, 7]),
    ]
}

#[test]
fn n_grams_are_counted_as_in_the_specification_s_examples() {
    let rows = || tensor("x", &[2, 6], Elements::Int64(vec![1, 1, 3, 3, 3, 7, 8, 6, 7, 5, 6, 8]));
    for (shortest, longest, skips, expected) in [
        (2, 2, 0, [[0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 1]]),
        (2, 2, 5, [[0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1]]),
        (1, 2, 5, [[0, 3, 0, 0, 0, 0, 0], [0, 0, 1, 0, 1, 1, 1]]),
    ] {
        let found = eval("TfIdfVectorizer", &["y"], ngrams("TF", shortest, longest, skips), rows());
        let expected = expected.as_flattened().iter().map(|count| *count as f32).collect();
        assert_eq!(found, [Elements::Fp32(expected)], "{shortest} to {longest}, {skips} skipped");
    }
}

#[test]
fn n_grams_weigh_what_the_mode_says() {
    let weigh = |mode| {
        let weights = floats("weights", &[1.0, 0.5, 2.0, 1.0, 1.0, 3.0, 1.0]);
        let attributes = ngrams(mode, 1, 1, 0).into_iter().chain([weights]).collect();
        eval("TfIdfVectorizer", &["y"], attributes, tensor("x", &[4], Elements::Int64(vec![3, 3, 5, 9])))
    };
    assert_eq!(weigh("TF"), [Elements::Fp32(vec![0.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0])]);
    assert_eq!(weigh("IDF"), [Elements::Fp32(vec![0.0, 0.5, 2.0, 0.0, 0.0, 0.0, 0.0])]);
    assert_eq!(weigh("TFIDF"), [Elements::Fp32(vec![0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0])]);
}

#[test]
fn a_pool_that_does_not_add_up_is_refused() {
    let with = |replacement: AttributeProto| {
        let kept = ngrams("TF", 1, 2, 0).into_iter().filter(|old| old.name != replacement.name);
        model(
            "TfIdfVectorizer",
            &["y"],
            kept.chain([replacement.clone()]).collect(),
            &tensor("x", &[1], Elements::Int64(vec![1])),
        )
    };
    assert!(with(ints("ngram_indexes", &[0, 1, 2, 3, 4, 5, 6])).is_ok());
    for broken in [
        ints("ngram_counts", &[0, 5]),
        ints("ngram_counts", &[0, 40]),
        ints("ngram_indexes", &[0, 1]),
        ints("ngram_indexes", &[i64::MAX; 7]),
        ints("pool_int64s", &[2, 2, 5, 4, 5, 6, 7, 8, 6, 7]),
        int("max_gram_length", 3),
        int("max_skip_count", -1),
        string("mode", "BM25"),
    ] {
        let name = broken.name.clone();
        assert!(with(broken).is_err(), "{name}");
    }
}

#[test]
fn numbers_become_texts_and_texts_numbers() {
    let cast = |to: super::DataType, x| eval("Cast", &["y"], vec![int("to", i64::from(to as i32))], x);
    let to_text = |elements: Elements| cast(super::DataType::String, tensor("x", &[5], elements));
    let numbers = [0.1, -2.5, 1e-7, 123_456_789.0, f32::NEG_INFINITY];
    assert_eq!(
        to_text(Elements::Fp32(numbers.to_vec())),
        [texts(&["0.1", "-2.5", "1e-07", "1.2345679e+08", "-INF"])]
    );
    let whole = to_text(Elements::Int64(vec![0, -1, i64::MAX, i64::MIN, 7]));
    assert_eq!(whole, [texts(&["0", "-1", "9223372036854775807", "-9223372036854775808", "7"])]);
    assert_eq!(cast(super::DataType::Int64, row(&["12", " -3 "])), [Elements::Int64(vec![12, -3])]);
    assert_eq!(
        cast(super::DataType::Float, row(&["1.5", "INF"])),
        [Elements::Fp32(vec![1.5, f32::INFINITY])]
    );
    let strict = model("Cast", &["y"], vec![int("to", 1)], &row(&["1"])).unwrap();
    let error = strict.predict(&[row(&["12 kg"])]).unwrap_err();
    assert!(error.to_string().contains("'12 kg' is no number"), "{error}");
}
