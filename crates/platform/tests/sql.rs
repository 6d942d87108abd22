//! The SQL side on real SQLite files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use platform::{Database, Migration, SqlError, native::World, params};

const FIRST: Migration = Migration {
    number: 1,
    name: "0001_create_books",
    text: "CREATE TABLE books (\n    id INTEGER PRIMARY KEY,\n    title TEXT NOT NULL\n) STRICT\n\n\
           CREATE INDEX books_by_title ON books (title)\n",
};
const SECOND: Migration =
    Migration { number: 2, name: "0002_add_author", text: "ALTER TABLE books ADD COLUMN author TEXT" };
const ONE: &[Migration] = &[FIRST];
const BOTH: &[Migration] = &[FIRST, SECOND];

async fn count(database: &Database, table: &str) -> i64 {
    let rows = database.query(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
    rows[0].get(0).unwrap()
}

#[tokio::test]
async fn migrations_are_applied_once_and_recorded() {
    let world = World::new().unwrap();
    for _ in 0..3 {
        let database = Database::new(&world.platform(), "books", ONE);
        assert_eq!(count(&database, "migrations").await, 1);
    }
    let database = Database::new(&world.platform(), "books", BOTH);
    assert_eq!(count(&database, "migrations").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn concurrent_first_uses_all_find_the_schema() {
    let world = World::new().unwrap();
    let uses = (0..32).map(|index| {
        let database = Database::new(&world.platform(), "books", BOTH);
        tokio::spawn(async move {
            let insert = "INSERT INTO books (title) VALUES (?)";
            database.query(insert, params![format!("title {index}")]).await
        })
    });
    for result in futures_util::future::join_all(uses).await {
        result.unwrap().unwrap();
    }
    assert_eq!(count(&Database::new(&world.platform(), "books", BOTH), "books").await, 32);
}

#[tokio::test]
async fn a_first_use_broken_at_any_statement_leaves_nothing_half_applied() {
    let whole = {
        let world = World::new().unwrap();
        count(&Database::new(&world.platform(), "books", BOTH), "books").await;
        world.faults.statements()
    };
    for statement in 1..whole {
        for acts in [false, true] {
            let world = World::new().unwrap();
            if acts {
                world.faults.fail_after_statement(statement);
            } else {
                world.faults.fail_statement(statement);
            }
            let _ = Database::new(&world.platform(), "books", BOTH).query("SELECT 1", &[]).await;
            world.faults.clear();
            let database = Database::new(&world.platform(), "books", BOTH);
            assert_eq!(count(&database, "migrations").await, 2, "after a fault at statement {statement}");
        }
    }
}

#[tokio::test]
async fn refuses_a_migration_edited_after_its_release() {
    let world = World::new().unwrap();
    count(&Database::new(&world.platform(), "books", ONE), "books").await;
    const EDITED: &[Migration] = &[Migration { text: "CREATE TABLE books (id INTEGER)", ..FIRST }];
    let error = Database::new(&world.platform(), "books", EDITED).query("SELECT 1", &[]).await.unwrap_err();
    assert!(matches!(error, SqlError::Schema(reason) if reason.contains("0001_create_books was edited")));
}

#[tokio::test]
async fn refuses_a_database_made_by_a_newer_component() {
    let world = World::new().unwrap();
    count(&Database::new(&world.platform(), "books", BOTH), "books").await;
    let error = Database::new(&world.platform(), "books", ONE).query("SELECT 1", &[]).await.unwrap_err();
    assert!(matches!(error, SqlError::Schema(reason) if reason.contains("run the newer component")));
}

#[tokio::test]
async fn a_transaction_dropped_before_its_commit_leaves_nothing() {
    let world = World::new().unwrap();
    let database = Database::new(&world.platform(), "books", ONE);
    let mut transaction = database.begin().await.unwrap();
    transaction.query("INSERT INTO books (title) VALUES ('lost')", &[]).await.unwrap();
    drop(transaction);
    assert_eq!(count(&database, "books").await, 0);

    let mut transaction = database.begin().await.unwrap();
    transaction.query("INSERT INTO books (title) VALUES ('kept')", &[]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(count(&database, "books").await, 1);
}

#[tokio::test]
async fn a_snapshot_does_not_see_what_commits_after_it_began() {
    let world = World::new().unwrap();
    let database = Database::new(&world.platform(), "books", ONE);
    let mut snapshot = database.snapshot().await.unwrap();
    assert!(snapshot.query("SELECT id FROM books", &[]).await.unwrap().is_empty());
    database.query("INSERT INTO books (title) VALUES ('later')", &[]).await.unwrap();
    assert!(snapshot.query("SELECT id FROM books", &[]).await.unwrap().is_empty());
    snapshot.rollback().await.unwrap();
    assert_eq!(count(&database, "books").await, 1);
}

#[tokio::test]
async fn a_connection_is_kept_after_a_clean_use_and_given_up_after_an_error() {
    let world = World::new().unwrap();
    let database = Database::new(&world.platform(), "books", ONE);
    count(&database, "books").await;

    let before = world.faults.statements();
    count(&database, "books").await;
    assert_eq!(world.faults.statements() - before, 1, "a kept connection runs the statement alone");

    database.query("SELECT nothing FROM nowhere", &[]).await.unwrap_err();
    let before = world.faults.statements();
    count(&database, "books").await;
    assert!(world.faults.statements() - before > 1, "a new connection sets its PRAGMAs first");
}

#[tokio::test]
async fn a_commit_is_durable_before_its_answer_and_deleted_content_is_overwritten() {
    let world = World::new().unwrap();
    let database = Database::new(&world.platform(), "books", ONE);
    for (pragma, expected) in [("journal_mode", "wal"), ("synchronous", "2"), ("secure_delete", "1")] {
        let rows = database.query(&format!("SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"), &[]).await;
        assert_eq!(rows.unwrap()[0].get::<String>(0).unwrap(), expected, "{pragma}");
    }
}

#[tokio::test]
async fn a_second_statement_in_one_text_is_refused_and_not_passed_over() {
    let world = World::new().unwrap();
    let database = Database::new(&world.platform(), "books", ONE);
    let two = "INSERT INTO books (title) VALUES ('one'); INSERT INTO books (title) VALUES ('two')";
    database.query(two, &[]).await.unwrap_err();
    assert_eq!(count(&database, "books").await, 0);
}

#[tokio::test]
async fn values_come_back_as_they_went() {
    let world = World::new().unwrap();
    let database = Database::new(&world.platform(), "books", ONE);
    let instant: jiff::Timestamp = "2026-03-02T09:00:00.123456789Z".parse().unwrap();
    let id = uuid::Uuid::from_u128(7);
    let none: Option<i64> = None;
    let parameters = params![i64::MIN, true, 1.5, "é\u{0}ß", vec![0u8, 255], none, instant, id, [9u8; 32]];
    let rows = database.query("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?", parameters).await.unwrap();
    let row = &rows[0];
    assert_eq!(row.get::<i64>(0).unwrap(), i64::MIN);
    assert!(row.get::<bool>(1).unwrap());
    assert!((row.get::<f64>(2).unwrap() - 1.5).abs() < f64::EPSILON);
    assert_eq!(row.get::<String>(3).unwrap(), "é\u{0}ß");
    assert_eq!(row.get::<Vec<u8>>(4).unwrap(), [0, 255]);
    assert_eq!(row.get::<Option<i64>>(5).unwrap(), None);
    assert_eq!(row.get::<jiff::Timestamp>(6).unwrap(), instant);
    assert_eq!(row.get::<uuid::Uuid>(7).unwrap(), id);
    assert_eq!(row.get::<[u8; 32]>(8).unwrap(), [9; 32]);
    assert_eq!(row.get::<i64>(3), Err(SqlError::Decode { column: 3, expected: "an integer" }));
}

#[test]
fn instants_sort_as_text_in_the_order_of_time() {
    let texts: Vec<_> = [0, 1, 999_999_999, 1_000_000_000]
        .map(|nanos| platform::Value::from(jiff::Timestamp::from_nanosecond(nanos).unwrap()))
        .into_iter()
        .map(|value| match value {
            platform::Value::Text(text) => text,
            other => panic!("{other:?} is not text"),
        })
        .collect();
    assert!(texts.is_sorted(), "{texts:?}");
}
