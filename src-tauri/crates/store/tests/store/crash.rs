//! A process that is killed at any moment: what it told to be done is done, the rest is done or not, and nothing is
//! half done or left over.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use domain::error::ErrorCode;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};
use store::{Store, VersionQuery};

use crate::{
    opening::{database, newest},
    simple::{Content, Op, Simple, apply, is_like, told},
    support::at,
};

const WORKSPACE: &str = "STORE_TEST_WORKSPACE";
const SEED: &str = "STORE_TEST_SEED";
const STEP: &str = "STORE_TEST_STEP";

/// Kills in all; a third each by two workers, and the last third during migrations.
const KILLS: u64 = 300;
/// A workspace is thrown away after so many, so that each stays small.
const KILLS_PER_WORKSPACE: u64 = 10;

#[test]
fn a_process_killed_at_any_moment_leaves_every_acknowledged_change_and_nothing_half_done() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    std::thread::scope(|scope| {
        for worker in 0..2 {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                for round in 0..KILLS / 3 / KILLS_PER_WORKSPACE {
                    let seed = seed ^ (worker << 32 | round << 40);
                    runtime.block_on(kill_again_and_again(seed));
                }
            });
        }
    });
}

async fn kill_again_and_again(seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w");
    Content::write_all(folder.path());
    let mut moments = fastrand::Rng::with_seed(seed);
    let (mut simple, mut step) = (Simple::default(), 0);
    for kill in 0..KILLS_PER_WORKSPACE {
        let context = format!("seed {seed}, kill {kill}");
        for op in run_until_killed(&workspace, seed, step, &mut moments) {
            let _ = simple.apply(&op);
            step += 1;
        }
        let store = Store::open(&workspace).await.unwrap();
        let mut after = simple.clone();
        let refused = after.apply(&operation(seed, step)).is_err();
        // What was under way when the process died is done or not; both are whole.
        if !refused && after.told() != simple.told() && told(&store).await == after.told() {
            (simple, step) = (after, step + 1);
        }
        assert_eq!(
            told(&store).await,
            simple.told(),
            "{context}, before step {step}: {:?}",
            operation(seed, step)
        );
        is_like(&store, &workspace, &simple).await;
        // Numbers are not given twice, in whatever way the process ended.
        let _ = simple.apply(&operation(seed, step));
        let _ = apply(&store, &operation(seed, step), folder.path()).await;
        step += 1;
        assert_eq!(told(&store).await, simple.told(), "{context}");
        store.close().await;
    }
}

