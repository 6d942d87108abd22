use serde_json::{Value, json};

use crate::{Kind, LANDLORD, draw, is_tenant};

const NAMES: &[&str] = &[
    "AUBÉPINE",
    "BASALTE",
    "CHÈVREFEUILLE",
    "DOLOMITE",
    "ÉGLANTIER",
    "FELDSPATH",
    "GENÉVRIER",
    "HÉMATITE",
    "IRIS",
    "JASPE",
];
const FIRST_NAMES: &[&str] = &[
    "Capucine",
    "Cyprien",
    "Hortense",
    "Olivier",
    "Marguerite",
    "Florent",
    "Violette",
    "Sylvain",
    "Pervenche",
    "Narcisse",
];

fn pick<'a>(list: &[&'a str], n: u32) -> &'a str {
    list.get(n as usize % list.len()).copied().unwrap_or_default()
}

pub(crate) fn persons(n: u32, kind: Kind) -> Vec<Value> {
    let mut persons = vec![adult(n, kind, "responsable")];
    if is_couple(kind) {
        persons.push(adult(n + 1, Kind::Couple, "conjoint"));
    }
    persons.extend((0..children(kind)).map(|rank| child(n, kind, rank)));
    persons
}

fn is_couple(kind: Kind) -> bool {
    !matches!(kind, Kind::LoneParent | Kind::Single | Kind::Deceased)
}

fn children(kind: Kind) -> u32 {
    match kind {
        Kind::Single => 0,
        Kind::LoneParent => 1,
        Kind::NineChildren => 9,
        _ => 2,
    }
}

fn adult(n: u32, kind: Kind, role: &str) -> Value {
    let (name, first_names) = match kind {
        Kind::CompoundNames => ("D'AUBÉPINE-DE LA ROCHE", "Jean-Hortense, Marie-Ange".to_owned()),
        Kind::NonLatin => ("Ζαφείρι", "Надежда".to_owned()),
        _ => (pick(NAMES, draw(n, 1)), pick(FIRST_NAMES, draw(n, 2)).to_owned()),
    };
    let year = 1950 + draw(n, 3) % 50;
    let birth = match kind {
        Kind::PartialDates if n % 32 < 16 => format!("{year}"),
        Kind::PartialDates => format!("{year}-05"),
        _ => format!("{year}-{:02}-{:02}", 1 + draw(n, 4) % 12, 1 + draw(n, 5) % 28),
    };
    let codes = ["SAL", "ETI", "CHO", "ETU", "RET", "HAN", "INV", "MAL"];
    let mut person = json!({
        "role": role, "nom_naissance": name, "prenoms": first_names, "date_naissance": birth,
        "sexe": if n.is_multiple_of(2) { "F" } else { "M" }, "activite": { "code": pick(&codes, draw(n, 6)) },
    });
    if role == "conjoint" {
        person["nom_usage"] = json!(format!("{name}-{}", pick(NAMES, draw(n, 7))));
    }
    if kind == Kind::Deceased {
        person["date_deces"] = json!("2026-01-20");
    }
    person
}

fn child(n: u32, kind: Kind, rank: u32) -> Value {
    let year = match kind {
        Kind::LoneParent => 2025,
        _ => 2010 + (draw(n, 8) % 8) + rank % 7,
    };
    let birth = match kind {
        Kind::PartialDates => format!("{year}"),
        _ => format!("{year}-{:02}-{:02}", 1 + rank % 12, 1 + draw(n, 9) % 28),
    };
    let mut child = json!({
        "role": "enfant", "nom_naissance": pick(NAMES, draw(n, 1)), "prenoms": pick(FIRST_NAMES, draw(n, 10 + rank)),
        "date_naissance": birth, "est_a_charge": true,
    });
    if kind == Kind::DeceasedChild && rank == 0 {
        child["date_deces"] = json!("2026-02-10");
    }
    child
}

pub(crate) fn situation(n: u32, kind: Kind) -> &'static str {
    match kind {
        Kind::Deceased => "VEU",
        _ if is_couple(kind) => pick(&["MAR", "PAC", "VIM"], n),
        _ => pick(&["CEL", "DIV", "SEF"], n),
    }
}

pub(crate) fn address(n: u32) -> Value {
    json!({
        "destinataire": format!("FOYER {n}"),
        "complement_information": if n.is_multiple_of(5) { Some("BÂTIMENT C, PORTE 12") } else { None },
        "numero_libelle_voie": format!("{} RUE DES PLANTES-IMAGINAIRES", 1 + n % 200),
        "code_postal_ville": "42999 VILLE-FICTIVE",
        "pays": "FRANCE",
    })
}

pub(crate) fn dwelling(n: u32) -> Value {
    if !is_tenant(n) {
        return json!({ "occupation": pick(&["PRO", "ACC", "HGP"], n) });
    }
    let tenancies = json!([
        { "code_bailleur": LANDLORD, "reference": format!("LOT-{n}"), "date_entree": "2019-09-01", "loyer_centimes": 45_000 + draw(n, 20) % 30_000 },
        { "code_bailleur": "AUTRE99", "reference": format!("EX-{n}"), "date_entree": "2012-01-01", "date_sortie": "2019-08-31" },
    ]);
    json!({ "occupation": "LOC", "locations": tenancies })
}
