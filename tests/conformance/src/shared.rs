//! One running application per kind of runtime, shared by every test of a process.

use crate::application::Application;
use crate::probe;
use crate::runtime::{Kind, Runtime};
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::Write;
use tokio::sync::OnceCell;

/// One that runs until the process ends.
pub(crate) struct Shared {
    pub(crate) name: String,
    pub(crate) runtime: Runtime,
    _folder: File,
}

/// All of them, started at the first call.
pub(crate) async fn runtimes() -> &'static [Shared] {
    static RUNNING: OnceCell<Vec<Shared>> = OnceCell::const_new();
    RUNNING.get_or_try_init(start).await.expect("the runtimes start")
}

async fn start() -> Result<Vec<Shared>> {
    let kinds = Kind::available();
    let names: Vec<String> = kinds.iter().map(|kind| kind.name()).collect();
    // Not `println!`, which the test harness swallows: whoever reads a green run must see what it ran on.
    writeln!(std::io::stderr(), "conformance: running on {}", names.join(" and "))?;
    let mut all = Vec::new();
    for (kind, name) in kinds.into_iter().zip(names) {
        all.push(serve(kind, name).await?);
    }
    Ok(all)
}

/// Always in the same folder, emptied first; a lock keeps other processes from it until this one ends.
async fn serve(kind: Kind, name: String) -> Result<Shared> {
    let target = probe::wasm().ancestors().nth(3).context("the target folder")?;
    let folder = target.join("conformance").join(format!("{kind:?}").to_lowercase());
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.with_extension("lock"))?;
    lock.lock()?;
    fs::remove_dir_all(&folder)?;
    fs::create_dir(&folder)?;
    let runtime = Runtime::start(kind, &Application::default(), &folder).await?;
    Ok(Shared { name, runtime, _folder: lock })
}
