use access::Role;
use jiff::Timestamp;
use journal::Word;
use platform::{Database, Row, SqlError, Transaction, log_fault, params};
use serde::Serialize;
use uuid::Uuid;

use super::{coded, first};
use crate::domain::Coded;

crate::domain::coded! {
    /// What an act is done to.
    Kind {
        /// An organisation.
        Organisation = "organisation",
        /// A mandate.
        Mandate = "mandat",
        /// A convention.
        Convention = "convention",
        /// A contract.
        Contract = "contrat",
        /// An habilitation.
        Habilitation = "habilitation",
        /// A profile.
        Profile = "profil",
    }
}

/// An act, as history keeps it and as the journal is told of it. Its id is that of its event.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) subject: Uuid,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) name: Word,
    pub(crate) before: Option<String>,
    pub(crate) after: String,
    pub(crate) actor: Uuid,
    pub(crate) role: String,
    pub(crate) mandate: Option<Uuid>,
    pub(crate) reason: Option<String>,
    pub(crate) acted_at: Timestamp,
    pub(crate) is_granting: bool,
    /// The application through which it was done.
    pub(crate) client: Option<Uuid>,
}

const COLUMNS: &str = "id, kind, subject, organisation, name, before, after, actor, role, mandate, reason, acted_at, is_granting, client";

pub(crate) async fn insert_act(transaction: &mut Transaction, act: &Act) -> Result<(), SqlError> {
    let statement = format!("INSERT INTO acts ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    let parameters = params![
        act.id,
        act.kind.code(),
        act.subject,
        act.organisation,
        act.name.as_str(),
        act.before.clone(),
        &act.after,
        act.actor,
        &act.role,
        act.mandate,
        act.reason.clone(),
        act.acted_at,
        act.is_granting,
        act.client,
    ];
    transaction.query(&statement, parameters).await.map(drop)
}

/// The act, when the journal has not received it.
pub(crate) async fn find_untraced(database: &Database, id: Uuid) -> Result<Option<Act>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM acts WHERE id = ? AND traced_at IS NULL");
    first(&database.query(&statement, params![id]).await?, act)
}

/// An act that the journal has not received.
pub(crate) struct Untraced {
    pub(crate) id: Uuid,
    /// None when this release cannot read it.
    pub(crate) act: Option<Act>,
    pub(crate) is_set_aside: bool,
}

/// The acts that the journal has not received: those that open a right, then the oldest; those that were set aside come
/// last.
pub(crate) async fn list_untraced(database: &Database, limit: u32) -> Result<Vec<Untraced>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS}, is_set_aside FROM acts WHERE traced_at IS NULL
        ORDER BY is_set_aside, is_granting DESC, number LIMIT ?"
    );
    let decode = |row: &Row| {
        let act = act(row).inspect_err(|error| log_fault("", "act-unreadable", error)).ok();
        Ok(Untraced { id: row.get(0)?, act, is_set_aside: row.get(14)? })
    };
    database.query(&statement, params![limit]).await?.iter().map(decode).collect()
}

/// It waits for whoever mends it, and holds up no other.
pub(crate) async fn set_aside(database: &Database, id: Uuid) -> Result<(), SqlError> {
    database.query("UPDATE acts SET is_set_aside = 1 WHERE id = ?", params![id]).await.map(drop)
}

pub(crate) async fn mark_traced(database: &Database, id: Uuid, now: Timestamp) -> Result<(), SqlError> {
    let statement = "UPDATE acts SET traced_at = ? WHERE id = ? AND traced_at IS NULL";
    database.query(statement, params![now, id]).await.map(drop)
}

pub(crate) async fn is_traced(database: &Database, id: Uuid) -> Result<bool, SqlError> {
    let rows = database.query("SELECT traced_at IS NOT NULL FROM acts WHERE id = ?", params![id]).await?;
    Ok(first(&rows, |row| row.get(0))?.unwrap_or(false))
}

/// The last act called `name` that was done to `subject`.
pub(crate) async fn find_last(
    transaction: &mut Transaction,
    subject: Uuid,
    name: &str,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT id FROM acts WHERE subject = ? AND name = ? ORDER BY number DESC LIMIT 1";
    first(&transaction.query(statement, params![subject, name]).await?, |row| row.get(0))
}

/// Which officer of the fund last did the act called `name` to `subject`.
pub(crate) async fn find_officer(
    transaction: &mut Transaction,
    subject: Uuid,
    name: &str,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT actor FROM acts WHERE subject = ? AND name = ? AND role = ?
        ORDER BY number DESC LIMIT 1";
    let values = params![subject, name, Role::AgentCaf.as_str()];
    first(&transaction.query(statement, values).await?, |row| row.get(0))
}

fn act(row: &Row) -> Result<Act, SqlError> {
    Ok(Act {
        id: row.get(0)?,
        kind: coded(row, 1)?,
        subject: row.get(2)?,
        organisation: row.get(3)?,
        name: word(row, 4)?,
        before: row.get(5)?,
        after: row.get(6)?,
        actor: row.get(7)?,
        role: row.get(8)?,
        mandate: row.get(9)?,
        reason: row.get(10)?,
        acted_at: row.get(11)?,
        is_granting: row.get(12)?,
        client: row.get(13)?,
    })
}

fn word(row: &Row, column: usize) -> Result<Word, SqlError> {
    let text: String = row.get(column)?;
    Word::parse(&text).map_err(|_| SqlError::Decode { column, expected: "the name of an act" })
}

/// A line of a subject's history, for people.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Line {
    acte: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    avant: Option<String>,
    apres: String,
    auteur: Uuid,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    motif: Option<String>,
    le: Timestamp,
    est_trace: bool,
}

pub(crate) async fn list_history(
    transaction: &mut Transaction,
    subject: Uuid,
) -> Result<Vec<Line>, SqlError> {
    let statement =
        "SELECT name, before, after, actor, role, reason, acted_at, traced_at IS NOT NULL FROM acts
        WHERE subject = ? ORDER BY number";
    let decode = |row: &Row| {
        Ok(Line {
            acte: row.get(0)?,
            avant: row.get(1)?,
            apres: row.get(2)?,
            auteur: row.get(3)?,
            role: row.get(4)?,
            motif: row.get(5)?,
            le: row.get(6)?,
            est_trace: row.get(7)?,
        })
    };
    transaction.query(statement, params![subject]).await?.iter().map(decode).collect()
}

/// Whether `actor` did one of the acts called `names` to `subject`.
pub(crate) async fn is_author_of(
    transaction: &mut Transaction,
    (subject, actor): (Uuid, Uuid),
    names: &[&str],
) -> Result<bool, SqlError> {
    let statement = "SELECT DISTINCT name FROM acts WHERE subject = ? AND actor = ?";
    let rows = transaction.query(statement, params![subject, actor]).await?;
    let done: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    Ok(done.iter().any(|name| names.contains(&name.as_str())))
}
