//! What is shown of a category in each form. A reduced form is a part of the whole one: it never shows a value that the
//! whole form does not.

mod household;
mod housing;
mod money;

use access::{Category, Form};
use jiff::civil::Date;
use serde_json::Value;

use super::Month;

/// On which terms a category is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'a> {
    /// The day of the reading, in France.
    pub(crate) today: Date,
    /// The month whose quotient familial is asked.
    pub(crate) month: Month,
    /// The agent's landlord code.
    pub(crate) landlord: Option<&'a str>,
}

/// The view of `category` in `form`; nothing when the category has no such form.
pub(crate) fn show(category: Category, form: Form, source: Value, terms: Terms<'_>) -> Option<Value> {
    if !category.forms().contains(&form) {
        return None;
    }
    let whole = match category {
        Category::Identite => household::identity(source),
        Category::Coordonnees | Category::SituationProfessionnelle => source,
        Category::CompositionFamiliale => household::composition(source, terms),
        Category::Ressources => money::resources(source),
        Category::QuotientFamilial => money::quotient(source, terms),
        Category::Droits => money::rights(source, terms),
        Category::Paiements => money::payments(source, terms),
        Category::Creances => money::debts(source),
        Category::Logement => housing::dwelling(source),
    };
    Some(reduce(form, whole, terms))
}

fn reduce(form: Form, whole: Value, terms: Terms<'_>) -> Value {
    let of_landlord =
        |item: &Value| terms.landlord.is_some_and(|landlord| member(item, "code_bailleur") == landlord);
    match form {
        Form::Complet | Form::TypeActivite => whole,
        Form::Noms => each(keep(whole, &["adultes"]), "adultes", household::NAMES),
        Form::NomsLocataires => {
            each(filter(whole, "adultes", household::is_tenant), "adultes", household::NAMES)
        }
        Form::CoupleEtAges => {
            each(keep(whole, &["est_en_couple", "nombre_enfants", "enfants"]), "enfants", household::AGE)
        }
        Form::NombreOccupants => keep(whole, &["nombre_occupants"]),
        Form::AgesEnfants => each(keep(whole, &["enfants"]), "enfants", household::AGE),
        Form::BaseAnnuelle => keep(whole, &["annee", "base_annuelle_centimes", "motif"]),
        Form::RsaPrimeLogement => filter(keep(whole, &["droits"]), "droits", |right| {
            money::is_housing_aid(right) || matches!(member(right, "nature").as_str(), Some("RSA" | "PPA"))
        }),
        Form::AideLogementOuverte => keep(whole, &["aide_logement_est_ouverte"]),
        Form::PaiementsRsa => filter(whole, "paiements", |payment| member(payment, "nature") == "RSA"),
        Form::AideLogementBailleur => {
            filter(whole, "paiements", |payment| money::is_housing_aid(payment) && of_landlord(payment))
        }
        Form::SoldeTotal => keep(whole, &["solde_total_centimes"]),
        Form::SoldeRsa => keep(whole, &["solde_rsa_centimes"]),
        Form::SoldeEtRetenue => keep(whole, &["solde_total_centimes", "retenue_mensuelle_centimes"]),
        Form::TypeOccupation => keep(whole, &["occupation"]),
        Form::LocationDuBailleur => filter(keep(whole, &["locations"]), "locations", of_landlord),
    }
}

/// A member of an object; null when it has none.
fn member<'a>(object: &'a Value, name: &str) -> &'a Value {
    object.get(name).unwrap_or(&Value::Null)
}

/// The members of an object that are named.
fn keep(mut object: Value, names: &[&str]) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.retain(|name, _| names.contains(&name.as_str()));
    }
    object
}

/// The items of the list `name` that are `wanted`.
fn filter(mut object: Value, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    if let Some(items) = object.get_mut(name).and_then(Value::as_array_mut) {
        items.retain(wanted);
    }
    object
}

/// Of each item of the list `name`, the members that are named.
fn each(mut object: Value, name: &str, names: &[&str]) -> Value {
    if let Some(items) = object.get_mut(name).and_then(Value::as_array_mut) {
        items.iter_mut().for_each(|item| *item = keep(item.take(), names));
    }
    object
}

#[cfg(test)]
mod tests;
