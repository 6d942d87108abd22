use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use base64ct::{Base64, Encoding as _};
use serde_json::json;

use crate::web_driver::WebDriver;

/// The pages that one browser showed, kept as pictures in the folder that `BROWSER_SCREENSHOTS` names, if any.
pub(crate) struct Screenshots {
    folder: Option<PathBuf>,
    /// Tells this browser's pictures from those of others.
    browser: u32,
    kept: usize,
}

impl Screenshots {
    pub(crate) fn of(browser: u32) -> Self {
        Self { folder: std::env::var_os("BROWSER_SCREENSHOTS").map(PathBuf::from), browser, kept: 0 }
    }

    /// Keeps the page, light and dark, under its heading.
    pub(crate) async fn keep(&mut self, driver: &WebDriver, heading: &str) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        self.kept += 1;
        let name = heading.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
        for scheme in ["dark", "light"] {
            let feature = json!({"name": "prefers-color-scheme", "value": scheme});
            let asked = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}});
            driver.post("/goog/cdp/execute", asked).await?;
            let picture = driver.get("/screenshot").await?;
            let picture = Base64::decode_vec(picture.as_str().unwrap_or_default());
            let file = format!("{}-{:02}-{name}-{scheme}.png", self.browser, self.kept);
            fs::write(folder.join(file), picture.context("the screenshot is no base64")?)?;
        }
        Ok(())
    }
}
