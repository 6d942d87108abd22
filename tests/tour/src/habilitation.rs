use anyhow::Result;
use client::{Person, Session};
use demo::fund::PASSWORD;
use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    agreement::{Agreed, id},
    guide::Guide,
    newcomer,
};

/// A professional whose habilitation is in force.
pub(crate) struct Newcomer {
    pub(crate) session: Session,
    pub(crate) officer: Session,
    pub(crate) habilitation: String,
    /// The number of acts that the habilitation has seen.
    pub(crate) version: u32,
}

/// A social worker's habilitation: asked, countersigned, accepted, committed to, trained for, activated.
pub(crate) async fn grant(guide: &mut Guide<'_>, agreed: &Agreed) -> Result<Newcomer> {
    guide.chapter(
        "A personal habilitation",
        "nobody is admitted before five people acted and a training was certified",
    );
    let address = format!("travailleuse.sociale.{}@ccas.exemple.invalid", agreed.number);
    let body = json!({
        "contrat": agreed.contract, "personne": {"email": address, "nom": "Quartz", "prenoms": "Iris"},
        "fonction": "Travailleuse sociale", "profil": "T1", "finalites": ["accompagnement_social"],
        "debut": agreed.days.start, "fin": agreed.days.end,
    });
    let asked = guide.post(&agreed.manager, "the manager asks for it", "/v1/habilitations", &body).await?;
    let habilitation = id(&asked)?;
    let mut acts = Acts { habilitation: habilitation.clone(), version: 1, agreed };
    acts.done(guide, ("contresignature", &agreed.representative), "the legal representative countersigns")
        .await?;
    acts.done(guide, ("acceptation", &agreed.officer), "the fund accepts").await?;
    acts.done(
        guide,
        ("engagements", &agreed.manager),
        "the person's commitments are recorded, by the hash of their text",
    )
    .await?;
    let refused = (StatusCode::CONFLICT, "formation-manquante");
    let (path, body) = (acts.path("activation"), acts.body("activation"));
    guide
        .post_refused(&agreed.manager, "activation without training is refused", (&path, &body), refused)
        .await?;
    let (path, body) = (acts.path("certificat"), acts.body("certificat"));
    let refused = (StatusCode::FORBIDDEN, "seconde-personne-requise");
    guide
        .post_refused(
            &agreed.officer,
            "the officer who accepted does not certify too",
            (&path, &body),
            refused,
        )
        .await?;
    acts.done(guide, ("certificat", &agreed.colleague), "another officer records the training certificate")
        .await?;
    acts.done(
        guide,
        ("activation", &agreed.manager),
        "the manager activates; a letter is written to the person",
    )
    .await?;
    let session = newcomer::connect(guide, Person::new(&address, PASSWORD)).await?;
    Ok(Newcomer { session, officer: agreed.officer.clone(), habilitation, version: acts.version })
}

struct Acts<'a> {
    habilitation: String,
    version: u32,
    agreed: &'a Agreed,
}

impl Acts<'_> {
    async fn done(
        &mut self,
        guide: &mut Guide<'_>,
        (act, author): (&str, &Session),
        what: &str,
    ) -> Result<Value> {
        let answer = guide.post(author, what, &self.path(act), &self.body(act)).await?;
        self.version += 1;
        Ok(answer)
    }

    fn path(&self, act: &str) -> String {
        format!("/v1/habilitations/{}/{act}", self.habilitation)
    }

    fn body(&self, act: &str) -> Value {
        let (version, days) = (self.version, &self.agreed.days);
        match act {
            "engagements" => {
                let digest = demo::digest("Engagements fictifs.");
                json!({"version": version, "empreinte": digest, "signe_le": days.start})
            }
            "certificat" => json!({
                "version": version,
                "attestation": {"organisme": "Institut fictif", "delivree_le": days.start, "fin": days.end},
            }),
            _ => json!({"version": version}),
        }
    }
}
