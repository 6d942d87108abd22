//! An objection follows the person: under whatever number they have, had or come to have, it binds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Answer, Stage, asked, with};

const PURPOSE: &str = "aide_financiere";
const EVERYBODY: &str = r#"{"portee":"tous"}"#;

fn number(matricule: &str) -> Value {
    json!({ "organisme": demo::FUND, "matricule": matricule })
}

/// The record of dossier 16 under another number, after these, with a quotient familial by which it is known.
fn record(matricule: &str, version: u32, formers: &[&str], is_opposed: bool) -> Value {
    let formers: Vec<_> = formers.iter().map(|former| number(former)).collect();
    let quotient = json!([{ "mois": "2026-03", "mois_calcul": "2026-03", "valeur": version }]);
    let objections = if is_opposed { json!([{ "portee": "tous" }]) } else { json!([]) };
    let changes = [
        ("matricule", json!(matricule)),
        ("version", json!(version)),
        ("anciens_numeros", json!(formers)),
        ("quotients_familiaux", quotient),
        ("oppositions", objections),
    ];
    changes.into_iter().fold(demo::dossier(16), |record, (name, value)| with(record, name, value))
}

async fn import(stage: &Stage, record: Value) -> Value {
    stage.import(record.to_string()).await.json()
}

async fn object(stage: &Stage, matricule: &str, objection: &str) -> Answer {
    let objection: Value = serde_json::from_str(objection).unwrap();
    let body = json!({ "dossier": number(matricule), "opposition": objection });
    stage.post(Role::AgentCaf, "/v1/dossiers/oppositions", &body).await
}

async fn lift(stage: &Stage, id: &Value) -> StatusCode {
    let path = format!("/v1/dossiers/oppositions/{}/levee", id.as_str().unwrap());
    stage.post(Role::AgentCaf, &path, &json!({})).await.status
}

/// The quotient familial that is read under a number; nothing when no data are given.
async fn read(stage: &Stage, matricule: &str) -> Option<u64> {
    let answer = stage.consult(&with(asked(16, PURPOSE), "matricule", json!(matricule))).await;
    stage.forget_failures().await;
    match answer.status {
        StatusCode::OK => answer.json()["data"]["quotient_familial"]["valeur"].as_u64(),
        _ => {
            assert_eq!(answer.slug(), "dossier-non-consultable");
            None
        }
    }
}

#[tokio::test]
async fn an_objection_binds_every_number_after_a_merge() {
    for objecting in ["1000001", "1000002", "1000003"] {
        let stage = Stage::new();
        import(&stage, record("1000001", 1, &[], false)).await;
        import(&stage, record("1000002", 1, &[], false)).await;
        let recorded = object(&stage, objecting, EVERYBODY).await.json();
        assert_eq!(recorded["dossier_connu"], objecting != "1000003");
        import(&stage, record("1000003", 1, &["1000001", "1000002"], false)).await;
        for matricule in ["1000001", "1000002", "1000003"] {
            assert_eq!(read(&stage, matricule).await, None, "{objecting}: {matricule}");
            let listed =
                stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number(matricule)).await;
            assert_eq!(listed.json()["oppositions"][0]["opposition"], recorded["opposition"], "{matricule}");
        }
        assert_eq!(lift(&stage, &recorded["opposition"]).await, StatusCode::OK);
        for matricule in ["1000001", "1000002", "1000003"] {
            assert_eq!(read(&stage, matricule).await, Some(1), "{objecting}: {matricule}");
        }
    }
}

#[tokio::test]
async fn a_merge_lifts_no_objection_that_an_import_brought() {
    let stage = Stage::new();
    import(&stage, record("1000001", 1, &[], true)).await;
    import(&stage, record("1000003", 1, &["1000001"], false)).await;
    assert_eq!((read(&stage, "1000001").await, read(&stage, "1000003").await), (None, None));
    import(&stage, record("1000003", 2, &["1000001"], true)).await;
    import(&stage, record("1000003", 3, &["1000001"], false)).await;
    assert_eq!(read(&stage, "1000003").await, Some(3), "sent under the present number, then sent no more");
}

