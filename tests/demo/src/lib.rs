//! The demo set. Fictional dossiers, as the fund's system would send them: number `n` gives the same dossier in each run, and its kind
//! follows from `n`. Evidently fictional: the names are of plants and stones, the phone numbers of the range kept for
//! fiction (06 39 98, ARCEP décision 2018-0881), the town does not exist.
#![allow(clippy::indexing_slicing, reason = "a member is set on an object made just before")]

pub mod conventions;
pub mod fund;
mod household;
mod kind;
mod letters;
mod loading;
mod money;

use serde_json::{Value, json};

pub use fund::Fund;
pub use kind::Kind;
pub use loading::{Loaded, digest, load};

/// The fund of most dossiers.
pub const FUND: &str = "421";
/// The fund to which the moved ones went.
pub const OTHER_FUND: &str = "691";
/// The landlord of every third dossier.
pub const LANDLORD: &str = "BAIL042";
/// The instruction service of the RSA files.
pub const SERVICE: &str = "042C218";

/// Dossier `n`, from 1 to 9,999,999.
#[must_use]
pub fn dossier(n: u32) -> Value {
    let kind = Kind::of(n);
    let mut record = json!({
        "organisme": if kind == Kind::Moved { OTHER_FUND } else { FUND },
        "matricule": matricule(n),
        "version": 1,
        "etat": state(kind),
        "telephones_verification": phones(n, kind),
        "personnes": household::persons(n, kind),
        "situation_familiale": { "code": household::situation(n, kind), "depuis": "2015-06-01" },
        "adresse": household::address(n),
        "courriel": format!("allocataire{n}@exemple.invalid"),
        "ressources": money::resources(n, kind),
        "quotients_familiaux": money::quotients(n, kind),
        "droits": money::rights(n, kind),
        "paiements": money::payments(n, kind),
        "creances": money::debts(n),
        "logement": household::dwelling(n),
    });
    if kind == Kind::Moved {
        record["anciens_numeros"] = json!([{ "organisme": FUND, "matricule": matricule(n) }]);
    }
    if has_rsa(n) {
        record["rsa"] = json!({ "etat": "2", "service_instructeur": SERVICE, "date_demande": "2024-01-15" });
    }
    if kind == Kind::Opposed {
        record["oppositions"] = json!([{ "portee": "tous" }]);
    }
    record
}

/// The number of dossier `n`, as it is written in the file.
#[must_use]
pub fn matricule(n: u32) -> String {
    format!("{n:07}")
}

/// The verification phone number of dossier `n`, as a person says it.
#[must_use]
pub fn phone(n: u32) -> String {
    let n = n % 10_000;
    format!("06 39 98 {:02} {:02}", n / 100, n % 100)
}

/// Whether dossier `n` has an RSA file.
#[must_use]
pub fn has_rsa(n: u32) -> bool {
    n.is_multiple_of(4)
}

/// Whether dossier `n` has a tenancy in the stock of [`LANDLORD`].
#[must_use]
pub fn is_tenant(n: u32) -> bool {
    n.is_multiple_of(3)
}

fn state(kind: Kind) -> &'static str {
    match kind {
        Kind::Deceased => "deces",
        Kind::Suspended => "suspendu",
        Kind::StruckOff => "radie",
        _ => "actif",
    }
}

fn phones(n: u32, kind: Kind) -> Vec<String> {
    match kind {
        Kind::NoPhone => Vec::new(),
        Kind::Couple => vec![phone(n), "+33 6 39 98 99 99".to_owned()],
        _ => vec![phone(n)],
    }
}

/// Digits of `n`, spread: the same in each run.
fn draw(n: u32, salt: u32) -> u32 {
    let mixed = n.wrapping_mul(2_654_435_761).wrapping_add(salt.wrapping_mul(40_503));
    (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519) >> 8
}
