use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use client::Answer;
use demo::{
    Kind, Loaded,
    conventions::{ACTIVE, Professional},
};
use e2e::Application;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{
    acts::{ACTS, Act},
    ledger::{CANARY, Expected, Ledger, essence},
};

const CALLERS: usize = 16;

/// How many dossiers each caller reads, which no other caller reads.
const OWN: usize = 2;

/// The last number of the demo set.
const LAST: u32 = 200;

const CONSULTATIONS: &str = "/v1/consultations";

/// Someone who asks again and again, with a canary of its own in each request.
pub(crate) struct Caller {
    number: usize,
    application: Arc<Application>,
    http: Client,
    professional: &'static Professional,
    purpose: &'static str,
    dossiers: Vec<u32>,
    habilitation: String,
    token: String,
    officer: String,
    /// What each act is answered when nobody else asks.
    alone: BTreeMap<Act, Value>,
}

/// Each professional several times, each time with dossiers that nobody else reads.
pub(crate) fn all(application: &Arc<Application>, loaded: &Loaded) -> Vec<Caller> {
    let readers: Vec<_> =
        ACTIVE.iter().flat_map(|one| one.purposes.iter().map(move |it| (one, *it))).collect();
    let mut free: BTreeSet<u32> = (1..=LAST).collect();
    let token = |address: &str| loaded.sessions.get(address).expect("they are loaded").token().to_owned();
    (0..CALLERS)
        .zip(readers.into_iter().cycle())
        .map(|(number, (professional, purpose))| {
            let dossiers: Vec<u32> =
                free.iter().copied().filter(|n| is_readable(*n, purpose)).take(OWN).collect();
            free.retain(|n| !dossiers.contains(n));
            let habilitation = format!("habilitation-{}", professional.name);
            Caller {
                number,
                application: application.clone(),
                http: Client::new(),
                professional,
                purpose,
                dossiers,
                habilitation: loaded.ids.get(&habilitation).expect("it is loaded").clone(),
                token: token(&format!("{}@exemple.invalid", professional.name)),
                officer: token("agent@caf.exemple.invalid"),
                alone: BTreeMap::new(),
            }
        })
        .collect()
}

/// Whether nothing is awkward about a dossier, and it has what the purpose needs.
fn is_readable(n: u32, purpose: &str) -> bool {
    let (kind, is_tenant) = (Kind::of(n), demo::is_tenant(n));
    let has_children = matches!(kind, Kind::Couple | Kind::NineChildren);
    match purpose {
        "gestion_locative" => has_children && is_tenant,
        "instruction_rsa" => has_children && !is_tenant && demo::has_rsa(n),
        "tarification_enfance" | "aide_aux_vacances" => has_children && !is_tenant,
        _ => matches!(kind, Kind::LoneParent | Kind::Single),
    }
}

/// Whether the answers to different readings differ, so that one could not pass for another.
pub(crate) fn can_be_told_apart(callers: &[Caller]) {
    let readings =
        callers.iter().flat_map(|caller| (0..OWN).map(|n| caller.alone[&Act::Reading(n)].to_string()));
    let distinct: BTreeSet<_> = readings.collect();
    assert_eq!(distinct.len(), CALLERS * OWN);
}

/// Whether a line of the logs tells nothing of what was asked.
pub(crate) fn is_silent(line: &str) -> bool {
    let told = (1..=LAST).flat_map(|n| [demo::phone(n), demo::phone(n).replace(' ', ""), demo::matricule(n)]);
    !line.contains(CANARY) && told.into_iter().all(|told| !line.contains(&told))
}

impl Caller {
    /// Learns what each act is answered while nobody else asks.
    pub(crate) async fn ask_alone(&mut self, ledger: &Ledger) {
        for act in ACTS {
            let canary = self.canary(0);
            let answer = self.send(act, &canary).await;
            let is_reading = matches!(act, Act::Reading(_) | Act::Habilitation);
            assert_eq!(answer.status.is_success(), is_reading, "{act:?} {}: {}", self.purpose, answer.text());
            assert!(!answer.status.is_server_error(), "{act:?}: {}", answer.text());
            self.alone.insert(act, essence(&answer));
            self.hold(act, &answer, ledger);
        }
    }

    /// Asks once, and holds the answer against the one that it had alone.
    pub(crate) async fn ask(&self, request: usize, ledger: &Ledger) {
        // Callers begin at different acts, so that different acts run at once.
        let act = ACTS[(self.number + request) % ACTS.len()];
        let canary = self.canary(request);
        let answer = self.send(act, &canary).await;
        self.hold(act, &answer, ledger);
    }

    fn hold(&self, act: Act, answer: &Answer, ledger: &Ledger) {
        let reading = matches!(act, Act::Reading(_)).then_some((self.purpose, self.professional.profile));
        let expected = Expected { alone: &self.alone[&act], reading };
        let held = ledger.check(&expected, answer);
        assert!(held.is_ok(), "caller {}, {act:?}: {:#}", self.number, held.unwrap_err());
    }

    /// Of the same length each time: a problem may say at which column a body breaks off.
    fn canary(&self, request: usize) -> String {
        format!("{CANARY}{:02}-{request:05}", self.number)
    }

    async fn send(&self, act: Act, canary: &str) -> Answer {
        let (method, path, body) = self.written(act, canary);
        let token = match act {
            Act::ForgedToken => canary,
            Act::Habilitation => &self.officer,
            _ => &self.token,
        };
        let request = self.http.request(method, self.application.url(&path)).bearer_auth(token);
        let request = ["user-agent", "x-request-id", "x-canari", "cookie"]
            .into_iter()
            .fold(request, |request, name| request.header(name, canary));
        let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Answer { status, headers, body: answer.bytes().await.unwrap() }
    }

    fn written(&self, act: Act, canary: &str) -> (Method, String, String) {
        let with = |member: &str, value: Value| {
            let mut body = self.reading(0);
            body[member] = value;
            (Method::POST, CONSULTATIONS.to_owned(), body.to_string())
        };
        match act {
            Act::Reading(n) => (Method::POST, CONSULTATIONS.to_owned(), self.reading(n).to_string()),
            Act::UnknownMember | Act::ForgedToken => with(canary, json!(canary)),
            Act::Truncated => (Method::POST, CONSULTATIONS.to_owned(), format!("{{\"finalite\": \"{canary}")),
            Act::OtherPurpose => with("finalite", json!(canary)),
            Act::MonthToCome => with("mois", json!("2999-01")),
            Act::OtherPath => (Method::GET, format!("/v1/habilitations/{canary}"), String::new()),
            Act::Habilitation | Act::RefusedHabilitation => {
                (Method::GET, format!("/v1/habilitations/{}", self.habilitation), String::new())
            }
        }
    }

    fn reading(&self, n: usize) -> Value {
        let dossier = self.dossiers[n];
        let mut body = json!({
            "organisme": demo::FUND, "matricule": demo::matricule(dossier), "finalite": self.purpose,
            "verification": {"telephone": demo::phone(dossier)},
        });
        if let Some(code) = self.professional.code {
            body["code"] = json!(code);
        }
        body
    }
}

#[test]
fn a_line_that_tells_what_was_asked_is_caught() {
    for told in ["canari-01-00001", "06 39 98 00 48", "0639980048", "matricule 0000048"] {
        assert!(!is_silent(&format!("a fault: {told}")), "{told}");
    }
    assert!(is_silent("a fault"));
}
