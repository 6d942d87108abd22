//! Fictional partners, and the acts that bring their conventions, contracts and habilitations into every state: what a
//! fund's people and its partners would send, in order, each by its author.
//!
//! An expired thing is made by giving it an end of today: it is expired tomorrow.

use serde_json::{Value, json};

/// Who sends a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The fund's officer.
    Officer,
    /// The holder of the mandate kept under this name.
    Holder(String),
}

/// A request. In `path` and `body`, `{name}` stands for the id that the answer kept under this name gave.
#[derive(Debug, Clone)]
pub struct Step {
    /// Who sends it.
    pub author: Author,
    /// Where, by POST.
    pub path: String,
    /// What.
    pub body: Value,
    /// The name under which the answer's `id` is kept.
    pub keep: Option<String>,
}

/// The text of every fictional convention.
pub const TEXT: &str = "Convention d'accès fictive : ni le partenaire ni la caisse n'existent.";

const CATEGORIES: [&str; 8] = [
    "commune",
    "ccas",
    "departement",
    "bailleur_social",
    "organisme_formation",
    "etablissement_sante",
    "creche",
    "aide_vacances",
];

/// The acts that follow a draft, each state after the one before.
const CONVENTION: [(&str, &str); 5] = [
    ("depot", "responsable"),
    ("prise-en-charge", "caf"),
    ("completude", "caf"),
    ("signature", "responsable"),
    ("contresignature", "caf"),
];

/// The acts that follow a request.
const HABILITATION: [(&str, &str); 5] = [
    ("contresignature", "responsable"),
    ("acceptation", "caf"),
    ("engagements", "gestionnaire"),
    ("certificat", "caf"),
    ("activation", "gestionnaire"),
];

/// A year around today, as ISO dates.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    /// Start of agreements.
    pub start: &'a str,
    /// Today: the end of what is to expire.
    pub today: &'a str,
    /// End of agreements.
    pub end: &'a str,
    /// SHA-256 of [`TEXT`], in hexadecimal.
    pub digest: &'a str,
}

/// The whole set. Organisation `n`, from 0 to 7, has the convention in the `n`-th state of its life; the landlord's is
/// active, with a contract in each state and habilitations in all theirs.
#[must_use]
pub fn steps(days: Days<'_>) -> Vec<Step> {
    let mut set = Set { days, steps: Vec::new() };
    for (number, category) in CATEGORIES.iter().enumerate() {
        set.partner(number, category);
    }
    for (number, acts, last) in [
        (0, 0, None),
        (1, 1, None),
        (2, 2, None),
        (4, 3, None),
        (5, 5, Some("suspension")),
        (6, 5, Some("resiliation")),
    ] {
        set.convention(number, days.end, acts, last);
    }
    set.convention(7, days.today, 5, None);
    set.convention(3, days.end, 5, None);
    set.contract("cdap", None);
    set.contract("afas", Some("suspension"));
    set.contract("messagerie", Some("resiliation"));
    set.habilitations();
    set.steps
}

struct Set<'a> {
    days: Days<'a>,
    steps: Vec<Step>,
}

