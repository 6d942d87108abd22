//! A consultation, step by step: what is given, what is refused, and what the journal has of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use access::Role;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::{Stage, analyst, asked, standing, with};

const PURPOSE: &str = "aide_financiere";

#[tokio::test]
async fn gives_the_categories_of_the_profile_with_a_receipt() {
    let stage = Stage::with_dossiers(20).await;
    let answer = stage.consult(&asked(16, PURPOSE)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let body = answer.json();
    let event = stage.events.lock().unwrap()[0].clone();
    assert_eq!(body["meta"]["recepisse"]["evenement"], event["id"]);
    assert_eq!(body["meta"]["categories"], event["categories"]);
    assert_eq!(body["meta"]["empreinte_reponse"], event["empreinte_reponse"]);
    assert_eq!(body["meta"]["politique"], event["politique"]);
    assert_eq!(event["fait"]["type"], "DossierConsulted");
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&body["data"]), names(&body["meta"]["categories"]));
    assert!(body["data"]["creances"].get("responsabilite").is_none());
}

#[tokio::test]
async fn every_spelling_of_the_number_leads_to_the_dossier() {
    let stage = Stage::with_dossiers(16).await;
    for spelling in ["16", "0000016", " 00 00016", "000000000000016"] {
        let answer = stage.consult(&with(asked(16, PURPOSE), "matricule", json!(spelling))).await;
        assert_eq!(answer.status, StatusCode::OK, "{spelling}");
    }
}

#[tokio::test]
async fn a_former_number_leads_to_the_dossier_that_moved() {
    let stage = Stage::with_dossiers(9).await;
    let former = with(asked(8, PURPOSE), "organisme", json!(demo::FUND));
    assert_eq!(stage.consult(&former).await.status, StatusCode::OK);
    stage.set_standing(with(analyst(), "organismes", json!([demo::FUND])));
    assert_eq!(stage.consult(&former).await.slug(), "dossier-non-consultable");
    assert_eq!(stage.last_motive(), "forbid-dossier-of-another-fund");
}

#[tokio::test]
async fn what_is_the_callers_own_is_said_plainly_and_whatever_the_dossier() {
    let stage = Stage::with_dossiers(20).await;
    let ended = |motif: &str| json!({ "en_vigueur": false, "motif": motif, "qui_peut_agir": "gestionnaire" });
    let landlord = standing("T3", "gestion_locative", "bailleur_social");
    let cases = [
        (ended("formation_expiree"), PURPOSE, "formation-expiree"),
        (ended("habilitation_suspendue"), PURPOSE, "acces-suspendu"),
        (ended("contrat_suspendu"), PURPOSE, "acces-suspendu"),
        (ended("contrat_termine"), PURPOSE, "habilitation-hors-vigueur"),
        (ended("mot_inconnu"), PURPOSE, "habilitation-hors-vigueur"),
        (analyst(), "gestion_locative", "finalite-hors-contrat"),
        (with(analyst(), "organismes", json!(["999"])), PURPOSE, "organisme-hors-contrat"),
        (with(analyst(), "verification", json!("date_naissance")), PURPOSE, "verification-inadaptee"),
        (landlord, "gestion_locative", "code-complementaire-requis"),
    ];
    for (standing, purpose, slug) in cases {
        stage.set_standing(standing);
        let unknown = with(asked(16, purpose), "matricule", json!("7654321"));
        let (known, unknown) = (stage.consult(&asked(16, purpose)).await, stage.consult(&unknown).await);
        assert_eq!((known.slug().as_str(), known.status), (slug, StatusCode::FORBIDDEN));
        assert_eq!(known.text, unknown.text, "{slug}");
    }
    let manager = stage.post(Role::Gestionnaire, "/v1/consultations", &asked(16, PURPOSE)).await;
    assert_ne!(manager.status, StatusCode::OK);
}

