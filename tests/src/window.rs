//! A person at the window: finds things by role and name, types, clicks, looks.

use std::{
    cell::RefCell,
    env,
    fs::File,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder,
    elements::{Element, ElementRef},
    key::Key,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::{desk::Desk, host, program, wait};

pub mod hands;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);
const EVERY: Duration = Duration::from_millis(40);
/// Finds elements as assistive technology does.
const FIND: &str = include_str!("window/find.js");

/// The program in a window, and the driver that moves its pointer and keys.
pub struct Window {
    driver: Driver,
    client: Client,
    pid: u32,
}

impl Window {
    /// Opens the program on the desk's workspace. Its pages' own storage is on the desk too.
    ///
    /// # Panics
    /// When there is no display, or the program does not come up.
    pub async fn open(desk: &Desk) -> Self {
        Self::open_with(desk, &[]).await
    }

    /// As [`open`](Self::open), to take pictures: of pages that are painted plainly, as they are where there is no
    /// graphics card, none comes until something moves.
    ///
    /// # Panics
    /// As [`open`](Self::open).
    pub async fn open_to_photograph(desk: &Desk) -> Self {
        Self::open_with(desk, &[("WEBKIT_DISABLE_DMABUF_RENDERER", "0")]).await
    }

    async fn open_with(desk: &Desk, environment: &[(&str, &str)]) -> Self {
        let displays = ["DISPLAY", "WAYLAND_DISPLAY"].map(|name| env::var_os(name).unwrap_or_default());
        let some = displays.iter().any(|display| !display.is_empty());
        assert!(some, "there is no display to open a window on; `cargo xtask test` brings one");
        let driver = Driver::start(desk, environment);
        let capabilities = capabilities(&desk.workspace());
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let opening = builder.capabilities(capabilities).connect(&driver.url);
        let client = match tokio::time::timeout(PATIENCE, opening).await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => panic!("the window did not open: {error}"),
            Err(_) => panic!("the window did not open within {PATIENCE:?}"),
        };
        let pid = child_of(driver.process.id());
        Self { driver, client, pid }
    }

    /// The program's process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Closes the program as a window manager does, and waits until it has ended.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn close(mut self) {
        host::terminate(self.pid);
        let gone = wait::until(PATIENCE, || (!runs(self.pid)).then_some(()));
        assert!(gone.is_some(), "the program did not end within {PATIENCE:?}");
        // The driver may have noticed already that its window is gone.
        let _ = self.client.clone().close().await;
        host::terminate(self.driver.process.id());
        host::exit(&mut self.driver.process);
    }

    /// The one element of this role and name, as soon as it can be seen.
    ///
    /// # Panics
    /// When it does not come in time.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        let found = self.when(|| async { self.look(role, name).await }).await;
        match found {
            Some(element) => element,
            None => {
                panic!("no {role} '{name}' came within {PATIENCE:?}; there is:\n{}", self.outline().await)
            }
        }
    }

    /// Whether an element of this role and name can be seen now.
    pub async fn sees(&self, role: &str, name: &str) -> bool {
        self.look(role, name).await.is_some()
    }

    /// The names of all elements of this role in sight.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn names(&self, role: &str) -> Vec<String> {
        let names = self.run(FIND, vec![json!(role), Value::Null]).await;
        serde_json::from_value(names).expect("names are texts")
    }

    /// Goes to an address inside the window, such as `#/models`.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn go(&self, address: &str) {
        self.run("location.hash = arguments[0]", vec![json!(address)]).await;
    }

    /// Clicks the element of this role and name, once it can be seen.
    ///
    /// # Panics
    /// When it does not come in time or cannot be clicked.
    pub async fn click(&self, role: &str, name: &str) {
        let clicked = self.when(|| async { self.look(role, name).await?.click().await.ok() }).await;
        assert!(
            clicked.is_some(),
            "no {role} '{name}' could be clicked; there is:\n{}",
            self.outline().await
        );
    }

    /// Replaces what stands in the field of this role and name.
    ///
    /// # Panics
    /// When it does not come in time or cannot be typed into.
    pub async fn fill(&self, role: &str, name: &str, text: &str) {
        let field = self.find(role, name).await;
        let held = field.prop("value").await.expect("a field has a value").unwrap_or_default();
        // Backspaces rather than WebDriver's clear, which the page does not notice.
        let erased = String::from(char::from(Key::End))
            + &char::from(Key::Backspace).to_string().repeat(held.chars().count());
        field.send_keys(&(erased + text)).await.expect("a field can be typed into");
    }

    /// Presses a key with nothing else than what has the focus.
    ///
    /// # Panics
    /// When the window takes no keys.
    pub async fn press(&self, key: Key) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(&char::from(key).to_string()).await.expect("keys can be pressed");
    }

    /// Waits until the page says this somewhere in sight, and gives how long that took.
    ///
    /// # Panics
    /// When it does not in time.
    pub async fn reads(&self, text: &str) -> Duration {
        let began = Instant::now();
        let said = self.when(|| async { self.text().await.contains(text).then_some(()) }).await;
        assert!(said.is_some(), "the page does not say '{text}'; it says:\n{}", self.text().await);
        began.elapsed()
    }

    /// All text in sight.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The text of the element of this role and name.
    ///
    /// # Panics
    /// When it does not come in time.
    pub async fn text_of(&self, role: &str, name: &str) -> String {
        // Not WebDriver's own text, which leaves out what is cut off with an ellipsis.
        let text = self.find(role, name).await.prop("innerText").await.expect("an element has properties");
        text.unwrap_or_default()
    }

    /// Makes the page this large.
    ///
    /// # Panics
    /// When the window does not take the size.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("the window can be sized");
        let sized = self
            .when(|| async {
                let size = self.run("return [innerWidth, innerHeight]", vec![]).await;
                (size == json!([width, height])).then_some(())
            })
            .await;
        assert!(sized.is_some(), "the window did not become {width} by {height}");
    }

    /// A picture of the page at rest, written to `path` as PNG.
    ///
    /// # Panics
    /// When it cannot be taken or written.
    pub async fn photograph(&self, path: &Path) {
        let painted = "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => document.fonts.ready.then(() => done())))";
        self.client.execute_async(painted, vec![]).await.expect("the page paints");
        let before = RefCell::new(Vec::new());
        // The picture is of the last frame that was put together, which may be one before the last change.
        let png = self
            .when(|| async {
                let now = self.client.screenshot().await.expect("the page can be photographed");
                (before.replace(now.clone()) == now).then_some(now)
            })
            .await
            .expect("the page comes to rest");
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .expect("the folder can be made");
        std::fs::write(path, png).expect("the picture can be written");
    }

    /// Tries until there is something, or the time is up.
    pub async fn when<T, F: Future<Output = Option<T>>>(&self, look: impl Fn() -> F) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await {
                return Some(found);
            }
            if Instant::now() >= deadline {
                return None;
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn look(&self, role: &str, name: &str) -> Option<Element> {
        let found = self.run(FIND, vec![json!(role), json!(name)]).await;
        let id = found.as_object()?.values().next()?.clone();
        let id = ElementRef::from(id.as_str()?.to_owned());
        Some(Element::from_element_id(self.client.clone(), id))
    }

    /// Roles and names of all that can be seen, for messages.
    async fn outline(&self) -> String {
        let all = self.run(FIND, vec![Value::Null, Value::Null]).await;
        all.as_str().unwrap_or("nothing").to_owned()
    }

    async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("the page failed: {error}"))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // After `close` it is gone; a test that failed leaves none behind.
        if runs(self.pid) {
            host::terminate(self.pid);
        }
    }
}

