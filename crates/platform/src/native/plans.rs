use super::tables;
use crate::SqlError;

/// Refuses a statement of a component that would read all of a table which grows: under the write lock, or on a path that
/// strangers reach, it slows everyone down more and more. What a migration runs once is not held to it.
pub(super) fn check(connection: &rusqlite::Connection, label: &str, statement: &str) -> Result<(), SqlError> {
    let Some(declared) = tables::of(label)? else { return Ok(()) };
    let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    if !verbs.iter().any(|verb| statement.starts_with(verb)) {
        return Ok(());
    }
    for scanned in scanned(connection, &statement)? {
        let table = declared.keys().find(|table| is_named(&statement, table, &scanned));
        let Some(table) = table else { continue };
        if !declared.get(table).is_some_and(|table| table.may_be_scanned_by(&statement)) {
            return Err(SqlError::Failed(format!("this statement reads all of {table}: {statement}")));
        }
    }
    Ok(())
}

/// What the plan of this statement reads from end to end.
fn scanned(connection: &rusqlite::Connection, statement: &str) -> Result<Vec<String>, SqlError> {
    let failed = |error: rusqlite::Error| SqlError::Failed(error.to_string());
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).map_err(failed)?;
    let steps = plan.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>();
    let names = steps.map_err(failed)?;
    Ok(names
        .iter()
        .filter_map(|step| step.strip_prefix("SCAN ")?.split(' ').next().map(str::to_owned))
        .collect())
}

/// Whether `name` is this table, or what the statement calls it.
fn is_named(statement: &str, table: &str, name: &str) -> bool {
    let words: Vec<_> = statement.split([' ', ',', '(', ')']).collect();
    let renamed = |pair: &[&str]| *pair == [table, name];
    name == table || words.windows(2).any(renamed)
}
