//! Ending any one thing stops the very next question, under concurrent load and whatever fails.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use access::Principal;
use bytes::Bytes;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    agreements::passes,
    fund::{Fund, Partner, TEXT, ask, digest, officer, standing},
};

/// Everything of a landlord's in force, and its paths.
struct Scene {
    fund: Fund,
    partner: Partner,
    convention: String,
    contract: String,
    habilitation: String,
    /// An amendment without the landlord's purpose, to which the fund's signature alone is missing.
    amendment: String,
}

/// The ways in which the right ends, and what is then in its way.
#[derive(Debug, Clone, Copy)]
enum End {
    Habilitation(&'static str, &'static str),
    Contract(&'static str, &'static str),
    Convention(&'static str, &'static str),
    Purpose,
    Person,
    Training,
}

const ENDS: [End; 9] = [
    End::Habilitation("suspension", "habilitation_suspendue"),
    End::Habilitation("retrait", "habilitation_retiree"),
    End::Contract("suspension", "contrat_suspendu"),
    End::Contract("resiliation", "contrat_termine"),
    End::Convention("suspension", "convention_suspendue"),
    End::Convention("resiliation", "convention_terminee"),
    End::Purpose,
    End::Person,
    End::Training,
];

impl End {
    fn obstacle(self) -> &'static str {
        match self {
            Self::Habilitation(_, obstacle) | Self::Contract(_, obstacle) | Self::Convention(_, obstacle) => {
                obstacle
            }
            Self::Purpose => "aucune_finalite",
            Self::Person => "habilitation_retiree",
            Self::Training => "formation_expiree",
        }
    }

    /// Who asks for it, where, with what. A training ends by itself.
    async fn request(self, scene: &Scene) -> Option<(Principal, String, Value)> {
        let Scene { fund, partner, convention, contract, habilitation, amendment } = scene;
        let reason = |version: u32| json!({ "version": version, "motif": "Fin" });
        Some(match self {
            Self::Habilitation(act, _) => {
                (partner.manager.clone(), format!("{habilitation}/{act}"), reason(6))
            }
            Self::Contract(act, _) => {
                (officer(), format!("/v1/conventions/contrats/{contract}/{act}"), reason(2))
            }
            Self::Convention(act, _) => (officer(), format!("{convention}/{act}"), reason(6)),
            Self::Purpose => {
                let body = json!({ "version": 5, "empreinte": digest(TEXT) });
                (officer(), format!("{amendment}/contresignature"), body)
            }
            Self::Person => {
                let person =
                    fund.read(&officer(), habilitation).await["personne"].as_str().unwrap().to_owned();
                let path = format!("/v1/habilitations/personnes/{person}/depart");
                (partner.manager.clone(), path, json!({ "motif": "Fin" }))
            }
            Self::Training => return None,
        })
    }
}

impl Scene {
    async fn new() -> Self {
        let fund = Fund::new();
        let (partner, convention, contract, habilitation) = fund.landlord(None).await;
        let former = convention.rsplit('/').next().unwrap();
        let changes = json!({ "avenant_a": former, "finalites": ["aide_financiere"] });
        let amendment = fund.draft(&partner, changes).await;
        fund.bring_to_signature(&partner, &amendment).await;
        Self { fund, partner, convention, contract, habilitation, amendment }
    }

    async fn end(&self, end: End) {
        match end.request(self).await {
            Some((by, path, body)) => drop(self.fund.done(&by, &path, body).await),
            None => self.fund.world.clock.set("2026-09-30T22:00:00Z".parse().unwrap()),
        }
    }
}

/// Instances ask for the standing without pause while `end` is done; every question begun after its acknowledgement is
/// answered no.
async fn stops_at_once(end: End) {
    let scene = Scene::new().await;
    let acknowledged = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (app, path) = (scene.fund.another_instance(), scene.habilitation.clone());
            let acknowledged = acknowledged.clone();
            tokio::spawn(async move {
                let mut after = 0;
                while after < 20 {
                    let is_over = acknowledged.load(Ordering::SeqCst);
                    let in_force = standing(&app, &path).await["en_vigueur"] == true;
                    assert!(!(is_over && in_force), "accepted after the acknowledged end");
                    after += usize::from(is_over);
                }
            })
        })
        .collect();
    assert_eq!(scene.fund.standing(&scene.habilitation).await["en_vigueur"], true);
    scene.end(end).await;
    acknowledged.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(scene.fund.standing(&scene.habilitation).await["motif"], end.obstacle());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ending_any_one_thing_stops_the_next_question() {
    for end in ENDS {
        stops_at_once(end).await;
    }
}

