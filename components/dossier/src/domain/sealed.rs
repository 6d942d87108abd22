//! What is sealed of a dossier: the facts that decide a reading, and one text a category.

use access::{Category, TradeCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Error, Value, json, to_value, to_vec};

use super::{
    DossierNumber, PartialDate, Phone, Record,
    record::{self, Person, PersonRole},
};

/// The field under which the facts are sealed.
pub(crate) const FACTS: &str = "faits";

/// The facts of no dossier, in the form of [`Facts`] and as many as most dossiers have: to open fewer would take less
/// time.
pub(crate) const DECOY: &str = r#"{"numero":{"organisme":"999","matricule":"9999999"},
"telephones":["+33639980000","+33639980001"],"date_naissance":"1980-05-12","locations":[{"code":"AUCUN","du":"2019-09-01","au":null}],
"services_instructeurs":[],"a_rsa":false,"enfants":["2012-03-04","2015-06-07"]}"#;

/// The age from which a dependant is a child no more (CSS R512-2).
pub(crate) const CHILDHOOD: u8 = 20;

/// The facts that decide a reading, opened before any category is.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) numero: DossierNumber,
    /// All the numbers that it had before, those of the dossiers that were merged into it included.
    #[serde(default)]
    pub(crate) anciens: Vec<DossierNumber>,
    pub(crate) telephones: Vec<Phone>,
    pub(crate) date_naissance: Option<PartialDate>,
    /// None in facts sealed before tenancies had their days: the next import of the dossier brings them.
    #[serde(default)]
    pub(crate) locations: Vec<Tenancy>,
    pub(crate) services_instructeurs: Vec<String>,
    pub(crate) a_rsa: bool,
    pub(crate) enfants: Vec<PartialDate>,
}

/// A tenancy in a landlord's stock, and the days between which it makes a tenant.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Tenancy {
    code: TradeCode,
    du: Option<PartialDate>,
    au: Option<PartialDate>,
}

/// What is to be sealed, each part on its own.
pub(crate) struct Contents {
    pub(crate) facts: Vec<u8>,
    pub(crate) categories: Vec<(Category, Vec<u8>)>,
}

impl Contents {
    pub(crate) fn of(record: &Record, formers: Vec<DossierNumber>) -> Result<Self, Error> {
        let categories =
            Category::ALL.iter().map(|category| Ok((*category, to_vec(&part(record, *category)?)?)));
        Ok(Self {
            facts: to_vec(&Facts::of(record, formers))?,
            categories: categories.collect::<Result<_, Error>>()?,
        })
    }
}

impl Facts {
    fn of(record: &Record, anciens: Vec<DossierNumber>) -> Self {
        let holder = record.personnes.iter().find(|person| person.role == PersonRole::Responsable);
        let tenancies = record.logement.iter().flat_map(|dwelling| &dwelling.locations);
        let service = record.rsa.iter().filter_map(|file| file.service_instructeur.as_ref());
        Self {
            numero: record.number(),
            anciens,
            telephones: record.telephones_verification.clone(),
            date_naissance: holder.and_then(|person| person.date_naissance),
            locations: tenancies.map(Tenancy::of).collect(),
            services_instructeurs: service.map(ToString::to_string).collect(),
            a_rsa: record.rsa.is_some() || record.droits.iter().any(|right| right.nature.as_str() == "RSA"),
            enfants: children(record).filter_map(|child| child.date_naissance).collect(),
        }
    }
}

impl Tenancy {
    fn of(tenancy: &record::Tenancy) -> Self {
        let record::Tenancy { code_bailleur, date_entree, date_sortie, .. } = tenancy;
        Self { code: code_bailleur.clone(), du: *date_entree, au: *date_sortie }
    }

    /// Whether it makes a tenant of this landlord on `today`. Who gave notice is a tenant until the day comes.
    pub(crate) fn binds(&self, landlord: &TradeCode, today: Date) -> bool {
        self.code == *landlord
            && self.du.is_none_or(|day| day.has_come(today))
            && !self.au.is_some_and(|day| day.is_over(today))
    }
}

/// The dependent children who live. A parent or another adult at charge is none (CCH R823-4).
fn children(record: &Record) -> impl Iterator<Item = &Person> {
    let is_child = |person: &&Person| person.role == PersonRole::Enfant && person.est_a_charge;
    record.personnes.iter().filter(is_child).filter(|person| person.date_deces.is_none())
}

fn part(record: &Record, category: Category) -> Result<Value, Error> {
    Ok(match category {
        Category::Identite => json!({ "adultes": adults(record, identity)? }),
        Category::Coordonnees => json!({ "adresse": record.adresse, "courriel": record.courriel }),
        Category::CompositionFamiliale => json!({
            "situation_familiale": record.situation_familiale.code,
            "situation_depuis": record.situation_familiale.depuis,
            "personnes": record.personnes.iter().map(member).collect::<Result<Vec<_>, _>>()?,
        }),
        Category::SituationProfessionnelle => {
            json!({ "adultes": adults(record, activity)? })
        }
        Category::Ressources => to_value(&record.ressources)?,
        Category::QuotientFamilial => json!({ "mois": record.quotients_familiaux }),
        Category::Droits => json!({ "etat_dossier": record.etat, "droits": record.droits }),
        Category::Paiements => json!({ "paiements": record.paiements }),
        Category::Creances => json!({ "creances": record.creances }),
        Category::Logement => to_value(&record.logement)?,
    })
}

fn adults(record: &Record, view: impl Fn(&Person) -> Result<Value, Error>) -> Result<Vec<Value>, Error> {
    record.personnes.iter().filter(|person| person.role != PersonRole::Enfant).map(view).collect()
}

fn identity(person: &Person) -> Result<Value, Error> {
    let Person { role, nom_naissance, nom_usage, prenoms, date_naissance, sexe, date_deces, .. } = person;
    Ok(json!({
        "role": role, "nom_naissance": nom_naissance, "nom_usage": nom_usage, "prenoms": prenoms,
        "date_naissance": date_naissance, "sexe": sexe, "date_deces": date_deces,
    }))
}

fn member(person: &Person) -> Result<Value, Error> {
    let Person { role, prenoms, date_naissance, est_a_charge, date_deces, .. } = person;
    Ok(json!({
        "role": role, "prenoms": prenoms, "date_naissance": date_naissance, "est_a_charge": est_a_charge,
        "date_deces": date_deces,
    }))
}

/// The kind of activity alone is kept: some codes tell of health (HAN, INV, MAL).
fn activity(person: &Person) -> Result<Value, Error> {
    let kind = person.activite.as_ref().map_or("non_connue", |activity| match activity.code.as_str() {
        "SAL" | "CAD" | "CES" | "CDD" | "CDI" | "APP" => "emploi_salarie",
        "ETI" | "MIC" | "EXP" | "CGE" => "emploi_independant",
        "CHO" | "ANI" | "CNI" => "sans_emploi",
        "ETU" | "SFP" => "etudes_ou_formation",
        "RET" | "PRE" => "retraite",
        _ => "autre",
    });
    Ok(json!({ "role": person.role, "type_activite": kind }))
}
