//! Building the components, as the manifest says.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::manifest::Manifest;

#[cfg(test)]
mod tests;

const TARGET: &str = "wasm32-wasip2";
const CARGO: &str = "cargo build --release --target wasm32-wasip2 --package ";

/// Runs the build commands of the components, each once; those that only differ by their package run as one, which cargo
/// does faster. `progress` is told what is about to run; what the commands print goes to standard error.
///
/// # Errors
/// A sentence naming the command that failed, or what must be installed first.
pub fn build(manifest: &Manifest, mut progress: impl FnMut(&str)) -> Result<()> {
    let steps = steps(manifest);
    if steps.iter().any(|step| step.command.contains(TARGET)) {
        ensure_target(&manifest.folder, &mut progress)?;
    }
    for step in &steps {
        progress(&step.command);
        run(step)?;
    }
    Ok(())
}

#[derive(Clone, Debug, PartialEq)]
struct Step {
    folder: PathBuf,
    command: String,
}

fn steps(manifest: &Manifest) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for config in manifest.components.values().filter_map(|component| component.build.as_ref()) {
        let folder =
            config.workdir.as_ref().map_or_else(|| manifest.folder.clone(), |w| manifest.folder.join(w));
        for command in config.command.iter() {
            let step = Step { folder: folder.clone(), command: command.to_owned() };
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
    }
    merged(&steps).map_or(steps, |step| vec![step])
}

/// One step for all, when each only builds one package of the same workspace.
fn merged(steps: &[Step]) -> Option<Step> {
    let folder = &steps.first()?.folder;
    let package = |step: &Step| {
        let package = step.command.strip_prefix(CARGO)?.trim();
        let plain = !package.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        (plain && step.folder == *folder).then(|| package.to_owned())
    };
    let packages: Vec<String> = steps.iter().map(package).collect::<Option<_>>()?;
    Some(Step { folder: folder.clone(), command: format!("{CARGO}{}", packages.join(" --package ")) })
}

fn run(step: &Step) -> Result<()> {
    let shell: [&str; 2] = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };
    let status = Command::new(shell[0])
        .arg(shell[1])
        .arg(&step.command)
        .current_dir(&step.folder)
        // The manifest says where the compiled components are.
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_BUILD_TARGET_DIR")
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()
        .with_context(|| format!("`{}` cannot be started in {}", step.command, step.folder.display()))?;
    ensure!(status.success(), "the build failed: `{}` in {}", step.command, step.folder.display());
    Ok(())
}

/// Adds the standard library of the components' target to the toolchain of `folder`, when it lacks.
///
/// # Errors
/// A sentence that says what must be installed.
pub fn ensure_target(folder: &Path, mut progress: impl FnMut(&str)) -> Result<()> {
    let library = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(folder)
        .output();
    let library = library.context("rustc cannot be started: install Rust with rustup (https://rustup.rs)")?;
    if Path::new(String::from_utf8_lossy(&library.stdout).trim()).is_dir() {
        return Ok(());
    }
    let add = format!("rustup target add {TARGET}");
    progress(&add);
    match Command::new("rustup").args(["target", "add", TARGET]).current_dir(folder).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => {
            bail!("the Rust target {TARGET} is missing and `{add}` failed: run it, and look at what it says")
        }
        Err(_) => bail!(
            "the Rust target {TARGET} is missing and rustup is not there to add it: install Rust with rustup \
             (https://rustup.rs), or add the target's standard library to this toolchain"
        ),
    }
}
