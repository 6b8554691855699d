//! A workspace with ten thousand versions.

use std::{collections::BTreeMap, time::SystemTime};

use app::{
    App,
    register::RegisterArgs,
    rpc::{Command as _, ModelRegister},
    trial::Program,
};
use domain::{name::ModelName, time::Timestamp};
use suite::{desk::Desk, fixtures, program};
use tokio::task::JoinSet;

/// How many models, and how many versions of each.
const MODELS: usize = 2_500;
const VERSIONS: usize = 4;
/// Every so many models carry the tag that is looked for.
const TAGGED: usize = 50;
/// Registrations at the same time.
const HANDS: usize = 8;

/// Registers them all, as any program would.
pub async fn stocked() -> Desk {
    eprintln!("Registering {} versions", MODELS * VERSIONS);
    let desk = Desk::default();
    let child = Program::new(program::vitrine(), &[]);
    let app = App::open_with(&desk.workspace(), now, child).await.expect("a new workspace opens");
    let mut hands = JoinSet::new();
    for hand in 0..HANDS {
        let app = app.clone();
        hands.spawn(async move {
            for model in (hand..MODELS).step_by(HANDS) {
                for _ in 0..VERSIONS {
                    ModelRegister::call(&app, version_of(model)).await.expect("a version is registered");
                }
            }
        });
    }
    hands.join_all().await;
    app.close().await;
    desk
}

fn version_of(model: usize) -> RegisterArgs {
    let name = format!("model-{model:04}");
    let task = if model.is_multiple_of(TAGGED) { "x" } else { "y" };
    let tags = [("task", task.to_owned()), ("team", format!("team-{}", model % 12))];
    RegisterArgs {
        name: ModelName::parse(&name).expect("letters, digits and '-'"),
        path: fixtures::path("models/logreg_iris.onnx"),
        tags: tags.map(|(key, value)| (key.to_owned(), value)).into(),
        properties: BTreeMap::new(),
        description: Some(format!("The model number {model}")),
        framework: None,
        run_id: None,
        metrics: BTreeMap::new(),
        params: BTreeMap::new(),
        sample_input: None,
        reference: false,
        job: None,
    }
}

fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}
