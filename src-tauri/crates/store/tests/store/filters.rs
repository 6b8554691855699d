//! What the database finds against the plain reading of the filter language.

mod any;
mod plain;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use domain::{
    artifact::ArtifactKind,
    filter::{Expression, Filter, Term},
    finding::Rows,
    model::Correction,
    name::{Alias, EndpointName, ModelName},
    time::Timestamp,
};
use proptest::{collection::vec, prelude::*, test_runner::Config};
use store::{NewVersion, Store, Targets, Trashing, VersionQuery};

use crate::{
    endpoints::served,
    support::{Bench, ann, at, new},
};

use any::{Data, NAMES, Step, Version, any_data, any_filter, any_step};
use plain::Registry;

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
        let mut root = Filter::parse(&format!("{}=x", facet.key)).unwrap().root.unwrap();
        if let Expression::Term(Term::Is { value, .. }) = &mut root {
            value.clone_from(&facet.value);
        }
        let models: BTreeSet<usize> =
            keys.iter().filter(|key| registry.matches(**key, &root)).map(|(model, _)| *model).collect();
        assert_eq!(facet.count, models.len() as u64, "{facet:?} among {filter}");
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