/// The operation of a step; the same in the process that is killed and in the one that judges.
fn operation(seed: u64, step: u64) -> Op {
    let mut random = fastrand::Rng::with_seed(seed ^ step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    Op::from_bytes(random.u64(..).to_le_bytes())
}

/// Gives back the operations that the process told to be done.
fn run_until_killed(workspace: &Path, seed: u64, step: u64, moments: &mut fastrand::Rng) -> Vec<Op> {
    let mut child = child("crash::child_works_until_killed", workspace)
        .env(SEED, seed.to_string())
        .env(STEP, step.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // Now and then it dies before it has begun, while it opens the store.
    if moments.u8(..) < 230 {
        lines.by_ref().find(|line| line.contains("begun"));
    }
    // A moment of no importance: somewhere in the work that the process does without end.
    std::thread::sleep(Duration::from_micros(moments.u64(..40_000)));
    kill(&mut child);
    let done = lines.filter(|line| line.starts_with("done ")).count() as u64;
    (step..step + done).map(|step| operation(seed, step)).collect()
}

fn child(test: &str, workspace: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(WORKSPACE, workspace);
    command
}

/// On Unix this is SIGKILL: the process does nothing more.
fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
#[ignore = "run and killed by a_process_killed_at_any_moment_…"]
async fn child_works_until_killed() {
    let workspace = std::env::var_os(WORKSPACE).unwrap();
    let (seed, first) = (number(SEED), number(STEP));
    let workspace = Path::new(&workspace);
    let store = Store::open(workspace).await.unwrap();
    println!("begun");
    for step in first.. {
        let _ = apply(&store, &operation(seed, step), workspace.parent().unwrap()).await;
        let mut out = std::io::stdout().lock();
        writeln!(out, "done {step}").unwrap();
        out.flush().unwrap();
    }
}

fn number(variable: &str) -> u64 {
    std::env::var(variable).unwrap().parse().unwrap()
}

const OLD_VERSIONS: u32 = 300;

#[tokio::test]
async fn a_process_killed_while_it_brings_the_registry_up_to_date_loses_nothing() {
    let template = tempfile::tempdir().unwrap();
    old_registry(&template.path().join("registry.db")).await;
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut moments = fastrand::Rng::with_seed(seed);
    let (_, whole) = open_in_a_child(template.path(), None);
    let mut halfway = 0;
    for kill_number in 0..KILLS / 3 {
        let moment = whole.mul_f64(moments.f64() * 1.2);
        let (folder, _) = open_in_a_child(template.path(), Some(moment));
        halfway += u64::from(is_halfway(folder.path()).await);
        let store = Store::open(folder.path()).await.unwrap();
        let query = VersionQuery { limit: 1, ..VersionQuery::default() };
        let total = store.versions(&query).await.unwrap().total;
        assert_eq!(total, u64::from(OLD_VERSIONS), "seed {seed}, kill {kill_number}");
        let version = store.version(&at(&format!("old:{OLD_VERSIONS}"))).await.unwrap();
        assert_eq!(version.description, "kept");
        let error = store.version(&at("old:100000")).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotFound);
        store.close().await;
    }
    assert!(halfway > 0, "no kill came between the copy that is made first and the last migration");
}

/// Has a process bring a copy of the old registry up to date, and kills it after a while unless it shall end. Gives back the
/// folder, and how long the process took or had.
fn open_in_a_child(template: &Path, until: Option<Duration>) -> (tempfile::TempDir, Duration) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(template.join("registry.db"), folder.path().join("registry.db")).unwrap();
    let mut child = child("crash::child_opens", folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().find(|line| line.contains("begun"));
    let began = Instant::now();
    match until {
        None => drop(lines.find(|line| line.contains("opened"))),
        Some(moment) => std::thread::sleep(moment),
    }
    let took = began.elapsed();
    kill(&mut child);
    (folder, took)
}

/// Whether the copy from before is there, and some migration is still to be done.
async fn is_halfway(folder: &Path) -> bool {
    let copied = fs::read_dir(folder).unwrap().any(|entry| {
        let name = entry.unwrap().file_name();
        name.to_string_lossy().contains(".before-")
    });
    let pool = database(&folder.join("registry.db")).await;
    let done: i64 =
        sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(&pool).await.unwrap();
    pool.close().await;
    copied && done < newest()
}

#[tokio::test]
#[ignore = "run and killed by a_process_killed_while_it_brings_the_registry_up_to_date_loses_nothing"]
async fn child_opens() {
    println!("begun");
    let store = Store::open(Path::new(&std::env::var_os(WORKSPACE).unwrap())).await.unwrap();
    store.close().await;
    println!("opened");
}

/// A registry as the first program left it.
async fn old_registry(path: &Path) {
    let first = sqlx::migrate!("./migrations").iter().filter(|each| each.version == 1).cloned().collect();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    Migrator::with_migrations(first).run(&pool).await.unwrap();
    for statement in [
        "insert into models (id, name, folded_name, next_version) values (1, 'old', 'old', ?1 + 1)",
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?1)
        insert into versions (id, model_id, number, folded_name, folded_description, kind, size_bytes, digest, created_at)
        select n, 1, n, 'old', 'kept', 'onnx', 7, lower(hex(randomblob(32))), n from numbers",
        "insert into version_details (version_id, description, task, deployable, engine, properties, params, signature,
            opsets, metadata)
        select id, 'kept', 'classification', 1, 'tract 0.23.9', '{}', '{}', '{\"inputs\":[],\"outputs\":[]}', '{}', '{}'
        from versions where id <= ?1",
    ] {
        sqlx::query(statement).bind(OLD_VERSIONS).execute(&pool).await.unwrap();
    }
    pool.close().await;
}
