//! `cargo up`: from sources to a running application, in one command.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use client::Service;
use demo::Fund;
use host::{Host, Manifest};

use crate::{
    people, secrets,
    workspace::{manifest_path, root},
};

/// Where the application's data is, beside the manifest.
pub(crate) const DATA: &str = ".data";

/// Where it listens, unless told otherwise.
const USUAL: &str = "127.0.0.1:3000";

/// How to serve it.
#[derive(Args)]
pub struct Options {
    /// The address to listen on.
    #[arg(long, default_value = USUAL)]
    listen: String,
    /// Deletes the data and the development secrets first.
    #[arg(long)]
    fresh: bool,
}

/// Builds, prepares and serves until Ctrl-C.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn up(options: &Options) -> Result<()> {
    eprintln!("Mon Compte Partenaire on the local host: a development tool, never a production server.");
    let manifest = Manifest::read(manifest_path())?;
    eprintln!("[1/4] Building the components (the first time takes a few minutes)");
    host::build(&manifest, |step| eprintln!("      {step}"))?;
    eprintln!("[2/4] Preparing the data in {DATA}/");
    prepare(&root(), options.fresh)?;
    eprintln!("[3/4] Starting");
    let runtime = tokio::runtime::Runtime::new().context("this machine gives no thread")?;
    runtime.block_on(serve(options))
}

fn prepare(root: &Path, fresh: bool) -> Result<()> {
    if fresh {
        let _alone = host::FolderLock::take(root)?;
        remove(&root.join(DATA))?;
        remove(&root.join(".env"))?;
    }
    if loading_mark().exists() {
        eprintln!(
            "      The demo set was not loaded to its end: this data is deleted, and it is loaded anew"
        );
        let _alone = host::FolderLock::take(root)?;
        remove(&root.join(DATA))?;
    }
    secrets::ensure(&manifest_path())
}

fn loading_mark() -> PathBuf {
    root().join(DATA).join("demo-loading")
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be deleted", path.display()))
        }
        _ => Ok(()),
    }
}

/// Once for each data folder. Broken off, it leaves a mark by which [`prepare`] begins anew: its acts cannot be done
/// twice.
async fn load_demo(url: &str) -> Result<()> {
    if people::path().exists() {
        return Ok(());
    }
    fs::write(loading_mark(), "").context("the data folder cannot be written")?;
    let fund = Fund::new(secrets::demo_key(&manifest_path())?, Service::new(url));
    let loaded = demo::load(&fund).await.context("the demo set cannot be loaded")?;
    people::write(&people::path(), &loaded.people)?;
    remove(&loading_mark())?;
    eprintln!("      {} dossiers, {} people", loaded.dossiers, loaded.people.len());
    Ok(())
}

async fn serve(options: &Options) -> Result<()> {
    std::env::set_current_dir(root()).context("the workspace's root cannot be entered")?;
    let host = Host::builder(manifest_path())
        .runtime_config(root().join("runtime-config.toml"))
        .listen(&options.listen)
        .variable("public_base_url", format!("http://{}", options.listen))
        .start()
        .await?;
    eprintln!("[4/4] Loading the fictional dossiers");
    load_demo(&host.url()).await?;
    tell(&host.url(), &options.listen);
    host::interrupted().await?;
    eprintln!("Stopping: running requests may end.");
    host.stop().await;
    Ok(())
}

/// What a newcomer tries first.
fn tell(url: &str, listen: &str) {
    let elsewhere = if listen == USUAL { String::new() } else { format!(" --service {url}") };
    println!("\nReady: {url}\n");
    println!("Try:   curl {url}/v1/etat");
    println!("       cargo tour{elsewhere}      in another terminal: the whole journey, step by step");
    println!("Stop:  Ctrl-C (the data stays in {DATA}/; `cargo up --fresh` starts anew)");
}
