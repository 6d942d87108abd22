//! Opening, activation, second factor, recovery.

use serde_json::json;

use crate::support::{ACTIVATION, Answer, Browser, ORGANISATION, PASSWORD, Stage, totp};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";
const HABILITATION: &str = "00000000-0000-7000-8000-0000000000aa";

async fn activate(stage: &Stage, changes: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![
        ("identifiant", CLAIRE),
        ("code", ACTIVATION),
        ("mot_de_passe", PASSWORD),
        ("confirmation", PASSWORD),
    ];
    parameters.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    parameters.extend(changes);
    Browser::default().post(stage, "/login/activation", &parameters).await
}

fn opening(identifier: &str, habilitation: &str) -> serde_json::Value {
    json!({
        "habilitation": habilitation, "organisation": ORGANISATION, "roles": ["professionnel"],
        "personne": {"identifiant": identifier, "nom": "Moreau", "prenoms": "Paul"},
    })
}

#[tokio::test]
async fn a_new_secret_takes_the_place_of_the_unused_one() {
    let stage = Stage::new();
    let paul = || opening("paul@mairie.exemple.fr", HABILITATION);
    let (first, same) = (stage.opened(paul()).await, stage.opened(paul()).await);
    assert_eq!(first["secret"], same["secret"], "asked again, nothing changes");
    let second = stage.reissued(paul()).await;
    assert_eq!(first["compte"], second["compte"]);
    assert_ne!(first["secret"], second["secret"]);
    let with = |secret: &serde_json::Value| {
        let secret = secret.as_str().unwrap().to_lowercase().replace('-', " ");
        [("identifiant".to_owned(), "Paul@Mairie.exemple.fr ".to_owned()), ("code".to_owned(), secret)]
    };
    for (opened, expected) in [(&first, 403), (&second, 303)] {
        let changes = with(&opened["secret"]);
        let changes: Vec<_> = changes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(activate(&stage, &changes).await.status, expected);
    }
    let third = stage.reissued(paul()).await;
    assert_eq!(third["compte"], first["compte"]);
    assert_eq!(third["courrier"], "inutile", "once it is activated");
    assert_eq!(third["est_active"], true);
}

#[tokio::test]
async fn refuses_an_identifier_of_another_person() {
    let stage = Stage::new();
    let answer = stage.open(opening(CLAIRE, HABILITATION)).await;
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["type"], "/problemes/compte-existant");
    let malformed = stage.open(opening("claire", HABILITATION)).await;
    assert_eq!(malformed.status, 422);
}

#[tokio::test]
async fn components_open_accounts_for_partners_people_alone() {
    let stage = Stage::new();
    let roles = [
        json!(["agent_caf"]),
        json!(["responsable_securite"]),
        json!(["auditeur"]),
        json!(["ordonnanceur"]),
        json!(["delegue_protection_donnees"]),
        json!(["systeme_caf"]),
        json!(["application"]),
        json!(["allocataire"]),
        json!(["professionnel", "agent_caf"]),
        json!([]),
        json!(["roi"]),
    ];
    for roles in roles {
        let mut asked = opening("paul@mairie.exemple.fr", HABILITATION);
        asked["roles"] = roles.clone();
        let refused = stage.open(asked).await;
        assert_eq!(refused.status, 422, "{roles}");
        assert!(refused.json()["pointeur"].as_str().unwrap().starts_with("/roles"), "{roles}");
    }
    for (member, value) in [("organisation", json!(null)), ("habilitation", json!(null))] {
        let mut asked = opening("paul@mairie.exemple.fr", HABILITATION);
        asked[member] = value;
        assert_eq!(stage.open(asked).await.status, 422, "{member}");
    }
    let of_officer = json!({
        "habilitation": HABILITATION, "organisation": ORGANISATION, "roles": ["professionnel"],
        "personne": {"identifiant": "odile.garnier@caf.exemple.fr", "nom": "Garnier", "prenoms": "Claire"},
    });
    assert_eq!(stage.open(of_officer).await.status, 409, "nobody is of both sides");
    assert!(stage.recorded().is_empty(), "a refusal leaves nothing");
    for (number, role) in ["professionnel", "gestionnaire", "responsable_legal"].into_iter().enumerate() {
        let mut asked =
            opening("paul@mairie.exemple.fr", &format!("00000000-0000-7000-8000-0000000001a{number}"));
        asked["roles"] = json!([role]);
        assert_eq!(stage.open(asked).await.status, 200, "{role}");
    }
}

#[tokio::test]
async fn activates_an_account_once() {
    let stage = Stage::new();
    assert_eq!(activate(&stage, &[]).await.location(), "/login/enrolement");
    assert_eq!(activate(&stage, &[]).await.status, 403);
}

#[tokio::test]
async fn refuses_a_wrong_or_late_activation() {
    let stage = Stage::new();
    assert_eq!(activate(&stage, &[("code", "0000-0000-0000-0000-0000-0000")]).await.status, 403);
    assert_eq!(activate(&stage, &[("identifiant", "personne@exemple.fr")]).await.status, 403);
    stage.advance(15 * 24 * 3600);
    assert_eq!(activate(&stage, &[]).await.status, 403);
}

