//! Secrets go to their holders through the fund's dispatcher, and to nobody else.

use serde_json::{Value, json};

use crate::support::{Application, Browser, DISPATCHER, LETTERS, OFFICER, ORGANISATION, PASSWORD, Stage};

const PAUL: &str = "paul@mairie.exemple.fr";
const HABILITATION: &str = "00000000-0000-7000-8000-0000000000aa";

fn opening(nom: &str, prenoms: &str) -> Value {
    json!({
        "habilitation": HABILITATION, "organisation": ORGANISATION, "roles": ["professionnel"],
        "libelle": "Mairie de Sainte-Foy, travailleur social",
        "personne": {"identifiant": PAUL, "nom": nom, "prenoms": prenoms},
    })
}

fn paul() -> Value {
    opening("Moreau", "Paul")
}

async fn hand_over(stage: &Stage, letter: &Value) -> u16 {
    let path = format!("{LETTERS}/{}/remise", letter["id"].as_str().unwrap());
    stage.dispatch("POST", &path, json!({"voie": "courriel"})).await.status.as_u16()
}

fn kinds(stage: &Stage, kind: &str) -> Vec<Value> {
    stage.events().into_iter().filter(|event| event["fait"]["type"] == kind).collect()
}

#[tokio::test]
async fn whoever_asks_is_given_no_secret() {
    let stage = Stage::new();
    let answer = stage.open(paul()).await;
    let members: Vec<_> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["compte", "courrier", "est_active"]);
    let letter = stage.letter_to(PAUL).await;
    assert!(!answer.text().contains(letter["secret"].as_str().unwrap()));
    assert_eq!(letter["objet"], "Mairie de Sainte-Foy, travailleur social");
    assert_eq!((&letter["nom"], &letter["page"]), (&json!("Moreau"), &json!("/login/activation")));
    Browser::default().activate_with(&stage, PAUL, letter["secret"].as_str().unwrap()).await;
}

#[tokio::test]
async fn the_dispatcher_alone_reads_letters() {
    let stage = Stage::new();
    stage.open(paul()).await;
    assert_eq!(stage.get(LETTERS).await.status, 401);
    let other = Application::alone();
    let token = other.token(&stage).await;
    let headers = other.present(&token, "GET", LETTERS, stage.now());
    let request = headers
        .into_iter()
        .fold(http::Request::get(LETTERS), |request, (name, value)| request.header(name, value));
    assert_eq!(stage.send(request, "").await.status, 403);
    assert!(kinds(&stage, "LettersRead").is_empty());
}

#[tokio::test]
async fn each_reading_is_journaled_without_the_secret() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let letters = stage.letters().await;
    let read = kinds(&stage, "LettersRead");
    assert_eq!(read.len(), 1);
    assert_eq!(read[0]["fait"]["courriers"], json!([letters[0]["id"]]));
    assert_eq!(read[0]["client"], DISPATCHER);
    let secret = letters[0]["secret"].as_str().unwrap();
    assert!(stage.events().iter().all(|event| !event.to_string().contains(secret)));
    let next = format!("{LETTERS}?apres={}", letters[0]["id"].as_str().unwrap());
    assert_eq!(stage.dispatch("GET", &next, Value::Null).await.json()["elements"], json!([]));
    assert_eq!(kinds(&stage, "LettersRead").len(), 1, "nothing was read");
}

#[tokio::test]
async fn without_the_journal_no_letter_is_read() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let token = Application::dispatcher().token(&stage).await;
    stage.world.network.cut("audit");
    let answer = stage.dispatch_with(&token, ("GET", LETTERS), Value::Null).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
}

#[tokio::test]
async fn a_dispatcher_closed_meanwhile_gets_no_secret() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let token = Application::dispatcher().token(&stage).await;
    let told = crate::meanwhile::run_at(&stage, "LettersRead", crate::meanwhile::CLOSE_CLIENTS);
    let answer = stage.dispatch_with(&token, ("GET", LETTERS), Value::Null).await;
    assert_eq!(answer.status, 401, "{}", answer.text());
    assert_eq!(*told.lock().unwrap(), ["LettersRead fait", "LettersRead refuse"]);
}

#[tokio::test]
async fn a_letter_handed_over_leaves_no_secret() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let letter = stage.letter_to(PAUL).await;
    assert_eq!(hand_over(&stage, &letter).await, 200);
    assert_eq!(hand_over(&stage, &letter).await, 200, "again, as after a lost answer");
    assert_eq!(kinds(&stage, "LetterDelivered").len(), 1);
    assert_eq!(kinds(&stage, "LetterDelivered")[0]["fait"]["voie"], "courriel");
    assert!(stage.letters().await.is_empty());
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute("SELECT sealed FROM letters", &[]).await.unwrap();
    assert_eq!(rows[0].get::<Option<Vec<u8>>>(0).unwrap(), None);
    assert_eq!(stage.open(paul()).await.json()["courrier"], "remis");
    let activated = Browser::default().activate_with(&stage, PAUL, letter["secret"].as_str().unwrap()).await;
    assert_eq!(activated.1.status, 200);
}

#[tokio::test]
async fn a_letter_void_meanwhile_is_not_delivered() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let letter = stage.letter_to(PAUL).await;
    let told = crate::meanwhile::run_at(&stage, "LetterDelivered", "DELETE FROM letters");
    assert_eq!(hand_over(&stage, &letter).await, 404);
    let told = told.lock().unwrap();
    assert_eq!(told[told.len() - 2..], ["LetterDelivered fait", "LetterDelivered refuse"]);
}

