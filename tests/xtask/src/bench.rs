//! `cargo xtask bench …`: one measure, or all of them into one file.

use std::{fmt::Write as _, fs, process::Command};

use anyhow::{Context as _, Result, ensure};
use platform::{Clock as _, SystemClock};

use crate::workspace::root;

/// All measures, in the order of the file. The sizes are those that a machine fills within minutes.
const ALL: [&[&str]; 7] = [
    &["etat"],
    &["journal", "--entries", "10000", "--entries", "1000000"],
    &["login"],
    &["standing"],
    &["import", "--dossiers", "100000"],
    &["consultation", "--dossiers", "100000"],
    &["refusals"],
];

const RESULTS: &str = "tests/bench/RESULTS.md";

/// Runs the package `bench` with `arguments`; without any, measures everything and writes `tests/bench/RESULTS.md`.
///
/// # Errors
/// When it does not build, or a measure fails.
pub fn bench(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        let status = command().args(arguments).status();
        ensure!(status.context("cargo cannot be started")?.success(), "the bench failed");
        return Ok(());
    }
    let mut results = heading()?;
    for measure in ALL {
        eprintln!("Measuring {}", measure.join(" "));
        let output = command().args(measure).stderr(std::process::Stdio::inherit()).output();
        let output = output.context("cargo cannot be started")?;
        ensure!(output.status.success(), "{} failed", measure.join(" "));
        write!(results, "\n## `{}`\n{}", measure.join(" "), String::from_utf8(output.stdout)?)?;
        // What is measured is kept when a later measure fails.
        fs::write(root().join(RESULTS), &results).with_context(|| format!("{RESULTS} cannot be written"))?;
    }
    Ok(())
}

fn command() -> Command {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--package", "bench", "--"]).current_dir(root());
    command
}

fn heading() -> Result<String> {
    let rustc = Command::new("rustc").arg("--version").output().context("rustc cannot be started")?;
    let processors = std::thread::available_parallelism()?;
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    Ok(format!(
        "# Results\n\nWritten by `cargo xtask bench` on {}: {processors} processors ({}), {}. The load generator is on the same machine; \
         ratios are to the first line of each table, measured in the same run.\n",
        SystemClock.now().strftime("%Y-%m-%d"),
        model.map_or("of a model not told", |(_, name)| name.trim()),
        String::from_utf8_lossy(&rustc.stdout).trim(),
    ))
}
