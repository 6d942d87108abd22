//! Data of an earlier schema, after the present component has opened it.

use sha2::{Digest, Sha256};

use crate::support::{ACTIVATION, Browser, CLAIRE, OFFICER, ORGANISATION, PASSWORD, PORTAL, Stage};

const EARLIER: [(i64, &str, &str); 5] = [
    (1, "0001_create_accounts", include_str!("../../migrations/0001_create_accounts.sql")),
    (2, "0002_create_client_keys", include_str!("../../migrations/0002_create_client_keys.sql")),
    (3, "0003_attach_habilitations", include_str!("../../migrations/0003_attach_habilitations.sql")),
    (4, "0004_limit_hashings", include_str!("../../migrations/0004_limit_hashings.sql")),
    (5, "0005_count_refusals", include_str!("../../migrations/0005_count_refusals.sql")),
];

/// A stage whose database was made by the first migrations, as many as said, and holds these rows.
async fn earlier(migrations: usize, rows: &[String]) -> Stage {
    let stage = Stage::new();
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let known =
        "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL,
        applied_at TEXT NOT NULL) STRICT";
    connection.execute(known, &[]).await.unwrap();
    for (number, name, text) in EARLIER.into_iter().take(migrations) {
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
         closed_at, password_hash) VALUES ('{id}', '{identifier}', 'Lefebvre', 'Claire', '{ORGANISATION}', '{id}',
         '[\"professionnel\"]', '2026-03-01T09:00:00.000000000Z', {closed_at}, 'x')"
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
    let stage = earlier(2, &rows).await;
    stage.get("/oauth/jwks").await;
    let path = format!("/prive/sessions/{ORGANISATION}/applications/{PORTAL}");
    assert_eq!(stage.ask("GET", &path, "".into()).await.json()["est_active"], true);
    let closing = format!("/prive/comptes/{CLAIRE}/fermeture");
    let closed = stage.ask("POST", &closing, serde_json::json!({"habilitation": CLAIRE})).await.json();
    assert_eq!(closed["est_ferme"], true, "its habilitation was its only one");
    assert_eq!(stage.ask("GET", &path, "".into()).await.json()["est_active"], false);
}

/// An account of the fifth schema, with the hash of [`ACTIVATION`] or a password.
fn held(id: &str, is_active: bool) -> String {
    let activation: [u8; 32] = Sha256::digest(ACTIVATION.replace('-', "")).into();
    let hash: String = activation.iter().map(|byte| format!("{byte:02x}")).collect();
    let secrets = if is_active {
        "NULL, NULL, 'x'".to_owned()
    } else {
        format!("x'{hash}', '2026-03-09T09:00:00.000000000Z', NULL")
    };
    format!(
        "INSERT INTO accounts (id, identifier, last_name, first_names, opened_at, activation_hash,
         activation_expires_at, password_hash) VALUES ('{id}', '{id}@exemple.fr', 'Moreau', 'Paul',
         '2026-03-01T09:00:00.000000000Z', {secrets})"
    )
}

fn attached(id: &str, account: &str) -> String {
    format!(
        "INSERT INTO attachments (id, account, habilitation, roles, opened_at)
         VALUES ('{id}', '{account}', '{id}', '[\"professionnel\"]', '2026-03-01T09:00:00.000000000Z')"
    )
}

fn numbered(number: u32) -> String {
    format!("00000000-0000-7000-8000-00000000{number:04}")
}

/// Of an account with several attachments, nobody knows whose secret opened it: it starts over, each with its own.
#[tokio::test]
async fn what_a_person_holds_alone_counts_as_accepted_and_the_secret_of_several_opens_none() {
    let id = numbered;
    let rows = [
        held(&id(1), true),
        attached(&id(11), &id(1)),
        held(&id(2), false),
        attached(&id(21), &id(2)),
        held(&id(3), true),
        attached(&id(31), &id(3)),
        attached(&id(32), &id(3)),
        held(&id(4), false),
        attached(&id(41), &id(4)),
        attached(&id(42), &id(4)),
    ];
    let stage = earlier(5, &rows).await;
    let opening = |account: u32, habilitation: u32| {
        serde_json::json!({
            "habilitation": id(habilitation), "organisation": ORGANISATION, "roles": ["professionnel"],
            "personne": {"identifiant": format!("{}@exemple.fr", id(account)), "nom": "Moreau", "prenoms": "Paul"},
        })
    };
    for (account, expected) in [(1, 403), (2, 303), (3, 403), (4, 403)] {
        let identifier = format!("{}@exemple.fr", id(account));
        let answer = Browser::default().first_password(&stage, &identifier, ACTIVATION, PASSWORD).await;
        assert_eq!(answer.status, expected, "account {account}");
    }
    for (account, habilitation, is_accepted, is_active) in
        [(1, 11, true, true), (2, 21, true, true), (3, 31, false, false), (4, 42, false, false)]
    {
        let opened = stage.reissued(opening(account, habilitation)).await;
        assert_eq!(opened["compte"], id(account));
        assert_eq!(opened["courrier"] == "inutile", is_accepted, "account {account}");
        assert_eq!(opened["est_active"], is_active, "account {account}");
    }
    let opened = stage.reissued(opening(3, 32)).await;
    let secret = opened["secret"].as_str().unwrap();
    let identifier = format!("{}@exemple.fr", id(3));
    Browser::default().activate_with(&stage, &identifier, secret).await;
}
