use anyhow::{Context as _, Result};
use client::{Person, Session};
use demo::fund::PASSWORD;
use http::StatusCode;
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};

use crate::{guide::Guide, newcomer};

/// What the new partner is called.
pub(crate) const NAME: &str = "CCAS fictif de la visite";

/// What two sides have agreed: an organisation with a contract, and those who act for it.
pub(crate) struct Agreed {
    pub(crate) number: usize,
    pub(crate) officer: Session,
    pub(crate) colleague: Session,
    pub(crate) manager: Session,
    pub(crate) representative: Session,
    pub(crate) contract: String,
    pub(crate) days: Days,
}

/// The days of the agreement.
pub(crate) struct Days {
    pub(crate) start: Date,
    pub(crate) end: Date,
}

/// A CCAS that the fund did not know asks for a convention, both sides sign it, the fund opens a contract under it.
pub(crate) async fn conclude(guide: &mut Guide<'_>) -> Result<Agreed> {
    guide.chapter(
        "A partner and its convention",
        "a convention is in force once both sides have signed the same text",
    );
    let today = guide.fund.service().now().to_zoned(jiff::tz::get!("Europe/Paris")).date();
    let days =
        Days { start: today.checked_sub(1.day())?, end: today.checked_add(1.year())?.checked_sub(2.days())? };
    let number = usize::try_from(guide.fund.service().now().as_second() % 900_000)? + 100;
    let officer = guide.sign_in("agent@caf.exemple.invalid").await?;
    let colleague = guide.sign_in("agent2@caf.exemple.invalid").await?;
    let siret = demo::conventions::siret(number);
    let organisation = json!({"siret": siret, "categorie": "ccas", "nom": NAME});
    let path = "/v1/conventions/organisations";
    let organisation =
        guide.post(&officer, "the fund registers the organisation", path, &organisation).await?;
    let organisation = id(&organisation)?;
    let officers = (&officer, &colleague);
    let manager = mandate(guide, officers, &organisation, ("gestionnaire", number)).await?;
    let representative = mandate(guide, officers, &organisation, ("responsable_legal", number)).await?;
    let mut agreed =
        Agreed { number, officer, colleague, manager, representative, contract: String::new(), days };
    let convention = sign(guide, &agreed).await?;
    agreed.contract = contract(guide, &agreed, &convention).await?;
    Ok(agreed)
}

/// Someone is mandated by one officer and confirmed by another, gets a letter, and connects for the first time.
async fn mandate(
    guide: &mut Guide<'_>,
    (officer, colleague): (&Session, &Session),
    organisation: &str,
    (role, number): (&str, usize),
) -> Result<Session> {
    let address = format!("{role}.{number}@ccas.exemple.invalid").replace('_', ".");
    let body = json!({"role": role, "personne": {"email": address, "nom": "Tilleul", "prenoms": "Onyx"}});
    let path = format!("/v1/conventions/organisations/{organisation}/mandats");
    let opened = guide.post(officer, &format!("an officer mandates a {role}"), &path, &body).await?;
    let confirmation = format!("{path}/{}/confirmation", id(&opened)?);
    let refused = (StatusCode::FORBIDDEN, "seconde-personne-requise");
    guide
        .post_refused(officer, "the same officer does not confirm it", (&confirmation, &json!({})), refused)
        .await?;
    guide.post(colleague, "another officer confirms it", &confirmation, &json!({})).await?;
    newcomer::connect(guide, Person::new(&address, PASSWORD)).await
}

async fn sign(guide: &mut Guide<'_>, agreed: &Agreed) -> Result<String> {
    let text = "Convention d'accès fictive, pour la visite guidée.";
    let digest = demo::digest(text);
    let body = json!({
        "finalites": ["accompagnement_social"], "acte_reglementaire": "Acte réglementaire fictif",
        "empreinte_acte": digest, "texte": text, "debut": agreed.days.start, "fin": agreed.days.end,
    });
    let drafted =
        guide.post(&agreed.manager, "the manager drafts a convention", "/v1/conventions", &body).await?;
    let convention = id(&drafted)?;
    let steps = [
        ("depot", &agreed.representative, "the legal representative hands it in"),
        ("prise-en-charge", &agreed.officer, "the fund takes it up"),
        ("completude", &agreed.officer, "the fund finds it complete"),
        ("signature", &agreed.representative, "the legal representative signs the text, by its hash"),
        ("contresignature", &agreed.officer, "the fund countersigns the same hash"),
    ];
    for (version, (act, author, what)) in (1..).zip(steps) {
        let body = match act {
            "signature" | "contresignature" => json!({"version": version, "empreinte": digest}),
            _ => json!({"version": version}),
        };
        guide.post(author, what, &format!("/v1/conventions/{convention}/{act}"), &body).await?;
    }
    Ok(convention)
}

async fn contract(guide: &mut Guide<'_>, agreed: &Agreed, convention: &str) -> Result<String> {
    let body = json!({
        "module": "cdap", "debut": agreed.days.start, "fin": agreed.days.end,
        "limites": {
            "finalites": ["accompagnement_social"], "profils": ["T1"], "budget_mensuel": 800,
            "organismes": [demo::FUND], "verification": "telephone",
        },
    });
    let path = format!("/v1/conventions/{convention}/contrats");
    let what = "an officer proposes the module CDAP: purposes, profiles, 800 dossiers a month";
    let contract = id(&guide.post(&agreed.officer, what, &path, &body).await?)?;
    let path = format!("/v1/conventions/contrats/{contract}/confirmation");
    guide.post(&agreed.colleague, "another officer confirms it", &path, &json!({"version": 1})).await?;
    Ok(contract)
}

pub(crate) fn id(answer: &Value) -> Result<String> {
    answer.get("id").and_then(Value::as_str).map(str::to_owned).context("the answer has no id")
}
