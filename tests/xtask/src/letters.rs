//! `cargo xtask courriers`: what the fund's dispatcher would hand over, on a developer's machine.

use anyhow::{Context as _, Result};
use clap::Args;
use client::Service;
use demo::Fund;
use serde_json::Value;

use crate::{secrets, workspace::manifest_path};

/// Where the service is.
#[derive(Args)]
pub struct Options {
    /// Its public address (`public_base_url`).
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    service: String,
}

/// Prints the letters that wait, each with its secret and the page that takes it. They stay in the outbox.
///
/// # Errors
/// When the service does not answer, or refuses.
pub fn letters(options: &Options) -> Result<()> {
    let fund = Fund::new(secrets::demo_key(&manifest_path())?, Service::new(&options.service));
    let runtime = tokio::runtime::Runtime::new().context("this machine gives no thread")?;
    let letters = runtime.block_on(async {
        let session = fund.dispatcher().session().await?;
        fund.pending_letters(&session).await
    })?;
    for letter in &letters {
        let member = |name: &str| letter.get(name).and_then(Value::as_str).unwrap_or_default();
        let page = format!("{}{}", options.service, member("page"));
        println!("{}\t{}\t{}\t{page}", member("identifiant"), member("objet"), member("secret"));
    }
    if letters.is_empty() {
        println!("no letter waits");
    }
    Ok(())
}