/// WebKitWebDriver, which starts the program and speaks to its web view.
struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    fn start(desk: &Desk, environment: &[(&str, &str)]) -> Self {
        let port = free_port();
        let log = File::create(desk.path().join("window.log")).expect("a log can be made");
        let errors = log.try_clone().expect("a log can be shared");
        let process = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("XDG_DATA_HOME", desk.path().join("data"))
            .env("XDG_CACHE_HOME", desk.path().join("cache"))
            .env("XDG_CONFIG_HOME", desk.path().join("config"))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .expect("WebKitWebDriver is installed; `cargo xtask test` installs it");
        let driver = Self { process, url: format!("http://127.0.0.1:{port}") };
        let accepts = wait::until(PATIENCE, || TcpStream::connect(("127.0.0.1", port)).ok());
        assert!(accepts.is_some(), "WebKitWebDriver does not accept connections");
        driver
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked and not killed: a driver that is killed leaves its window behind.
        if matches!(self.process.try_wait(), Ok(None)) {
            host::terminate(self.process.id());
            let _ = self.process.wait();
        }
    }
}

fn capabilities(workspace: &Path) -> Map<String, Value> {
    let options = json!({ "binary": program::window(), "args": ["--workspace", workspace] });
    Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)])
}

/// A port that nobody listens on, each one given out once. None that the system hands out by itself: knocking at such
/// a port while nobody listens may reach the knocker.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 8_000).expect("under 8,000");
    let mut ports =
        std::iter::repeat_with(|| 20_000 + start + NEXT.fetch_add(1, Ordering::Relaxed)).take(1_000);
    ports
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one port of a thousand is free")
}

/// The one process that another has started.
fn child_of(pid: u32) -> u32 {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    children
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("the driver has not started one program but '{children}'"))
}

/// Whether a process is there and has not ended.
fn runs(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // After the name in parentheses comes the state; Z is a process that ended and was not waited for.
    status.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}
