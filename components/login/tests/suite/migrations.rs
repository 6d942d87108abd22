//! Data of an earlier schema, after the present component has opened it.

use sha2::{Digest, Sha256};

use crate::support::{CLAIRE, OFFICER, ORGANISATION, Stage};

const EARLIER: [(i64, &str, &str); 2] = [
    (1, "0001_create_accounts", include_str!("../../migrations/0001_create_accounts.sql")),
    (2, "0002_create_client_keys", include_str!("../../migrations/0002_create_client_keys.sql")),
];

/// A stage whose database was made by the first two migrations, and holds these rows.
async fn earlier(rows: &[String]) -> Stage {
    let stage = Stage::new();
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let known =
        "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL,
        applied_at TEXT NOT NULL) STRICT";
    connection.execute(known, &[]).await.unwrap();
    for (number, name, text) in EARLIER {
        for statement in text.split("\n\n") {
            connection.execute(statement, &[]).await.unwrap();
        }
        let digest: [u8; 32] = Sha256::digest(text).into();
        let insert = "INSERT INTO migrations VALUES (?, ?, ?, '2026-03-01T09:00:00.000000000Z')";
        connection.execute(insert, &[number.into(), name.into(), digest.into()]).await.unwrap();
    }
    for row in rows {
        connection.execute(row, &[]).await.unwrap();
    }
    stage
}

fn account(id: &str, identifier: &str, closed_at: &str) -> String {
    format!(
        "INSERT INTO accounts (id, identifier, last_name, first_names, organisation, habilitation, roles, opened_at,
         closed_at) VALUES ('{id}', '{identifier}', 'Lefebvre', 'Claire', '{ORGANISATION}', '{id}',
         '[\"professionnel\"]', '2026-03-01T09:00:00.000000000Z', {closed_at})"
    )
}

fn session(id: &str, account: &str) -> String {
    format!(
        "INSERT INTO sessions (id, account, browser_hash, opened_at, seen_at)
         VALUES ('{id}', '{account}', x'{}', '2026-03-02T08:59:00.000000000Z', '2026-03-02T08:59:00.000000000Z')",
        id.replace('-', "")
    )
}

#[tokio::test]
async fn a_session_and_its_habilitation_live_on() {
    let rows = [
        account(CLAIRE, "claire@ccas.exemple.fr", "NULL"),
        account(OFFICER, "odile@ccas.exemple.fr", "'2026-03-01T10:00:00.000000000Z'"),
        session(ORGANISATION, CLAIRE),
    ];
    let stage = earlier(&rows).await;
    let path = format!("/prive/sessions/{ORGANISATION}");
    assert_eq!(stage.ask("GET", &path, "".into()).await.json()["est_active"], true);
    let closing = format!("/prive/comptes/{CLAIRE}/fermeture");
    let closed = stage.ask("POST", &closing, serde_json::json!({"habilitation": CLAIRE})).await.json();
    assert_eq!(closed["est_ferme"], true, "its habilitation was its only one");
    assert_eq!(stage.ask("GET", &path, "".into()).await.json()["est_active"], false);
}
