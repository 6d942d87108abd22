//! One officer with every right that one account may have, against `conventions`, `login` and `dossier` together: no path
//! leads to a dossier. Two officers and a partner open one on an honest day.

use std::{collections::BTreeSet, sync::Arc};

use access::{Principal, Role};
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fund::{ByHeader, Fund, Partner, TEXT, ask, bulletin, digest, officer, person};

/// The dossier of the demo set that each purpose may read.
const DOSSIER: u32 = 48;

struct Town {
    fund: Fund,
    login: Arc<web::App>,
    dossier: web::App,
}

impl Town {
    async fn new() -> Self {
        let fund = Fund::new();
        let dispatcher = json!({ "client_name": "Courriers", "jwks_uri": "https://courriers.exemple.fr/cles",
            "grant_types": ["client_credentials"], "scope": "comptes", "roles": ["courrier"] });
        let seed = json!({ "clients": { person(Role::Courrier).client: dispatcher } }).to_string();
        for (name, value) in [
            ("public_base_url", "https://partenaires.exemple.fr"),
            ("login_signing_key", &"11".repeat(32)),
            ("login_factor_key", &"22".repeat(32)),
            ("login_hashing_slots", "1"),
            ("login_seed", &seed),
            ("proxy_header", ""),
            ("dossier_sealing_keys", &"33".repeat(32)),
            ("dossier_index_key", &"44".repeat(32)),
            ("journal_pseudonym_key", &"55".repeat(32)),
        ] {
            fund.world.settings.set(name, value);
        }
        let login = Arc::new(login::app(fund.world.platform()).authenticated_by(Arc::new(ByHeader)));
        plug_login(&fund, login.clone());
        plug(&fund, "conventions", Arc::new(fund.another_instance()));
        let dossier = dossier::app_authenticated_by(fund.world.platform(), Arc::new(ByHeader));
        let town = Self { fund, login, dossier };
        let line = Bytes::from(format!("{}\n", demo::dossier(DOSSIER)));
        let system = person(Role::SystemeCaf);
        let (_, report) = town.send(&system, "/v1/dossiers/imports", "application/x-ndjson", line).await;
        assert_eq!(report["enregistres"], 1, "{report}");
        town
    }

    async fn send(&self, by: &Principal, path: &str, media_type: &str, body: Bytes) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, media_type)
            .header("test-principal", serde_json::to_string(by).unwrap())
            .header("spin-client-addr", "198.51.100.7:4242");
        let response = self.dossier.handle(request.body(Full::new(body)).unwrap()).await;
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// A reading under an habilitation, by whoever holds this account.
    async fn read_dossier(&self, by: &Principal) -> (StatusCode, Value) {
        let body = json!({
            "organisme": demo::FUND, "matricule": demo::matricule(DOSSIER), "finalite": "gestion_locative",
            "verification": { "telephone": demo::phone(DOSSIER) }, "code": "BAIL042",
        });
        self.send(by, "/v1/consultations", "application/json", Bytes::from(body.to_string())).await
    }

    /// The letters that wait, as the caller sees them.
    async fn letters(&self, by: &Principal) -> (StatusCode, Value) {
        ask(&self.login, by, Method::GET, "/login/courriers", Value::Null).await
    }

    /// Does each act on an habilitation as each of `hats`, whatever it answers; then reads under it.
    async fn try_habilitation(&self, hats: &[Principal], contract: &str, organisation: Uuid) {
        let subject = hats[0].subject;
        let mut id = Uuid::nil();
        for hat in hats {
            let asked = bulletin(contract, "inventee@partenaire.invalid", "BAIL042");
            let (status, answer) = self.fund.post(hat, "/v1/habilitations", asked).await;
            if status.is_success() {
                id = answer["id"].as_str().unwrap().parse().unwrap();
            }
        }
        let path = format!("/v1/habilitations/{id}");
        for act in ["contresignature", "acceptation", "engagements", "certificat", "activation", "courrier"] {
            for hat in hats {
                let (_, known) = self.fund.ask(&officer(), Method::GET, &path, Value::Null).await;
                let body = match act {
                    "courrier" => json!({ "motif": "Courrier perdu" }),
                    _ => {
                        json!({ "version": known["version"], "empreinte": digest("engagements"), "signe_le": "2026-03-01",
                        "attestation": { "organisme": "Institut", "delivree_le": "2026-02-20", "fin": "2026-09-30" } })
                    }
                };
                self.fund.post(hat, &format!("{path}/{act}"), body).await;
            }
        }
        assert_eq!(self.fund.standing(&id.to_string()).await["en_vigueur"], false);
        let professional = Principal {
            subject,
            organisation: Some(organisation),
            habilitation: Some(id),
            ..person(Role::Professionnel)
        };
        let (status, answer) = self.read_dossier(&professional).await;
        assert!(status.is_client_error() && answer.get("data").is_none(), "{status} {answer}");
    }
}

