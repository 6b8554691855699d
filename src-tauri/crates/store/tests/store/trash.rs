use std::ops::ControlFlow;

use domain::{
    activity::By, artifact::ArtifactKind, error::ErrorCode, filter::Filter, reference::ModelRef,
    time::Timestamp,
};
use store::{Error, NewVersion, Store, Trashed, Trashing};

use crate::{
    endpoints::served,
    support::{Bench, ann, at, files_under, model, new, tags},
};

async fn trash(bench: &Bench, references: &[&str], skip: bool, when: i64) -> Result<Trashed, Error> {
    let references = references.iter().map(|reference| at(reference)).collect();
    let by = By { at: Timestamp::from_millis(when), ..ann() };
    bench.store.trash(&Trashing { references, skip }, &by).await
}

async fn in_trash(store: &Store) -> Vec<String> {
    let page = store.trashed(100, None).await.unwrap();
    page.versions.iter().map(|v| format!("{}:{}", v.name, v.version)).collect()
}

#[tokio::test]
async fn what_is_in_the_trash_is_nowhere_else_and_comes_back_whole() {
    let bench = Bench::new().await;
    let store = &bench.store;
    for content in [b"1", b"2"] {
        bench.register(NewVersion { tags: tags(&[("task", "fraud")]), ..new("cards") }, content).await;
    }
    store.set_tags(&at("cards"), tags(&[("team", "risk")]), &[], &ann()).await.unwrap();
    store.describe(&at("cards"), "Stolen cards".into(), &ann()).await.unwrap();
    let before = store.model(&model("cards")).await.unwrap();

    let trashed = trash(&bench, &["cards:2"], false, 5).await.unwrap();
    assert_eq!((trashed.versions, trashed.models, trashed.size_bytes), (1, 0, 1));
    assert_eq!(bench.found("").await, ["cards:1"]);
    assert_eq!(bench.found("team=risk").await, ["cards:1"]);
    assert_eq!(store.version(&at("cards")).await.unwrap().version, 1, "the latest is one that is there");
    let error = store.version(&at("cards:2")).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (ErrorCode::NotFound, "'cards:2' is in the trash")
    );
    assert_eq!(error.hint().unwrap(), "Bring it back with `vitrine model restore cards:2`.");

    let rest = trash(&bench, &["cards"], false, 6).await.unwrap();
    assert_eq!((rest.versions, rest.models), (1, 1));
    assert_eq!(bench.found("").await, [""; 0]);
    assert_eq!(store.facets(&Filter::default(), domain::finding::Rows::Models, false).await.unwrap(), []);
    assert_eq!(store.references(&Filter::default(), domain::finding::Rows::Models).await.unwrap(), []);
    assert_eq!(store.model(&model("cards")).await.unwrap_err().to_string(), "'cards' is in the trash");
    let counts = store.counts().await.unwrap();
    assert_eq!((counts.models, counts.versions, counts.trashed_versions), (0, 0, 2));
    assert_eq!((counts.artifact_bytes, counts.trash_bytes), (2, 2));
    assert_eq!(in_trash(store).await, ["cards:1", "cards:2"], "last deleted first");

    assert_eq!(store.restore(&[at("cards:1")], &ann()).await.unwrap().versions, 1);
    assert_eq!(store.undo(trashed.undo.unwrap(), &ann()).await.unwrap().versions, 1);
    assert_eq!(store.model(&model("cards")).await.unwrap(), before);
    assert_eq!(bench.found("team=risk task=fraud").await, ["cards:2", "cards:1"]);
    let error = store.undo(trashed.undo.unwrap(), &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert!(matches!(store.restore(&[at("cards:1")], &ann()).await, Err(Error::NotInTrash(_))));
}

#[tokio::test]
async fn a_number_is_not_given_again_while_its_version_is_in_the_trash_or_gone() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    trash(&bench, &["iris"], false, 0).await.unwrap();
    assert_eq!(bench.register(new("iris"), b"2").await.version, 2);
    bench.store.empty_trash(&[], &ann(), |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!(bench.register(new("iris"), b"1").await.version, 3);
    assert_eq!(bench.found("").await, ["iris:3", "iris:2"]);
}

#[tokio::test]
async fn a_served_version_cannot_be_deleted_and_nothing_goes_with_it() {
    let bench = Bench::new().await;
    for name in ["iris", "iris", "wine"] {
        bench.register(new(name), b"x").await;
    }
    served(&bench.store, "flowers", "iris:2").await;
    for references in [&["iris:2"][..], &["iris"], &["wine", "iris"]] {
        let error = trash(&bench, references, false, 0).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InUse, "{references:?}");
        assert!(error.to_string().ends_with("is served by the endpoint 'flowers'"), "{error}");
    }
    assert_eq!(bench.found("").await.len(), 3);

    let some = trash(&bench, &["wine", "iris", "gone", "iris:1"], true, 0).await.unwrap();
    assert_eq!((some.versions, some.refused.len()), (2, 2), "with skip the others go");
    assert_eq!(some.refused[0].0, at("iris"));
    assert_eq!(some.refused[1].1.code(), ErrorCode::NotFound);
    assert_eq!(bench.found("").await, ["iris:2"]);
    let nothing = trash(&bench, &["iris"], true, 0).await.unwrap();
    assert_eq!((nothing.undo, nothing.versions), (None, 0));
}

