use std::{collections::BTreeSet, fs, sync::Arc};

use access::{Principal, Role, Scope};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use journal::{Event, Kind};
use platform::native::World;
use uuid::Uuid;
use web::testing::StaticAuthenticator;

use super::{Options, judge, verify};

/// A pack of a log of three hundred events, so that it has a full tile and one at the edge, and the log's public key.
async fn export() -> (Vec<u8>, String) {
    let world = World::new().unwrap();
    for (name, value) in [
        ("audit_log_origin", "journal.example"),
        ("audit_log_key", "11".repeat(32).as_str()),
        ("journal_pseudonym_key", "22".repeat(32).as_str()),
        ("audit_retention_months", "24"),
        ("audit_maintenance_window", "01:30-03:00"),
        ("audit_discloses_agents", "false"),
    ] {
        world.settings.set(name, value);
    }
    let auditor = Principal {
        subject: Uuid::from_u128(1),
        roles: BTreeSet::from([Role::Auditeur]),
        organisation: None,
        habilitation: None,
        session: None,
        client: "test".to_owned(),
        scopes: Scope::ALL.into_iter().collect(),
    };
    let app = audit::app_authenticated_by(world.platform(), Arc::new(StaticAuthenticator(auditor)));
    for number in 0..300 {
        let id = Uuid::from_u128(number);
        let event =
            Event { agent: Some(Uuid::from_u128(number % 100)), ..Event::done(id, Kind::SignedOut {}) };
        ask(&app, "POST", journal::APPEND_PATH, serde_json::to_string(&event).unwrap()).await;
    }
    let criteria = serde_json::json!({"criteres": {"agent": Uuid::from_u128(77)}});
    let pack = ask(&app, "POST", "/v1/journal/exports", criteria.to_string()).await;
    let key = ask(&app, "GET", "/log/cle", String::new()).await;
    (pack.to_vec(), String::from_utf8(key.to_vec()).unwrap())
}

async fn ask(app: &web::App, method: &str, path: &str, body: String) -> Bytes {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .header("spin-client-addr", "0.0.0.0:0")
        .body(Full::new(Bytes::from(body)))
        .unwrap();
    let answer = app.handle(request).await;
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.into_body().collect().await.unwrap().to_bytes()
}

#[tokio::test]
async fn a_pack_that_the_journal_exported_holds() {
    let (pack, key) = export().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.ndjson");
    fs::write(&path, &pack).unwrap();
    verify(&Options { pack: path, key: key.clone() }).unwrap();
    assert_eq!(judge(&pack, key.trim()).unwrap(), "The pack holds: 3 entries of a log of 301 leaves.");
}

/// Every byte of every line, one bit each; the lowest and the highest in turn.
#[tokio::test]
async fn a_flipped_byte_is_named_by_its_line() {
    let (pack, key) = export().await;
    let mut line = 1;
    for place in 0..pack.len() {
        let mut flipped = pack.clone();
        flipped[place] ^= if place % 2 == 0 { 1 } else { 0x80 };
        let refused = judge(&flipped, key.trim()).unwrap_err().to_string();
        assert!(refused.contains(&format!("line {line}, ")), "byte {place} of line {line}: {refused}");
        line += usize::from(pack[place] == b'\n');
    }
}