/// Each statement of an end fails in turn after it acted, beside an instance that has answered before: an end that was
/// acknowledged holds, and no instance remembers anything else. Those of an habilitation alone are in `faults`.
#[tokio::test]
async fn an_acknowledged_end_holds_whatever_statement_fails() {
    for end in [
        End::Contract("resiliation", "contrat_termine"),
        End::Convention("suspension", "convention_suspendue"),
        End::Purpose,
        End::Person,
    ] {
        let mut n = 1;
        loop {
            let scene = Scene::new().await;
            let (by, path, body) = end.request(&scene).await.unwrap();
            let warm = scene.fund.another_instance();
            assert_eq!(standing(&warm, &scene.habilitation).await["en_vigueur"], true);
            let before = scene.fund.world.faults.statements();
            scene.fund.world.faults.fail_after_statement(n);
            let (status, _) = scene.fund.post(&by, &path, body).await;
            let ran_out = scene.fund.world.faults.statements() - before < n;
            scene.fund.world.faults.clear();
            let (seen, fresh) = (standing(&warm, &scene.habilitation).await, scene.fund.another_instance());
            assert_eq!(seen, standing(&fresh, &scene.habilitation).await, "an instance remembers");
            if status.is_success() {
                assert_eq!(seen["motif"], end.obstacle(), "{end:?}, statement {n}");
            }
            if ran_out {
                break;
            }
            n += 1;
        }
    }
}

#[tokio::test]
async fn a_departure_ends_all_that_a_person_holds_in_one_act() {
    let fund = Fund::new();
    let (partner, _, contract, first) = fund.landlord(None).await;
    // The manager is also a clerk, whose account the fund opens: nobody opens their own.
    let second = fund.request(&partner, &contract, "gestion@partenaire.invalid", "BAIL042").await;
    fund.bring_to_training(&partner, &second).await;
    let own = fund.refused(&partner.manager, &format!("{second}/activation"), json!({ "version": 5 })).await;
    assert_eq!(own, "decision-sur-sa-propre-demande");
    fund.act(&officer(), &format!("{second}/activation"), json!({})).await;
    let person_id = fund.read(&officer(), &second).await["personne"].as_str().unwrap().to_owned();
    let path = format!("/v1/habilitations/personnes/{person_id}/depart");
    let answer = fund.done(&partner.representative, &path, json!({ "motif": "Mutation" })).await;
    let expected = json!({ "habilitations": 1, "mandats": 1, "comptes_fermes": true, "est_trace": true });
    assert_eq!(answer, expected);
    assert_eq!(fund.standing(&second).await["motif"], "habilitation_retiree");
    assert_eq!(fund.standing(&first).await["en_vigueur"], true, "colleagues stay");
    let mandate = partner.manager.habilitation.unwrap().to_string();
    assert_eq!(fund.standing(&mandate).await["en_vigueur"], false);
    let body = json!({ "version": 6, "motif": "Trop tard" });
    assert_eq!(fund.refused(&partner.manager, &format!("{first}/suspension"), body).await, "mandat-termine");
}

