//! Fictional partners, and the acts that bring their conventions, contracts and habilitations into every state: what a
//! fund's people and its partners would send, in order, each by its author.
//!
//! An expired thing is made by giving it an end of today: it is expired tomorrow.

mod acts;
mod cast;

pub use cast::{ACTIVE, INSTRUCTOR, Professional, siret};
use cast::{
    CATEGORIES, EXPIRED, IN_FORCE, LANDLORD, LANDLORDS_CLERK, Partner, SUSPENDED, profiles, purposes,
};
use serde_json::{Value, json};

/// Who sends a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The fund's officer.
    Officer,
    /// Another officer, who confirms what the first opens.
    Colleague,
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
    ("certificat", "collegue"),
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

/// The whole set. Four partners have a convention in force, with the professionals of [`ACTIVE`]; the landlord has a
/// contract and an habilitation in each state too. The conventions in the other states are kept under their state.
#[must_use]
pub fn steps(days: Days<'_>) -> Vec<Step> {
    let mut set = Set { days, steps: Vec::new() };
    for (number, category) in CATEGORIES.iter().enumerate() {
        set.organisation(number, category);
    }
    for partner in &IN_FORCE {
        set.partner(partner);
    }
    set.other_conventions();
    set.module("afas", "suspension");
    set.module("messagerie", "resiliation");
    set.contract(&LANDLORD, "messagerie", format!("contrat-{}-propose", LANDLORD.number));
    for professional in &ACTIVE {
        set.habilitation(professional, days.end, HABILITATION.len(), None);
    }
    set.other_habilitations();
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

    fn organisation(&mut self, number: usize, category: &str) {
        let body = json!({ "siret": siret(number), "categorie": category, "nom": format!("Partenaire fictif {number}") });
        let name = format!("organisation-{number}");
        self.send(Author::Officer, "/v1/conventions/organisations".into(), body, Some(name));
    }

    fn mandate(&mut self, number: usize, role: &str, short: &str) {
        let email = format!("{short}{number}@exemple.invalid");
        let person = json!({ "email": email, "nom": "Genêt", "prenoms": "Ambre" });
        let path = format!("/v1/conventions/organisations/{{organisation-{number}}}/mandats");
        let (body, name) = (json!({ "role": role, "personne": person }), format!("{short}-{number}"));
        self.send(Author::Officer, path.clone(), body, Some(name.clone()));
        let confirmation = format!("{path}/{{{name}}}/confirmation");
        self.send(Author::Colleague, confirmation, json!({}), Some(name));
    }

    /// A partner with its people, its convention in force and its contract.
    fn partner(&mut self, partner: &Partner) {
        let number = partner.number;
        self.mandate(number, "gestionnaire", "gestionnaire");
        self.mandate(number, "responsable_legal", "responsable");
        self.convention(&number.to_string(), number, self.days.end, CONVENTION.len(), None);
        self.confirmed_contract(partner, "cdap", format!("contrat-{number}"));
    }

    fn other_conventions(&mut self) {
        for number in [SUSPENDED, EXPIRED] {
            self.mandate(number, "responsable_legal", "responsable");
        }
        let (end, all) = (self.days.end, CONVENTION.len());
        self.convention("brouillon", 0, end, 0, None);
        self.convention("deposee", 1, end, 1, None);
        self.convention("completude", LANDLORD.number, end, 2, None);
        self.convention("signature", 7, end, 3, None);
        self.convention("resiliee", SUSPENDED, end, all, Some("resiliation"));
        self.convention("suspendue", SUSPENDED, end, all, Some("suspension"));
        self.convention("expiree", EXPIRED, self.days.today, all, None);
    }

    fn convention(&mut self, name: &str, number: usize, end: &str, acts: usize, last: Option<&str>) {
        let own = purposes(number);
        let body = json!({
            "finalites": if own.is_empty() { vec!["accompagnement_social"] } else { own },
            "acte_reglementaire": "Acte réglementaire fictif", "empreinte_acte": self.days.digest, "texte": TEXT,
            "debut": self.days.start, "fin": end,
        });
        let name = format!("convention-{name}");
        let representative = author("responsable", number);
        self.send(representative, "/v1/conventions".into(), body, Some(name.clone()));
        let acts = CONVENTION.iter().take(acts).copied().chain(last.map(|act| (act, "caf")));
        for (version, (act, by)) in (1..).zip(acts) {
            let body = acts::on_convention(self.days, version, act);
            self.send(author(by, number), format!("/v1/conventions/{{{name}}}/{act}"), body, None);
        }
    }

    fn contract(&mut self, partner: &Partner, module: &str, name: String) {
        let Partner { number, code, budget } = *partner;
        let body = json!({
            "module": module, "debut": self.days.start, "fin": self.days.end,
            "limites": {
                "finalites": purposes(number), "profils": profiles(number), "code": code, "budget_mensuel": budget,
                "organismes": [crate::FUND], "verification": "telephone",
            },
        });
        let path = format!("/v1/conventions/{{convention-{number}}}/contrats");
        self.send(Author::Officer, path, body, Some(name));
    }

    fn confirmed_contract(&mut self, partner: &Partner, module: &str, name: String) {
        self.contract(partner, module, name.clone());
        let path = format!("/v1/conventions/contrats/{{{name}}}/confirmation");
        self.send(Author::Colleague, path, json!({ "version": 1 }), None);
    }

    /// The landlord's contract for another module, and what the fund then does to it.
    fn module(&mut self, module: &str, act: &str) {
        let name = format!("contrat-{}-{module}", LANDLORD.number);
        self.confirmed_contract(&LANDLORD, module, name.clone());
        let body = json!({ "version": 2, "motif": "Jeu de démonstration" });
        self.send(Author::Officer, format!("/v1/conventions/contrats/{{{name}}}/{act}"), body, None);
    }

    /// Colleagues of the landlord's, one in each other state. The suspended one alone has an account.
    fn other_habilitations(&mut self) {
        let Days { end, today, .. } = self.days;
        for (name, end, acts, last) in [
            ("demandee", end, 0, None),
            ("contresignee", end, 1, None),
            ("acceptee", end, 2, None),
            ("formation", end, 4, None),
            ("suspendue", end, HABILITATION.len(), Some("suspension")),
            ("retiree", end, 4, Some("retrait")),
            ("expiree", today, 4, None),
        ] {
            self.habilitation(&Professional { name, ..LANDLORDS_CLERK }, end, acts, last);
        }
    }

    fn habilitation(&mut self, professional: &Professional, end: &str, acts: usize, last: Option<&str>) {
        let Professional { name, organisation, function, profile, purposes, code } = professional;
        let body = json!({
            "contrat": format!("{{contrat-{organisation}}}"),
            "personne": { "email": format!("{name}@exemple.invalid"), "nom": "Quartz", "prenoms": "Iris" },
            "fonction": function, "profil": profile, "finalites": purposes, "code": code,
            "debut": self.days.start, "fin": end,
        });
        let kept = format!("habilitation-{name}");
        self.send(
            author("gestionnaire", *organisation),
            "/v1/habilitations".into(),
            body,
            Some(kept.clone()),
        );
        let acts = HABILITATION.iter().take(acts).copied().chain(last.map(|act| (act, "caf")));
        for (version, (act, by)) in (1..).zip(acts) {
            let body = acts::on_habilitation(self.days, version, act);
            self.send(author(by, *organisation), format!("/v1/habilitations/{{{kept}}}/{act}"), body, None);
        }
    }
}

fn author(by: &str, number: usize) -> Author {
    match by {
        "caf" => Author::Officer,
        "collegue" => Author::Colleague,
        _ => Author::Holder(format!("{by}-{number}")),
    }
}
