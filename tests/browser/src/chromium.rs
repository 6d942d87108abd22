use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::{Context as _, Result};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{qr_code, web_driver::WebDriver};

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

/// Reads the greys of a picture (PNG, base64), so that no other decoder is needed.
const GREYS: &str = "
    const [base64, done] = arguments;
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: 'image/png' })).then((picture) => {
        const { width, height } = picture;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context.drawImage(picture, 0, 0);
        const points = context.getImageData(0, 0, width, height).data;
        done({ width, height, greys: Array.from(points).filter((_, index) => index % 4 === 0) });
    });
";

/// A Chromium of its own, which knows nobody.
pub struct Chromium {
    driver: WebDriver,
    process: Child,
    /// Kept open: a driver that cannot write ends.
    _output: BufReader<ChildStdout>,
    seen: usize,
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
        Ok(Self { driver, process, _output: output, seen: 0, _profile: profile })
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
        self.keep_picture(&heading).await?;
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
            let enter = if index == last { "\u{e007}" } else { "" };
            self.driver.post(&format!("{element}/value"), json!({"text": format!("{text}{enter}")})).await?;
        }
        Ok(())
    }

    /// Clicks.
    ///
    /// # Errors
    /// When nothing matches.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.driver.element(css).await?;
        self.driver.post(&format!("{element}/click"), json!({})).await.map(drop)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the page does not come.
    pub async fn reload(&self) -> Result<()> {
        self.driver.post("/refresh", json!({})).await.map(drop)
    }

    /// Presses the back button.
    ///
    /// # Errors
    /// When the page does not come.
    pub async fn back(&self) -> Result<()> {
        self.driver.post("/back", json!({})).await.map(drop)
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
        let shot = self.driver.get("/screenshot").await?;
        let picture = self.driver.post("/execute/async", json!({"script": GREYS, "args": [shot]})).await?;
        qr_code::read(&picture)
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

    async fn picture(&self) -> Result<Vec<u8>> {
        let text = self.driver.get("/screenshot").await?;
        Base64::decode_vec(text.as_str().unwrap_or_default()).context("the screenshot is no base64")
    }

    async fn keep_picture(&mut self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os("BROWSER_SCREENSHOTS").map(PathBuf::from) else { return Ok(()) };
        self.seen += 1;
        let name = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
        for scheme in ["dark", "light"] {
            let feature = json!({"name": "prefers-color-scheme", "value": scheme});
            let asked = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}});
            self.driver.post("/goog/cdp/execute", asked).await?;
            let file = format!("{}-{:02}-{name}-{scheme}.png", self.process.id(), self.seen);
            std::fs::write(folder.join(file), self.picture().await?)?;
        }
        Ok(())
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
