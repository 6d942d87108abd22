//! The Spin CLI as a child process.

use crate::application::Application;
use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

/// Runs its arguments in a process group of their own, and ends that group once standard input is closed: so Spin,
/// which starts further processes, never outlives the tests, however they end.
const GUARD: &str = r#"exec 3<&0; (read _ <&3; kill 0) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null"#;

/// A Spin that serves.
pub(crate) struct Spin {
    pub(crate) url: String,
    process: Child,
}

/// The version of the `spin` on the `PATH`, when it is one that runs our components.
pub(crate) fn version() -> Option<&'static str> {
    static VERSION: LazyLock<Option<String>> = LazyLock::new(|| {
        let said = Command::new("spin").arg("--version").output().ok()?.stdout;
        let version = String::from_utf8(said).ok()?.split_whitespace().nth(1)?.to_owned();
        let mut numbers = version.split(['.', '-']).map_while(|number| number.parse::<u32>().ok());
        ((numbers.next()?, numbers.next()?) >= (4, 1)).then_some(version)
    });
    VERSION.as_deref()
}

impl Spin {
    /// Starts Spin in that folder and waits until it says where it serves.
    pub(crate) fn start(application: &Application, folder: &Path) -> Result<Self> {
        ensure!(version().is_some(), "no spin of at least 4.1 is on the PATH");
        let log = folder.join("spin.log");
        let mut process = Command::new("sh")
            .args(["-c", GUARD, "sh", "spin", "up", "--listen", "127.0.0.1:0", "--format", "json"])
            .args(["--runtime-config-file", "runtime-config.toml", "--idle-instance-timeout", "60s"])
            .args(
                application
                    .variables
                    .iter()
                    .flat_map(|(name, value)| ["--variable".to_owned(), format!("{name}={value}")]),
            )
            .current_dir(folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("starting spin")?;
        let output = process.stdout.take().context("spin's output")?;
        let mut said = BufReader::new(output).lines();
        while let Some(line) = said.next().transpose()? {
            if let Some(url) = line.trim().strip_prefix(r#""base_url": ""#) {
                let url = url.trim_end_matches(['"', ',']).to_owned();
                std::thread::spawn(move || said.for_each(drop));
                return Ok(Self { url, process });
            }
        }
        process.wait()?;
        bail!("spin does not start: {}", fs::read_to_string(log)?)
    }
}

impl Drop for Spin {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().ok();
    }
}
