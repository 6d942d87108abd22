use serde_json::{Value, json};

use super::{Terms, member};
use crate::domain::{CHILDHOOD, PartialDate};

pub(super) const NAMES: &[&str] = &["nom_naissance", "nom_usage", "prenoms"];
pub(super) const AGE: &[&str] = &["age"];

/// Codes of people who live as a couple: married, in a PACS, living together, or together again.
const COUPLE: &[&str] = &["MAR", "PAC", "VIM", "RPA", "RVC", "RVM"];

pub(super) fn identity(source: Value) -> Value {
    source
}

/// Those who hold the tenancy: the person responsible for the dossier and their spouse.
pub(super) fn is_tenant(adult: &Value) -> bool {
    matches!(member(adult, "role").as_str(), Some("responsable" | "conjoint"))
}

/// The household as it is now: who died leaves it the month after.
pub(super) fn composition(source: Value, terms: Terms<'_>) -> Value {
    let lives = |person: &&Value| {
        let death = date(member(person, "date_deces"));
        !death.is_some_and(|death| death.is_before_month_of(terms.today))
    };
    let persons: Vec<_> =
        member(&source, "personnes").as_array().into_iter().flatten().filter(lives).collect();
    let children: Vec<_> = persons.iter().filter_map(|person| child_view(person, terms)).collect();
    json!({
        "situation_familiale": member(&source, "situation_familiale"),
        "situation_depuis": member(&source, "situation_depuis"),
        "est_en_couple": member(&source, "situation_familiale").as_str().is_some_and(|code| COUPLE.contains(&code)),
        "nombre_occupants": persons.len(),
        "nombre_enfants": children.len(),
        "enfants": children,
    })
}

/// A child at charge of the household; nothing for who is at charge and is none: a parent, another adult, a child who has
/// come to twenty, or is not born yet. Of whom no birth date is known, the fund's word is taken.
fn child_view(person: &Value, terms: Terms<'_>) -> Option<Value> {
    let is_dependent = member(person, "role") == "enfant" && member(person, "est_a_charge") == true;
    let birth = date(member(person, "date_naissance"));
    let age = birth.and_then(|birth| birth.age_on(terms.today));
    let is_child = birth.is_none() || age.is_some_and(|age| age < CHILDHOOD);
    (is_dependent && is_child).then(|| {
        json!({ "prenoms": member(person, "prenoms"), "date_naissance": member(person, "date_naissance"), "age": age })
    })
}

fn date(value: &Value) -> Option<PartialDate> {
    PartialDate::parse(value.as_str()?)
}
