//! The contract as it is served, and a run of it by generated requests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

mod known;

use std::process::Command;

use contract::schemas;
use e2e::{Application, fund, service};
use serde_json::Value;

const DOCUMENT: &str = "/openapi.json";

#[tokio::test]
async fn the_document_served_is_the_one_committed_and_is_not_sent_twice() {
    let application = Application::start().await;
    let answer = service(&application).get(DOCUMENT).await.unwrap();
    let committed = std::fs::read_to_string(schemas().join("openapi.json")).unwrap();
    assert_eq!(answer.json().unwrap(), serde_json::from_str::<Value>(&committed).unwrap());
    assert!(answer.body.len() < committed.len(), "the indentation is sent");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let client = reqwest::Client::new();
    for (tag, status) in [(answer.header("etag"), 304), ("\"une-autre\"", 200)] {
        let request = client.get(application.url(DOCUMENT)).header("if-none-match", tag);
        assert_eq!(request.send().await.unwrap().status(), status, "{tag}");
    }
}

/// Who asks, for which part of the contract, for how many seconds at most. An officer may do most things. The tool writes
/// no NDJSON, and proves no key: imports and the scheduler's acts have tests of their own. It learns ids from answers, its
/// own too: whoever ends sessions comes last.
const RUNS: [(&str, &[&str], &str); 6] = [
    (
        "agent@caf.exemple.invalid",
        &["--exclude-tag=Connexion", "--exclude-operation-id=importDossiers"],
        "60",
    ),
    (
        "agent@caf.exemple.invalid",
        &["--include-tag=Connexion", "--exclude-operation-id=endAccountSessions"],
        "20",
    ),
    ("delegue@caf.exemple.invalid", &["--include-tag=Journal"], "20"),
    ("gestionnaire1@exemple.invalid", &["--include-tag=Conventions et habilitations"], "30"),
    ("travailleuse-sociale@exemple.invalid", &["--include-operation-id=consultDossier"], "15"),
    ("securite@caf.exemple.invalid", &["--include-operation-id=endAccountSessions"], "10"),
];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "tests/contract/run installs schemathesis and starts it"]
async fn generated_requests_meet_no_fault_and_no_answer_that_is_not_promised() {
    let tool = std::env::var("SCHEMATHESIS").expect("SCHEMATHESIS names the program");
    let application = Application::start().await;
    let loaded = demo::load(&fund(&application)).await.unwrap();
    let known: Vec<_> = loaded.sessions.keys().collect();
    let folder = tempfile::tempdir().unwrap();
    let configuration = folder.path().join("schemathesis.toml");
    std::fs::write(&configuration, known::configuration(&loaded)).unwrap();
    let mut broken = Vec::new();
    for (person, part, seconds) in RUNS {
        let session = loaded.sessions.get(person).unwrap_or_else(|| panic!("{person} is none of {known:?}"));
        let status = Command::new(&tool)
            .current_dir(folder.path())
            .arg("--config-file")
            .arg(&configuration)
            .args(["run", "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--seed", "20261122"])
            .args(["--continue-on-failure", "--max-redirects", "0", "--max-time", seconds])
            .args(["--header", &format!("Authorization: Bearer {}", session.token())])
            .args(part)
            .arg(application.url(DOCUMENT))
            .status();
        if !status.unwrap().success() {
            broken.push(part);
        }
    }
    assert!(broken.is_empty(), "{broken:?}\n{}", faults(&application));
}

/// What the components wrote of faults.
fn faults(application: &Application) -> String {
    let lines = application.host().map(host::Host::logs).unwrap_or_default();
    let faults = lines.into_iter().filter(|line| line.text.contains("\"level\":\"error\""));
    faults.map(|line| format!("{}: {}\n", line.component, line.text)).collect()
}

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance";