fn plug(fund: &Fund, name: &str, app: Arc<web::App>) {
    fund.world.network.plug(name, move |request| {
        let app = app.clone();
        async move { Ok(answer(&app, request).await) }
    });
}

/// Officers are known here by a header, and have no account: all of them are in office.
fn plug_login(fund: &Fund, login: Arc<web::App>) {
    fund.world.network.plug("login", move |request: Request<Bytes>| {
        let login = login.clone();
        async move {
            if request.uri().path().starts_with("/prive/agents/") {
                return Ok(http::Response::new(Bytes::from(json!({ "est_en_fonction": true }).to_string())));
            }
            Ok(answer(&login, request).await)
        }
    });
}

async fn answer(app: &web::App, request: Request<Bytes>) -> http::Response<Bytes> {
    let (parts, body) = app.handle(request.map(Full::new)).await.into_parts();
    http::Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
}

/// One account with all that the fund can make of it.
fn alone() -> Principal {
    let roles = [Role::AgentCaf, Role::ResponsableSecurite, Role::DelegueProtectionDonnees, Role::Auditeur];
    Principal { subject: Uuid::from_u128(0x0190_c000), roles: BTreeSet::from(roles), ..officer() }
}

/// The same account under a partner's mandate.
fn under(mandate: &Principal) -> Principal {
    Principal { subject: alone().subject, ..mandate.clone() }
}

/// A landlord whose contract is in force, by two other officers.
async fn landlord(town: &Town) -> (Partner, String) {
    let partner = town.fund.partner("73282932000074", "bailleur_social").await;
    let convention = town.fund.active_convention(&partner).await;
    let contract = town.fund.contract(&convention, None).await;
    (partner, contract)
}