#[tokio::test]
async fn two_numbers_of_a_beneficiary_lift_their_own() {
    let stage = Stage::new();
    import(&stage, record("1000001", 1, &["1000003"], true)).await;
    import(&stage, record("1000002", 1, &["1000003"], true)).await;
    import(&stage, record("1000002", 2, &["1000003"], false)).await;
    assert_eq!((read(&stage, "1000001").await, read(&stage, "1000002").await), (None, None));
    import(&stage, record("1000001", 2, &["1000003"], false)).await;
    assert_eq!((read(&stage, "1000001").await, read(&stage, "1000002").await), (Some(2), Some(2)));
}

#[tokio::test]
async fn a_lifting_is_told_under_its_own_dossier() {
    for objecting in ["1000001", "1000002"] {
        let stage = Stage::new();
        import(&stage, record("1000001", 1, &["1000003"], false)).await;
        import(&stage, record("1000002", 1, &["1000003"], false)).await;
        let recorded = object(&stage, objecting, EVERYBODY).await.json();
        assert_eq!(lift(&stage, &recorded["opposition"]).await, StatusCode::OK);
        let events = stage.events.lock().unwrap();
        let [.., recorded, lifted] = events.as_slice() else { panic!("two events") };
        assert_eq!(lifted["fait"]["type"], "ObjectionLifted");
        assert_eq!(lifted["dossier"], recorded["dossier"], "{objecting}");
    }
}

#[tokio::test]
async fn the_figures_of_before_never_come_back() {
    let stage = Stage::new();
    import(&stage, record("1000001", 5, &[], false)).await;
    import(&stage, record("1000003", 1, &["1000001"], false)).await;
    assert_eq!(read(&stage, "1000001").await, Some(1), "whatever the version of the former number was");
    let report = import(&stage, record("1000001", 6, &[], false)).await;
    let told = json!([{ "ligne": 1, "pointeur": "/matricule", "motif": "numero_remplace" }]);
    assert_eq!((&report["enregistres"], &report["rejets"]), (&json!(0), &told));
    assert_eq!(read(&stage, "1000001").await, Some(1));
    import(&stage, record("1000001", 7, &["1000003"], false)).await;
    assert_eq!(
        (read(&stage, "1000001").await, read(&stage, "1000003").await),
        (Some(7), Some(7)),
        "given back"
    );
    import(&stage, record("1000003", 1, &["1000001"], false)).await;
    assert_eq!(read(&stage, "1000003").await, Some(7), "an earlier line, sent again");
}

#[tokio::test]
async fn an_objection_on_an_unknown_number_waits_for_it() {
    let stage = Stage::new();
    let unknown = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number("1000001")).await;
    assert_eq!(unknown.slug(), "dossier-inconnu");
    let recorded = object(&stage, "1000001", EVERYBODY).await.json();
    assert_eq!(recorded["dossier_connu"], false);
    import(&stage, record("1000001", 1, &[], false)).await;
    assert_eq!(read(&stage, "1000001").await, None);
    assert_eq!(lift(&stage, &recorded["opposition"]).await, StatusCode::OK);
    assert_eq!(read(&stage, "1000001").await, Some(1));
    let event =
        stage.events.lock().unwrap().iter().find(|event| event["fait"]["type"] == "ObjectionLifted").cloned();
    assert!(event.unwrap()["dossier"].is_string(), "whose it was");
}

#[tokio::test]
async fn an_objection_sent_again_is_the_same() {
    let stage = Stage::new();
    import(&stage, record("1000001", 1, &[], false)).await;
    let first = object(&stage, "1000001", EVERYBODY).await.json();
    let again = object(&stage, "1000001", EVERYBODY).await.json();
    assert_eq!(first["opposition"], again["opposition"]);
    assert_eq!(lift(&stage, &first["opposition"]).await, StatusCode::OK);
    assert_eq!(read(&stage, "1000001").await, Some(1));
}

