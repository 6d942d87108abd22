use access::Category;
use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, Value, params};
use sealing::KeyId;
use uuid::Uuid;

use crate::domain::Objection;

/// What decides a reading of one dossier, still sealed, and the objections in force.
pub(crate) struct Found {
    pub(crate) id: Uuid,
    pub(crate) key: KeyId,
    pub(crate) facts: Vec<u8>,
    pub(crate) objections: Vec<Objection>,
    state: State,
}

/// What a dossier and its objections were when they were read: another import, merge or objection changes it.
struct State {
    lookup: Vec<u8>,
    version: u32,
    scopes: String,
}

/// A dossier, sealed.
pub(crate) struct SealedDossier {
    pub(crate) id: Uuid,
    pub(crate) lookup: [u8; 32],
    pub(crate) version: u32,
    pub(crate) key: KeyId,
    pub(crate) facts: Vec<u8>,
    /// In the order of [`Category::ALL`].
    pub(crate) categories: Vec<Vec<u8>>,
}

/// The objections in force of a dossier's beneficiary.
const SCOPES: &str = "(SELECT json_group_array(scope) FROM objections
    JOIN numbers ON numbers.beneficiary = objections.beneficiary
    WHERE numbers.lookup = dossiers.lookup AND lifted_at IS NULL)";

/// The id of the dossier that has the number of lookup `?1`, or had it and may still be found by it on the day `?2`.
const BY_LOOKUP: &str = "coalesce(
    (SELECT id FROM dossiers WHERE lookup = ?1),
    (SELECT dossier FROM aliases WHERE lookup = ?1
        AND (valid_from IS NULL OR valid_from <= ?2) AND (valid_until IS NULL OR valid_until >= ?2)))";

/// The dossier after the lookup `?1`, read in vain where there is none: a read that finds nothing is shorter.
const NEXT: &str = "(SELECT id FROM dossiers WHERE lookup > ?1 ORDER BY lookup LIMIT 1)";

/// A dossier's id, and its sealed facts with their key.
pub(crate) type SealedFacts = (Uuid, KeyId, Vec<u8>);

fn facts_from_row(row: &Row) -> Result<SealedFacts, SqlError> {
    Ok((row.get(0)?, KeyId::from_text(&row.get::<String>(1)?), row.get(2)?))
}

/// The dossiers of the beneficiary who has or had this number, whenever that was: the one that came last first.
pub(crate) async fn list_of_beneficiary(
    database: &Database,
    lookup: &[u8; 32],
) -> Result<Vec<SealedFacts>, SqlError> {
    let statement = "SELECT dossiers.id, key_id, facts FROM numbers AS asked
            JOIN numbers AS own ON own.beneficiary = asked.beneficiary
            JOIN dossiers ON dossiers.lookup = own.lookup
        WHERE asked.lookup = ? ORDER BY imported_at DESC, dossiers.id";
    database.query(statement, params![*lookup]).await?.iter().map(facts_from_row).collect()
}

/// The dossier that has this very number.
pub(crate) async fn find_facts(
    transaction: &mut Transaction,
    lookup: &[u8; 32],
) -> Result<Option<SealedFacts>, SqlError> {
    let statement = "SELECT id, key_id, facts FROM dossiers WHERE lookup = ?";
    transaction.query(statement, params![*lookup]).await?.first().map(facts_from_row).transpose()
}

