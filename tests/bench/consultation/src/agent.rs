use std::collections::BTreeMap;

use access::Role;
use anyhow::{Context as _, Result};
use client::{Person, Session};
use demo::{Fund, conventions, fund::PASSWORD};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The state of a convention and of an habilitation is changed in these steps, each by who it falls to.
const CONVENTION: [(&str, &str); 5] = [
    ("depot", "responsable"),
    ("prise-en-charge", "agent"),
    ("completude", "agent"),
    ("signature", "responsable"),
    ("contresignature", "agent"),
];
const HABILITATION: [(&str, &str); 5] = [
    ("contresignature", "responsable"),
    ("acceptation", "agent"),
    ("engagements", "gestionnaire"),
    ("certificat", "collegue"),
    ("activation", "gestionnaire"),
];

/// A financial analyst of a CCAS whose contract knows one fund and no budget.
pub struct Agent {
    fund: Fund,
    person: Person,
    first: Option<Session>,
}

impl Agent {
    /// The agent, from the declaration of their organisation to the activation of their account, over HTTP.
    ///
    /// # Errors
    /// When the application refuses a step.
    pub async fn habilitated(fund: Fund) -> Result<Self> {
        let (_, officer) = fund.first_connection(Role::AgentCaf).await?;
        let (_, colleague) = fund.colleague_connection().await?;
        let mut steps = Steps::new(&fund, officer, colleague)?;
        steps.declare().await?;
        steps.agree().await?;
        let (person, session) = steps.habilitate().await?;
        Ok(Self { fund, person, first: Some(session) })
    }

    /// A session of the agent's, begun with two factors.
    ///
    /// # Errors
    /// When the sign-in is refused.
    pub async fn session(&mut self) -> Result<Session> {
        match self.first.take() {
            Some(session) => Ok(session),
            None => self.fund.portal().sign_in(&mut self.person).await,
        }
    }
}

struct Steps<'a> {
    fund: &'a Fund,
    sessions: BTreeMap<&'static str, Session>,
    ids: BTreeMap<&'static str, String>,
    digest: String,
    start: Date,
    end: Date,
}

impl<'a> Steps<'a> {
    fn new(fund: &'a Fund, officer: Session, colleague: Session) -> Result<Self> {
        let today = fund.service().now().to_zoned(TimeZone::UTC).date();
        Ok(Self {
            fund,
            sessions: BTreeMap::from([("agent", officer), ("collegue", colleague)]),
            ids: BTreeMap::new(),
            digest: hex::encode(Sha256::digest(conventions::TEXT)),
            start: today.checked_sub(60.days())?,
            end: today.checked_add(300.days())?,
        })
    }

    async fn declare(&mut self) -> Result<()> {
        let body = json!({ "siret": conventions::siret(50), "categorie": "ccas", "nom": "CCAS fictif" });
        let made = self.post("agent", "/v1/conventions/organisations", body).await?;
        let organisation = self.keep("organisation", &made)?;
        for (name, role) in [("gestionnaire", "gestionnaire"), ("responsable", "responsable_legal")] {
            let person = json!({ "email": format!("{name}@ccas.exemple.invalid"), "nom": "Genêt", "prenoms": "Ambre" });
            let path = format!("/v1/conventions/organisations/{organisation}/mandats");
            let opened = self.post("agent", &path, json!({ "role": role, "personne": person })).await?;
            let mandate = self.keep(name, &opened)?;
            let opened = self.post("collegue", &format!("{path}/{mandate}/confirmation"), json!({})).await?;
            let (_, session) = self.connect(&opened).await?;
            self.sessions.insert(name, session);
        }
        Ok(())
    }

    async fn agree(&mut self) -> Result<()> {
        let convention = json!({
            "finalites": ["aide_financiere"], "acte_reglementaire": "Acte réglementaire fictif",
            "empreinte_acte": self.digest, "texte": conventions::TEXT, "debut": self.start, "fin": self.end,
        });
        let made = self.post("gestionnaire", "/v1/conventions", convention).await?;
        let convention = self.keep("convention", &made)?;
        self.advance(&format!("/v1/conventions/{convention}"), &CONVENTION).await?;
        let contract = json!({
            "module": "cdap", "debut": self.start, "fin": self.end,
            "limites": {
                "finalites": ["aide_financiere"], "profils": ["T2"], "code": null, "budget_mensuel": null,
                "organismes": [demo::FUND], "verification": "telephone",
            },
        });
        let made = self.post("agent", &format!("/v1/conventions/{convention}/contrats"), contract).await?;
        let contract = self.keep("contrat", &made)?;
        let path = format!("/v1/conventions/contrats/{contract}/confirmation");
        self.post("collegue", &path, json!({ "version": 1 })).await.map(drop)
    }

    async fn habilitate(&mut self) -> Result<(Person, Session)> {
        let person = json!({ "email": "analyste@ccas.exemple.invalid", "nom": "Quartz", "prenoms": "Iris" });
        let request = json!({
            "contrat": self.ids.get("contrat"), "personne": person, "fonction": "Analyste", "profil": "T2",
            "finalites": ["aide_financiere"], "code": null, "debut": self.start, "fin": self.end,
        });
        let made = self.post("gestionnaire", "/v1/habilitations", request).await?;
        let habilitation = self.keep("habilitation", &made)?;
        let opened = self.advance(&format!("/v1/habilitations/{habilitation}"), &HABILITATION).await?;
        self.connect(&opened).await
    }

    async fn advance(&self, subject: &str, acts: &[(&str, &str)]) -> Result<Value> {
        let mut last = Value::Null;
        for (version, (act, by)) in (1..).zip(acts) {
            let body = json!({
                "version": version, "motif": "Mesure", "empreinte": self.digest, "signe_le": self.start,
                "attestation": { "organisme": "Institut fictif", "delivree_le": self.start, "fin": self.end },
            });
            last = self.post(by, &format!("{subject}/{act}"), body).await?;
        }
        Ok(last)
    }

    async fn post(&self, by: &str, path: &str, body: Value) -> Result<Value> {
        let session = self.sessions.get(by).context("nobody acts under this name")?;
        session.post(path, &body).await?.success().with_context(|| path.to_owned())
    }

    fn keep(&mut self, name: &'static str, made: &Value) -> Result<String> {
        let id = made.get("id").and_then(Value::as_str).context("the answer has no id")?.to_owned();
        self.ids.insert(name, id.clone());
        Ok(id)
    }

    async fn connect(&self, opened: &Value) -> Result<(Person, Session)> {
        let identifier =
            opened.get("identifiant").and_then(Value::as_str).context("no account was opened")?;
        let mut person = Person::new(identifier, PASSWORD);
        let secret = self.fund.letter_to(identifier).await?;
        let session = self.fund.portal().first_connection(&mut person, &secret).await?;
        Ok((person, session))
    }
}