#[tokio::test]
async fn refuses_a_weak_password_and_keeps_the_secret() {
    let stage = Stage::new();
    for weak in ["court", "MotDePasse2026!", "lefebvre-tournesol", "tournesol de Claire"] {
        let answer = activate(&stage, &[("mot_de_passe", weak), ("confirmation", weak)]).await;
        assert_eq!(answer.status, 422, "{weak}");
        assert!(!answer.text().contains(weak), "what was typed is not repeated");
    }
    assert_eq!(activate(&stage, &[("confirmation", "autre chose encore")]).await.status, 422);
    assert_eq!(activate(&stage, &[]).await.status, 303);
}

#[tokio::test]
async fn enrols_a_second_factor_before_anything_else() {
    let stage = Stage::new();
    activate(&stage, &[]).await;
    let mut browser = Browser::default();
    browser.get(&stage, "/login/connexion").await;
    let parameters = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)];
    assert_eq!(browser.post(&stage, "/login/connexion", &parameters).await.location(), "/login/enrolement");
    assert_eq!(browser.get(&stage, "/login/sessions").await.location(), "/login/connexion");
    assert_eq!(browser.post(&stage, "/login/enrolement", &[("code", "000000")]).await.status, 403);
    assert!(browser.cookie("__Host-session").is_none());
}

#[tokio::test]
async fn does_not_show_the_secret_of_an_enrolled_factor() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    let mut thief = Browser::default();
    thief.get(&stage, "/login/connexion").await;
    thief.post(&stage, "/login/connexion", &[("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)]).await;
    assert_eq!(thief.get(&stage, "/login/enrolement").await.location(), "/login/facteur");
    let code = totp(&secret, stage.now() + 30);
    assert_eq!(
        thief.post(&stage, "/login/enrolement", &[("code", &code)]).await.location(),
        "/login/facteur"
    );
    assert!(thief.cookie("__Host-session").is_none());
}

#[tokio::test]
async fn takes_a_code_once_even_in_two_sign_ins() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    let same = Browser::default().sign_in(&stage, CLAIRE, &secret).await;
    assert_eq!(same.status, 403, "the step that enrolled");
    stage.advance(30);
    assert_eq!(Browser::default().sign_in(&stage, CLAIRE, &secret).await.status, 303);
    assert_eq!(Browser::default().sign_in(&stage, CLAIRE, &secret).await.status, 403);
}

#[tokio::test]
async fn takes_each_recovery_code_once() {
    let stage = Stage::new();
    let (_, page) = Browser::default().activate(&stage, CLAIRE).await;
    let page = page.text();
    let codes: Vec<&str> = page.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(codes.len(), 10);
    for (code, expected) in [(codes[0], 303), (codes[0], 403), (codes[9], 303)] {
        let mut browser = Browser::default();
        browser.get(&stage, "/login/connexion").await;
        browser
            .post(&stage, "/login/connexion", &[("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)])
            .await;
        let answer = browser.post(&stage, "/login/facteur", &[("code", &code.to_lowercase())]).await;
        assert_eq!(answer.status, expected, "{code}");
    }
}

#[tokio::test]
async fn opens_no_page_of_a_sign_in_before_its_time() {
    let stage = Stage::new();
    for path in ["/login/facteur", "/login/enrolement", "/login/sessions", "/login/suite"] {
        assert_eq!(Browser::default().get(&stage, path).await.location(), "/login/connexion", "{path}");
    }
}

/// Who proves the password of an account without a second factor is offered one: not the one that its holder enrols.
#[tokio::test]
async fn each_sign_in_is_offered_its_own_factor() {
    let stage = Stage::new();
    let mut owner = Browser::default();
    owner.first_password(&stage, CLAIRE, ACTIVATION, PASSWORD).await;
    let key = |page: Answer| {
        page.text().split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "")
    };
    let mut thief = Browser::default();
    thief.post(&stage, "/login/connexion", &[("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)]).await;
    let seen = key(thief.get(&stage, "/login/enrolement").await);
    let shown = key(owner.get(&stage, "/login/enrolement").await);
    assert_ne!(seen, shown);
    assert_eq!(key(owner.get(&stage, "/login/enrolement").await), shown, "the same in one sign-in");
    let wrong = owner.post(&stage, "/login/enrolement", &[("code", &totp(&seen, stage.now()))]).await;
    assert_eq!(wrong.status, 403);
    assert_eq!(stage.recorded().pop().unwrap(), ("SignInRefused".to_owned(), "refuse".to_owned()));
    let done = owner.post(&stage, "/login/enrolement", &[("code", &totp(&shown, stage.now()))]).await;
    assert_eq!(done.status, 200);
    let late = thief.post(&stage, "/login/enrolement", &[("code", &totp(&seen, stage.now()))]).await;
    assert_eq!(late.location(), "/login/connexion", "the other sign-in is over");
}