/// The dossier that has this number, or had it and may still be found by it on the day `now`, at the same cost whether there is one or not.
pub(crate) async fn find_to_consult(
    database: &Database,
    lookup: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Found>, SqlError> {
    let statement = format!(
        "WITH named AS MATERIALIZED (SELECT {BY_LOOKUP} AS dossier)
         SELECT id, key_id, facts, {SCOPES}, lookup, version, named.dossier IS NOT NULL
         FROM named LEFT JOIN dossiers ON id = coalesce(named.dossier, {NEXT})"
    );
    let rows = database.query(&statement, params![*lookup, day(now)]).await?;
    let row = rows.first().ok_or_else(|| SqlError::Schema("a read of one row gave none".to_owned()))?;
    let is_empty = row.get::<Option<Uuid>>(0)?.is_none();
    let (read, is_named) = ((!is_empty).then(|| found_from_row(row)).transpose()?, row.get::<bool>(6)?);
    Ok(read.filter(|_| is_named))
}

fn found_from_row(row: &Row) -> Result<Found, SqlError> {
    let state = State { scopes: row.get(3)?, lookup: row.get(4)?, version: row.get(5)? };
    let scopes: Vec<String> = serde_json::from_str(&state.scopes)
        .map_err(|_| SqlError::Decode { column: 3, expected: "objections" })?;
    let objections = scopes.iter().map(|scope| Objection::stored(scope)).collect();
    let key = KeyId::from_text(&row.get::<String>(1)?);
    Ok(Found { id: row.get(0)?, key, facts: row.get(2)?, objections, state })
}

/// The sealed texts of these categories of one dossier, and no other's; nothing when the dossier or its objections changed
/// since they were judged.
pub(crate) async fn list_sealed(
    database: &Database,
    found: &Found,
    categories: &[Category],
) -> Result<Option<(KeyId, Vec<Vec<u8>>)>, SqlError> {
    let columns: String = categories.iter().map(|category| format!(", {category}")).collect();
    let statement = format!(
        "SELECT key_id{columns} FROM dossiers WHERE id = ? AND lookup = ? AND version = ? AND {SCOPES} = ?"
    );
    let State { lookup, version, scopes } = &found.state;
    let rows = database.query(&statement, params![found.id, lookup.as_slice(), *version, scopes]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let sealed = (1..=categories.len()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
    Ok(Some((KeyId::from_text(&row.get::<String>(0)?), sealed)))
}

/// The id, the version and the key of the dossier that has this very number.
pub(crate) async fn find_version(
    transaction: &mut Transaction,
    lookup: &[u8; 32],
) -> Result<Option<(Uuid, u32, KeyId)>, SqlError> {
    let statement = "SELECT id, version, key_id FROM dossiers WHERE lookup = ?";
    let rows = transaction.query(statement, params![*lookup]).await?;
    let decode = |row: &Row| Ok((row.get(0)?, row.get(1)?, KeyId::from_text(&row.get::<String>(2)?)));
    rows.first().map(decode).transpose()
}

pub(crate) async fn upsert(
    transaction: &mut Transaction,
    dossier: &SealedDossier,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO dossiers (id, lookup, version, imported_at, key_id, facts, identite, coordonnees,
            composition_familiale, situation_professionnelle, ressources, quotient_familial, droits, paiements,
            creances, logement)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET lookup = excluded.lookup, version = excluded.version,
            imported_at = excluded.imported_at, key_id = excluded.key_id, facts = excluded.facts,
            identite = excluded.identite, coordonnees = excluded.coordonnees,
            composition_familiale = excluded.composition_familiale,
            situation_professionnelle = excluded.situation_professionnelle, ressources = excluded.ressources,
            quotient_familial = excluded.quotient_familial, droits = excluded.droits,
            paiements = excluded.paiements, creances = excluded.creances, logement = excluded.logement";
    let SealedDossier { id, lookup, version, key, facts, categories } = dossier;
    let mut parameters = params![*id, *lookup, *version, now, key.as_str(), facts.as_slice()].to_vec();
    parameters.extend(categories.iter().map(|sealed| Value::from(sealed.as_slice())));
    transaction.query(statement, &parameters).await.map(drop)
}

/// From now on `lookup` leads to `dossier` too.
pub(crate) async fn upsert_alias(
    transaction: &mut Transaction,
    lookup: &[u8; 32],
    dossier: Uuid,
    (from, until): (Option<String>, Option<String>),
) -> Result<(), SqlError> {
    let statement = "INSERT INTO aliases (lookup, dossier, valid_from, valid_until) VALUES (?, ?, ?, ?)
        ON CONFLICT (lookup) DO UPDATE SET dossier = excluded.dossier, valid_from = excluded.valid_from,
            valid_until = excluded.valid_until";
    transaction.query(statement, params![*lookup, dossier, from, until]).await.map(drop)
}

fn day(now: Timestamp) -> String {
    crate::calendar::day_in_france(now).to_string()
}

/// The id, the key and the sealed facts of a dossier of the beneficiary, when there is one.
pub(crate) async fn find_of_beneficiary(
    transaction: &mut Transaction,
    beneficiary: Uuid,
) -> Result<Option<(Uuid, KeyId, Vec<u8>)>, SqlError> {
    let statement = "SELECT id, key_id, facts FROM dossiers JOIN numbers ON numbers.lookup = dossiers.lookup
        WHERE beneficiary = ? LIMIT 1";
    let rows = transaction.query(statement, params![beneficiary]).await?;
    let decode = |row: &Row| Ok((row.get(0)?, KeyId::from_text(&row.get::<String>(1)?), row.get(2)?));
    rows.first().map(decode).transpose()
}

/// The dossier to which a former number leads, whenever that is.
pub(crate) async fn find_alias(
    transaction: &mut Transaction,
    lookup: &[u8; 32],
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT dossier FROM aliases WHERE lookup = ?";
    let rows = transaction.query(statement, params![*lookup]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// The number is a present one, and a former one no more.
pub(crate) async fn delete_alias(transaction: &mut Transaction, lookup: &[u8; 32]) -> Result<(), SqlError> {
    transaction.query("DELETE FROM aliases WHERE lookup = ?", params![*lookup]).await.map(drop)
}

/// The dossier `from` was merged into `into`: its figures go, and the numbers that led to it lead there.
pub(crate) async fn merge(transaction: &mut Transaction, from: Uuid, into: Uuid) -> Result<(), SqlError> {
    let repoint = "UPDATE aliases SET dossier = ? WHERE dossier = ?";
    transaction.query(repoint, params![into, from]).await?;
    transaction.query("DELETE FROM dossiers WHERE id = ?", params![from]).await.map(drop)
}
