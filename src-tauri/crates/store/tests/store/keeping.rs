//! What a version keeps, what may be changed of it, and what may not.

use domain::{
    dataset::DatasetRole,
    error::ErrorCode,
    model::Resources,
    name::{Alias, ModelName},
};
use store::{DESCRIPTION_MAX, Edit, Error, NOTES_MAX, NewDataset, NewVersion, Store, Targets};

use crate::support::{Bench, ann, at, files_under, model, new, tags};

fn alias(name: &str) -> Alias {
    Alias::parse(name).unwrap()
}

fn only(reference: &str) -> Targets {
    Targets::References(vec![at(reference)])
}

impl Bench {
    async fn point(&self, name: &str, reference: &str) {
        self.store.alias_all(&only(reference), &[alias(name)], &[], &ann()).await.unwrap();
    }

    async fn aliases(&self, reference: &str) -> Vec<String> {
        let version = self.store.version(&at(reference)).await.unwrap();
        version.aliases.iter().map(ToString::to_string).collect()
    }
}

#[tokio::test]
async fn everything_that_people_say_is_kept_and_read_back() {
    let bench = Bench::new().await;
    bench.register(new("base"), b"0").await;
    let data = bench.ingest(&bench.file("train.csv", b"a,b\n1,2\n")).await.unwrap();
    let given = NewVersion {
        notes: "# Notes\nwith `code`".into(),
        framework_version: Some("1.9.1".into()),
        experiment: Some("spring".into()),
        parent: Some(at("base")),
        resources: Resources { cpu: Some(0.5), memory_bytes: Some(512_000_000) },
        datasets: vec![NewDataset { role: DatasetRole::Training, files: data }],
        ..new("iris")
    };
    let added = bench.register(given.clone(), b"1").await;
    let store = Store::open(&bench.workspace()).await.unwrap();
    let read = store.version(&at("iris:1")).await.unwrap();
    assert_eq!(read, added);
    assert_eq!((read.notes.as_deref(), read.resources), (Some("# Notes\nwith `code`"), given.resources));
    assert_eq!((read.framework_version, read.experiment), (given.framework_version, given.experiment));
    assert_eq!((read.created_by.as_str(), read.parent), ("ann", Some(at("base:1"))), "a parent is a number");
    let [data] = read.datasets.as_slice() else { panic!("{:?}", read.datasets) };
    assert_eq!((data.role, data.name.as_str(), data.size_bytes), (DatasetRole::Training, "train.csv", 8));
    let (bytes, size) = store.read_file(&added, Some(data.role), "train.csv", 3).await.unwrap();
    assert_eq!((bytes.as_slice(), size), (&b"a,b"[..], 8));
    let listed = store.model(&model("iris")).await.unwrap().versions.remove(0);
    assert_eq!(listed.notes, None, "a list leaves notes out");
}

#[tokio::test]
async fn the_data_of_a_version_goes_with_it_and_not_before() {
    let bench = Bench::new().await;
    let data = bench.ingest(&bench.file("data.csv", b"rows")).await.unwrap();
    let with = |data| NewVersion {
        datasets: vec![NewDataset { role: DatasetRole::Validation, files: data }],
        ..new("iris")
    };
    bench.register(with(data.clone()), b"1").await;
    bench.register(with(data.clone()), b"2").await;
    drop(data);
    let objects = || files_under(&bench.workspace().join("artifacts/objects")).len();
    assert_eq!(bench.store.counts().await.unwrap().artifact_bytes, 6);
    bench.store.purge(&[at("iris:1")], &ann()).await.unwrap();
    assert_eq!(objects(), 2, "the other version still has the data");
    assert_eq!(bench.store.purge(&[at("iris:2")], &ann()).await.unwrap().freed_bytes, 5);
    assert_eq!(objects(), 0);
}

#[tokio::test]
async fn one_name_and_role_is_one_file() {
    let bench = Bench::new().await;
    let mut datasets = Vec::new();
    for (folder, content) in [("a", b"1"), ("b", b"2")] {
        let files = bench.ingest(&bench.file(&format!("{folder}/data.csv"), content)).await.unwrap();
        datasets.push(NewDataset { role: DatasetRole::Training, files });
    }
    let files = bench.ingest(&bench.file("m", b"x")).await.unwrap();
    let both = NewVersion { datasets: datasets.clone(), ..new("iris") };
    let error = bench.store.add_version(&files, both, &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Conflict);
    datasets[1].role = DatasetRole::Validation;
    let apart = NewVersion { datasets, ..new("iris") };
    assert_eq!(bench.store.add_version(&files, apart, &ann()).await.unwrap().datasets.len(), 2);
}

#[tokio::test]
async fn a_property_is_set_once() {
    let bench = Bench::new().await;
    bench.register(NewVersion { properties: tags(&[("seed", "7")]), ..new("iris") }, b"1").await;
    let set = |pairs| Edit { properties: tags(pairs), ..Edit::default() };
    let version =
        bench.store.edit(&at("iris"), set(&[("seed", "7"), ("site", "Ulm")]), &ann()).await.unwrap();
    assert_eq!(version.properties, tags(&[("seed", "7"), ("site", "Ulm")]));
    let both = Edit { description: Some("lost".into()), ..set(&[("new", "1"), ("seed", "8")]) };
    let error = bench.store.edit(&at("iris"), both, &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Conflict);
    assert_eq!(error.to_string(), "the property 'seed' of iris:1 is set to '7' for good");
    let after = bench.store.version(&at("iris")).await.unwrap();
    assert_eq!(after, version, "a refusal changes nothing");
}

