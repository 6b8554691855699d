//! Any versions, any changes, and any filters.

use std::collections::BTreeMap;

use domain::{
    filter::{Compare, Expression, Field, Filter, Number, Term, Test},
    tags::Tags,
    task::Task,
};
use proptest::{collection::vec, option, prelude::*};

pub const NAMES: [&str; 4] = ["iris", "Iris-Été", "été", "b"];

#[derive(Debug, Clone)]
pub struct Version {
    pub model: usize,
    pub tags: Tags,
    pub description: String,
    pub framework: Option<String>,
    pub run: Option<String>,
    pub experiment: Option<String>,
    pub metrics: BTreeMap<String, f64>,
    pub task: Task,
    pub deployable: bool,
    pub created: i64,
    pub bytes: u8,
}

#[derive(Debug, Clone)]
pub struct Data {
    pub versions: Vec<Version>,
    pub model_tags: Vec<Tags>,
    pub model_descriptions: Vec<String>,
}

/// Something that happens after the sets have been looked at.
#[derive(Debug, Clone)]
pub enum Step {
    Add(Version),
    Tag(usize, Option<u32>, String, Option<String>),
    Describe(usize, Option<u32>, String),
    /// Somebody says what it is for, or takes that back.
    Say(usize, u32, Option<Task>),
    Alias(usize, u32, &'static str),
    Serve(usize, u32, &'static str),
    Withdraw(&'static str),
    Trash(usize, u32),
    Restore(usize, u32),
    Delete(usize, u32),
}

fn any_tags() -> impl Strategy<Value = Tags> {
    prop::collection::btree_map(any_key(), any_value(), 0..3)
}

fn any_key() -> impl Strategy<Value = String> {
    "[ab]|name|task"
}

fn any_value() -> impl Strategy<Value = String> {
    "[xyX]|x y|'|%|1|2.5|-1|1-2|07|regression"
}

fn any_words() -> impl Strategy<Value = String> {
    "|iris|[aéE% ]{0,4}|ÉTÉ \\\\ \"x\"|a b|été b|x y"
}

fn any_version() -> impl Strategy<Value = Version> {
    let facts = (any_tags(), any_words(), option::of("[fgF]"), option::of("r[12]"), option::of("[rs]"));
    let metrics = prop::collection::btree_map("[ab]", prop::sample::select(vec![-1.0, 0.5, 1.0, 2.5]), 0..2);
    (0..NAMES.len(), facts, metrics, any_task(), any::<bool>(), 0..4_i64, 0..4_u8).prop_map(
        |(
            model,
            (tags, description, framework, run, experiment),
            metrics,
            task,
            deployable,
            created,
            bytes,
        )| Version {
            model,
            tags,
            description,
            framework,
            run,
            experiment,
            metrics,
            task,
            deployable,
            created: created * 86_400_000,
            bytes,
        },
    )
}

fn any_task() -> impl Strategy<Value = Task> {
    prop::sample::select(vec![Task::Regression, Task::Image])
}

pub fn any_data() -> impl Strategy<Value = Data> {
    (vec(any_version(), 0..8), vec(any_tags(), NAMES.len()), vec(any_words(), NAMES.len())).prop_map(
        |(versions, model_tags, model_descriptions)| Data { versions, model_tags, model_descriptions },
    )
}

pub fn any_step() -> impl Strategy<Value = Step> {
    let model = || 0..NAMES.len();
    let version = || (model(), 1..4_u32);
    let endpoint = || prop::sample::select(vec!["end", "fend"]);
    let alias = prop::sample::select(vec!["c", "cx"]);
    prop_oneof![
        any_version().prop_map(Step::Add),
        (model(), option::of(1..4_u32), any_key(), option::of(any_value()))
            .prop_map(|(model, number, key, value)| Step::Tag(model, number, key, value)),
        (model(), option::of(1..4_u32), any_words())
            .prop_map(|(model, number, words)| Step::Describe(model, number, words)),
        (version(), option::of(any_task()))
            .prop_map(|((model, number), task)| Step::Say(model, number, task)),
        (version(), alias).prop_map(|((model, number), alias)| Step::Alias(model, number, alias)),
        (version(), endpoint()).prop_map(|((model, number), name)| Step::Serve(model, number, name)),
        endpoint().prop_map(Step::Withdraw),
        version().prop_map(|(model, number)| Step::Trash(model, number)),
        version().prop_map(|(model, number)| Step::Restore(model, number)),
        version().prop_map(|(model, number)| Step::Delete(model, number)),
    ]
}

fn any_term() -> impl Strategy<Value = Term> {
    let test = || prop::sample::select(vec![Test::Equals, Test::Differs, Test::Contains]);
    let compare = || {
        use Compare::{AtLeast, AtMost, Differs, Equals, Less, More};
        prop::sample::select(vec![Equals, Differs, Less, AtMost, More, AtLeast])
    };
    let is = |field: Field, test, value: &str| Term::Is { field, test, value: value.into() };
    let moment = prop::sample::select(vec!["1970-01-01", "1970-01-02", "1970", "1970-01-03T00:00:00Z"]);
    let ordering =
        prop::sample::select(vec![Compare::Less, Compare::AtMost, Compare::More, Compare::AtLeast]);
    prop_oneof![
        4 => (any_key(), test(), any_value()).prop_map(move |(key, test, value)| is(Field::Tag(key), test, &value)),
        1 => (prop::sample::select(&NAMES[..]), test()).prop_map(move |(name, test)| is(Field::Name, test, name)),
        1 => ("[fghF]", test()).prop_map(move |(value, test)| is(Field::Framework, test, &value)),
        1 => ("r1|r|R2", test()).prop_map(move |(value, test)| is(Field::Run, test, &value)),
        1 => ("[rsR]", test()).prop_map(move |(value, test)| is(Field::Experiment, test, &value)),
        1 => ("c|x|C", test()).prop_map(move |(value, test)| is(Field::Alias, test, &value)),
        1 => ("onnx|other|NN", test()).prop_map(move |(value, test)| is(Field::Kind, test, &value)),
        1 => ("true|false|en|end|fend", test()).prop_map(move |(value, test)| is(Field::Deployed, test, &value)),
        1 => (compare(), 1..4_u32).prop_map(|(compare, number)| Term::Version(compare, number)),
        1 => (compare(), 0..4_u64).prop_map(|(compare, bytes)| Term::Size(compare, bytes)),
        1 => (compare(), moment).prop_map(|(compare, day)| created(compare, day)),
        1 => any::<bool>().prop_map(Term::Deployable),
        2 => ("[ab]", ordering, prop::sample::select(vec![-1.0, 0.75, 1.0, 2.5])).prop_map(|(key, compare, number)| {
            Term::Number { key, compare, number: Number::new(number).unwrap() }
        }),
        3 => any_words().prop_map(Term::Text),
    ]
}

fn created(compare: Compare, day: &str) -> Term {
    match Filter::parse(&format!("created{compare}{day}")).unwrap().root {
        Some(Expression::Term(term)) => term,
        _ => unreachable!("one term was written"),
    }
}

pub fn any_filter() -> impl Strategy<Value = Filter> {
    let expression = any_term().prop_map(Expression::Term).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..3).prop_map(Expression::And),
            vec(inner.clone(), 2..3).prop_map(Expression::Or),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    });
    option::weighted(0.95, expression).prop_map(|root| Filter { root })
}
