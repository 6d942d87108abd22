use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::Method;
use serde_json::{Value, json};

/// How long a browser has for one command: a page loads meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session of WebDriver (W3C WebDriver §8).
pub(crate) struct WebDriver {
    http: reqwest::Client,
    address: String,
}

impl WebDriver {
    /// Opens a session at the driver on this port.
    pub(crate) async fn open(port: u16, capabilities: Value) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        let driver = Self { http, address: format!("http://127.0.0.1:{port}/session") };
        let asked = json!({"capabilities": {"alwaysMatch": capabilities}});
        let session = driver.ask(Method::POST, "", Some(asked)).await?;
        let id = session.get("sessionId").and_then(Value::as_str).context("no session")?;
        Ok(Self { address: format!("{}/{id}", driver.address), ..driver })
    }

    pub(crate) async fn get(&self, command: &str) -> Result<Value> {
        self.ask(Method::GET, command, None).await
    }

    pub(crate) async fn post(&self, command: &str, parameters: Value) -> Result<Value> {
        self.ask(Method::POST, command, Some(parameters)).await
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.ask(Method::DELETE, "", None).await.map(drop)
    }

    /// The command on the first element that matches.
    pub(crate) async fn element(&self, css: &str) -> Result<String> {
        let found = self.post("/element", json!({"using": "css selector", "value": css})).await?;
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        Ok(format!("/element/{}", id.with_context(|| format!("nothing is {css}"))?))
    }

    async fn ask(&self, method: Method, command: &str, parameters: Option<Value>) -> Result<Value> {
        let request = self.http.request(method, format!("{}{command}", self.address));
        let request = match &parameters {
            Some(parameters) => request.json(parameters),
            None => request,
        };
        let answer = request.send().await?;
        let is_done = answer.status().is_success();
        let value = answer.json::<Value>().await?.get("value").cloned().unwrap_or_default();
        if !is_done {
            bail!("{command}: {value}");
        }
        Ok(value)
    }
}
