use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::{qr_code, screenshots::Screenshots, web_driver::WebDriver};

/// How long a page may take, and how long to wait before looking again.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A whole page fits: a QR code is photographed in one piece.
    "--window-size=1000,1600",
];

/// A Chromium of its own, which knows nobody.
pub struct Chromium {
    driver: WebDriver,
    process: Child,
    /// Kept open: a driver that cannot write ends.
    _output: BufReader<ChildStdout>,
    screenshots: Screenshots,
    _profile: TempDir,
}

impl Chromium {
    /// Starts it.
    ///
    /// # Errors
    /// When Chromium or its driver is not there.
    pub async fn start() -> Result<Self> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver cannot be started: install chromium and chromium-driver")?;
        let mut output = BufReader::new(process.stdout.take().context("the driver says nothing")?);
        let port = port(&mut output)?;
        let profile = tempfile::tempdir()?;
        let mut arguments = FLAGS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let driver = WebDriver::open(port, capabilities).await?;
        let screenshots = Screenshots::of(process.id());
        Ok(Self { driver, process, _output: output, screenshots, _profile: profile })
    }

    /// Goes to an address, as typed.
    ///
    /// # Errors
    /// When the page does not come.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.driver.post("/url", json!({"url": address})).await.map(drop)
    }

    /// Where it is.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn address(&self) -> Result<String> {
        Ok(self.driver.get("/url").await?.as_str().unwrap_or_default().to_owned())
    }

    /// The text of the first element that matches.
    ///
    /// # Errors
    /// When there is none.
    pub async fn text(&self, css: &str) -> Result<String> {
        let element = self.driver.element(css).await?;
        Ok(self.driver.get(&format!("{element}/text")).await?.as_str().unwrap_or_default().to_owned())
    }

    /// How many elements match.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn count(&self, css: &str) -> Result<usize> {
        let found = self.driver.post("/elements", json!({"using": "css selector", "value": css})).await?;
        Ok(found.as_array().map_or(0, Vec::len))
    }

    /// The heading of the page, which is kept as a picture when asked.
    ///
    /// # Errors
    /// When there is none.
    pub async fn heading(&mut self) -> Result<String> {
        let heading = self.text("h1").await?;
        self.screenshots.keep(&self.driver, &heading).await?;
        Ok(heading)
    }

    /// Types into each field, and sends the form with the key Enter in the last.
    ///
    /// # Errors
    /// When a field is not there.
    pub async fn fill(&self, fields: &[(&str, &str)]) -> Result<()> {
        let last = fields.len();
        for (index, (css, text)) in (1..).zip(fields) {
            let element = self.driver.element(css).await?;
            // The back button may bring back what was typed.
            self.driver.post(&format!("{element}/clear"), json!({})).await?;
            let typed = format!("{element}/value");
            if index == last {
                self.leave_by(&typed, json!({"text": format!("{text}\u{e007}")})).await?;
            } else {
                self.driver.post(&typed, json!({"text": text})).await?;
            }
        }
        Ok(())
    }

    /// Chooses, and stays on the page.
    ///
    /// # Errors
    /// When nothing matches.
    pub async fn choose(&self, css: &str) -> Result<()> {
        let element = self.driver.element(css).await?;
        self.driver.post(&format!("{element}/click"), json!({})).await.map(drop)
    }

    /// Follows a link, or sends a form by its button.
    ///
    /// # Errors
    /// When nothing matches, or no page comes.
    pub async fn follow(&self, css: &str) -> Result<()> {
        let element = self.driver.element(css).await?;
        self.leave_by(&format!("{element}/click"), json!({})).await
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the page does not come.
    pub async fn reload(&self) -> Result<()> {
        self.leave_by("/refresh", json!({})).await
    }

    /// Presses the back button.
    ///
    /// # Errors
    /// When the page does not come.
    pub async fn back(&self) -> Result<()> {
        self.leave_by("/back", json!({})).await
    }

    /// Gives a command that leads to another page, and waits for that page: the driver does not wait for a form whose
    /// sending has not begun when its command ends.
    async fn leave_by(&self, command: &str, parameters: Value) -> Result<()> {
        let page = self.driver.element("html").await?;
        self.driver.post(command, parameters).await?;
        timeout(PATIENCE, async {
            while self.driver.get(&format!("{page}/name")).await.is_ok() || !self.is_loaded().await {
                sleep(PAUSE).await;
            }
        })
        .await
        .with_context(|| format!("no page came after {command}"))
    }

    async fn is_loaded(&self) -> bool {
        let asked = json!({"script": "return document.readyState", "args": []});
        self.driver.post("/execute/sync", asked).await.is_ok_and(|state| state == "complete")
    }

    /// The tab in front.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn tab(&self) -> Result<String> {
        Ok(self.driver.get("/window").await?.as_str().unwrap_or_default().to_owned())
    }

    /// Opens a tab, and brings it to the front.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn open_tab(&self) -> Result<String> {
        let tab = self.driver.post("/window/new", json!({"type": "tab"})).await?;
        let tab = tab.get("handle").and_then(Value::as_str).context("no tab")?.to_owned();
        self.show_tab(&tab).await?;
        Ok(tab)
    }

    /// Brings a tab to the front.
    ///
    /// # Errors
    /// When it is closed.
    pub async fn show_tab(&self, tab: &str) -> Result<()> {
        self.driver.post("/window", json!({"handle": tab})).await.map(drop)
    }

    /// The text of the QR code that the page shows, read from a screenshot.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn photograph(&self) -> Result<String> {
        qr_code::photograph(&self.driver).await
    }

    /// What the browser complained of since it was last asked: policies broken, resources that did not come.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let log = self.driver.post("/se/log", json!({"type": "browser"})).await?;
        let lines = log.as_array().into_iter().flatten();
        Ok(lines.map(|line| format!("{} {}", line["source"], line["message"])).collect())
    }

    /// Closes it.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn quit(self) -> Result<()> {
        self.driver.close().await
    }
}

impl Drop for Chromium {
    /// Asked to end, the driver ends its browser first; killed, it would leave it.
    fn drop(&mut self) {
        _ = Command::new("kill").arg(self.process.id().to_string()).status();
        _ = self.process.wait();
    }
}

/// The port on which the driver says that it listens.
fn port(output: &mut BufReader<ChildStdout>) -> Result<u16> {
    for line in output.lines() {
        let line = line?;
        if let Some((_, rest)) = line.split_once("started successfully on port ") {
            return rest.trim_end_matches('.').parse().context("the driver says no port");
        }
    }
    anyhow::bail!("the driver did not start")
}