/// Opposed, failed check, out of field: each beside an unknown number.
fn indistinct() -> Vec<(&'static str, Value, Value, &'static str)> {
    let landlord = || standing("T3", "gestion_locative", "bailleur_social");
    let code = |body| with(body, "code", json!(demo::LANDLORD));
    vec![
        ("unknown", analyst(), with(asked(16, PURPOSE), "matricule", json!("7654321")), "unknown-dossier"),
        ("opposed", analyst(), asked(15, PURPOSE), "forbid-when-opposed"),
        (
            "wrong phone",
            analyst(),
            with(asked(16, PURPOSE), "verification", json!({ "telephone": "0639989998" })),
            "forbid-unverified",
        ),
        (
            "wrong fund",
            analyst(),
            with(asked(16, PURPOSE), "organisme", json!(demo::OTHER_FUND)),
            "unknown-dossier",
        ),
        ("no phone", analyst(), asked(14, PURPOSE), "forbid-unverified"),
        ("other stock", landlord(), code(asked(16, "gestion_locative")), "forbid-outside-landlord-stock"),
        (
            "no child",
            standing("T4", "tarification_enfance", "creche"),
            asked(2, "tarification_enfance"),
            "forbid-childcare-fee-without-child",
        ),
        (
            "no young child",
            standing("T5", "aide_aux_vacances", "aide_vacances"),
            asked(2, "aide_aux_vacances"),
            "forbid-holiday-aid-without-child",
        ),
    ]
}

#[tokio::test]
async fn unknown_and_refused_dossiers_give_one_answer_at_one_cost() {
    let mut seen = None;
    for (name, standing, body, motive) in indistinct() {
        let stage = Stage::with_dossiers(20).await;
        stage.set_standing(standing);
        let (statements, calls) = (stage.world.faults.statements(), *stage.calls.lock().unwrap());
        let answer = stage.consult(&body).await;
        let cost = (stage.world.faults.statements() - statements, *stage.calls.lock().unwrap() - calls);
        assert_eq!(stage.last_motive(), motive, "{name}");
        let observed = (answer.status, answer.text, cost);
        assert_eq!(*seen.get_or_insert_with(|| observed.clone()), observed, "{name}");
    }
}

