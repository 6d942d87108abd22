use access::Category;
use platform::{Database, Row, SqlError, Transaction, Value, params};
use sealing::KeyId;
use uuid::Uuid;

/// A dossier's sealed texts: the facts, then the categories in the order of [`Category::ALL`].
pub(crate) struct Sealed {
    pub(crate) id: Uuid,
    pub(crate) key: KeyId,
    pub(crate) texts: Vec<Vec<u8>>,
}

fn columns() -> String {
    std::iter::once("facts")
        .chain(Category::ALL.iter().map(|category| category.as_str()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Dossiers that other keys than the current one sealed: those after a place, in the order of keys and ids.
pub(crate) struct Outdated {
    after: (String, String),
    until: String,
}

impl Outdated {
    /// Those of the keys before `current`.
    pub(crate) fn before(current: &KeyId) -> Self {
        Self { after: (String::new(), String::new()), until: current.to_string() }
    }

    /// Those of the keys after `current`.
    pub(crate) fn after(current: &KeyId) -> Self {
        Self { after: (current.to_string(), char::MAX.to_string()), until: char::MAX.to_string() }
    }

    /// Those of the same keys after this one.
    pub(crate) fn following(&self, last: &Sealed) -> Self {
        Self { after: (last.key.to_string(), last.id.to_string()), until: self.until.clone() }
    }
}

/// Some of them.
pub(crate) async fn list_outdated(
    transaction: &mut Transaction,
    from: &Outdated,
    limit: u32,
) -> Result<Vec<Sealed>, SqlError> {
    let statement = format!(
        "SELECT id, key_id, {} FROM dossiers WHERE (key_id, id) > (?, ?) AND key_id < ? ORDER BY key_id, id LIMIT ?",
        columns()
    );
    let Outdated { after: (key, id), until } = from;
    let rows = transaction.query(&statement, params![key, id, until, limit]).await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<Sealed, SqlError> {
    let texts = (2..=Category::ALL.len() + 2).map(|column| row.get(column)).collect::<Result<_, _>>()?;
    Ok(Sealed { id: row.get(0)?, key: KeyId::from_text(&row.get::<String>(1)?), texts })
}

pub(crate) async fn update(transaction: &mut Transaction, sealed: &Sealed) -> Result<(), SqlError> {
    let values = vec!["?"; Category::ALL.len() + 2].join(", ");
    let statement = format!("UPDATE dossiers SET (key_id, {}) = ({values}) WHERE id = ?", columns());
    let mut parameters = vec![Value::from(sealed.key.as_str())];
    parameters.extend(sealed.texts.iter().map(|text| Value::from(text.as_slice())));
    parameters.push(Value::from(sealed.id));
    transaction.query(&statement, &parameters).await.map(drop)
}

/// How many dossiers another key than `current` sealed.
pub(crate) async fn count_outdated(database: &Database, current: &KeyId) -> Result<u32, SqlError> {
    let statement = "SELECT count(*) FROM dossiers WHERE key_id < ?1 OR key_id > ?1";
    let rows = database.query(statement, params![current.as_str()]).await?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}
