use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
    kinds,
};

use crate::{
    operations::{
        confirm_clock::{ClockConfirmation, ConfirmedClock},
        export_events::Export,
        lift_hold::LiftedHold,
        list_holds::Holds,
        place_hold::{NewHold, PlacedHold},
        prove_consistency,
        prove_inclusion::{self, Proof},
        publish_checkpoint::PublishedCheckpoint,
        purge_contents::Purged,
        read_beneficiary_view::BeneficiaryView,
        search_events::{Found, Search},
        verify_log::{Verification, Verified},
    },
    problems,
    routes::routes,
};

/// What this component promises outside.
#[must_use]
pub fn contract() -> Contract {
    let contract = Contract::new("Journal", routes().table(), problems::ALL);
    holds(search(log(contract))).lends(Body::of::<BeneficiaryView>())
}

/// Whatever reads or writes the journal finds it whole, or says what is wrong.
fn reading(id: &'static str, summary: &'static str) -> Operation {
    Operation::new(id, summary).refuses(&[problems::DAMAGED, problems::BEHIND, problems::FULL])
}

fn log(contract: Contract) -> Contract {
    let published =
        |id, summary, body| reading(id, summary).answers_with(StatusCode::OK, "Publié", Some(body));
    let impossible = &[problems::PROOF_IMPOSSIBLE];
    contract
        .with(published("readLogKey", "Clé publique du journal (C2SP signed-note)", Body::text()))
        .with(published("readCheckpoint", "Dernier point de contrôle signé", Body::text()))
        .with(published("readTile", "Tuile de l'arbre (C2SP tlog-tiles)", Body::bytes()).refuses(impossible))
        .with(
            reading("proveInclusion", "Preuve qu'une entrée est dans le journal (RFC 6962)")
                .queried_by::<prove_inclusion::Question>()
                .answers::<Proof>()
                .refuses(&[kinds::MALFORMED, problems::PROOF_IMPOSSIBLE]),
        )
        .with(
            reading("proveConsistency", "Preuve que le journal n'a fait que croître (RFC 6962)")
                .queried_by::<prove_consistency::Question>()
                .answers::<Proof>()
                .refuses(&[kinds::MALFORMED, problems::PROOF_IMPOSSIBLE]),
        )
}

fn search(contract: Contract) -> Contract {
    let act = |id, summary| reading(id, summary).by_caller();
    contract
        .with(
            act("searchEvents", "Chercher des événements, du plus récent au plus ancien")
                .asks::<Search>()
                .answers::<Found>()
                .refuses(&[problems::CRITERIA_MISSING]),
        )
        .with(
            act("exportEvents", "Exporter un dossier de preuve, vérifiable hors ligne")
                .asks::<Export>()
                .answers_with(StatusCode::OK, "Une ligne JSON par élément de preuve", Some(Body::text()))
                .refuses(&[problems::CRITERIA_MISSING, problems::EXPORT_TOO_LARGE]),
        )
        .with(
            act("verifyLog", "Refaire le calcul du journal, par étapes")
                .asks::<Verification>()
                .answers::<Verified>(),
        )
}

fn holds(contract: Contract) -> Contract {
    let act = |id, summary| reading(id, summary).by_caller();
    contract
        .with(
            act("placeHold", "Soustraire à la purge ce qui concerne un dossier ou un agent")
                .asks::<NewHold>()
                .answers::<PlacedHold>(),
        )
        .with(act("listHolds", "Lister les gels").answers::<Holds>())
        .with(act("liftHold", "Lever un gel").answers::<LiftedHold>().refuses(&[problems::HOLD_UNKNOWN]))
        .with(
            act("purgeContents", "Effacer ce dont la durée de conservation est échue")
                .answers::<Purged>()
                .refuses(&[problems::OUTSIDE_WINDOW, problems::CLOCK_DOUBTED]),
        )
        .with(
            act("confirmClock", "Confirmer que l'horloge est juste, après un écart refusé par la purge")
                .asks::<ClockConfirmation>()
                .answers::<ConfirmedClock>(),
        )
        .with(act("publishCheckpoint", "Publier un point de contrôle").answers::<PublishedCheckpoint>())
}
