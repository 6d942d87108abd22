use platform::{native::World, params};
use uuid::Uuid;

use super::STATEMENT;
use crate::store::database;

#[tokio::test]
async fn a_standing_is_one_statement_that_reaches_each_table_by_a_key() {
    let world = World::new().unwrap();
    let database = database(&world.platform());
    let plan = database
        .query(&format!("EXPLAIN QUERY PLAN {STATEMENT}"), params![Uuid::nil(), "2026-03"])
        .await
        .unwrap();
    let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
    let searches = steps.iter().filter(|step| step.starts_with("SEARCH")).count();
    assert!(searches >= 8, "four tables, certificates, acts and budgets: {steps:#?}");
    assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{steps:#?}");
}