#[tokio::test]
async fn what_may_change_changes_and_is_found_by_its_new_words() {
    let bench = Bench::new().await;
    bench.register(NewVersion { framework: Some("sklearn".into()), ..new("iris") }, b"1").await;
    bench.register(new("iris"), b"2").await;
    let edit = Edit {
        description: Some("Petals".into()),
        framework: Some(Some("xgboost".into())),
        parent: Some(Some(at("iris:1"))),
        cpu: Some(Some(2.0)),
        ..Edit::default()
    };
    let version = bench.store.edit(&at("iris:2"), edit, &ann()).await.unwrap();
    assert_eq!((version.parent, version.resources.cpu), (Some(at("iris:1")), Some(2.0)));
    assert_eq!(bench.found("petals framework=xgboost").await, ["iris:2"]);
    let cleared = Edit { parent: Some(None), cpu: Some(None), framework: Some(None), ..Edit::default() };
    let version = bench.store.edit(&at("iris:2"), cleared, &ann()).await.unwrap();
    assert_eq!((version.parent, version.resources.cpu, version.framework), (None, None, None));
    assert_eq!(version.description, "Petals", "what is not named stays");
    let own = Edit { parent: Some(Some(at("iris"))), ..Edit::default() };
    let error = bench.store.edit(&at("iris:2"), own, &ann()).await.unwrap_err();
    assert_eq!(error.to_string(), "iris:2 cannot be its own parent");
}

#[tokio::test]
async fn texts_have_bounds_that_a_refusal_names() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    let notes = |length| Edit { notes: Some("n".repeat(length)), ..Edit::default() };
    let kept = bench.store.edit(&at("iris"), notes(NOTES_MAX), &ann()).await.unwrap();
    assert_eq!(kept.notes.unwrap().len(), NOTES_MAX);
    let error = bench.store.edit(&at("iris"), notes(10_000_000), &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
    assert_eq!(error.to_string(), "the notes would have 10000000 bytes; at most 1000000 are kept");
    let long = "d".repeat(DESCRIPTION_MAX + 1);
    let error = bench.store.describe(&at("iris"), long, &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
    for wrong in [Some(0.0), Some(-1.0), Some(f64::NAN), Some(f64::INFINITY)] {
        let edit = Edit { cpu: Some(wrong), ..Edit::default() };
        assert!(matches!(bench.store.edit(&at("iris"), edit, &ann()).await, Err(Error::Resources(_))));
    }
}

#[tokio::test]
async fn an_alias_stands_at_one_version_and_moves() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    bench.register(new("iris"), b"2").await;
    bench.point("champion", "iris:1").await;
    assert_eq!(bench.store.version(&at("iris@champion")).await.unwrap().version, 1);
    bench.point("champion", "iris").await;
    assert_eq!(
        bench.store.version(&at("iris@champion")).await.unwrap().version,
        2,
        "a name alone is the latest"
    );
    assert!(bench.aliases("iris:1").await.is_empty());
    bench.point("candidate", "iris@champion").await;
    assert_eq!(bench.aliases("iris:2").await, ["candidate", "champion"]);

    let error = bench.store.version(&at("iris@winner")).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert_eq!(error.hint().unwrap(), "Its aliases: candidate, champion.");
    let error = bench.store.remove_alias(&at("iris:1"), &alias("champion"), &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound, "it stands at another version");
    bench.store.remove_alias(&at("iris"), &alias("champion"), &ann()).await.unwrap();
    assert_eq!(bench.aliases("iris:2").await, ["candidate"]);
    bench.store.purge(&[at("iris:2")], &ann()).await.unwrap();
    assert!(bench.store.version(&at("iris@candidate")).await.is_err(), "an alias goes with its version");
}

#[tokio::test]
async fn names_of_every_script_are_told_apart_by_case_and_not_by_their_encoding() {
    let bench = Bench::new().await;
    for name in ["été", "e\u{301}te\u{301}", "ÉTÉ", "模型", "Модель", "मॉडल", "نموذج", "iris", "Iris"]
    {
        bench.register(new(name), name.as_bytes()).await;
    }
    let model = bench.store.model(&model("e\u{301}te\u{301}")).await.unwrap();
    assert_eq!(model.versions.len(), 2, "NFC and NFD are one name");
    let names: Vec<&str> = model.look_alikes.iter().map(ModelName::as_str).collect();
    assert_eq!(names, ["ÉTÉ"], "another case is another model, and is said");
    assert_eq!(bench.store.counts().await.unwrap().models, 8);
    bench.point("größe", "模型").await;
    assert_eq!(bench.store.version(&at("模型@gro\u{308}ße")).await.unwrap().version, 1);
}
