//! The dossier as the fund's system sends it: one line of an import. `schemas/dossier.schema.json` describes it.

use access::{TradeCode, pasted::trimmed};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{Amount, DossierNumber, Matricule, Month, Objection, Organisme, PartialDate, Phone, ServiceCode};

/// As many objections as a beneficiary has, and as many numbers as a dossier went under, at most.
const OBJECTIONS: usize = 64;
const FORMER_NUMBERS: usize = 64;

/// Text of bounded length, without what surrounds it and is not seen: an address line has 38 characters, a name 50; nothing here needs more than 120.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Text(String);

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = trimmed(&text);
        let fits = !text.is_empty() && text.chars().count() <= 120 && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err("a text of 1 to 120 characters") }
    }
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident : $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$attribute])* pub(crate) $field: $type,)* })*
    };
}

records! {
    /// A dossier, whole.
    Record {
        organisme: Organisme,
        matricule: Matricule,
        version: u32,
        etat: FileState,
        #[serde(default)] anciens_numeros: Vec<FormerNumber>,
        #[serde(default)] telephones_verification: Vec<Phone>,
        personnes: Vec<Person>,
        situation_familiale: FamilySituation,
        #[serde(default)] adresse: Option<Address>,
        #[serde(default)] courriel: Option<Text>,
        #[serde(default)] ressources: Option<Resources>,
        #[serde(default)] quotients_familiaux: Vec<Quotient>,
        #[serde(default)] droits: Vec<Right>,
        #[serde(default)] paiements: Vec<Payment>,
        #[serde(default)] creances: Vec<Debt>,
        #[serde(default)] logement: Option<Dwelling>,
        #[serde(default)] rsa: Option<RsaFile>,
        #[serde(default)] oppositions: Vec<Objection>,
    }

    /// A number under which the dossier was known, and until when it still leads to it.
    FormerNumber {
        organisme: Organisme,
        matricule: Matricule,
        #[serde(default)] valable_du: Option<jiff::civil::Date>,
        #[serde(default)] valable_jusqu_au: Option<jiff::civil::Date>,
    }

    /// A person of the household.
    Person {
        role: PersonRole,
        nom_naissance: Text,
        #[serde(default)] nom_usage: Option<Text>,
        prenoms: Text,
        #[serde(default)] date_naissance: Option<PartialDate>,
        #[serde(default)] sexe: Option<Sex>,
        #[serde(default)] est_a_charge: bool,
        #[serde(default)] date_deces: Option<PartialDate>,
        #[serde(default)] activite: Option<Activity>,
    }

    /// What an adult does, by its code.
    Activity {
        code: Text,
        #[serde(default)] depuis: Option<PartialDate>,
    }

    /// Family status, by its code, and since when.
    FamilySituation {
        code: Text,
        #[serde(default)] depuis: Option<PartialDate>,
    }

    /// The seven lines of an address.
    Address {
        #[serde(default)] destinataire: Option<Text>,
        #[serde(default)] complement_information: Option<Text>,
        #[serde(default)] complement_information_geographique: Option<Text>,
        #[serde(default)] numero_libelle_voie: Option<Text>,
        #[serde(default)] lieu_dit: Option<Text>,
        #[serde(default)] code_postal_ville: Option<Text>,
        #[serde(default)] pays: Option<Text>,
    }

    /// Declared resources.
    Resources {
        annee: u16,
        base_annuelle_centimes: Amount,
        #[serde(default)] mensuelles: Vec<MonthlyResource>,
    }

    /// A resource of one month.
    MonthlyResource {
        mois: Month,
        nature: Text,
        montant_centimes: Amount,
    }

    /// A right.
    Right {
        nature: Text,
        etat: Text,
        #[serde(default)] date_debut_droit: Option<PartialDate>,
        #[serde(default)] date_fin_droit: Option<PartialDate>,
        #[serde(default)] montant_centimes: Option<Amount>,
    }

    /// A payment.
    Payment {
        mois: Month,
        nature: Text,
        montant_centimes: Amount,
        #[serde(default)] code_bailleur: Option<TradeCode>,
    }

    /// A debt to the fund. Cause and responsibility are read, so that the source need not be changed, and never kept.
    Debt {
        nature: Text,
        solde_centimes: Amount,
        #[serde(default)] retenue_mensuelle_centimes: Amount,
        #[serde(default, skip_serializing, rename = "motif")] _motif: Option<IgnoredAny>,
        #[serde(default, skip_serializing, rename = "responsabilite")] _responsabilite: Option<IgnoredAny>,
    }

    /// The dwelling.
    Dwelling {
        occupation: Text,
        #[serde(default)] locations: Vec<Tenancy>,
    }

    /// A tenancy in a landlord's stock.
    Tenancy {
        code_bailleur: TradeCode,
        #[serde(default)] reference: Option<Text>,
        #[serde(default)] date_entree: Option<PartialDate>,
        #[serde(default)] date_sortie: Option<PartialDate>,
        #[serde(default)] loyer_centimes: Option<Amount>,
    }

    /// The RSA file: the request, its state, the instruction service.
    RsaFile {
        etat: Text,
        #[serde(default)] service_instructeur: Option<ServiceCode>,
        #[serde(default)] date_demande: Option<PartialDate>,
    }
}

/// A quotient familial of one month: a value, or the reason why there is none, never a bare 0.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "QuotientText")]
pub(crate) struct Quotient {
    mois: Month,
    mois_calcul: Month,
    #[serde(skip_serializing_if = "Option::is_none")]
    valeur: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    motif: Option<QuotientReason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotientText {
    mois: Month,
    mois_calcul: Month,
    valeur: Option<u32>,
    motif: Option<QuotientReason>,
}

impl TryFrom<QuotientText> for Quotient {
    type Error = &'static str;

    fn try_from(text: QuotientText) -> Result<Self, Self::Error> {
        let QuotientText { mois, mois_calcul, valeur, motif } = text;
        if valeur.is_some() == motif.is_some() {
            return Err("either a value or a reason");
        }
        Ok(Self { mois, mois_calcul, valeur, motif })
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident,)* })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($variant,)* })*
    };
}

words! {
    /// State of the dossier.
    FileState { Actif, Suspendu, Radie, Deces, Mute, }
    /// Place in the household.
    PersonRole { Responsable, Conjoint, Enfant, Autre, }
    /// Why there is no quotient familial.
    QuotientReason { NonConnu, NonCalculable, NonDroit, DossierSuspendu, }
}

/// Sex, by its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sex {
    /// Female.
    F,
    /// Male.
    M,
}

impl Record {
    pub(crate) fn number(&self) -> DossierNumber {
        DossierNumber { organisme: self.organisme.clone(), matricule: self.matricule.clone() }
    }

    /// Where its parts contradict each other, or are too many: one person is responsible for a dossier, by whom it is verified.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let holders = self.personnes.iter().filter(|person| person.role == PersonRole::Responsable);
        if holders.count() > 1 {
            return Some("/personnes");
        }
        if self.anciens_numeros.len() > FORMER_NUMBERS {
            return Some("/anciens_numeros");
        }
        (self.oppositions.len() > OBJECTIONS).then_some("/oppositions")
    }
}

impl FormerNumber {
    pub(crate) fn number(&self) -> DossierNumber {
        DossierNumber { organisme: self.organisme.clone(), matricule: self.matricule.clone() }
    }
}
