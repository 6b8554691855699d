//! What the database finds against the plain reading of the filter language.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use domain::{
    artifact::ArtifactKind,
    filter::{Compare, Expression, Field, Filter, Moment, Number, Term, Test},
    finding::Rows,
    model::Correction,
    name::{Alias, EndpointName, ModelName},
    tags::Tags,
    task::Task,
    time::Timestamp,
};
use proptest::{collection::vec, option, prelude::*, test_runner::Config};
use store::{NewVersion, Store, Targets, Trashing, VersionQuery};

use crate::{
    endpoints::served,
    support::{Bench, ann, at, new},
};

const NAMES: [&str; 4] = ["iris", "Iris-Été", "été", "b"];

#[derive(Debug, Clone)]
struct Version {
    model: usize,
    tags: Tags,
    description: String,
    framework: Option<String>,
    run: Option<String>,
    experiment: Option<String>,
    metrics: BTreeMap<String, f64>,
    task: Task,
    deployable: bool,
    created: i64,
    bytes: u8,
}

#[derive(Debug, Clone)]
struct Data {
    versions: Vec<Version>,
    model_tags: Vec<Tags>,
    model_descriptions: Vec<String>,
}

/// Something that happens after the sets have been looked at.
#[derive(Debug, Clone)]
enum Step {
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

fn any_data() -> impl Strategy<Value = Data> {
    (vec(any_version(), 0..8), vec(any_tags(), NAMES.len()), vec(any_words(), NAMES.len())).prop_map(
        |(versions, model_tags, model_descriptions)| Data { versions, model_tags, model_descriptions },
    )
}

fn any_step() -> impl Strategy<Value = Step> {
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

fn any_filter() -> impl Strategy<Value = Filter> {
    let expression = any_term().prop_map(Expression::Term).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..3).prop_map(Expression::And),
            vec(inner.clone(), 2..3).prop_map(Expression::Or),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    });
    option::weighted(0.95, expression).prop_map(|root| Filter { root })
}

// ---- The plain reading

/// The versions by model and number, with what is said of the models.
#[derive(Debug, Clone, Default)]
struct Registry {
    versions: BTreeMap<(usize, u32), Version>,
    order: Vec<(usize, u32)>,
    trashed: BTreeSet<(usize, u32)>,
    said: BTreeMap<(usize, u32), Task>,
    aliases: BTreeMap<(usize, &'static str), u32>,
    endpoints: BTreeMap<&'static str, (usize, u32)>,
    last: [u32; NAMES.len()],
    tags: [Tags; NAMES.len()],
    descriptions: [String; NAMES.len()],
}

impl Registry {
    fn add(&mut self, version: &Version) {
        self.last[version.model] += 1;
        let key = (version.model, self.last[version.model]);
        self.versions.insert(key, version.clone());
        self.order.push(key);
    }

    /// Whether lists show this version, or any of the model.
    fn shows(&self, model: usize, number: Option<u32>) -> bool {
        let mut shown = self.versions.keys().filter(|key| !self.trashed.contains(key));
        shown.any(|key| key.0 == model && number.is_none_or(|number| number == key.1))
    }

    fn is_served(&self, key: (usize, u32)) -> bool {
        self.endpoints.values().any(|served| *served == key)
    }

    fn remove(&mut self, key: (usize, u32)) {
        self.versions.remove(&key);
        self.said.remove(&key);
        self.trashed.remove(&key);
        self.order.retain(|other| *other != key);
        self.aliases.retain(|(model, _), number| (*model, *number) != key);
        if !self.versions.keys().any(|(model, _)| *model == key.0) {
            self.tags[key.0].clear();
            self.descriptions[key.0].clear();
        }
    }

    fn matches(&self, key: (usize, u32), expression: &Expression) -> bool {
        match expression {
            Expression::And(parts) => parts.iter().all(|part| self.matches(key, part)),
            Expression::Or(parts) => parts.iter().any(|part| self.matches(key, part)),
            Expression::Not(inner) => !self.matches(key, inner),
            Expression::Term(term) => self.is(key, term),
        }
    }

