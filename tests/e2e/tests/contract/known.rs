use std::{collections::BTreeMap, fmt::Write as _};

use demo::{Loaded, conventions::ACTIVE};
use serde_json::{Value, json};

/// Where paths have the id of something: what the demo set calls it.
const IN_PATH: [(&str, &str); 5] = [
    ("^/v1/conventions/[{]id[}]", "convention-"),
    ("^/v1/conventions/contrats/", "contrat-"),
    ("^/v1/conventions/mandats/", "responsable-"),
    ("^/v1/conventions/organisations/", "organisation-"),
    ("^/v1/habilitations/[{]id[}]", "habilitation-"),
];

/// The configuration with which the tool puts what the demo set has, three times in four, where it would else make up
/// what nothing has.
pub fn configuration(loaded: &Loaded) -> String {
    let words = words(loaded);
    let mut text = String::new();
    for (name, values) in &words {
        writeln!(text, "[dictionaries.{name}]\nvalues = {}", json!(values)).unwrap();
    }
    writeln!(text, "[parameters]").unwrap();
    for (name, place) in words.keys().flat_map(|name| places(name).iter().map(move |place| (name, place))) {
        writeln!(text, "{}", used(place, name)).unwrap();
    }
    for (paths, kept) in IN_PATH {
        let name = kept.trim_end_matches('-');
        writeln!(text, "[[operations]]\ninclude-path-regex = \"{paths}\"\n[operations.parameters]").unwrap();
        writeln!(text, "{}", used("path.id", name)).unwrap();
    }
    text
}

fn used(place: &str, dictionary: &str) -> String {
    format!("\"{place}\" = {{ dictionary = \"{dictionary}\", probability = 0.75 }}")
}

/// What is known, by the name of its dictionary.
fn words(loaded: &Loaded) -> BTreeMap<&'static str, Vec<Value>> {
    let ids = |kept: &str| {
        let own = loaded.ids.iter().filter(|(name, _)| name.starts_with(kept));
        own.map(|(_, id)| json!(id)).collect()
    };
    let in_path = IN_PATH.map(|(_, kept)| (kept.trim_end_matches('-'), ids(kept)));
    let purposes = ACTIVE.iter().flat_map(|professional| professional.purposes).map(|purpose| json!(purpose));
    let codes = ACTIVE.iter().filter_map(|professional| professional.code).map(|code| json!(code));
    BTreeMap::from(in_path)
        .into_iter()
        .chain([
            ("matricule", (40..60).map(|n| json!(demo::matricule(n))).collect()),
            ("organisme", vec![json!(demo::FUND)]),
            ("telephone", (40..60).map(|n| json!(demo::phone(n))).collect()),
            ("finalite", purposes.collect()),
            ("code", codes.collect()),
            ("profil", ACTIVE.iter().map(|professional| json!(professional.profile)).collect()),
            ("siret", (0..30).map(|n| json!(demo::conventions::siret(n))).collect()),
            ("empreinte", vec![json!(demo::digest(demo::conventions::TEXT))]),
            ("version", (1..8).map(|version| json!(version)).collect()),
            ("fin", vec![json!("2027-06-30"), json!("2027-12-31")]),
        ])
        .collect()
}

/// Where the words of a dictionary stand in requests.
fn places(name: &str) -> &'static [&'static str] {
    match name {
        "organisation" => &["body.criteres.organisation", "query.organisation"],
        "contrat" => &["body.contrat"],
        "matricule" => &["body.matricule", "body.dossier.matricule", "body.criteres.dossier.matricule"],
        "organisme" => &[
            "body.organisme",
            "body.dossier.organisme",
            "body.criteres.dossier.organisme",
            "body.limites.organismes[*]",
        ],
        "telephone" => &["body.verification.telephone"],
        "finalite" => {
            &["body.finalite", "body.finalites[*]", "body.limites.finalites[*]", "body.finalites[*].finalite"]
        }
        "code" => &["body.code"],
        "profil" => &["body.profil", "body.limites.profils[*]"],
        "siret" => &["body.siret"],
        "empreinte" => &["body.empreinte"],
        "version" => &["body.version"],
        "fin" => &["body.fin"],
        _ => &[],
    }
}
