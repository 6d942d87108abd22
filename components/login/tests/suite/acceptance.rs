//! Organisations that attach to the account of one e-mail do not trust each other: what one handed over opens nothing
//! of another.

use serde_json::{Value, json};

use crate::support::{
    Answer, Application, Browser, OFFICER, PASSWORD, Stage, claims_of, exchange, push, totp,
};

const VICTIM: &str = "victime@mairie.exemple.fr";
const TOWN: &str = "00000000-0000-7000-8000-0000000000fe";
const COUNTY: &str = "00000000-0000-7000-8000-0000000000fd";
const OF_TOWN: &str = "00000000-0000-7000-8000-0000000000aa";
const OF_COUNTY: &str = "00000000-0000-7000-8000-0000000000ab";
const OTHER_PASSWORD: &str = "girafe tambour lavande";

/// The opening of an habilitation for the victim's e-mail: what its organisation is given.
async fn open(stage: &Stage, organisation: &str, habilitation: &str) -> Value {
    let opening = json!({
        "habilitation": habilitation, "organisation": organisation, "roles": ["professionnel"],
        "libelle": format!("Habilitation {habilitation}"),
        "personne": {"identifiant": VICTIM, "nom": "Moreau", "prenoms": "Paul"},
    });
    let answer = stage.ask("POST", "/prive/comptes", opening).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn secret(opened: &Value) -> &str {
    opened["secret_activation"].as_str().unwrap()
}

/// A stage where both organisations attach to one e-mail, the town before the county.
async fn contested() -> (Stage, Value, Value) {
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
async fn signed_in(stage: &Stage, factor: &str) -> (Browser, Answer) {
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
async fn usable(stage: &Stage, factor: &str) -> Vec<Value> {
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

#[tokio::test]
async fn an_attachment_is_not_usable_by_whoever_holds_the_account_of_another_organisation() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN]);
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    assert_eq!(of_county["compte"], of_town["compte"]);
    assert_eq!(of_county["est_active"], true);
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN], "the county handed nothing over yet");
    let (mut browser, _) = signed_in(&stage, &factor).await;
    let page = browser.get(&stage, "/login/habilitation").await.text();
    assert!(page.contains(OF_TOWN) && !page.contains(OF_COUNTY), "{page}");
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.location(), "/login/habilitation");
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN, OF_COUNTY], "with what the county handed over");
}

#[tokio::test]
async fn a_secret_of_one_organisation_opens_nothing_of_another() {
    for first in [0, 1] {
        let (stage, of_town, of_county) = contested().await;
        let (own, other) = if first == 0 { (of_town, of_county) } else { (of_county, of_town) };
        let habilitations = if first == 0 { [OF_TOWN, OF_COUNTY] } else { [OF_COUNTY, OF_TOWN] };
        let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&own)).await;
        assert_eq!(usable(&stage, &factor).await, [habilitations[0]]);
        let taken = Browser::default().first_password(&stage, VICTIM, secret(&other), OTHER_PASSWORD).await;
        assert_eq!(taken.status, 403, "the password is the holder's");
        assert_eq!(usable(&stage, &factor).await, [habilitations[0]]);
        let (mut browser, _) = signed_in(&stage, &factor).await;
        assert_eq!(browser.accept(&stage, secret(&other)).await.status, 303, "it was not used up");
        let mut both = usable(&stage, &factor).await;
        both.sort_by_key(ToString::to_string);
        assert_eq!(both, [OF_TOWN, OF_COUNTY]);
    }
}

#[tokio::test]
async fn renewing_the_secret_of_one_leaves_that_of_the_others() {
    let (stage, of_town, of_county) = contested().await;
    let renewed = open(&stage, TOWN, OF_TOWN).await;
    assert_ne!(renewed["secret_activation"], of_town["secret_activation"]);
    let answer = Browser::default().first_password(&stage, VICTIM, secret(&of_town), PASSWORD).await;
    assert_eq!(answer.status, 403, "the former one");
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_county)).await;
    let again = open(&stage, COUNTY, OF_COUNTY).await;
    assert_eq!(again["secret_activation"], Value::Null, "it is accepted");
    let last = open(&stage, TOWN, OF_TOWN).await;
    assert_eq!(last["est_active"], true);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&renewed)).await.status, 403);
    assert_eq!(browser.accept(&stage, secret(&last)).await.status, 303);
}