#[tokio::test]
async fn a_letter_is_sealed_at_rest() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let letter = stage.letter_to(PAUL).await;
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute("SELECT sealed FROM letters", &[]).await.unwrap();
    let sealed: Vec<u8> = rows[0].get(0).unwrap();
    for member in ["secret", "nom", "identifiant"] {
        let text = letter[member].as_str().unwrap().as_bytes();
        assert!(!sealed.windows(text.len()).any(|window| window == text), "{member}");
    }
}

#[tokio::test]
async fn a_letter_expires_with_its_secret() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let letter = stage.letter_to(PAUL).await;
    stage.advance(15 * 24 * 3600);
    assert!(stage.letters().await.is_empty());
    assert_eq!(hand_over(&stage, &letter).await, 404);
    assert_eq!(stage.open(paul()).await.json()["courrier"], "expire");
    assert_eq!(stage.reissued(paul()).await["courrier"], "a_envoyer");
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute("SELECT id FROM letters", &[]).await.unwrap();
    assert_eq!(rows.len(), 1, "the expired one is erased");
}

#[tokio::test]
async fn a_later_letter_makes_the_earlier_void() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let earlier = stage.letter_to(PAUL).await;
    stage.reissued(paul()).await;
    assert_eq!(hand_over(&stage, &earlier).await, 404);
    let letters = stage.letters().await;
    assert_eq!(letters.len(), 1);
    assert_ne!(letters[0]["secret"], earlier["secret"]);
    let secret = earlier["secret"].as_str().unwrap();
    assert_eq!(Browser::default().first_password(&stage, PAUL, secret, PASSWORD).await.status, 403);
}

#[tokio::test]
async fn what_is_used_or_ended_leaves_no_letter() {
    let stage = Stage::new();
    let opened = stage.opened(paul()).await;
    Browser::default().activate_with(&stage, PAUL, opened["secret"].as_str().unwrap()).await;
    assert!(stage.letters().await.is_empty(), "used");
    let mut further = paul();
    further["habilitation"] = json!("00000000-0000-7000-8000-0000000000ab");
    stage.open(further).await;
    assert_eq!(stage.letter_to(PAUL).await["page"], "/login/rattachement");
    let path = format!("/prive/comptes/{}/fermeture", opened["compte"].as_str().unwrap());
    stage.ask("POST", &path, json!({"habilitation": "00000000-0000-7000-8000-0000000000ab"})).await;
    assert!(stage.letters().await.is_empty(), "ended");
}

#[tokio::test]
async fn each_issue_has_its_author() {
    let stage = Stage::new();
    let opened = stage.opened(paul()).await;
    stage.open(paul()).await;
    stage.reissued(paul()).await;
    for kind in ["ActivationIssued", "ActivationReissued"] {
        let told = kinds(&stage, kind);
        assert_eq!(told.len(), 1, "{kind}");
        assert_eq!(told[0]["agent"], OFFICER);
        assert_eq!(told[0]["fait"]["compte"], opened["compte"]);
        assert_eq!(told[0]["fait"]["habilitation"], HABILITATION);
    }
}

#[tokio::test]
async fn one_person_is_known_by_every_spelling() {
    let stage = Stage::new();
    let first = stage.open(opening("D’Ortie-Lefèvre", "Élodie-Anne")).await.json();
    for (nom, prenoms) in [
        ("D'ORTIE LEFEVRE", "ELODIE ANNE"),
        ("d\u{2bc}ortie  lefe\u{300}vre", "E\u{301}lodie\u{a0}Anne"),
        ("Ortie", "elodie anne"),
    ] {
        let answer = stage.open(opening(nom, prenoms)).await;
        assert_eq!(answer.json()["compte"], first["compte"], "{nom} {prenoms}");
    }
    assert_eq!(stage.letter_to(PAUL).await["nom"], "D’Ortie-Lefèvre", "shown as first written");
}

#[tokio::test]
async fn an_address_in_capitals_is_the_same() {
    let stage = Stage::new();
    let mut capitals = paul();
    capitals["personne"]["identifiant"] = json!("Paul@MAIRIE.Exemple.fr");
    let opened = stage.opened(capitals).await;
    let secret = opened["secret"].as_str().unwrap();
    let answer = Browser::default().first_password(&stage, "PAUL@MAIRIE.EXEMPLE.FR", secret, PASSWORD).await;
    assert_eq!(answer.location(), "/login/enrolement");
}

#[tokio::test]
async fn a_refused_opening_leaves_nothing() {
    let stage = Stage::new();
    stage.open(paul()).await;
    let before = stage.events().len();
    let mut other = opening("Quartz", "Iris");
    other["habilitation"] = json!("00000000-0000-7000-8000-0000000000ab");
    assert_eq!(stage.open(other.clone()).await.status, 409);
    assert_eq!(stage.events().len(), before);
    other["personne"]["nom"] = json!("Moreau");
    assert_eq!(stage.open(other).await.status, 200, "the mended request is like a first one");
}

#[tokio::test]
async fn a_holder_is_checked_before_anything_is_written() {
    let stage = Stage::new();
    let check = async |nom: &str| {
        let holder = json!({"identifiant": "PAUL@mairie.exemple.fr", "nom": nom, "prenoms": "Paul Henri"});
        stage.ask("POST", "/prive/comptes/titulaire", holder).await.json()
    };
    assert_eq!(check("Moreau").await, json!({"est_disponible": true, "compte": null}));
    let opened = stage.open(paul()).await.json();
    assert_eq!(check("MOREAU").await, json!({"est_disponible": true, "compte": opened["compte"]}));
    assert_eq!(check("Quartz").await["est_disponible"], false);
}
