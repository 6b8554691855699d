//! The very files that went in come out.

use std::{fs, ops::ControlFlow, path::Path};

use domain::{dataset::DatasetRole, error::ErrorCode, model::ModelVersion};
use store::{Error, Exported, NewDataset, NewVersion};

use crate::support::{Bench, ann, at, files_under, new};

impl Bench {
    async fn export(&self, version: &ModelVersion, to: &str, datasets: bool) -> Result<Exported, Error> {
        let to = self.folder.path().join(to);
        self.store.export(version, &to, datasets, |_, _| ControlFlow::Continue(())).await
    }

    fn out(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }
}

#[tokio::test]
async fn a_single_file_becomes_the_path_or_stands_in_the_folder() {
    let bench = Bench::new().await;
    let version = bench.register(new("iris"), b"weights").await;
    bench.export(&version, "out/a.bin", false).await.unwrap();
    assert_eq!(bench.out("out/a.bin"), "weights");
    bench.export(&version, "out", false).await.unwrap();
    assert_eq!(bench.out("out/model.bin"), "weights");
    bench.export(&version, "fresh/", false).await.unwrap();
    assert_eq!(bench.out("fresh/model.bin"), "weights");
    for taken in ["out/a.bin", "out"] {
        let error = bench.export(&version, taken, false).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Conflict, "{error}");
    }
    assert_eq!(files_under(&bench.folder.path().join("out")), ["a.bin", "model.bin"], "nothing else is left");
    assert!(!fs::metadata(bench.folder.path().join("out/a.bin")).unwrap().permissions().readonly());
}

#[tokio::test]
async fn a_folder_comes_out_whole_with_its_data_or_not_at_all() {
    let bench = Bench::new().await;
    bench.file("m/MLmodel", b"flavors");
    bench.file("m/sub/data/model.pkl", b"pickle");
    let files = bench.ingest(&bench.folder.path().join("m")).await.unwrap();
    let data = bench.ingest(&bench.file("train.csv", b"rows")).await.unwrap();
    let with =
        NewVersion { datasets: vec![NewDataset { role: DatasetRole::Training, files: data }], ..new("m") };
    let version = bench.store.add_version(&files, with, &ann()).await.unwrap();
    fs::create_dir(bench.folder.path().join("empty")).unwrap();
    let done = bench.export(&version, "empty", false).await.unwrap();
    assert_eq!((done.files, done.bytes), (2, 13));
    assert_eq!(files_under(&bench.folder.path().join("empty")), ["MLmodel", "sub/data/model.pkl"]);
    bench.export(&version, "both", true).await.unwrap();
    assert_eq!(bench.out("both/datasets/training/train.csv"), "rows");
    assert!(matches!(bench.export(&version, "both", true).await, Err(Error::Exists(_))));

    let to = bench.folder.path().join("cancelled");
    let stopped = bench.store.export(&version, &to, true, |_, _| ControlFlow::Break(())).await;
    assert!(matches!(stopped, Err(Error::Cancelled)));
    assert!(!to.exists());
}

#[tokio::test]
async fn damaged_content_is_not_given_out() {
    let bench = Bench::new().await;
    let version = bench.register(new("iris"), b"weights").await;
    let object = bench.store.artifact_path(&version);
    unlock(&object);
    fs::write(&object, b"weighs!").unwrap();
    let error = bench.export(&version, "out.bin", false).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Io);
    assert!(error.to_string().contains("'model.bin' of iris:1 is damaged"), "{error}");
    assert!(!bench.folder.path().join("out.bin").exists());
}

#[tokio::test]
async fn a_file_that_a_version_has_not_is_not_read() {
    let bench = Bench::new().await;
    let version = bench.register(new("iris"), b"weights").await;
    let read = |path: &'static str| bench.store.read_file(&version, None, path, 4);
    assert_eq!(read("model.bin").await.unwrap(), (b"weig".to_vec(), 7));
    for path in ["../registry.db", "other", ""] {
        assert_eq!(read(path).await.unwrap_err().code(), ErrorCode::NotFound, "{path}");
    }
    assert_eq!(bench.store.version(&at("iris")).await.unwrap().files.len(), 1);
}

fn unlock(path: &Path) {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test's own folder")]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions).unwrap();
}
