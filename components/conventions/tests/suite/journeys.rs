//! The way to each state, step by step, each step by its author.

use access::{Principal, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fund::{Fund, Partner, TEXT, bulletin, certificate, colleague, digest, officer, person};

impl Fund {
    pub async fn partner(&self, siret: &str, category: &str) -> Partner {
        let body = json!({ "siret": siret, "categorie": category, "nom": "Partenaire fictif" });
        let organisation = self.done(&officer(), "/v1/conventions/organisations", body).await;
        let id: Uuid = serde_json::from_value(organisation["id"].clone()).unwrap();
        let manager = self.mandate(id, "gestionnaire", "gestion@partenaire.invalid").await;
        let representative = self.mandate(id, "responsable_legal", "direction@partenaire.invalid").await;
        Partner { id, manager, representative }
    }

    pub async fn mandate(&self, organisation: Uuid, role: &str, email: &str) -> Principal {
        let body =
            json!({ "role": role, "personne": { "email": email, "nom": "Genêt", "prenoms": "Ambre" } });
        let path = format!("/v1/conventions/organisations/{organisation}/mandats");
        let opening = self.done(&officer(), &path, body).await;
        let confirmation = format!("{path}/{}/confirmation", opening["id"].as_str().unwrap());
        self.done(&colleague(), &confirmation, json!({})).await;
        let id = serde_json::from_value(opening["id"].clone()).unwrap();
        let role: Role = serde_json::from_value(json!(role)).unwrap();
        Principal { subject: id, organisation: Some(organisation), habilitation: Some(id), ..person(role) }
    }

    /// A draft convention of `partner`, its path.
    pub async fn draft(&self, partner: &Partner, changes: Value) -> String {
        let mut body = json!({
            "finalites": ["gestion_locative"], "acte_reglementaire": "Acte fictif du 1er mars 2026",
            "empreinte_acte": digest("acte"), "texte": TEXT, "debut": "2026-01-01", "fin": "2026-12-31",
        });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.done(&partner.manager, "/v1/conventions", body).await;
        format!("/v1/conventions/{}", answer["id"].as_str().unwrap())
    }

    /// Takes a draft to its countersignature, that excluded.
    pub async fn bring_to_signature(&self, partner: &Partner, path: &str) {
        self.act(&partner.representative, &format!("{path}/depot"), json!({})).await;
        self.act(&officer(), &format!("{path}/prise-en-charge"), json!({})).await;
        self.act(&officer(), &format!("{path}/completude"), json!({})).await;
        let signed = json!({ "empreinte": digest(TEXT) });
        self.act(&partner.representative, &format!("{path}/signature"), signed).await;
    }

    pub async fn active_convention(&self, partner: &Partner) -> String {
        let path = self.draft(partner, json!({})).await;
        self.bring_to_signature(partner, &path).await;
        self.act(&officer(), &format!("{path}/contresignature"), json!({ "empreinte": digest(TEXT) })).await;
        path
    }

    /// A contract under an active convention, its id.
    pub async fn contract(&self, convention: &str, cap: Option<u32>) -> String {
        let body = json!({
            "module": "cdap", "debut": "2026-01-01", "fin": "2026-12-31",
            "limites": {
                "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur",
                "budget_mensuel": cap, "organismes": ["421"], "verification": "telephone",
            },
        });
        self.confirmed_contract(convention, body).await
    }

    /// A contract that one officer proposes and another confirms, its id.
    pub async fn confirmed_contract(&self, convention: &str, body: Value) -> String {
        let answer = self.done(&officer(), &format!("{convention}/contrats"), body).await;
        let id = answer["id"].as_str().unwrap().to_owned();
        let confirmation = format!("/v1/conventions/contrats/{id}/confirmation");
        self.done(&colleague(), &confirmation, json!({ "version": 1 })).await;
        id
    }

    /// An habilitation that is asked for, its path.
    pub async fn request(&self, partner: &Partner, contract: &str, email: &str, code: &str) -> String {
        let answer = self.done(&partner.manager, "/v1/habilitations", bulletin(contract, email, code)).await;
        format!("/v1/habilitations/{}", answer["id"].as_str().unwrap())
    }

    /// Takes a request to its activation, that excluded.
    pub async fn bring_to_training(&self, partner: &Partner, path: &str) {
        self.act(&partner.representative, &format!("{path}/contresignature"), json!({})).await;
        self.act(&officer(), &format!("{path}/acceptation"), json!({})).await;
        let commitments = json!({ "empreinte": digest("engagements"), "signe_le": "2026-03-01" });
        self.act(&partner.manager, &format!("{path}/engagements"), commitments).await;
        self.act(&colleague(), &format!("{path}/certificat"), certificate("2026-09-30")).await;
    }

    pub async fn active_habilitation(
        &self,
        partner: &Partner,
        contract: &str,
        email: &str,
        code: &str,
    ) -> String {
        let path = self.request(partner, contract, email, code).await;
        self.bring_to_training(partner, &path).await;
        self.act(&partner.manager, &format!("{path}/activation"), json!({})).await;
        path
    }

    /// A landlord with everything in force: partner, convention, contract, habilitation.
    pub async fn landlord(&self, cap: Option<u32>) -> (Partner, String, String, String) {
        let partner = self.partner("73282932000074", "bailleur_social").await;
        let convention = self.active_convention(&partner).await;
        let contract = self.contract(&convention, cap).await;
        let habilitation =
            self.active_habilitation(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
        (partner, convention, contract, habilitation)
    }
}
