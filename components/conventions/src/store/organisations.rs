use std::collections::{BTreeMap, BTreeSet};

use access::{Siret, may_be_one_person};
use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use serde::Serialize;
use uuid::Uuid;

use super::{coded, first};
use crate::domain::{Coded, Label, OrganisationCategory, PersonName};

/// A partner organisation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Organisation {
    pub(crate) id: Uuid,
    pub(crate) siret: String,
    pub(crate) categorie: OrganisationCategory,
    pub(crate) nom: String,
}

/// False when the SIRET is registered already.
pub(crate) async fn insert_organisation(
    transaction: &mut Transaction,
    id: Uuid,
    (siret, category, name): (&Siret, OrganisationCategory, &Label),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "INSERT INTO organisations (id, siret, category, name, created_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (siret) DO NOTHING RETURNING id";
    let parameters = params![id, siret.as_str(), category.code(), name.as_str(), now];
    Ok(!transaction.query(statement, parameters).await?.is_empty())
}

pub(crate) async fn find_organisation(
    transaction: &mut Transaction,
    id: Uuid,
) -> Result<Option<Organisation>, SqlError> {
    let statement = "SELECT id, siret, category, name FROM organisations WHERE id = ?";
    first(&transaction.query(statement, params![id]).await?, organisation)
}

/// The names of those of these organisations that are known.
pub(crate) async fn list_names(
    database: &Database,
    organisations: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, SqlError> {
    let ids: Vec<_> = organisations.iter().map(|id| format!("\"{id}\"")).collect();
    let statement = "SELECT id, name FROM organisations WHERE id IN (SELECT value FROM json_each(?))";
    let rows = database.query(statement, params![format!("[{}]", ids.join(","))]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

fn organisation(row: &Row) -> Result<Organisation, SqlError> {
    Ok(Organisation { id: row.get(0)?, siret: row.get(1)?, categorie: coded(row, 2)?, nom: row.get(3)? })
}

/// The person with this e-mail in the organisation, made when there is none. A known person keeps their name as it was
/// first written; none when it is another person's. A name for which nothing was ever opened gives way to the next.
pub(crate) async fn settle_person(
    transaction: &mut Transaction,
    id: Uuid,
    organisation: Uuid,
    person: &PersonName,
) -> Result<Option<Person>, SqlError> {
    let (family, given) = (person.nom.as_str(), person.prenoms.as_str());
    let email = person.email.as_str();
    let insert =
        "INSERT INTO persons (id, organisation, email, family_name, given_names) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (organisation, email) DO NOTHING";
    transaction.query(insert, params![id, organisation, email, family, given]).await?;
    let find = format!("{PERSON} WHERE organisation = ? AND email = ?");
    let found = first(&transaction.query(&find, params![organisation, email]).await?, decode_person)?;
    let known = found.ok_or(SqlError::Decode { column: 0, expected: "a person" })?;
    if may_be_one_person((&known.nom, &known.prenoms), (family, given)) {
        return Ok(Some(known));
    }
    let rename = "UPDATE persons SET family_name = ?1, given_names = ?2 WHERE id = ?3
        AND NOT EXISTS (SELECT 1 FROM habilitations WHERE person = ?3
            AND (account IS NOT NULL OR state NOT IN ('retiree', 'expiree')))
        AND NOT EXISTS (SELECT 1 FROM mandates WHERE person = ?3
            AND (account IS NOT NULL OR ended_at IS NULL)) RETURNING id";
    let renamed = transaction.query(rename, params![family, given, known.id]).await?;
    let (nom, prenoms) = (family.to_owned(), given.to_owned());
    Ok((!renamed.is_empty()).then_some(Person { nom, prenoms, ..known }))
}

/// The organisation of a person.
pub(crate) async fn find_employer(
    transaction: &mut Transaction,
    person: Uuid,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT organisation FROM persons WHERE id = ?";
    first(&transaction.query(statement, params![person]).await?, |row| row.get(0))
}

const PERSON: &str = "SELECT id, email, family_name, given_names FROM persons";

/// Who a person is, for the opening of their account.
pub(crate) async fn find_person(
    transaction: &mut Transaction,
    person: Uuid,
) -> Result<Option<Person>, SqlError> {
    let statement = format!("{PERSON} WHERE id = ?");
    first(&transaction.query(&statement, params![person]).await?, decode_person)
}

fn decode_person(row: &Row) -> Result<Person, SqlError> {
    Ok(Person { id: row.get(0)?, email: row.get(1)?, nom: row.get(2)?, prenoms: row.get(3)? })
}

/// A person of an organisation.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) nom: String,
    pub(crate) prenoms: String,
}
