//! A professional's whole way, over HTTP alone: an account handed over, two factors, an habilitation in force, a reading
//! with its receipt.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use e2e::{Application, fund};
use serde_json::json;

#[tokio::test]
async fn the_demo_set_loads_and_an_active_professional_reads() {
    let application = Application::start().await;
    if application.host().is_none() {
        return;
    }
    let fund = fund(&application);
    let loaded = demo::load(&fund).await.unwrap();
    let session = &loaded.sessions["active@exemple.invalid"];
    let body = json!({
        "organisme": demo::FUND, "matricule": demo::matricule(48), "finalite": "gestion_locative",
        "verification": {"telephone": demo::phone(48)}, "code": demo::LANDLORD,
    });
    let answer = session.post("/v1/consultations", &body).await.unwrap();
    println!("{} {}", answer.status, answer.text());
    answer.success().unwrap();
}