#[tokio::test]
async fn an_objection_of_nobody_known_is_lifted_too() {
    let stage = Stage::new();
    let recorded = object(&stage, "1000001", EVERYBODY).await.json();
    assert_eq!(lift(&stage, &recorded["opposition"]).await, StatusCode::OK);
    assert_eq!(lift(&stage, &recorded["opposition"]).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_would_bind_nobody_is_refused_at_the_member() {
    let stage = Stage::new();
    for (objection, pointer) in [
        (r#"{"portee":"categorie","categorie":"CCAS"}"#, "/categorie"),
        (r#"{"portee":"categorie","categorie":"mairie"}"#, "/categorie"),
        (r#"{"portee":"categorie"}"#, ""),
        (
            r#"{"portee":"categorie","categorie":"ccas","organisation":"5d1e77f4-c2a9-4b38-9e60-1fd4ab83c7e5"}"#,
            "",
        ),
        (r#"{"portee":"tous","categorie":"ccas"}"#, ""),
        (r#"{"portee":"TOUS"}"#, "/portee"),
        (r#"{"portee":"organisation","organisation":"x"}"#, "/organisation"),
        (
            r#"{"portee":"organisation","organisation":"5d1e77f4-c2a9-4b38-9e60-1fd4ab83c7e6"}"#,
            "/organisation",
        ),
        (r#"{"portee":"organisation"}"#, ""),
    ] {
        let answer = object(&stage, "1000001", objection).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{objection}");
        assert_eq!(answer.json()["pointeur"], format!("/opposition{pointer}"), "{objection}");
        let list = format!("[{{\"portee\":\"tous\"}},{objection}]");
        let record = with(demo::dossier(16), "oppositions", serde_json::from_str(&list).unwrap());
        let report = import(&stage, record).await;
        assert_eq!(report["enregistres"], 0, "{objection}");
        assert_eq!(report["rejets"][0]["pointeur"], format!("/oppositions/1{pointer}"), "{objection}");
    }
    let unknown = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number("1000001")).await;
    assert_eq!(unknown.slug(), "dossier-inconnu", "a refusal leaves nothing");
}

#[tokio::test]
async fn an_identifier_reads_in_every_form() {
    let stage = Stage::new();
    let id = support::organisation();
    for written in [id.to_string().to_uppercase(), format!("{{{id}}}"), format!("urn:uuid:{id}")] {
        let objection = json!({ "portee": "organisation", "organisation": written }).to_string();
        assert_eq!(object(&stage, "1000001", &objection).await.status, StatusCode::OK, "{written}");
    }
}

#[tokio::test]
async fn without_conventions_no_organisation_is_objected_to() {
    let stage = Stage::new();
    stage.world.network.cut("conventions");
    let objection = json!({ "portee": "organisation", "organisation": support::organisation() }).to_string();
    assert_eq!(object(&stage, "1000001", &objection).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

const NUMBERS: [&str; 4] = ["1000001", "1000002", "1000003", "1000004"];

#[derive(Debug, Clone)]
enum Act {
    Import { own: usize, formers: Vec<usize>, is_opposed: bool },
    Object { on: usize },
    Lift { which: usize },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let place = 0..NUMBERS.len();
    let formers = proptest::collection::vec(place.clone(), 0..3);
    let act = prop_oneof![
        4 => (place.clone(), formers, any::<bool>())
            .prop_map(|(own, formers, is_opposed)| Act::Import { own, formers, is_opposed }),
        1 => place.prop_map(|on| Act::Object { on }),
        2 => (0usize..8).prop_map(|which| Act::Lift { which }),
    ];
    proptest::collection::vec(act, 1..12)
}

/// What must hold, said otherwise than by the product: who is one person, what binds, and which line each number shows.
#[derive(Default)]
struct Model {
    person: BTreeMap<usize, usize>,
    binding: Vec<(Value, usize)>,
    shown: BTreeMap<usize, (usize, u64)>,
    /// The numbers whose dossier's last line objects.
    objecting: BTreeSet<usize>,
}

impl Model {
    fn person(&self, number: usize) -> usize {
        self.person.get(&number).copied().unwrap_or(number)
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.person(one), self.person(other));
        for number in 0..NUMBERS.len() {
            if self.person(number) == other {
                self.person.insert(number, one);
            }
        }
    }

    fn is_bound(&self, number: usize) -> bool {
        let mut on = self.binding.iter().map(|(_, on)| on).chain(&self.objecting);
        on.any(|on| self.person(*on) == self.person(number))
    }

    /// The numbers that showed a former number's line show this one.
    fn show(&mut self, own: usize, formers: &[usize], version: u64) {
        let replaced: Vec<_> = formers.iter().filter(|former| **former != own).copied().collect();
        for (line_of, shown) in self.shown.values_mut() {
            if replaced.contains(line_of) || *line_of == own {
                (*line_of, *shown) = (own, version);
            }
        }
        for number in replaced.into_iter().chain([own]) {
            self.shown.insert(number, (own, version));
        }
    }
}

async fn play(acts: Vec<Act>) {
    let (stage, mut model) = (Stage::new(), Model::default());
    for (version, act) in (1..).zip(acts) {
        match act.clone() {
            Act::Import { own, formers, is_opposed } => {
                let names: Vec<_> = formers.iter().map(|former| NUMBERS[*former]).collect();
                let report = import(&stage, record(NUMBERS[own], version, &names, is_opposed)).await;
                if report["enregistres"] == 1 {
                    formers.iter().for_each(|former| model.unite(own, *former));
                    model.show(own, &formers, u64::from(version));
                    model.objecting.retain(|number| *number != own && !formers.contains(number));
                    model.objecting.extend(is_opposed.then_some(own));
                } else {
                    assert_eq!(report["rejets"][0]["motif"], "numero_remplace", "{report}");
                    assert_ne!(model.shown[&own].0, own, "only a former number is refused");
                }
            }
            Act::Object { on } => {
                let recorded = object(&stage, NUMBERS[on], EVERYBODY).await.json();
                let id = &recorded["opposition"];
                if !model.binding.iter().any(|(known, _)| known == id) {
                    model.binding.push((id.clone(), on));
                }
            }
            Act::Lift { which } => {
                if !model.binding.is_empty() {
                    let (id, _) = model.binding.remove(which % model.binding.len());
                    assert_eq!(lift(&stage, &id).await, StatusCode::OK);
                }
            }
        }
        for (number, matricule) in NUMBERS.into_iter().enumerate() {
            let (given, shown) =
                (read(&stage, matricule).await, model.shown.get(&number).map(|shown| shown.1));
            assert!(given.is_none() || given == shown, "{act:?}: the figures of before under {number}");
            assert!(given.is_none() || !model.is_bound(number), "{act:?}: {number} is bound");
            let opposed = imported_in_force(&stage, matricule).await;
            let expected = shown.filter(|_| !model.is_bound(number) && !opposed);
            assert_eq!(given, expected, "{act:?}: {number}");
        }
    }
}

/// Whether an objection that an import brought is in force for who has or had this number.
async fn imported_in_force(stage: &Stage, matricule: &str) -> bool {
    let listed =
        stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number(matricule)).await.json();
    let listed = listed["oppositions"].as_array().cloned().unwrap_or_default();
    listed.iter().any(|objection| objection["origine"] == "import" && objection["levee_a"].is_null())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_history_gives_data_past_an_objection(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(play(acts));
    }
}