    fn is(&self, key: (usize, u32), term: &Term) -> bool {
        let version = &self.versions[&key];
        match term {
            Term::Text(text) => self.says(key, text),
            Term::Is { field, test: Test::Differs, value } => {
                let equals = Term::Is { field: field.clone(), test: Test::Equals, value: value.clone() };
                !self.is(key, &equals)
            }
            Term::Is { field: Field::Tag(tag), test: Test::Equals, value } => {
                let tags = self.tags_of(key, tag);
                let task = self.said.get(&key).unwrap_or(&version.task);
                let meant = tag == "task" && tags.is_empty() && task.name() == value;
                let measured = version.metrics.get(tag).is_some_and(|n| value.parse() == Ok(*n));
                tags.contains(&value.as_str()) || meant || measured
            }
            Term::Is { field: Field::Tag(tag), value, .. } => {
                self.tags_of(key, tag).iter().any(|tag| holds(tag, value))
            }
            Term::Is { field: Field::Name, test: Test::Contains, value } => {
                NAMES[key.0].to_lowercase().contains(&value.to_lowercase())
            }
            Term::Is { field: Field::Deployed, test: Test::Equals, value }
                if ["true", "false"].contains(&value.as_str()) =>
            {
                self.is_served(key) == (value == "true")
            }
            Term::Is { field, test, value } => {
                let fits =
                    |word: &&str| if *test == Test::Equals { word == value } else { holds(word, value) };
                self.words_of(key, field).iter().any(fits)
            }
            Term::Version(compare, number) => compare.holds(&key.1, number),
            Term::Size(compare, bytes) => compare.holds(&u64::from(version.bytes), bytes),
            Term::Created(Compare::Differs, moment) => !within(version, Compare::Equals, *moment),
            Term::Created(compare, moment) => within(version, *compare, *moment),
            Term::Deployable(yes) => version.deployable == *yes,
            Term::Number { key: name, compare, number } => match version.metrics.get(name) {
                Some(metric) => compare.holds(metric, &number.get()),
                None => self.tags_of(key, name).iter().any(|tag| {
                    let tag = serde_json::from_str::<serde_json::Number>(tag).ok().and_then(|n| n.as_f64());
                    tag.is_some_and(|tag| compare.holds(&tag, &number.get()))
                }),
            },
        }
    }

    fn words_of(&self, key: (usize, u32), field: &Field) -> Vec<&str> {
        let version = &self.versions[&key];
        match field {
            Field::Name => vec![NAMES[key.0]],
            Field::Framework => version.framework.as_deref().into_iter().collect(),
            Field::Run => version.run.as_deref().into_iter().collect(),
            Field::Experiment => version.experiment.as_deref().into_iter().collect(),
            Field::Kind => vec!["onnx"],
            Field::Alias => {
                let here = self.aliases.iter().filter(|((model, _), number)| (*model, **number) == key);
                here.map(|((_, alias), _)| *alias).collect()
            }
            Field::Deployed => {
                self.endpoints.iter().filter(|(_, served)| **served == key).map(|(name, _)| *name).collect()
            }
            Field::Tag(_) => unreachable!("tags are compared apart"),
        }
    }

    fn tags_of(&self, (model, number): (usize, u32), key: &str) -> Vec<&str> {
        let tags = [&self.versions[&(model, number)].tags, &self.tags[model]];
        tags.into_iter().filter_map(|tags| tags.get(key).map(String::as_str)).collect()
    }

