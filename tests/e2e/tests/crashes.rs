//! A host killed at any moment of its first start leaves nothing half applied.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use e2e::builder;

const FOLDER: &str = "E2E_CRASH_FOLDER";

/// Not a test of its own: the program that the test below kills. It serves on a free port, prints its address, and asks
/// each component to migrate.
#[tokio::test]
#[ignore = "run by a_host_killed_during_its_first_start_starts_again"]
async fn the_host_to_be_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let host = builder(Path::new(&folder)).start().await.unwrap();
    eprintln!("serving");
    let _ = reqwest::get(format!("{}/v1/etat", host.url())).await;
    eprintln!("migrated");
    std::future::pending::<()>().await;
}

fn spawn(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_host_to_be_killed", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads the child's words up to `word`, so that the moment of its death is counted from an event and not from its start.
fn wait_for(child: &mut Child, word: &str) {
    let lines = BufReader::new(child.stderr.as_mut().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == word), "the host never said {word}");
}

#[tokio::test]
async fn a_host_killed_during_its_first_start_starts_again() {
    let _ = e2e::built_manifest();
    // The first requests last some tens of milliseconds; the delays sweep over them.
    for delay in (0..60).step_by(6).map(Duration::from_millis) {
        let folder = tempfile::tempdir().unwrap();
        let mut child = spawn(folder.path());
        wait_for(&mut child, "serving");
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();

        let host = builder(folder.path()).start().await.unwrap();
        let answer = reqwest::get(format!("{}/v1/etat", host.url())).await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 200, "killed after {delay:?}: {body}");
        host.stop().await;
    }
}
