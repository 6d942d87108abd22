//! `cargo tour`: the journey of a newcomer, against a running service.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use client::Service;
use demo::Fund;

use crate::{people, secrets, workspace::manifest_path};

/// Where the service is, and who is there.
#[derive(Args)]
pub struct Options {
    /// Its public address (`public_base_url`).
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    service: String,
    /// Where it is reached, when that is not its public address.
    #[arg(long)]
    address: Option<String>,
    /// The demo set's people, as `cargo up` wrote them.
    #[arg(long)]
    people: Option<PathBuf>,
    /// Loads the demo set first, into a service that has none: `spin up`, a cluster.
    #[arg(long)]
    load: bool,
}

/// Makes the tour. One-time codes serve once: those used are kept with the people.
///
/// # Errors
/// When a step differs from what is promised.
pub fn tour(options: &Options) -> Result<()> {
    let file = options.people.clone().unwrap_or_else(people::path);
    let address = options.address.as_ref().unwrap_or(&options.service);
    let service = Service::new(&options.service).reached_at(address);
    let fund = Fund::new(secrets::demo_key(&manifest_path())?, service);
    let runtime = tokio::runtime::Runtime::new().context("this machine gives no thread")?;
    if options.load {
        let loaded = runtime.block_on(demo::load(&fund)).context("the demo set cannot be loaded")?;
        people::write(&file, &loaded.people)?;
    }
    let mut people = people::read(&file)?;
    let made = runtime.block_on(::tour::tour(&fund, &mut people, &mut |line| println!("{line}")));
    people::write(&file, &people)?;
    made
}