    /// Whether the words stand one after another in one of the texts; the last may go on.
    fn says(&self, key: (usize, u32), text: &str) -> bool {
        let wanted = words(text);
        let Some((last, whole)) = wanted.split_last() else { return true };
        let version = &self.versions[&key];
        let joined = |tags: &Tags| {
            tags.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join("\n")
        };
        let texts = [
            NAMES[key.0].to_owned(),
            version.description.clone(),
            self.descriptions[key.0].clone(),
            joined(&version.tags),
            joined(&self.tags[key.0]),
        ];
        texts.iter().map(|text| words(text)).any(|found| {
            found.windows(wanted.len()).any(|window| {
                let (end, start) = window.split_last().unwrap();
                start == whole && end.starts_with(last.as_str())
            })
        })
    }
}

fn within(version: &Version, compare: Compare, moment: Moment) -> bool {
    moment.range(compare).unwrap().contains(&version.created)
}

fn holds(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}

fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace('é', "e");
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

// ---- The same in the database

async fn add(bench: &Bench, version: &Version) {
    let file = bench.file("m", &vec![b'x'; version.bytes.into()]);
    let files = bench.store.ingest(&file, |_, _| ControlFlow::Continue(())).await.unwrap();
    let new = NewVersion {
        tags: version.tags.clone(),
        description: version.description.clone(),
        framework: version.framework.clone(),
        run_id: version.run.clone(),
        experiment: version.experiment.clone(),
        metrics: version.metrics.clone(),
        task: version.task,
        deployable: version.deployable,
        created_at: Timestamp::from_millis(version.created),
        kind: ArtifactKind::Onnx,
        ..new(NAMES[version.model])
    };
    bench.store.add_version(&files, new, &ann()).await.unwrap();
}

fn reference(model: usize, number: Option<u32>) -> domain::reference::ModelRef {
    let name = ModelName::parse(NAMES[model]).unwrap();
    at(&number.map_or_else(|| name.to_string(), |number| format!("{name}:{number}")))
}

async fn fill(bench: &Bench, data: &Data) -> Registry {
    let mut registry = Registry::default();
    for version in &data.versions {
        add(bench, version).await;
        registry.add(version);
    }
    for model in (0..NAMES.len()).filter(|model| registry.shows(*model, None)).collect::<Vec<_>>() {
        for (key, value) in &data.model_tags[model] {
            step(bench, &mut registry, &Step::Tag(model, None, key.clone(), Some(value.clone()))).await;
        }
        let words = data.model_descriptions[model].clone();
        step(bench, &mut registry, &Step::Describe(model, None, words)).await;
    }
    registry
}

/// Does it in both, where there is something to do it to.
async fn step(bench: &Bench, registry: &mut Registry, step: &Step) {
    match step {
        Step::Add(version) => {
            add(bench, version).await;
            registry.add(version);
        }
        Step::Tag(model, number, key, value) if registry.shows(*model, *number) => {
            let set = value.iter().map(|value| (key.clone(), value.clone())).collect();
            let remove = if value.is_none() { vec![key.clone()] } else { vec![] };
            bench.store.set_tags(&reference(*model, *number), set, &remove, &ann()).await.unwrap();
            let tags = match number {
                Some(number) => &mut registry.versions.get_mut(&(*model, *number)).unwrap().tags,
                None => &mut registry.tags[*model],
            };
            tags.remove(key);
            tags.extend(value.iter().map(|value| (key.clone(), value.clone())));
        }
        Step::Describe(model, number, words) if registry.shows(*model, *number) => {
            bench.store.describe(&reference(*model, *number), words.clone(), &ann()).await.unwrap();
            match number {
                Some(number) => {
                    registry.versions.get_mut(&(*model, *number)).unwrap().description.clone_from(words);
                }
                None => registry.descriptions[*model].clone_from(words),
            }
        }
        Step::Say(model, number, task) if registry.shows(*model, Some(*number)) => {
            let correction = Correction { task: *task, ..Correction::default() };
            let reference = reference(*model, Some(*number));
            bench.store.correct(&reference, &correction, None, &ann()).await.unwrap();
            registry.said.remove(&(*model, *number));
            registry.said.extend(task.map(|task| ((*model, *number), task)));
        }
        Step::Alias(model, number, alias) if registry.shows(*model, Some(*number)) => {
            let targets = Targets::References(vec![reference(*model, Some(*number))]);
            let alias_of = Alias::parse(alias).unwrap();
            bench.store.alias_all(&targets, &[alias_of], &[], &ann()).await.unwrap();
            registry.aliases.insert((*model, alias), *number);
        }
        Step::Serve(model, number, name)
            if registry.shows(*model, Some(*number)) && !registry.endpoints.contains_key(name) =>
        {
            served(&bench.store, name, &reference(*model, Some(*number)).to_string()).await;
            registry.endpoints.insert(name, (*model, *number));
        }
        Step::Withdraw(name) if registry.endpoints.contains_key(name) => {
            bench.store.remove_endpoint(&EndpointName::parse(name).unwrap(), &ann()).await.unwrap();
            registry.endpoints.remove(name);
        }
        Step::Trash(model, number)
            if registry.shows(*model, Some(*number)) && !registry.is_served((*model, *number)) =>
        {
            let trashing = Trashing { references: vec![reference(*model, Some(*number))], skip: false };
            bench.store.trash(&trashing, &ann()).await.unwrap();
            registry.trashed.insert((*model, *number));
        }
        Step::Restore(model, number) if registry.trashed.remove(&(*model, *number)) => {
            bench.store.restore(&[reference(*model, Some(*number))], &ann()).await.unwrap();
        }
        Step::Delete(model, number)
            if registry.versions.contains_key(&(*model, *number))
                && !registry.is_served((*model, *number)) =>
        {
            bench.store.purge(&[reference(*model, Some(*number))], &ann()).await.unwrap();
            registry.remove((*model, *number));
        }
        // There is nothing to do it to.
        _ => {}
    }
}

async fn check(store: &Store, registry: &Registry, filter: &Filter) {
    let found = |key: &&(usize, u32)| {
        let shown = !registry.trashed.contains(*key);
        shown && filter.root.as_ref().is_none_or(|root| registry.matches(**key, root))
    };
    let keys: Vec<(usize, u32)> = registry.order.iter().filter(found).copied().collect();
    let mut expected: Vec<_> =
        keys.iter().map(|(model, number)| format!("{}:{number}", NAMES[*model])).collect();
    expected.sort();
    let query = VersionQuery { filter: filter.clone(), limit: 100, ..VersionQuery::default() };
    let page = store.versions(&query).await.unwrap();
    let mut versions: Vec<_> = page.versions.iter().map(|v| format!("{}:{}", v.name, v.version)).collect();
    versions.sort();
    assert_eq!(versions, expected, "{filter}");
    let mut models: BTreeMap<&str, (u32, u64)> = BTreeMap::new();
    for (model, number) in &keys {
        let row = models.entry(NAMES[*model]).or_default();
        *row = (row.0.max(*number), row.1 + 1);
    }
    let page = store.models(&query).await.unwrap();
    let rows = page.models.iter().map(|row| (row.latest.name.as_str(), (row.latest.version, row.versions)));
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), models, "{filter}");
    assert_eq!(store.count(filter, Rows::Models).await.unwrap(), models.len() as u64);
    let mut names: Vec<_> = models.keys().map(|name| (*name).to_owned()).collect();
    names.sort();
    for (rows, wanted) in [(Rows::Models, names), (Rows::Versions, versions)] {
        let found = store.references(filter, rows).await.unwrap();
        let mut found: Vec<_> = found.iter().map(ToString::to_string).collect();
        found.sort();
        assert_eq!(found, wanted, "as one condition: {filter}");
    }
    check_facets(store, registry, filter, &keys).await;
}