#[tokio::test]
async fn a_password_without_a_second_factor_is_not_taken_with_the_secret_of_another() {
    let (stage, of_town, of_county) = contested().await;
    let set = Browser::default().first_password(&stage, VICTIM, secret(&of_town), PASSWORD).await;
    assert_eq!(set.location(), "/login/enrolement");
    let mut thief = Browser::default();
    for (code, password) in [(&of_county, OTHER_PASSWORD), (&of_county, PASSWORD), (&of_town, OTHER_PASSWORD)]
    {
        let answer = thief.first_password(&stage, VICTIM, secret(code), password).await;
        assert_eq!(answer.status, 403);
    }
    assert_eq!(thief.get(&stage, "/login/enrolement").await.location(), "/login/connexion");
    for (password, expected) in [(OTHER_PASSWORD, 403), (PASSWORD, 303)] {
        stage.advance(60);
        let mut browser = Browser::default();
        browser.get(&stage, "/login/connexion").await;
        let factors = [("identifiant", VICTIM), ("mot_de_passe", password)];
        assert_eq!(browser.post(&stage, "/login/connexion", &factors).await.status, expected);
    }
}

#[tokio::test]
async fn a_stranger_learns_nothing_from_the_page_of_the_first_connection() {
    let (stage, of_town, of_county) = contested().await;
    const WRONG: &str = "0000-0000-0000-0000-0000-0000";
    let mut answers = Vec::new();
    answers.push(Browser::default().first_password(&stage, VICTIM, WRONG, PASSWORD).await);
    answers.push(Browser::default().first_password(&stage, "personne@exemple.fr", WRONG, PASSWORD).await);
    Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    for code in [WRONG, secret(&of_town), secret(&of_county)] {
        answers.push(Browser::default().first_password(&stage, VICTIM, code, PASSWORD).await);
    }
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.body), (403, &answers[0].body));
    }
}

#[tokio::test]
async fn a_further_secret_serves_once_for_fifteen_days_and_its_own_account_alone() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let (of_officer, _) = Browser::default().activate(&stage, "odile.garnier@caf.exemple.fr").await;
    stage.ask("POST", "/prive/comptes", json!({
        "habilitation": OFFICER, "organisation": null, "roles": ["auditeur"],
        "personne": {"identifiant": "odile.garnier@caf.exemple.fr", "nom": "Garnier", "prenoms": "Claire"},
    })).await;
    stage.advance(30);
    let mut other = Browser::default();
    let answer = other.sign_in(&stage, "odile.garnier@caf.exemple.fr", &of_officer).await;
    assert_eq!(answer.location(), "/login/habilitation");
    assert_eq!(other.accept(&stage, secret(&of_county)).await.status, 403, "it is another's");
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303);
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 403, "once");
    let third = open(&stage, COUNTY, "00000000-0000-7000-8000-0000000000ac").await;
    stage.advance(15 * 24 * 3600);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&third)).await.status, 403, "too late");
}

#[tokio::test]
async fn nobody_accepts_who_has_not_proved_both_factors_or_comes_from_another_site() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let mut stranger = Browser::default();
    assert_eq!(stranger.get(&stage, "/login/rattachement").await.location(), "/login/connexion");
    assert_eq!(stranger.accept(&stage, secret(&of_county)).await.location(), "/login/connexion");
    stranger.get(&stage, "/login/connexion").await;
    let password = [("identifiant", VICTIM), ("mot_de_passe", PASSWORD)];
    stranger.post(&stage, "/login/connexion", &password).await;
    assert_eq!(stranger.get(&stage, "/login/rattachement").await.location(), "/login/facteur");
    assert_eq!(stranger.accept(&stage, secret(&of_county)).await.location(), "/login/facteur");
    let (mut browser, _) = signed_in(&stage, &factor).await;
    let cookie = format!("__Host-connexion={}", browser.cookie("__Host-connexion").unwrap());
    let forged = http::Request::post("/login/rattachement")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://ailleurs.exemple.fr")
        .header("cookie", cookie);
    let answer = stage.send(forged, format!("code={}", secret(&of_county))).await;
    assert_eq!(answer.status, 403);
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303, "it was not used up");
}

