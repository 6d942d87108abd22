//! What a standing costs among 10⁵ habilitations: `cargo test --release -p conventions --test suite standing_costs --
//! --ignored --nocapture` prints it.

use std::time::{Duration, Instant};

use platform::sql::Connection;
use platform::{Value, params};

use crate::fund::{Fund, standing};

const HABILITATIONS: u32 = 100_000;
const QUESTIONS: u32 = 20_000;

/// Copies of one habilitation, each with its traced certificate.
async fn multiply(connection: &mut dyn Connection, model: &str) {
    const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)";
    let copies: [(&str, &str); 3] = [
        (
            "habilitations",
            "INSERT INTO habilitations SELECT printf('0190a000-0000-7000-8000-%012x', i), organisation, contract,
                person, function, profile, profile_version, purposes, code_kind, code, state, version, asked_by,
                starts_at, ends_at, due_at, commitments_digest, commitments_signed_on, account
                FROM habilitations, n WHERE id = ?2",
        ),
        (
            "certificates",
            "INSERT INTO certificates SELECT printf('0190a001-0000-7000-8000-%012x', i),
                printf('0190a000-0000-7000-8000-%012x', i), body, issued_on, ends_at
                FROM certificates, n WHERE habilitation = ?2",
        ),
        (
            "acts",
            "INSERT INTO acts SELECT NULL, printf('0190a001-0000-7000-8000-%012x', i), kind,
                printf('0190a000-0000-7000-8000-%012x', i), organisation, name, before, after, actor, role, mandate,
                reason, acted_at, is_granting, traced_at FROM acts, n WHERE subject = ?2 AND name = 'certificat'",
        ),
    ];
    for (table, copy) in copies {
        let statement = format!("{NUMBERS} {copy}");
        connection.execute(&statement, params![HABILITATIONS, model]).await.unwrap();
        let counted = connection.execute(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
        assert!(counted[0].get::<i64>(0).unwrap() >= i64::from(HABILITATIONS));
    }
}

#[tokio::test]
async fn a_standing_reaches_each_table_by_a_key() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(None).await;
    let mut connection = fund.world.platform().sql.open("conventions").await.unwrap();
    let text = include_str!("../../src/store/standing.rs");
    let statement = text.split("= \"").nth(1).unwrap().split("\";").next().unwrap();
    let id = path.rsplit('/').next().unwrap();
    let plan =
        connection.execute(&format!("EXPLAIN QUERY PLAN {statement}"), &[Value::from(id)]).await.unwrap();
    for step in plan {
        let step: String = step.get(3).unwrap();
        assert!(!step.starts_with("SCAN"), "{step}");
    }
}

#[tokio::test]
#[ignore = "a measure, not a test"]
#[allow(clippy::disallowed_methods, reason = "a measure reads the machine's clock")]
async fn standing_costs() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(Some(800)).await;
    let mut connection = fund.world.platform().sql.open("conventions").await.unwrap();
    multiply(&mut *connection, path.rsplit('/').next().unwrap()).await;
    let mut costs = Vec::new();
    for question in 0..QUESTIONS {
        // A step coprime with the number of habilitations, so that neighbours in time are none in the file.
        let number = 1 + (u64::from(question) * 61_803) % u64::from(HABILITATIONS);
        let id = format!("0190a000-0000-7000-8000-{number:012x}");
        let start = Instant::now();
        let answer = standing(&fund.app, &id).await;
        costs.push(start.elapsed());
        assert_eq!(answer["en_vigueur"], true);
    }
    costs.sort();
    let at = |part: f64| costs[(costs.len() as f64 * part) as usize].max(Duration::ZERO);
    println!("standing, {HABILITATIONS} habilitations: p50 {:?}, p99 {:?}", at(0.50), at(0.99));
}