#[tokio::test]
async fn a_mandate_ends_once_and_its_holder_does_nothing_more() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let mandate = partner.manager.habilitation.unwrap();
    let path = format!("/v1/conventions/mandats/{mandate}/fin");
    assert_eq!(fund.standing(&mandate.to_string()).await["en_vigueur"], true);
    fund.done(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    assert_eq!(fund.standing(&mandate.to_string()).await["motif"], "habilitation_retiree");
    let again = fund.refused(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    assert_eq!(again, "acte-hors-sequence");
}

/// What `login` is asked to detach from now on; it answers nothing else.
fn plug_detaching(fund: &Fund) -> Arc<Mutex<Vec<String>>> {
    let detached = Arc::new(Mutex::new(Vec::new()));
    let seen = detached.clone();
    fund.world.network.plug("login", move |request| {
        assert!(request.uri().path().ends_with("/fermeture"), "{}", request.uri());
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        seen.lock().unwrap().push(body["habilitation"].as_str().unwrap().to_owned());
        async { Ok(http::Response::new("{}".into())) }
    });
    detached
}

#[tokio::test]
async fn what_ends_is_detached_from_its_holders_account() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    let detached = plug_detaching(&fund);
    fund.act(&partner.manager, &format!("{habilitation}/suspension"), json!({ "motif": "Contrôle" })).await;
    assert!(detached.lock().unwrap().is_empty(), "a suspended one comes back");
    fund.act(&partner.manager, &format!("{habilitation}/retrait"), json!({ "motif": "Mutation" })).await;
    let mandate = partner.manager.habilitation.unwrap();
    let path = format!("/v1/conventions/mandats/{mandate}/fin");
    fund.done(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    let own = habilitation.rsplit('/').next().unwrap();
    assert_eq!(*detached.lock().unwrap(), [own.to_owned(), mandate.to_string()]);
}

#[tokio::test]
async fn what_a_date_ends_is_detached_too() {
    let fund = Fund::new();
    let (_, _, _, habilitation) = fund.landlord(None).await;
    let detached = plug_detaching(&fund);
    assert_eq!(passes(&fund).await, [0, 0, 0]);
    fund.world.clock.set("2026-12-31T23:00:00Z".parse().unwrap());
    assert_eq!(passes(&fund).await, [1, 1, 1]);
    assert_eq!(passes(&fund).await, [0, 0, 0], "once");
    assert_eq!(*detached.lock().unwrap(), [habilitation.rsplit('/').next().unwrap()]);
}

#[tokio::test]
async fn what_login_missed_is_detached_by_a_pass() {
    let fund = Fund::new();
    let (partner, _, contract, withdrawn) = fund.landlord(None).await;
    let expired = fund.active_habilitation(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    let mandate = partner.manager.habilitation.unwrap().to_string();
    fund.world.network.cut("login");
    fund.act(&officer(), &format!("{withdrawn}/retrait"), json!({ "motif": "Mutation" })).await;
    let path = format!("/v1/conventions/mandats/{mandate}/fin");
    fund.done(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    fund.world.clock.set("2026-12-31T23:00:00Z".parse().unwrap());
    assert_eq!(passes(&fund).await, [1, 1, 0], "its silence holds up no pass");
    let detached = plug_detaching(&fund);
    assert_eq!(passes(&fund).await, [0, 0, 3]);
    let ended = [&withdrawn, &expired, &mandate].map(|path| path.rsplit('/').next().unwrap().to_owned());
    assert_eq!(BTreeSet::from_iter(detached.lock().unwrap().clone()), BTreeSet::from(ended));
}

#[tokio::test]
async fn an_end_holds_when_login_does_not_answer() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    fund.world.network.cut("login");
    let mandate = partner.manager.habilitation.unwrap();
    let path = format!("/v1/conventions/mandats/{mandate}/fin");
    fund.done(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    assert_eq!(fund.standing(&mandate.to_string()).await["en_vigueur"], false);
}

/// `login` opens the account while another person ends the right: their act finds no account to detach.
#[tokio::test]
async fn a_right_that_ends_while_it_opens_is_detached() {
    let scene = Scene::new().await;
    let Scene { fund, partner, contract, .. } = &scene;
    let path = fund.request(partner, contract, "tard@partenaire.invalid", "BAIL042").await;
    fund.bring_to_training(partner, &path).await;
    let (other, detached) = (Arc::new(fund.another_instance()), Arc::new(Mutex::new(Vec::new())));
    let (heard, ended) = (detached.clone(), path.clone());
    fund.world.network.plug("login", move |request| {
        let (other, heard, ended) = (other.clone(), heard.clone(), ended.clone());
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let asked = request.uri().path().to_owned();
        async move {
            let answer = match asked.as_str() {
                "/prive/comptes" => {
                    withdraw(&other, &ended).await;
                    json!({ "compte": body["habilitation"], "courrier": "a_envoyer", "est_active": false })
                }
                "/prive/comptes/titulaire" => json!({ "est_disponible": true, "compte": null }),
                _ => {
                    heard.lock().unwrap().push(body["habilitation"].clone());
                    json!({})
                }
            };
            Ok(Response::new(Bytes::from(answer.to_string())))
        }
    });
    let activation = format!("{path}/activation");
    let refusal = fund.refused(&partner.manager, &activation, json!({ "version": 5 })).await;
    assert_eq!(refusal, "acte-hors-sequence");
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(*detached.lock().unwrap(), [json!(id)]);
}

async fn withdraw(app: &web::App, path: &str) {
    let (_, found) = ask(app, &officer(), Method::GET, path, Value::Null).await;
    let body = json!({ "version": found["version"], "motif": "départ" });
    let (status, answer) = ask(app, &officer(), Method::POST, &format!("{path}/retrait"), body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}
