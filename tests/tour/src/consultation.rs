use anyhow::{Context as _, Result, ensure};
use client::Session;
use demo::conventions::{ACTIVE, Professional};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{guide::Guide, habilitation::Newcomer};

/// A dossier that each profile may read for each of its purposes.
const DOSSIER: u32 = 48;

/// Each profile reads what its purpose needs; each refusal is shown. The answer is the receipt of the newcomer's reading.
pub(crate) async fn read(guide: &mut Guide<'_>, newcomer: &Newcomer) -> Result<Value> {
    let proof = "each profile reads the categories of its purpose and no other, with a receipt";
    guide.chapter("A reading by each profile", proof);
    let receipt = newcomers(guide, newcomer).await?;
    for professional in &ACTIVE {
        let session = guide.sign_in(&format!("{}@exemple.invalid", professional.name)).await?;
        for purpose in professional.purposes {
            let body = with_code(asked(DOSSIER, purpose), professional.code);
            let what = format!("{} reads for {purpose}", professional.profile);
            let answer = guide.post(&session, &what, "/v1/consultations", &body).await?;
            guide.say(&format!("      data: {}", categories(&answer)?.join(", ")));
        }
        if professional.profile == "T3" {
            codes(guide, &session, professional).await?;
        }
    }
    refusals(guide, newcomer).await?;
    Ok(receipt)
}

async fn newcomers(guide: &mut Guide<'_>, newcomer: &Newcomer) -> Result<Value> {
    let what = "the new social worker knows the number and the phone of the person, and reads";
    let body = asked(DOSSIER, "accompagnement_social");
    let answer = guide.post(&newcomer.session, what, "/v1/consultations", &body).await?;
    guide.say(&format!("      data: {}", categories(&answer)?.join(", ")));
    let receipt = answer.pointer("/meta/recepisse").context("the answer has no receipt")?;
    guide
        .say(&format!("      receipt: entry {} of the journal", receipt.get("rang").unwrap_or(&Value::Null)));
    Ok(receipt.clone())
}

/// A landlord gives its own code, and reaches its own tenants.
async fn codes(guide: &mut Guide<'_>, session: &Session, landlord: &Professional) -> Result<()> {
    guide.chapter("A landlord's code", "a landlord gives its own code and reaches its own tenants alone");
    let purpose = "gestion_locative";
    let refused = (StatusCode::FORBIDDEN, "code-complementaire-requis");
    for (what, code) in [("without a code", None), ("with another landlord's code", Some("BAIL999"))] {
        let body = with_code(asked(DOSSIER, purpose), code);
        guide.post_refused(session, what, ("/v1/consultations", &body), refused).await?;
    }
    let body = with_code(asked(DOSSIER + 1, purpose), landlord.code);
    let refused = (StatusCode::NOT_FOUND, "dossier-non-consultable");
    guide
        .post_refused(session, "of someone who is not its tenant", ("/v1/consultations", &body), refused)
        .await?;
    Ok(())
}

async fn refusals(guide: &mut Guide<'_>, newcomer: &Newcomer) -> Result<()> {
    let proof = "unknown, opposed and unverified dossiers look the same; what the caller can mend is said";
    guide.chapter("Each refusal", proof);
    let right = asked(DOSSIER, "accompagnement_social");
    let opposed = (1..).find(|n| demo::Kind::of(*n) == demo::Kind::Opposed).unwrap_or_default();
    let hidden = (StatusCode::NOT_FOUND, "dossier-non-consultable");
    let cases = [
        ("a number that no dossier has", with(&right, "matricule", json!("7654321")), hidden),
        ("the wrong phone", with(&right, "verification", json!({"telephone": "06 39 98 99 98"})), hidden),
        ("a dossier whose beneficiary objects", asked(opposed, "accompagnement_social"), hidden),
        (
            "a purpose that is not in the contract",
            with(&right, "finalite", json!("aide_financiere")),
            (StatusCode::FORBIDDEN, "finalite-hors-contrat"),
        ),
        (
            "a fund that is not in the contract",
            with(&right, "organisme", json!(demo::OTHER_FUND)),
            (StatusCode::FORBIDDEN, "organisme-hors-contrat"),
        ),
        (
            "another check than the contract's",
            with(&right, "verification", json!({"date_naissance": "1980-01-01"})),
            (StatusCode::FORBIDDEN, "verification-inadaptee"),
        ),
        (
            "a month to come",
            with(&right, "mois", json!("2999-01")),
            (StatusCode::UNPROCESSABLE_ENTITY, "mois-hors-periode"),
        ),
    ];
    let mut same = Vec::new();
    for (what, body, refused) in cases {
        let problem =
            guide.post_refused(&newcomer.session, what, ("/v1/consultations", &body), refused).await?;
        if refused == hidden {
            same.push(without_request_id(problem));
        }
    }
    ensure!(same.windows(2).all(|pair| pair.first() == pair.last()), "the hidden refusals differ: {same:?}");
    guide.say("   the three answers about the dossier itself are the same, member by member");
    let refused = (StatusCode::FORBIDDEN, "habilitation-absente");
    guide
        .post_refused(
            &newcomer.officer,
            "someone of the fund, without an habilitation",
            ("/v1/consultations", &right),
            refused,
        )
        .await?;
    Ok(())
}

/// The request that reads dossier `n` of the demo set, knowing its phone.
pub(crate) fn asked(n: u32, purpose: &str) -> Value {
    json!({
        "organisme": demo::FUND, "matricule": demo::matricule(n), "finalite": purpose,
        "verification": {"telephone": demo::phone(n)},
    })
}

fn with(body: &Value, member: &str, value: Value) -> Value {
    let mut members = body.as_object().cloned().unwrap_or_default();
    members.insert(member.to_owned(), value);
    Value::Object(members)
}

fn with_code(body: Value, code: Option<&str>) -> Value {
    code.map_or(body.clone(), |code| with(&body, "code", json!(code)))
}

fn without_request_id(problem: Value) -> Map<String, Value> {
    let members = problem.as_object().cloned().unwrap_or_default();
    members.into_iter().filter(|(name, _)| name != "instance" && name != "id_requete").collect()
}

fn categories(answer: &Value) -> Result<Vec<String>> {
    let data = answer.get("data").and_then(Value::as_object).context("the answer has no data")?;
    Ok(data.keys().cloned().collect())
}
