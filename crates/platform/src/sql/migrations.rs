use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Connection, Row, SqlError};
use crate::params;

/// One numbered step of a schema, immutable once released. Statements in its file are parted by blank lines, because
/// Spin runs only the first statement of a text.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number, from 1, without gaps.
    pub number: u32,
    /// Its file's name.
    pub name: &'static str,
    /// Its file's text.
    pub text: &'static str,
}

/// The component's migrations, from its folder `migrations/`: `migrations![1 => "0001_create_accounts"]`.
#[macro_export]
macro_rules! migrations {
    ($($number:literal => $name:literal),* $(,)?) => {
        &[$($crate::Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")),
        }),*]
    };
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    digest BLOB NOT NULL,
    applied_at TEXT NOT NULL
) STRICT";

impl Migration {
    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.text).into()
    }

    fn statements(&self) -> impl Iterator<Item = &'static str> {
        self.text.split("\n\n").map(str::trim).filter(|statement| !statement.is_empty())
    }
}

/// Brings the database to the last of `migrations`, in one transaction: a crash leaves it as it was, and instances
/// that come together wait for the first and find it done.
pub(super) async fn apply(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<(), SqlError> {
    if is_current(connection, migrations).await? {
        return Ok(());
    }
    connection.execute("BEGIN IMMEDIATE", &[]).await?;
    connection.execute(CREATE, &[]).await?;
    let applied = applied(connection).await?;
    check(&applied, migrations)?;
    for migration in migrations.iter().skip(applied.len()) {
        run(connection, migration, now).await?;
    }
    connection.execute("COMMIT", &[]).await?;
    Ok(())
}

async fn is_current(connection: &mut dyn Connection, migrations: &[Migration]) -> Result<bool, SqlError> {
    let table = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'";
    if connection.execute(table, &[]).await?.is_empty() {
        return Ok(false);
    }
    let applied = applied(connection).await?;
    check(&applied, migrations)?;
    Ok(applied.len() == migrations.len())
}

async fn applied(connection: &mut dyn Connection) -> Result<Vec<Row>, SqlError> {
    connection.execute("SELECT number, name, digest FROM migrations ORDER BY number", &[]).await
}

fn check(applied: &[Row], migrations: &[Migration]) -> Result<(), SqlError> {
    if applied.len() > migrations.len() {
        return Err(SqlError::Schema(format!(
            "it has {} migrations and the component knows {}; run the newer component",
            applied.len(),
            migrations.len(),
        )));
    }
    for (row, migration) in applied.iter().zip(migrations) {
        let same = row.get::<u32>(0)? == migration.number && row.get::<[u8; 32]>(2)? == migration.digest();
        if !same {
            return Err(SqlError::Schema(format!(
                "migration {} was edited after its release",
                migration.name
            )));
        }
    }
    Ok(())
}

async fn run(connection: &mut dyn Connection, migration: &Migration, now: Timestamp) -> Result<(), SqlError> {
    for statement in migration.statements() {
        connection.execute(statement, &[]).await?;
    }
    let record = "INSERT INTO migrations (number, name, digest, applied_at) VALUES (?, ?, ?, ?)";
    connection.execute(record, params![migration.number, migration.name, migration.digest(), now]).await?;
    Ok(())
}