#[tokio::test]
async fn emptying_frees_what_nothing_else_needs_and_says_so_before() {
    let bench = Bench::new().await;
    bench.register(new("a"), b"shared").await;
    bench.register(new("b"), b"shared").await;
    bench.register(new("b"), b"alone").await;
    trash(&bench, &["b"], false, 0).await.unwrap();
    assert_eq!(bench.store.trashed(1, None).await.unwrap().freed_bytes, 5);
    assert_eq!(files_under(&bench.workspace().join("artifacts")).len(), 2, "the trash keeps its files");
    let error = bench.store.empty_trash(&[at("a")], &ann(), |_| ControlFlow::Continue(())).await.unwrap_err();
    assert_eq!(error.to_string(), "'a' is not in the trash");
    let one = bench.store.empty_trash(&[at("b:1")], &ann(), |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((one.versions, one.freed_bytes), (1, 0));
    let rest = bench.store.empty_trash(&[], &ann(), |_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((rest.versions, rest.freed_bytes), (1, 5));
    assert_eq!(files_under(&bench.workspace().join("artifacts")).len(), 1);
    assert_eq!(bench.store.trashed(1, None).await.unwrap().total, 0);
}

#[tokio::test]
async fn the_trash_has_pages_and_emptying_it_can_be_stopped() {
    let bench = Bench::new().await;
    for round in 0..7 {
        bench.register(new("iris"), format!("{round}").as_bytes()).await;
    }
    trash(&bench, &["iris:1", "iris:2", "iris:3"], false, 9).await.unwrap();
    trash(&bench, &["iris"], false, 3).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = bench.store.trashed(2, after.as_deref()).await.unwrap();
        assert_eq!(page.total, 7);
        seen.extend(page.versions.iter().map(|v| v.version));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [3, 2, 1, 7, 6, 5, 4], "by when they were deleted, though the clock went backwards");
    assert!(matches!(bench.store.trashed(2, Some("x")).await, Err(Error::PageToken(_))));

    let error = bench.store.empty_trash(&[], &ann(), |_| ControlFlow::Break(())).await.unwrap_err();
    assert!(matches!(error, Error::Stopped), "{error}");
    assert_eq!(error.code(), ErrorCode::Cancelled);
    bench.store.collect_garbage(|_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!(files_under(&bench.workspace().join("artifacts")), [""; 0]);
}

#[tokio::test]
async fn a_name_that_became_another_kind_keeps_it_until_that_is_gone() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    trash(&bench, &["iris"], false, 0).await.unwrap();
    bench.register(NewVersion { kind: ArtifactKind::Other, ..new("iris") }, b"2").await;
    let error = bench.store.restore(&[at("iris")], &ann()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Conflict);
    assert_eq!(bench.found("").await, ["iris:2"]);
    trash(&bench, &["iris"], false, 0).await.unwrap();
    bench.store.restore(&[at("iris:1")], &ann()).await.unwrap();
    assert_eq!(bench.found("").await, ["iris:1"]);
}

#[tokio::test]
async fn purging_takes_everything_of_a_name_in_the_trash_or_not() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"12").await;
    bench.register(new("iris"), b"3").await;
    bench.store.set_tags(&at("iris"), tags(&[("team", "risk")]), &[], &ann()).await.unwrap();
    trash(&bench, &["iris:1"], false, 0).await.unwrap();
    let purged = bench.store.purge(&[at("iris")], &ann()).await.unwrap();
    assert_eq!((purged.models, purged.versions, purged.freed_bytes), (1, 2, 3));
    assert_eq!(files_under(&bench.workspace().join("artifacts")), [""; 0]);
    assert_eq!(bench.store.purge(&[at("iris")], &ann()).await.unwrap_err().code(), ErrorCode::NotFound);
    bench.register(new("iris"), b"4").await;
    assert!(bench.store.model(&model("iris")).await.unwrap().tags.is_empty());
}

#[tokio::test]
async fn a_hundred_thousand_names_in_one_deletion_are_one_moment() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    let mut references: Vec<ModelRef> = (0..100_000).map(|number| at(&format!("no-{number}"))).collect();
    references.push(at("iris"));
    let trashing = Trashing { references, skip: true };
    // Each name that is not there is looked for by likeness; none of that may be done a hundred thousand times.
    let by = ann();
    let trashed = tokio::time::timeout(std::time::Duration::from_secs(30), bench.store.trash(&trashing, &by));
    assert_eq!(trashed.await.unwrap().unwrap().versions, 1);
}

#[tokio::test]
async fn strays_that_no_list_names_are_found_and_freed() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"1").await;
    let artifacts = bench.workspace().join("artifacts");
    let stray = artifacts.join("objects/ab").join(format!("ab{}", "0".repeat(62)));
    std::fs::create_dir_all(stray.parent().unwrap()).unwrap();
    std::fs::write(&stray, b"left by an older database").unwrap();
    let tree = artifacts.join("trees").join("c".repeat(64));
    std::fs::create_dir_all(&tree).unwrap();
    std::fs::write(tree.join("x"), b"1").unwrap();
    let foreign = artifacts.join("objects/notes.txt");
    std::fs::write(&foreign, b"somebody's own").unwrap();
    let freed = bench.store.collect_garbage(|_| ControlFlow::Continue(())).await.unwrap();
    assert_eq!(freed, 25);
    assert!(!stray.exists() && !tree.exists() && foreign.exists());
    assert_eq!(bench.found("").await, ["iris:1"]);
}
