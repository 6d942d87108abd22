//! An import: what is stored, what is reported, and that sending it again changes nothing.
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
use serde_json::{Value, json};
use support::{Stage, asked, with};

const PURPOSE: &str = "aide_financiere";

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

#[tokio::test]
async fn every_awkward_kind_is_stored_and_sending_it_again_changes_nothing() {
    let stage = Stage::new();
    let all: Vec<_> = (1..=600).map(demo::dossier).collect();
    let first = stage.import(lines(&all)).await.json();
    assert_eq!((&first["enregistres"], &first["rejetes"]), (&json!(600), &json!(0)), "{first}");
    let again = stage.import(lines(&all)).await.json();
    assert_eq!((&again["enregistres"], &again["inchanges"]), (&json!(0), &json!(600)), "{again}");
    let imports = stage.send(Role::SystemeCaf, "GET", "/v1/dossiers/imports", "text/plain", "").await.json();
    let imports = imports["imports"].as_array().unwrap();
    assert!(
        imports.len() == 2
            && imports.iter().all(|import| import["est_termine"] == true && import["lignes"] == 600)
    );
}

#[tokio::test]
async fn a_bad_line_is_reported_and_stops_no_other() {
    let stage = Stage::new();
    let good = demo::dossier(1);
    let bad = [
        (with(good.clone(), "matricule", json!("12345678")), json!("/matricule")),
        (with(good.clone(), "version", json!(-1)), json!("/version")),
        (with(good.clone(), "MARQUEUR", json!(1)), json!("/MARQUEUR")),
        (with(good.clone(), "personnes", json!([{ "role": "MARQUEUR" }])), json!("/personnes/0/role")),
        (
            with(
                good.clone(),
                "ressources",
                json!({ "annee": 2024, "base_annuelle_centimes": 99_999_999_999_999_i64 }),
            ),
            json!("/ressources/base_annuelle_centimes"),
        ),
        (
            with(
                good.clone(),
                "quotients_familiaux",
                json!([{ "mois": "2026-13", "mois_calcul": "2026-01", "valeur": 1 }]),
            ),
            json!("/quotients_familiaux/0/mois"),
        ),
        (
            with(
                good.clone(),
                "quotients_familiaux",
                json!([{ "mois": "2026-01", "mois_calcul": "2026-01" }]),
            ),
            json!("/quotients_familiaux/0"),
        ),
    ];
    let mut records: Vec<_> = bad.iter().map(|(record, _)| record.clone()).collect();
    records.push(demo::dossier(16));
    let report =
        stage.import(format!("{}\n{{\"organisme\":\nnull\n", lines(&records).trim_end())).await.json();
    assert_eq!(
        (&report["enregistres"], &report["rejetes"], &report["lignes"]),
        (&json!(1), &json!(9), &json!(10))
    );
    for (index, (_, pointer)) in bad.iter().enumerate() {
        let fault = &report["rejets"][index];
        assert_eq!(fault["ligne"], index + 1);
        if !pointer.to_string().contains("MARQUEUR") {
            assert_eq!(fault["pointeur"], *pointer, "{report}");
        }
        assert_eq!(fault["motif"], "donnee_invalide");
    }
    assert_eq!(report["rejets"][7], json!({ "ligne": 9, "motif": "json_illisible" }));
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_line_that_is_a_list_is_no_dossier() {
    let stage = Stage::new();
    let record = demo::dossier(1);
    // In the order in which serde reads a structure from a list; the members that follow have defaults.
    let list = json!([
        record["organisme"],
        record["matricule"],
        1,
        record["etat"],
        [],
        [],
        record["personnes"],
        record["situation_familiale"],
    ]);
    let report = stage.import(format!("{}\n{record}\n", list)).await.json();
    assert_eq!(
        (&report["enregistres"], &report["rejets"][0]["motif"]),
        (&json!(1), &json!("donnee_invalide"))
    );
}

#[tokio::test]
async fn a_later_version_replaces_and_an_earlier_one_does_not() {
    let stage = Stage::with_dossiers(16).await;
    let quotient = |version: u32, value: u32| {
        let record = with(demo::dossier(16), "version", json!(version));
        with(
            record,
            "quotients_familiaux",
            json!([{ "mois": "2026-03", "mois_calcul": "2026-03", "valeur": value }]),
        )
    };
    stage.import(lines(&[quotient(3, 333)])).await;
    stage.import(lines(&[quotient(2, 222)])).await;
    let read = stage.consult(&asked(16, PURPOSE)).await.json();
    assert_eq!(read["data"]["quotient_familial"]["valeur"], 333);
}

#[tokio::test]
async fn a_renumbered_dossier_keeps_its_objections_and_its_former_number_until_the_day_said() {
    let stage = Stage::with_dossiers(16).await;
    let renumbered = |until: &str| {
        let record = with(with(demo::dossier(16), "matricule", json!("9000016")), "version", json!(2));
        with(
            record,
            "anciens_numeros",
            json!([{ "organisme": "421", "matricule": "16", "valable_jusqu_au": until }]),
        )
    };
    stage.import(lines(&[renumbered("2026-03-02")])).await;
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
    let new = with(asked(16, PURPOSE), "matricule", json!("9000016"));
    assert_eq!(stage.consult(&new).await.status, StatusCode::OK);
    let consulted: Vec<_> = {
        let events = stage.events.lock().unwrap();
        let consulted = events.iter().filter(|event| event["fait"]["type"] == "DossierConsulted");
        consulted.map(|event| event["dossier"].clone()).collect()
    };
    assert_eq!(
        consulted[0], consulted[1],
        "one dossier has one name in the journal, whatever the number used"
    );
    stage.world.clock.advance(jiff::SignedDuration::from_hours(24));
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn objections_that_the_fund_no_longer_sends_are_lifted_and_its_officers_ones_stay() {
    let stage = Stage::with_dossiers(15).await;
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::NOT_FOUND);
    let free = with(with(demo::dossier(15), "version", json!(2)), "oppositions", json!([]));
    stage.import(lines(&[free])).await;
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::OK);
    let number = json!({ "organisme": demo::FUND, "matricule": demo::matricule(15) });
    let body = json!({ "dossier": number, "opposition": { "portee": "tous" } });
    stage.post(Role::AgentCaf, "/v1/dossiers/oppositions", &body).await;
    let again = with(with(demo::dossier(15), "version", json!(3)), "oppositions", json!([]));
    stage.import(lines(&[again])).await;
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_import_that_breaks_anywhere_is_sent_again_whole() {
    let stage = Stage::new();
    let all = lines(&(1..=5).map(demo::dossier).collect::<Vec<_>>());
    let before = stage.world.faults.statements();
    stage.import(all.clone()).await;
    let statements = stage.world.faults.statements() - before;
    for n in 1..=statements {
        let stage = Stage::new();
        stage.world.faults.fail_after_statement(n);
        let broken = stage.import(all.clone()).await;
        stage.world.faults.clear();
        assert!(matches!(broken.status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE), "statement {n}");
        let again = stage.import(all.clone()).await.json();
        assert_eq!(
            again["enregistres"].as_u64().unwrap() + again["inchanges"].as_u64().unwrap(),
            5,
            "statement {n}"
        );
        assert_eq!(stage.consult(&asked(4, PURPOSE)).await.status, StatusCode::OK, "statement {n}");
    }
}

#[tokio::test]
async fn only_the_funds_system_imports_and_only_lines() {
    let stage = Stage::new();
    let line = lines(&[demo::dossier(1)]);
    let path = "/v1/dossiers/imports";
    for role in [Role::Professionnel, Role::AgentCaf, Role::Auditeur, Role::Allocataire] {
        let answer = stage.send(role, "POST", path, "application/x-ndjson", line.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let answer = stage.send(Role::SystemeCaf, "POST", path, "application/json", line).await;
    assert_eq!(answer.slug(), "import-ndjson-attendu");
}

#[tokio::test]
async fn many_unknown_organisations_stop_no_other_line() {
    let stage = Stage::new();
    let unknown = |n: u128| json!({ "portee": "organisation", "organisation": uuid::Uuid::from_u128(n) });
    let opposed = |n: u32, count: u128| {
        let objections: Vec<_> = (1..=count).map(|one| unknown(u128::from(n) * 1_000 + one)).collect();
        with(demo::dossier(n), "oppositions", json!(objections))
    };
    let mut records: Vec<_> = (1..=249).map(|n| opposed(n, 64)).collect();
    records.push(demo::dossier(250));
    records.push(opposed(251, 65));
    let report = stage.import(lines(&records)).await.json();
    assert_eq!((&report["enregistres"], &report["rejetes"]), (&json!(1), &json!(250)), "{report}");
    let last = report["rejets"].as_array().unwrap().iter().find(|fault| fault["ligne"] == 251);
    assert_eq!(last.map(|fault| &fault["pointeur"]), Some(&json!("/oppositions")));
}

#[tokio::test]
async fn an_objection_sent_twice_is_one() {
    let stage = Stage::new();
    let twice = json!([{ "portee": "tous" }, { "portee": "tous" }]);
    stage.import(with(demo::dossier(16), "oppositions", twice).to_string()).await;
    let recorded = stage.recorded().iter().filter(|(kind, _)| kind == "ObjectionRecorded").count();
    assert_eq!(recorded, 1);
}

/// A journal that does not answer when it is told of a lifting.
fn silence_liftings(stage: &Stage) {
    let events = stage.events.clone();
    stage.world.network.plug("audit", move |request| {
        let event: Value = serde_json::from_slice(request.body()).unwrap();
        let is_lifting = event["fait"]["type"] == "ObjectionLifted";
        let receipt = json!({
            "evenement": event["id"], "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z", "signature": "",
        });
        if !is_lifting {
            events.lock().unwrap().push(event);
        }
        let status = if is_lifting { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        let answer = http::Response::builder().status(status);
        async move { Ok(answer.body(bytes::Bytes::from(receipt.to_string())).unwrap()) }
    });
}

fn unopposed(n: u32, version: u32) -> Value {
    with(with(demo::dossier(n), "version", json!(version)), "oppositions", json!([]))
}

async fn list_imports(stage: &Stage) {
    let listed = stage.send(Role::SystemeCaf, "GET", "/v1/dossiers/imports", "text/plain", "").await;
    assert_eq!(listed.status, StatusCode::OK);
}

fn count(stage: &Stage, kind: &str) -> usize {
    stage.recorded().iter().filter(|(recorded, _)| recorded == kind).count()
}

#[tokio::test]
async fn an_imported_lifting_waits_for_the_journal() {
    let stage = Stage::with_dossiers(15).await;
    silence_liftings(&stage);
    let report = stage.import(unopposed(15, 2).to_string()).await.json();
    assert_eq!(report["enregistres"], 1, "{report}");
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::NOT_FOUND, "it binds still");
    let number = json!({ "organisme": demo::FUND, "matricule": demo::matricule(15) });
    let listed = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number).await.json();
    assert_eq!(listed["oppositions"][0].get("levee_a"), None, "{listed}");
    stage.play_audit();
    list_imports(&stage).await;
    assert_eq!(count(&stage, "ObjectionLifted"), 1);
    stage.forget_failures().await;
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_objected_again_stays_closed() {
    let stage = Stage::with_dossiers(15).await;
    silence_liftings(&stage);
    stage.import(unopposed(15, 2).to_string()).await;
    stage.import(with(demo::dossier(15), "version", json!(3)).to_string()).await;
    stage.play_audit();
    list_imports(&stage).await;
    assert_eq!((count(&stage, "ObjectionLifted"), count(&stage, "ObjectionRecorded")), (1, 1));
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::NOT_FOUND);
}

/// Three objections a dossier, of which each import tells the journal whatever their number.
#[tokio::test]
async fn an_import_tells_every_lifting() {
    let stage = Stage::new();
    let all = [
        json!({ "portee": "tous" }),
        json!({ "portee": "organisation", "organisation": support::organisation() }),
        json!({ "portee": "organisation", "organisation": support::other_organisation() }),
    ];
    let opposed: Vec<_> = (1..=300).map(|n| with(demo::dossier(n), "oppositions", json!(all))).collect();
    stage.import(lines(&opposed)).await;
    assert_eq!(count(&stage, "ObjectionRecorded"), 900);
    let free: Vec<_> = (1..=300).map(|n| unopposed(n, 2)).collect();
    stage.import(lines(&free)).await;
    assert_eq!(count(&stage, "ObjectionLifted"), 900);
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
}

/// Lines of 64 former numbers each: what fails near the end takes back no more than its part.
#[tokio::test]
async fn heavy_lines_are_stored_in_parts() {
    let formers = |n: u32| {
        (1..=64).map(move |one| json!({ "organisme": "421", "matricule": format!("{}", n * 100 + one) }))
    };
    let heavy = |n: u32| {
        let record = with(demo::dossier(1), "matricule", json!(format!("{}", 8_000_000 + n)));
        with(record, "anciens_numeros", json!(formers(n).collect::<Vec<_>>()))
    };
    let all = lines(&(1..=40).map(heavy).collect::<Vec<_>>());
    let whole = Stage::new();
    let before = whole.world.faults.statements();
    whole.import(all.clone()).await;
    let statements = whole.world.faults.statements() - before;
    let stage = Stage::new();
    stage.world.faults.fail_statement(statements * 3 / 4);
    let broken = stage.import(all.clone()).await;
    assert_eq!(broken.status, StatusCode::SERVICE_UNAVAILABLE);
    let again = stage.import(all).await.json();
    assert!(again["inchanges"].as_u64().unwrap() >= 15, "{again}");
    assert_eq!(again["rejetes"], 0, "{again}");
}