#[tokio::test]
async fn failures_are_slowed_for_the_agent_and_the_number_alike() {
    for matricule in [demo::matricule(16), "7654321".to_owned()] {
        let stage = Stage::with_dossiers(16).await;
        let wrong = with(asked(15, PURPOSE), "matricule", json!(matricule));
        for _ in 0..6 {
            assert_eq!(stage.consult(&wrong).await.slug(), "dossier-non-consultable");
        }
        let slowed = stage.consult(&wrong).await;
        assert_eq!((slowed.slug().as_str(), slowed.status), ("trop-d-echecs", StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(slowed.json()["reessayer_dans_secondes"], 60);
        assert_eq!(slowed.header("retry-after"), "60");
        assert_eq!(stage.consult(&asked(16, PURPOSE)).await.slug(), "trop-d-echecs");
        stage.world.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
        assert_eq!(stage.consult(&wrong).await.slug(), "dossier-non-consultable");
        assert_eq!(stage.consult(&wrong).await.json()["reessayer_dans_secondes"], 120);
    }
}

#[tokio::test]
async fn without_a_receipt_nothing_is_given() {
    let stage = Stage::with_dossiers(16).await;
    stage.world.network.cut("audit");
    let answer = stage.consult(&asked(16, PURPOSE)).await;
    assert_eq!(
        (answer.status, answer.slug().as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "service-indisponible")
    );
    assert!(answer.json().get("data").is_none());
    let refused = stage.consult(&asked(15, PURPOSE)).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    stage.play_audit();
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_component_that_never_answers_ends_in_a_refusal_that_says_when_to_try_again() {
    for silent in ["audit", "conventions"] {
        let stage = Stage::with_dossiers(16).await;
        stage.world.network.silence(silent);
        for n in [15, 16] {
            let answer = stage.while_time_passes(stage.consult(&asked(n, PURPOSE))).await;
            assert_eq!(answer.slug(), "service-indisponible", "{silent}");
            assert_eq!(answer.header("retry-after"), "5");
            assert!(answer.json().get("data").is_none());
        }
    }
}

#[tokio::test]
async fn when_conventions_or_the_database_fail_nothing_is_given() {
    let stage = Stage::with_dossiers(16).await;
    stage.world.faults.fail_statement(20);
    for n in 1..40 {
        stage.world.faults.fail_statement(n);
        let answer = stage.consult(&asked(16, PURPOSE)).await;
        let is_whole = answer.status == StatusCode::OK && answer.json()["meta"]["recepisse"].is_object();
        assert!(
            is_whole || answer.status == StatusCode::SERVICE_UNAVAILABLE,
            "statement {n}: {}",
            answer.status
        );
        stage.world.faults.clear();
    }
    stage.world.network.cut("conventions");
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_spent_budget_stops_the_reading() {
    let stage = Stage::with_dossiers(16).await;
    stage.set_standing(with(analyst(), "budget_mensuel", json!(10)));
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
    *stage.budget.lock().unwrap() =
        json!({ "est_accorde": false, "consomme": 10, "plafond": 10, "est_alerte": true });
    let answer = stage.consult(&asked(16, PURPOSE)).await;
    assert_eq!((answer.status, answer.slug().as_str()), (StatusCode::TOO_MANY_REQUESTS, "budget-epuise"));
    // From Monday 2 March at 10:00 in Paris to 1 April at 0:00, summer time: 29 days, 14 hours less one.
    let seconds = (29 * 24 + 13) * 3600;
    assert_eq!(answer.header("retry-after"), seconds.to_string());
    assert_eq!(answer.json()["reessayer_dans_secondes"], seconds);
    assert_eq!(stage.last_motive(), "budget-spent");
}

#[tokio::test]
async fn an_unknown_purpose_is_not_repeated_in_the_journal() {
    let stage = Stage::with_dossiers(16).await;
    stage.consult(&asked(16, "dupont_marie_0612345678")).await;
    assert!(!json!(*stage.events.lock().unwrap()).to_string().contains("dupont"));
    assert_eq!(stage.events.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_spent_budget_confirms_no_dossier() {
    let stage = Stage::with_dossiers(16).await;
    let spent = with(with(analyst(), "budget_mensuel", json!(1)), "budget_epuise", json!(true));
    stage.set_standing(spent);
    let right = asked(16, PURPOSE);
    let wrong = [("matricule", json!("7654321")), ("verification", json!({ "telephone": "0639989997" }))];
    let wrong = wrong.map(|(member, value)| with(right.clone(), member, value));
    // Whether colleagues have read the dossier in the month, or not.
    for is_counted in [false, true] {
        *stage.budget.lock().unwrap() = json!({ "est_accorde": is_counted });
        for body in wrong.iter().cycle().take(6) {
            assert_eq!(stage.consult(body).await.slug(), "budget-epuise", "{body}");
            stage.forget_failures().await;
        }
        let expected = if is_counted { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(stage.consult(&right).await.status, expected);
    }
    *stage.budget.lock().unwrap() = json!({ "est_accorde": false });
    stage.set_standing(with(analyst(), "budget_mensuel", json!(1)));
    for told in 1..=3 {
        assert_eq!(stage.consult(&right).await.slug(), "budget-epuise", "the last place was taken meanwhile");
        let events = stage.events.lock().unwrap();
        let spent = |event: &&Value| {
            event["fait"] == json!({ "type": "ConsultationRefused", "motif": "budget-spent" })
        };
        assert_eq!(events.iter().filter(spent).count(), told + 1, "each of these is told");
    }
}

#[tokio::test]
async fn a_spent_budget_gives_no_free_guess() {
    let stage = Stage::with_dossiers(16).await;
    stage.set_standing(with(with(analyst(), "budget_mensuel", json!(1)), "budget_epuise", json!(true)));
    let wrong = with(asked(16, PURPOSE), "verification", json!({ "telephone": "0639989997" }));
    for is_counted in [false, true] {
        *stage.budget.lock().unwrap() = json!({ "est_accorde": is_counted });
        for _ in 0..6 {
            assert_eq!(stage.consult(&wrong).await.slug(), "budget-epuise");
            assert_eq!(stage.last_motive(), "forbid-unverified", "the journal has what it was");
        }
        assert_eq!(stage.consult(&wrong).await.slug(), "trop-d-echecs");
        stage.forget_failures().await;
    }
}

#[tokio::test]
async fn a_right_guess_costs_too_once_the_budget_is_spent() {
    let stage = Stage::with_dossiers(16).await;
    stage.set_standing(with(with(analyst(), "budget_mensuel", json!(1)), "budget_epuise", json!(true)));
    *stage.budget.lock().unwrap() = json!({ "est_accorde": false });
    for _ in 0..6 {
        assert_eq!(stage.consult(&asked(16, PURPOSE)).await.slug(), "budget-epuise");
    }
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.slug(), "trop-d-echecs");
}

#[tokio::test]
async fn an_objection_counts_from_the_next_request_and_its_history_stays() {
    let stage = Stage::with_dossiers(16).await;
    let number = json!({ "organisme": demo::FUND, "matricule": demo::matricule(16) });
    let scopes = [
        (json!({ "portee": "tous" }), true),
        (json!({ "portee": "categorie", "categorie": "ccas" }), true),
        (json!({ "portee": "categorie", "categorie": "creche" }), false),
        (json!({ "portee": "organisation", "organisation": support::organisation() }), true),
        (json!({ "portee": "organisation", "organisation": support::other_organisation() }), false),
    ];
    for (scope, binds) in scopes {
        let body = json!({ "dossier": number, "opposition": scope });
        let recorded = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions", &body).await;
        assert_eq!(recorded.status, StatusCode::OK, "{}", recorded.json());
        let read = stage.consult(&asked(16, PURPOSE)).await;
        assert_eq!(read.status == StatusCode::NOT_FOUND, binds, "{scope}");
        let path =
            format!("/v1/dossiers/oppositions/{}/levee", recorded.json()["opposition"].as_str().unwrap());
        assert_eq!(stage.post(Role::AgentCaf, &path, &json!({})).await.status, StatusCode::OK);
        assert_eq!(stage.post(Role::AgentCaf, &path, &json!({})).await.slug(), "opposition-inconnue");
        assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
    }
    let history = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number).await.json();
    let history = history["oppositions"].as_array().unwrap();
    assert_eq!(history.len(), 5);
    assert!(history.iter().all(|objection| objection["levee_a"].is_string()));
    let outsider = stage.post(Role::Professionnel, "/v1/dossiers/oppositions/recherche", &number).await;
    assert_eq!(outsider.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn bad_input_is_refused_and_not_repeated() {
    let stage = Stage::with_dossiers(1).await;
    let good = asked(16, PURPOSE);
    let text = good.to_string();
    let raw = [
        (text.replacen('{', "{\"organisme\":\"421\",", 1), 422),
        (text.replace("\"421\"", "4210000000000000000000000"), 422),
        (format!("{}1{}", "[".repeat(500), "]".repeat(500)), 400),
        (text.replacen('{', "{\"nom\":\"MARQUEUR\",", 1), 422),
        (text[..text.len() - 1].to_owned(), 400),
        (with(good.clone(), "mois", json!("2026-13")).to_string(), 422),
        (with(good.clone(), "mois", json!("2026-04")).to_string(), 422),
        (with(good.clone(), "mois", json!("2023-12")).to_string(), 422),
        (with(good.clone(), "organisme", json!("42")).to_string(), 422),
        (with(good.clone(), "matricule", json!("MARQUEUR")).to_string(), 422),
        (with(good.clone(), "finalite", json!("MARQUEUR É")).to_string(), 422),
    ];
    for (body, status) in raw {
        let answer = stage
            .send(Role::Professionnel, "POST", "/v1/consultations", "application/json", body.clone())
            .await;
        let told = String::from_utf8_lossy(&answer.text).into_owned();
        assert!(
            answer.status.is_client_error() && answer.status != 404,
            "{status} expected for {body}: {told}"
        );
        assert!(!told.contains("MARQUEUR"), "{told}");
    }
    let mut broken = text.into_bytes();
    broken[15] = 0xFF;
    let answer =
        stage.send(Role::Professionnel, "POST", "/v1/consultations", "application/json", broken).await;
    assert!(answer.status.is_client_error());
    assert!(stage.events.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_regulation_is_a_page_made_of_the_policies() {
    let stage = Stage::new();
    let page = stage.send(Role::Allocataire, "GET", "/acte-reglementaire", "text/plain", "").await;
    let text = String::from_utf8(page.text.to_vec()).unwrap();
    let authority = policies::Authority::load().unwrap();
    for profile in &authority.profiles().profiles {
        assert!(text.contains(&profile.label.replace('\'', "&#39;")), "{}", profile.label);
    }
    for rule in authority.rules().iter().filter(|rule| rule.audience.is_some()) {
        assert!(text.contains(&rule.id), "{}", rule.id);
    }
}

/// Begins a reading, and hangs up while the component waits for an answer.
async fn hang_up(stage: &Stage) {
    let body = asked(16, PURPOSE);
    let mut reading = Box::pin(stage.consult(&body));
    assert!(futures_util::poll!(&mut reading).is_pending());
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_the_journal_entry_and_breaks_nothing() {
    let stage = Stage::with_dossiers(16).await;
    let events = stage.events.clone();
    stage.world.network.plug("audit", move |request| {
        events.lock().unwrap().push(serde_json::from_slice(request.body()).unwrap());
        std::future::pending()
    });
    hang_up(&stage).await;
    assert_eq!(stage.events.lock().unwrap()[0]["fait"]["type"], "DossierConsulted");
    stage.play_audit();
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
    assert_eq!(stage.events.lock().unwrap().len(), 2);

    stage.world.network.silence("conventions");
    hang_up(&stage).await;
    assert_eq!(stage.events.lock().unwrap().len(), 2, "nothing was given, and nothing is said to be");
}

#[tokio::test]
async fn a_beneficiary_is_handed_what_the_journal_owes_them_and_the_journal_knows_who_asked() {
    let stage = Stage::with_dossiers(16).await;
    let path = "/v1/dossiers/consultations/recherche";
    stage.consult(&asked(16, PURPOSE)).await;
    let consulted = stage.events.lock().unwrap().last().unwrap()["dossier"].clone();
    let body = json!({ "dossier": { "organisme": demo::FUND, "matricule": "16" }, "suite": 7 });
    let answer = stage.post(Role::AgentCaf, path, &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    assert_eq!(answer.json()["question"], json!({ "dossiers": [consulted], "suite": 7 }));
    let event = stage.events.lock().unwrap().last().unwrap().clone();
    assert_eq!(event["fait"]["type"], "BeneficiaryViewRequested");
    assert_eq!((&event["dossier"], event["agent"].is_string()), (&consulted, true));

    for role in [Role::Professionnel, Role::Application, Role::Auditeur, Role::SystemeCaf] {
        assert_eq!(stage.post(role, path, &body).await.status, StatusCode::FORBIDDEN);
    }
    let unknown = json!({ "dossier": { "organisme": demo::FUND, "matricule": "7654321" } });
    assert_eq!(stage.post(Role::AgentCaf, path, &unknown).await.slug(), "dossier-inconnu");
    stage.world.network.cut("audit");
    assert_eq!(stage.post(Role::AgentCaf, path, &body).await.status, StatusCode::SERVICE_UNAVAILABLE);
}
