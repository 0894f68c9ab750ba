//! A real browser before the real program: chromedriver with headless Chromium, `beadle demo` on a free port.
//! Both live in temporary folders and end with the value that started them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a program may take to start: a town of three years takes minutes to build without optimisation.
const PATIENCE: Duration = Duration::from_secs(1_200);
/// axe-core 4.14.1 by Deque Systems, MPL-2.0, unchanged from its npm package.
const AXE: &str = include_str!("vendor/axe.min.js");
/// WCAG 2.2 AA and what it builds on.
const AXE_RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// A running child, killed when dropped; what it prints is read to the end so that it never waits for us.
struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let name = format!("{:?}", command.get_program());
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{name} does not start: {e}"));
        let printed = BufReader::new(child.stdout.take().expect("a pipe"));
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in printed.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        Self { child, lines }
    }

    /// What follows `mark` in the first line that holds it, up to the next space.
    fn wait_for(&self, mark: &str) -> String {
        self.hears(mark).unwrap_or_else(|| panic!("never printed {mark:?}"))
    }

    /// As [`Running::wait_for`]; nothing if it ends before.
    fn hears(&self, mark: &str) -> Option<String> {
        let end = Instant::now() + PATIENCE;
        loop {
            let line = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())).ok()?;
            if let Some((_, after)) = line.split_once(mark) {
                return Some(after.split_whitespace().next().unwrap_or_default().to_owned());
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends one request on loopback; the answer's head and body, if there is one.
fn ask(port: u16, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    // Not to the end: chromedriver keeps the line open.
    let mut reader = BufReader::new(stream);
    let mut answer = String::new();
    let mut length = 0;
    while reader.read_line(&mut answer)? > 2 {
        let header = answer.lines().last().unwrap_or_default().to_ascii_lowercase();
        if let Some(bytes) = header.strip_prefix("content-length:") {
            length = bytes.trim().parse().unwrap_or(0);
        }
    }
    reader.take(length).read_to_string(&mut answer)?;
    Ok(answer)
}

/// The demonstration, as a newcomer starts it.
pub struct Service {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub url: String,
    data: PathBuf,
    _folder: Option<TempDir>,
    _running: Running,
}

impl Service {
    /// Starts it and waits until it is ready. `BEADLE_TOWN` may name the folder of a town that is built already.
    pub fn start() -> Self {
        let built = std::env::var_os("BEADLE_TOWN").map(PathBuf::from);
        let folder = built.is_none().then(|| tempfile::tempdir().expect("a folder"));
        let data =
            built.or_else(|| folder.as_ref().map(|folder| folder.path().to_owned())).expect("a folder");
        let running = Running::start(
            Command::new(env!("CARGO_BIN_EXE_beadle"))
                .args(["demo", "--listen", "127.0.0.1:0", "--data"])
                .arg(&data),
        );
        let url = format!("http://{}", running.wait_for("listening on http://").trim_end_matches('/'));
        let port = url.rsplit(':').next().and_then(|p| p.parse().ok()).expect("a port");
        let end = Instant::now() + PATIENCE;
        while !ask(port, "GET", "/readyz", "").is_ok_and(|a| a.starts_with("HTTP/1.1 200")) {
            assert!(Instant::now() < end, "{url}/readyz never answered 200");
            thread::sleep(Duration::from_millis(100));
        }
        Self { url, data, _folder: folder, _running: running }
    }

    /// The demonstration's accounts: its `accounts.json`.
    pub fn accounts(&self) -> Value {
        let text = std::fs::read_to_string(self.data.join("accounts.json")).expect("accounts.json");
        serde_json::from_str(&text).expect("accounts as JSON")
    }
}

/// What the browser is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 390 by 844, touch.
    Phone,
    /// 1280 by 860.
    Desktop,
}

/// How the browser is set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub screen: Screen,
    /// Runs the pages' own scripts. Without, [`axe`] cannot run either: it waits for promises.
    pub scripts: bool,
}

impl Setting {
    pub const PHONE: Self = Self { screen: Screen::Phone, scripts: true };
    pub const DESKTOP: Self = Self { screen: Screen::Desktop, scripts: true };

    pub fn without_scripts(self) -> Self {
        Self { scripts: false, ..self }
    }