#[tokio::test]
async fn two_officers_open_what_one_cannot() {
    let town = Town::new().await;
    let (partner, contract) = landlord(&town).await;
    let path =
        town.fund.active_habilitation(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let clerk =
        Principal { organisation: Some(partner.id), habilitation: Some(id), ..person(Role::Professionnel) };
    let (status, answer) = town.read_dossier(&clerk).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (status, letters) = town.letters(&person(Role::Courrier)).await;
    assert_eq!(status, StatusCode::OK, "{letters}");
    let elements = letters["elements"].as_array().unwrap();
    let to: BTreeSet<_> = elements.iter().map(|letter| letter["identifiant"].as_str().unwrap()).collect();
    let holders = ["clerc@partenaire.invalid", "direction@partenaire.invalid", "gestion@partenaire.invalid"];
    assert_eq!(to, BTreeSet::from(holders));
}

#[tokio::test]
async fn one_officer_alone_reads_no_dossier() {
    let town = Town::new().await;
    let (partner, contract) = landlord(&town).await;
    let alone = alone();
    for hats in [
        vec![alone.clone()],
        vec![alone.clone(), under(&partner.manager)],
        vec![alone.clone(), under(&partner.representative)],
        vec![alone.clone(), under(&partner.manager), under(&partner.representative)],
    ] {
        town.try_habilitation(&hats, &contract, partner.id).await;
    }
    assert_eq!(town.letters(&alone).await.0, StatusCode::FORBIDDEN);
    for hat in [alone.clone(), under(&partner.manager), under(&partner.representative)] {
        let (status, answer) = town.read_dossier(&hat).await;
        assert!(status.is_client_error() && answer.get("data").is_none(), "{status} {answer}");
        let line = Bytes::from(format!("{}\n", demo::dossier(DOSSIER)));
        let (status, _) = town.send(&hat, "/v1/dossiers/imports", "application/x-ndjson", line).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn one_officer_alone_mandates_nobody() {
    let town = Town::new().await;
    let alone = alone();
    let organisation = json!({ "siret": "35600000049837", "categorie": "ccas", "nom": "Organisme inventé" });
    let made = town.fund.done(&alone, "/v1/conventions/organisations", organisation).await;
    let id: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    let path = format!("/v1/conventions/organisations/{id}/mandats");
    for role in ["gestionnaire", "responsable_legal"] {
        let someone =
            json!({ "email": format!("{role}@invente.invalid"), "nom": "Inventé", "prenoms": "Jean" });
        let opened = town.fund.done(&alone, &path, json!({ "role": role, "personne": someone })).await;
        let mandate: Uuid = opened["id"].as_str().unwrap().parse().unwrap();
        let confirmation = format!("{path}/{mandate}/confirmation");
        assert_eq!(town.fund.refused(&alone, &confirmation, json!({})).await, "seconde-personne-requise");
        let letter = format!("/v1/conventions/mandats/{mandate}/courrier");
        let body = json!({ "motif": "Courrier perdu" });
        assert_eq!(town.fund.refused(&alone, &letter, body).await, "acte-hors-sequence");
        let role: Role = serde_json::from_value(json!(role)).unwrap();
        let holder = Principal {
            subject: alone.subject,
            organisation: Some(id),
            habilitation: Some(mandate),
            ..person(role)
        };
        let draft = json!({ "finalites": ["gestion_locative"], "acte_reglementaire": "Acte", "texte": TEXT,
            "empreinte_acte": digest("acte"), "debut": "2026-01-01", "fin": "2026-12-31" });
        assert_eq!(town.fund.refused(&holder, "/v1/conventions", draft).await, "mandat-termine");
    }
    let (_, letters) = town.letters(&person(Role::Courrier)).await;
    assert_eq!(letters["elements"], json!([]), "no letter was written");
}

#[tokio::test]
async fn one_officer_alone_widens_nothing() {
    let town = Town::new().await;
    let partner = town.fund.partner("73282932000074", "bailleur_social").await;
    let convention = town.fund.active_convention(&partner).await;
    let alone = alone();
    let limits = json!({ "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur",
        "budget_mensuel": null, "organismes": ["421"], "verification": "telephone" });
    let body = json!({ "module": "cdap", "debut": "2026-01-01", "fin": "2026-12-31", "limites": limits });
    let proposed = town.fund.done(&alone, &format!("{convention}/contrats"), body).await;
    let contract = format!("/v1/conventions/contrats/{}", proposed["id"].as_str().unwrap());
    for (act, problem) in
        [("confirmation", "seconde-personne-requise"), ("retablissement", "acte-hors-sequence")]
    {
        let body = json!({ "version": 1, "motif": "Seul" });
        assert_eq!(town.fund.refused(&alone, &format!("{contract}/{act}"), body).await, problem);
    }
    let profile = json!({ "code": "T3", "libelle": "Plus large",
        "finalites": [{ "finalite": "gestion_locative" }, { "finalite": "accompagnement_social" }] });
    town.fund.done(&alone, "/v1/habilitations/profils", profile).await;
    let confirmation = "/v1/habilitations/profils/T3/versions/2/confirmation";
    assert_eq!(town.fund.refused(&alone, confirmation, json!({})).await, "seconde-personne-requise");
}