/// Each facet's number is that of the models among `keys` that its own filter finds.
async fn check_facets(store: &Store, registry: &Registry, filter: &Filter, keys: &[(usize, u32)]) {
    for facet in store.facets(filter, Rows::Models, true).await.unwrap() {
        let one = format!("{}=\"{}\"", facet.key, facet.value);
        let root = Filter::parse(&one).unwrap().root.unwrap();
        let models: BTreeSet<usize> =
            keys.iter().filter(|key| registry.matches(**key, &root)).map(|(model, _)| *model).collect();
        assert_eq!(facet.count, models.len() as u64, "{one} among {filter}");
    }
}

proptest! {
    #![proptest_config(Config::with_cases(24))]
    #[test]
    fn a_filter_finds_what_its_definition_says_after_any_change(
        data in any_data(),
        filters in vec(any_filter(), 8),
        steps in vec(any_step(), 8),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::new().await;
            let mut registry = fill(&bench, &data).await;
            for filter in &filters {
                check(&bench.store, &registry, filter).await;
            }
            for change in &steps {
                step(&bench, &mut registry, change).await;
                for filter in &filters {
                    check(&bench.store, &registry, filter).await;
                }
            }
            // What was kept is what the database holds.
            let anew = Store::open(&bench.workspace()).await.unwrap();
            for filter in &filters {
                check(&anew, &registry, filter).await;
            }
        });
    }
}
