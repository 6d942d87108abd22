//! The fund's own system sends dossiers, under a token bound to its key.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Application, fund};

const IMPORTS: &str = "/v1/dossiers/imports";

#[tokio::test]
async fn the_demo_set_is_imported_once_and_sending_it_again_changes_nothing() {
    let application = Application::start().await;
    if application.host().is_none() {
        return;
    }
    let fund = fund(&application);
    assert_eq!(fund.send_dossiers().await.unwrap(), 200);

    let session = fund.system().session().await.unwrap();
    let line = format!("{}\n", demo::dossier(1));
    let again = session.post_as("application/x-ndjson", IMPORTS, line).await.unwrap().success().unwrap();
    assert_eq!((&again["enregistres"], &again["inchanges"]), (&0.into(), &1.into()), "{again}");
}

#[tokio::test]
async fn nobody_imports_without_a_token() {
    let application = Application::start().await;
    let client = reqwest::Client::new();
    let request = client.post(application.url(IMPORTS)).header("content-type", "application/x-ndjson");
    let answer = request.body("{}").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.headers().contains_key("www-authenticate"));
}

#[tokio::test]
async fn nothing_is_said_to_be_imported_when_the_journal_cannot_be_written() {
    let application = Application::start().await;
    let Some(host) = application.host() else { return };
    let fund = fund(&application);
    fund.send_dossiers().await.unwrap();
    // The client of the journal tries an event three times before it gives up.
    for call in 1..=12 {
        host.faults().fail_call("audit", call);
    }
    let error = fund.send_dossiers().await.unwrap_err();
    assert!(error.to_string().contains("503"), "{error}");
}
