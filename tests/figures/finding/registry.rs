//! A registry of many versions, written in bulk as the store writes them one by one: before the migration that prepares
//! finding, so that opening it prepares finding as it does for everybody.

use std::{fs, path::Path};

use sqlx::{
    SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// The migration that prepares finding.
const FINDING: i64 = 5;
const VERSIONS_OF_A_MODEL: u32 = 10;

static MIGRATIONS: Migrator = sqlx::migrate!("../src-tauri/crates/store/migrations");

/// Makes the database.
pub async fn make(path: &Path, versions: u32) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Off);
    let pool = SqlitePool::connect_with(options).await.expect("a database can be made");
    let earlier = MIGRATIONS.iter().filter(|migration| migration.version < FINDING).cloned().collect();
    Migrator::with_migrations(earlier).run(&pool).await.expect("an empty database is brought up to date");
    let models = versions / VERSIONS_OF_A_MODEL;
    for (statement, rows) in
        [(MODELS, models), (VERSIONS, versions), (DETAILS, versions), (FILES, versions), (METRICS, versions)]
    {
        sqlx::query(statement).bind(rows).execute(&pool).await.expect("rows are written");
    }
    for (key, (prefix, count, stride)) in TAGS {
        let tags = "with recursive n (id) as (select 1 union all select id + 1 from n where id < ?1)
            insert into version_tags (version_id, key, value) select id, ?2, ?3 || ((id * 7919 / ?5) % ?4) from n";
        let query = sqlx::query(tags).bind(versions).bind(key).bind(prefix).bind(count).bind(stride);
        query.execute(&pool).await.expect("rows are written");
    }
    pool.close().await;
}

/// Removes the copies that migrations make.
pub fn forget_backups(folder: &Path) {
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        if entry.file_name().to_string_lossy().contains(".before-") {
            fs::remove_file(entry.path()).expect("our own file can be removed");
        }
    }
}

/// Keys, and how their values begin, how many there are, and how they are spread.
const TAGS: [(&str, (&str, i64, i64)); 5] = [
    ("task", ("t", 20, 3)),
    ("team", ("x", 50, 7)),
    ("stage", ("s", 4, 11)),
    ("owner", ("o", 1000, 1)),
    ("data", ("d", 7, 13)),
];

const MODELS: &str = "with recursive n (id) as (select 1 union all select id + 1 from n where id < ?1)
    insert into models (id, name, folded_name, next_version) select id, 'model-' || id, 'model-' || id, 11 from n";

const VERSIONS: &str = "with recursive n (id) as (select 1 union all select id + 1 from n where id < ?1)
    insert into versions (id, model_id, number, folded_name, folded_description, kind, framework, size_bytes, digest,
        created_at)
    select id, (id - 1) / 10 + 1, (id - 1) % 10 + 1, 'model-' || ((id - 1) / 10 + 1), '', 'onnx',
        'f' || ((id * 104729 / 17) % 8), (id * 7919) % 1000000, printf('%064x', id), 1700000000000 + id * 1000
    from n";

const DETAILS: &str = "with recursive n (id) as (select 1 union all select id + 1 from n where id < ?1)
    insert into version_details (version_id, description, producer, task, deployable, properties, params, signature,
        remarks, opsets, metadata, created_by)
    select id, 'Finds w' || ((id * 31 / 3) % 3000) || ' and w' || ((id * 37 / 5) % 3000) || ' in card payments of last year'
            || iif((id * 41 / 7) % 10 < 3, ' fraud', ''),
        'skl2onnx 1.20.0', 'multiclass_classification', 1, '{}', '{\"depth\": \"8\"}',
        '{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [-1, 4]}],
          \"outputs\": [{\"name\": \"y\", \"datatype\": \"INT64\", \"shape\": [-1]}]}',
        '[]', '{\"ai.onnx\": 17}', '{}', 'ann'
    from n";

const FILES: &str = "with recursive n (id) as (select 1 union all select id + 1 from n where id < ?1)
    insert into version_files (version_id, path, size_bytes, digest)
    select id, 'model.onnx', (id * 7919) % 1000000, printf('%064x', id) from n";

const METRICS: &str = "with recursive n (id) as (select 1 union all select id + 1 from n where id < ?1)
    insert into version_metrics (version_id, key, value) select id, 'accuracy', (id * 7919 % 10007) / 10007.0 from n";