#[tokio::test]
async fn slows_whoever_guesses_the_secret_of_a_further_habilitation() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let (mut browser, _) = signed_in(&stage, &factor).await;
    for _ in 0..3 {
        assert_eq!(browser.accept(&stage, "0000-0000-0000-0000-0000-0000").await.status, 403);
    }
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 429);
    stage.advance(2);
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303);
}

/// Whoever activated an account under an habilitation that has ended holds nothing of the one that waits.
#[tokio::test]
async fn an_account_of_which_nothing_accepted_is_left_belongs_to_whoever_activates_it_next() {
    let (stage, of_town, of_county) = contested().await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_county)).await;
    let (mut under_way, _) = signed_in(&stage, &factor).await;
    assert_eq!(under_way.get(&stage, "/login/habilitation").await.status, 200);
    let path = format!("/prive/comptes/{}/fermeture", of_county["compte"].as_str().unwrap());
    let ended = stage.ask("POST", &path, json!({"habilitation": OF_COUNTY})).await.json();
    assert_eq!(ended["est_ferme"], false, "the town's waits");
    assert_eq!(open(&stage, TOWN, OF_TOWN).await["est_active"], false);
    let of_town = Value::clone(&of_town);
    assert_eq!(
        Browser::default().first_password(&stage, VICTIM, secret(&of_town), PASSWORD).await.status,
        403,
        "the opening renewed it"
    );
    let renewed = open(&stage, TOWN, OF_TOWN).await;
    let mut owner = Browser::default();
    let answer = owner.first_password(&stage, VICTIM, secret(&renewed), OTHER_PASSWORD).await;
    assert_eq!(answer.location(), "/login/enrolement");
    for path in ["/login/habilitation", "/login/enrolement", "/login/facteur"] {
        assert_eq!(under_way.get(&stage, path).await.location(), "/login/connexion", "{path}");
    }
    let page = owner.get(&stage, "/login/enrolement").await.text();
    let own = page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    assert_ne!(own, factor);
    let enrolled = owner.post(&stage, "/login/enrolement", &[("code", &totp(&own, stage.now()))]).await;
    assert!(enrolled.text().contains("Codes de secours"));
    assert!(owner.cookie("__Host-session").is_some());
    let mut former = Browser::default();
    former.get(&stage, "/login/connexion").await;
    let password = [("identifiant", VICTIM), ("mot_de_passe", PASSWORD)];
    assert_eq!(former.post(&stage, "/login/connexion", &password).await.status, 403);
}

#[tokio::test]
async fn tells_the_journal_what_is_accepted_and_accepts_nothing_without_it() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let attached = stage.events().pop().unwrap();
    assert_eq!(
        (&attached["fait"]["type"], &attached["habilitation"]),
        (&json!("AccountAttached"), &json!(OF_COUNTY))
    );
    let (mut browser, _) = signed_in(&stage, &factor).await;
    stage.world.network.cut("audit");
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 503);
    stage.mend_audit();
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN]);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303);
    let accepted = stage.events().pop().unwrap();
    assert_eq!(accepted["fait"], json!({"type": "AttachmentAccepted", "compte": of_town["compte"]}));
    assert_eq!((&accepted["agent"], &accepted["organisation"]), (&of_town["compte"], &json!(COUNTY)));
    assert_eq!(accepted["habilitation"], OF_COUNTY);
}

#[tokio::test]
async fn accepts_wholly_or_not_at_all_when_any_statement_fails() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let mut failures = 0;
    for statement in 1.. {
        stage.advance(30 * 60);
        let of_county = open(&stage, COUNTY, OF_COUNTY).await;
        let (mut browser, _) = signed_in(&stage, &factor).await;
        stage.world.faults.fail_statement(statement);
        let answer = browser.accept(&stage, secret(&of_county)).await;
        stage.world.faults.clear();
        if answer.status == 303 {
            break;
        }
        failures += 1;
        assert_eq!(answer.status, 503, "statement {statement}");
        assert_eq!(usable(&stage, &factor).await, [OF_TOWN], "statement {statement}");
    }
    assert!(failures >= 5, "the faults reached {failures} statements");
}