impl Set<'_> {
    fn send(&mut self, author: Author, path: String, body: Value, keep: Option<String>) {
        self.steps.push(Step { author, path, body, keep });
    }

    fn partner(&mut self, number: usize, category: &str) {
        let body = json!({ "siret": siret(number), "categorie": category, "nom": format!("Partenaire fictif {number}") });
        let organisation = format!("organisation-{number}");
        self.send(Author::Officer, "/v1/conventions/organisations".into(), body, Some(organisation.clone()));
        for (role, short, name) in
            [("gestionnaire", "gestionnaire", "Genêt"), ("responsable_legal", "responsable", "Basalte")]
        {
            let email = format!("{short}{number}@exemple.invalid");
            let body =
                json!({ "role": role, "personne": { "email": email, "nom": name, "prenoms": "Ambre" } });
            let path = format!("/v1/conventions/organisations/{{{organisation}}}/mandats");
            self.send(Author::Officer, path, body, Some(format!("{short}-{number}")));
        }
    }

    fn convention(&mut self, number: usize, end: &str, acts: usize, last: Option<&str>) {
        let body = json!({
            "finalites": ["gestion_locative", "accompagnement_social", "instruction_rsa"],
            "acte_reglementaire": "Acte réglementaire fictif", "empreinte_acte": self.days.digest, "texte": TEXT,
            "debut": self.days.start, "fin": end,
        });
        let name = format!("convention-{number}");
        let manager = author("gestionnaire", number);
        self.send(manager, "/v1/conventions".into(), body, Some(name.clone()));
        let acts = CONVENTION.iter().take(acts).copied().chain(last.map(|act| (act, "caf")));
        for (version, (act, by)) in (1..).zip(acts) {
            let body =
                json!({ "version": version, "motif": "Jeu de démonstration", "empreinte": self.days.digest });
            self.send(author(by, number), format!("/v1/conventions/{{{name}}}/{act}"), body, None);
        }
    }

    fn contract(&mut self, module: &str, last: Option<&str>) {
        let body = json!({
            "module": module, "debut": self.days.start, "fin": self.days.end,
            "limites": {
                "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur", "budget_mensuel": 800,
                "organismes": [crate::FUND], "verification": "telephone",
            },
        });
        let name = format!("contrat-{module}");
        self.send(
            Author::Officer,
            "/v1/conventions/{convention-3}/contrats".into(),
            body,
            Some(name.clone()),
        );
        if let Some(act) = last {
            let body = json!({ "version": 1, "motif": "Jeu de démonstration" });
            self.send(Author::Officer, format!("/v1/conventions/contrats/{{{name}}}/{act}"), body, None);
        }
    }

    fn habilitations(&mut self) {
        let end = self.days.end;
        for (name, acts, last) in [
            ("demandee", 0, None),
            ("contresignee", 1, None),
            ("acceptee", 2, None),
            ("formation", 4, None),
            ("active", 5, None),
            ("suspendue", 5, Some("suspension")),
            ("retiree", 5, Some("retrait")),
        ] {
            self.habilitation(name, end, acts, last);
        }
        self.habilitation("expiree", self.days.today, 5, None);
    }

    fn habilitation(&mut self, name: &str, end: &str, acts: usize, last: Option<&str>) {
        let email = format!("{name}@exemple.invalid");
        let body = json!({
            "contrat": "{contrat-cdap}", "personne": { "email": email, "nom": "Quartz", "prenoms": "Iris" },
            "fonction": "Chargée de gestion locative", "profil": "T3", "finalites": ["gestion_locative"],
            "code": crate::LANDLORD, "debut": self.days.start, "fin": end,
        });
        let kept = format!("habilitation-{name}");
        self.send(author("gestionnaire", 3), "/v1/habilitations".into(), body, Some(kept.clone()));
        let acts = HABILITATION.iter().take(acts).copied().chain(last.map(|act| (act, "caf")));
        for (version, (act, by)) in (1..).zip(acts) {
            let body = json!({
                "version": version, "motif": "Jeu de démonstration", "empreinte": self.days.digest,
                "signe_le": self.days.start,
                "attestation": { "organisme": "Institut fictif", "delivree_le": self.days.start, "fin": self.days.end },
            });
            self.send(author(by, 3), format!("/v1/habilitations/{{{kept}}}/{act}"), body, None);
        }
    }
}

fn author(by: &str, number: usize) -> Author {
    if by == "caf" { Author::Officer } else { Author::Holder(format!("{by}-{number}")) }
}

/// A SIRET of a SIREN that no register gives, with its right key.
#[must_use]
pub fn siret(number: usize) -> String {
    let body = format!("9990000{number:02}0001");
    let weigh = |(index, digit): (usize, u32)| match (index % 2, digit * 2) {
        (1, _) => digit,
        (_, doubled) => doubled / 10 + doubled % 10,
    };
    let sum: u32 =
        body.chars().rev().filter_map(|character| character.to_digit(10)).enumerate().map(weigh).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}