    fn capabilities(self, profile: &str) -> Value {
        let args = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--window-size=1280,860".to_owned(),
            format!("--user-data-dir={profile}"),
        ];
        let mut options = json!({
            "args": args,
        });
        // A thumb that taps waits for scripts to answer: without them, a phone is its width.
        if self.screen == Screen::Phone && self.scripts {
            options["mobileEmulation"] = json!({
                "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true },
            });
        }
        json!({ "browserName": "chrome", "goog:chromeOptions": options })
    }
}

/// A browser of its own: own profile, own driver. Ends when dropped, whatever the test did.
pub struct Browser {
    pub client: Client,
    session: String,
    port: u16,
    _driver: Running,
    _profile: TempDir,
}

/// chromedriver on a free port. It wants the number it was given for IPv4 for IPv6 as well, where somebody may have it:
/// then it ends, and another begins.
fn driver() -> (Running, u16) {
    for _ in 0..5 {
        let driver = Running::start(Command::new("chromedriver").args(["--port=0", "--log-level=SEVERE"]));
        if let Some(port) = driver.hears("started successfully on port ") {
            return (driver, port.trim_end_matches('.').parse().expect("chromedriver's port"));
        }
    }
    panic!("chromedriver does not start")
}

impl Browser {
    /// Opens a browser with no page.
    pub async fn open(setting: Setting) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let (driver, port) = driver();
        let Value::Object(capabilities) = setting.capabilities(&profile.path().to_string_lossy()) else {
            unreachable!("capabilities are an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a session with Chromium");
        let session = client.session_id().await.expect("a session").expect("its id");
        let browser = Self { client, session, port, _driver: driver, _profile: profile };
        if !setting.scripts {
            browser.order("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
            if setting.screen == Screen::Phone {
                let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": false });
                browser.order("Emulation.setDeviceMetricsOverride", phone);
            }
        }
        browser
    }

    /// Shows the open page, and those that follow, in a theme.
    pub async fn show_in(&self, theme: &str) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.order("Emulation.setEmulatedMedia", json!({ "features": features }));
        let asked = format!("return matchMedia('(prefers-color-scheme: {theme})').matches");
        assert_eq!(self.client.execute(&asked, vec![]).await.expect("an answer"), json!(true), "{theme}");
    }

    /// Tells the browser something that WebDriver has no word for.
    fn order(&self, what: &str, params: Value) {
        let order = json!({ "cmd": what, "params": params });
        let path = format!("/session/{}/goog/cdp/execute", self.session);
        let answer = ask(self.port, "POST", &path, &order.to_string()).expect("an answer of chromedriver");
        assert!(answer.starts_with("HTTP/1.1 200"), "{what}: {answer}");
    }
}

impl Drop for Browser {
    /// Asks the driver to quit the browser, which killing the driver alone would leave behind.
    fn drop(&mut self) {
        let _ = ask(self.port, "DELETE", &format!("/session/{}", self.session), "");
    }
}

/// What axe-core found on a page.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Violation {
    /// The rule: `color-contrast`.
    pub id: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: Option<String>,
    pub help: String,
    pub nodes: Vec<Node>,
}

/// An element that breaks the rule.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Node {
    pub html: String,
    #[serde(rename = "failureSummary")]
    pub summary: Option<String>,
}

/// Checks the open page against WCAG 2.2 AA. The page's content security policy does not bind the driver.
pub async fn axe(client: &Client) -> Vec<Violation> {
    let there = client.execute("return 'axe' in window", vec![]).await.expect("an answer");
    if there != json!(true) {
        client.execute(AXE, vec![]).await.expect("axe-core in the page");
    }
    let script = "const [rules, done] = arguments;
        axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] })
          .then(found => done({ found: found.violations }), error => done({ error: String(error) }));";
    let answer = client.execute_async(script, vec![json!(AXE_RULES)]).await.expect("an answer of axe-core");
    assert!(answer.get("error").is_none(), "axe-core failed: {}", answer["error"]);
    serde_json::from_value(answer["found"].clone()).expect("violations")
}

/// Keeps a picture of the open page as `NAME.png` in the folder `BEADLE_SHOTS` names, if it names one.
pub async fn shot(client: &Client, name: &str) {
    let Some(folder) = std::env::var_os("BEADLE_SHOTS").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let picture = client.screenshot().await.expect("a picture");
    std::fs::write(folder.join(format!("{name}.png")), picture).expect("a place for the picture");
}
