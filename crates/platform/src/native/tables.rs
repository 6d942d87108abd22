use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use serde::Deserialize;

use crate::SqlError;

/// What is declared of every table of every component, so that none grows without an end.
const DECLARED: &str = include_str!("../../../../schemas/tables.toml");

/// What is promised of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Why it cannot grow without end.
    bound: String,
    /// The operation that deletes what is over.
    #[serde(rename = "purger")]
    purged_by: Option<String>,
    /// The index by which it finds what is over.
    index: Option<String>,
    /// Why its rows stay, when they do.
    kept: Option<String>,
    /// Whether it is so small that reading all of it costs nothing.
    #[serde(default)]
    is_small: bool,
    /// What follows FROM in statements that read from one end, and stop soon.
    #[serde(default)]
    read_from_one_end: Vec<String>,
}

/// The tables of a component, by name.
pub(super) type Tables = BTreeMap<String, Table>;

/// The tables declared for the database `label`; none when it is no component's.
pub(super) fn of(label: &str) -> Result<Option<&'static Tables>, SqlError> {
    static READ: OnceLock<Result<BTreeMap<String, Tables>, SqlError>> = OnceLock::new();
    let read = READ.get_or_init(|| {
        toml::from_str(DECLARED).map_err(|error| SqlError::Schema(format!("schemas/tables.toml: {error}")))
    });
    read.as_ref().map(|declared| declared.get(label)).map_err(Clone::clone)
}

impl Table {
    pub(super) fn may_be_scanned_by(&self, statement: &str) -> bool {
        self.is_small || self.read_from_one_end.iter().any(|fragment| statement.contains(fragment.as_str()))
    }

    fn flaws(&self, operations: &[&str], indexes: &[String]) -> Vec<&'static str> {
        let is_known =
            |name: &Option<String>, known: &dyn Fn(&str) -> bool| name.as_deref().is_some_and(known);
        let is_purged = is_known(&self.purged_by, &|name| operations.contains(&name));
        let is_indexed = is_known(&self.index, &|name| indexes.iter().any(|known| known == name));
        let is_kept = self.kept.as_deref().is_some_and(|why| !why.is_empty());
        let flaws = [
            (self.bound.is_empty(), "has no bound"),
            (!is_kept && !is_purged, "is purged by no operation of its component"),
            (!is_kept && !is_indexed, "is purged without an index"),
        ];
        flaws.into_iter().filter(|(is_true, _)| *is_true).map(|(_, flaw)| flaw).collect()
    }
}

/// What is wrong with the tables of the database `label` in `folder`, whose component has these operations: a table that
/// `schemas/tables.toml` does not declare or has no purger, a reference without an index (deleting what it points at would
/// read all of it).
///
/// # Errors
/// When the database or the declaration cannot be read.
pub fn flaws(folder: &Path, label: &str, operations: &[&str]) -> Result<Vec<String>, SqlError> {
    let none = Tables::new();
    let declared = of(label)?.unwrap_or(&none);
    let connection = rusqlite::Connection::open(folder.join(format!("{label}.db"))).map_err(failed)?;
    let existing = names(&connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let mut flaws: Vec<String> = declared
        .keys()
        .filter(|name| !existing.contains(name))
        .map(|name| format!("{name} is declared and is not there"))
        .collect();
    for table in &existing {
        let indexes = names(&connection, &format!("SELECT name FROM pragma_index_list('{table}')"))?;
        match declared.get(table) {
            None => flaws.push(format!("{table} is not declared")),
            Some(promised) => {
                flaws.extend(
                    promised.flaws(operations, &indexes).iter().map(|flaw| format!("{table} {flaw}")),
                );
            }
        }
        flaws.extend(
            names(&connection, &unindexed_references(table))?
                .iter()
                .map(|column| format!("{table}.{column} refers to another table without an index")),
        );
    }
    Ok(flaws)
}

/// Columns that refer to another table and begin no index.
fn unindexed_references(table: &str) -> String {
    format!(
        "SELECT \"from\" FROM pragma_foreign_key_list('{table}') WHERE seq = 0 AND \"from\" NOT IN
            (SELECT i.name FROM pragma_index_list('{table}') l JOIN pragma_index_info(l.name) i WHERE i.seqno = 0)"
    )
}

fn names(connection: &rusqlite::Connection, statement: &str) -> Result<Vec<String>, SqlError> {
    let mut prepared = connection.prepare(statement).map_err(failed)?;
    let rows = prepared.query_map([], |row| row.get(0)).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

fn failed(error: rusqlite::Error) -> SqlError {
    SqlError::Failed(error.to_string())
}
