//! Two organisations that attach to the account of one e-mail, and what its holder can use.

use serde_json::{Value, json};

use super::{Answer, Application, Browser, Stage, claims_of, exchange, push};

pub const VICTIM: &str = "victime@mairie.exemple.fr";
pub const TOWN: &str = "00000000-0000-7000-8000-0000000000fe";
pub const COUNTY: &str = "00000000-0000-7000-8000-0000000000fd";
pub const OF_TOWN: &str = "00000000-0000-7000-8000-0000000000aa";
pub const OF_COUNTY: &str = "00000000-0000-7000-8000-0000000000ab";

fn opening(organisation: &str, habilitation: &str) -> Value {
    json!({
        "habilitation": habilitation, "organisation": organisation, "roles": ["professionnel"],
        "libelle": format!("Habilitation {habilitation}"),
        "personne": {"identifiant": VICTIM, "nom": "Moreau", "prenoms": "Paul"},
    })
}

/// The opening of an habilitation for the victim's e-mail: what its organisation is given.
pub async fn open(stage: &Stage, organisation: &str, habilitation: &str) -> Value {
    stage.opened(opening(organisation, habilitation)).await
}

/// The same, once a new letter was asked for.
pub async fn reopen(stage: &Stage, organisation: &str, habilitation: &str) -> Value {
    stage.reissued(opening(organisation, habilitation)).await
}

pub fn secret(opened: &Value) -> &str {
    opened["secret"].as_str().unwrap()
}

/// A stage where both organisations attach to one e-mail, the town before the county.
pub async fn contested() -> (Stage, Value, Value) {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    (stage, of_town, of_county)
}

/// Every attachment that the database knows.
async fn attachments(stage: &Stage) -> Vec<String> {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute("SELECT id FROM attachments ORDER BY opened_at, id", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

/// Proves both factors for the portal, in a browser of their own.
pub async fn signed_in(stage: &Stage, factor: &str) -> (Browser, Answer) {
    stage.advance(30);
    let mut browser = Browser::default();
    let pushed = push(stage, &Application::portal(), &[]).await;
    browser.authorize(stage, &Application::portal(), &pushed).await;
    let answer = browser.sign_in(stage, VICTIM, factor).await;
    (browser, answer)
}

async fn habilitation_of(stage: &Stage, back: &Answer) -> Value {
    let code = back.location_parameter("code").unwrap_or_else(|| panic!("{back:?}"));
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    claims_of(tokens["access_token"].as_str().unwrap())["hab"].clone()
}

/// The habilitations for which whoever holds these factors gets a token, when they choose each in turn.
pub async fn usable(stage: &Stage, factor: &str) -> Vec<Value> {
    let mut usable = Vec::new();
    for id in attachments(stage).await {
        let (mut browser, answer) = signed_in(stage, factor).await;
        let mut back = answer;
        if back.location() == "/login/habilitation" {
            back = browser.post(stage, "/login/habilitation", &[("rattachement", &id)]).await;
        }
        if back.status == 303 {
            usable.push(habilitation_of(stage, &back).await);
        }
    }
    usable.dedup();
    usable
}
