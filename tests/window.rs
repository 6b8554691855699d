//! The newcomer's story in a real window, by role and label; then everything again after a restart.
//!
//! `cargo xtask test` runs this under Xvfb and keeps the pictures that it takes in `target/screenshots`.

#[path = "window/album.rs"]
mod album;

use std::time::{Duration, Instant};

use album::{Album, VIEWS};
use fantoccini::key::Key;
use serde_json::json;
use suite::{calls, desk::Desk, window::Window};

/// A flower of the sample's data, and its kind.
const FLOWER: [(&str, &str); 4] =
    [("sepal_length", "6.3"), ("sepal_width", "3.3"), ("petal_length", "6.0"), ("petal_width", "2.5")];
const KIND: &str = "virginica";
/// How soon a call must show in a chart.
const SOON: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_newcomer_adds_finds_deploys_tries_and_watches_a_model_and_finds_all_again() {
    let (desk, album) = (Desk::default(), Album::default());
    let window = Window::open_to_photograph(&desk).await;
    window.reads("Nothing on the shelf yet").await;
    album.take(&window, &[("start", "#/models", "Add sample models", None)]).await;

    window.click("button", "Add sample models").await;
    tag_and_find(&window).await;
    deploy(&window).await;
    score(&window).await;
    watch(&window, &desk).await;
    window.close().await;

    let window = Window::open_to_photograph(&desk).await;
    find_all_again(&window, &desk).await;
    album.take(&window, VIEWS).await;
    album.take_palette(&window).await;
    window.close().await;
}

#[tokio::test]
async fn a_workspace_that_a_host_owns_is_named_and_opens_once_the_host_has_ended() {
    let desk = Desk::default();
    let host = desk.host();
    let window = Window::open_to_photograph(&desk).await;
    window.reads("is in use by another process").await;
    window.reads("or choose another folder").await;

    host.stop();
    window.click("button", "Try again").await;
    window.reads("Nothing on the shelf yet").await;
    window.close().await;
}

async fn tag_and_find(window: &Window) {
    window.find("grid", "Models").await;
    window.click("link", "iris").await;
    window.find("heading", "iris").await;
    window.click("button", "Add tag").await;
    window.fill("textbox", "Add tag", "owner=newcomer").await;
    window.press(Key::Enter).await;
    window.find("button", "Remove tag owner=newcomer").await;

    window.click("link", "Models").await;
    window.fill("combobox", "Filter models", "owner=newcomer").await;
    window.reads("1 of ").await;
    assert!(window.sees("link", "iris").await, "the filter does not find what was tagged");
}

async fn deploy(window: &Window) {
    window.click("link", "iris").await;
    window.click("button", "Deploy v").await;
    window.reads("Healthy").await;
    window.reads("checked with a real score").await;
    window.click("link", "Open endpoint").await;
    window.find("heading", "iris").await;
}

async fn score(window: &Window) {
    window.click("link", "Try").await;
    for (field, value) in FLOWER {
        window.fill("spinbutton", field, value).await;
    }
    window.click("button", "Score").await;
    window.find("list", "Probabilities").await;
    let answer = window.text_of("region", "Prediction").await;
    assert!(answer.contains(KIND), "{answer}");
    assert!(answer.contains('%'), "no probabilities in: {answer}");
}

/// What was tried stands in the charts; what somebody else sends shows within a second.
async fn watch(window: &Window, desk: &Desk) {
    window.go("#/endpoints/iris").await;
    window.reads("1 call in the last").await;
    let before = window.names("figure").await;
    assert_eq!(before.len(), 3, "{before:?}");

    score_from_outside(desk).await;
    let answered = Instant::now();
    window.reads("2 calls in the last").await;
    let changed = window.when(|| async { (window.names("figure").await != before).then_some(()) }).await;
    assert!(changed.is_some(), "the charts do not show the call: {before:?}");
    let took = answered.elapsed();
    assert!(took < SOON, "the call showed only after {took:?}");
}

async fn find_all_again(window: &Window, desk: &Desk) {
    window.find("grid", "Models").await;
    window.fill("combobox", "Filter models", "owner=newcomer").await;
    window.reads("1 of ").await;
    assert!(window.sees("link", "iris").await, "the tag is gone");
    window.go("#/endpoints/iris").await;
    window.reads("Healthy").await;
    window.reads("2 calls in the last").await;
    score_from_outside(desk).await;
    window.reads("3 calls in the last").await;
}

/// Calls the endpoint as a program would, with the address and key that the terminal tells.
async fn score_from_outside(desk: &Desk) {
    let endpoint = desk.ok(&["endpoint", "show", "iris"]);
    let keys = desk.ok(&["endpoint", "keys", "iris"]);
    let url = endpoint["routes"]["score"].as_str().expect("an address is text");
    let row = json!({"data": [[5.1, 3.5, 1.4, 0.2]]});
    let reply = calls::post_json(url, keys["primaryKey"].as_str(), &row).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}
