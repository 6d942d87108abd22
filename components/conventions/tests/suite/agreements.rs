use access::Role;
use http::Method;
use platform::Clock as _;
use serde_json::{Value, json};

use crate::fund::{Fund, TEXT, digest, officer, person, slug};

#[tokio::test]
async fn a_convention_goes_from_draft_to_force_and_each_step_is_journaled() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let path = fund.active_convention(&partner).await;

    let convention = fund.read(&partner.manager, &path).await;
    assert_eq!(convention["etat"], "active");
    let acts: Vec<_> =
        convention["historique"].as_array().unwrap().iter().map(|act| act["acte"].clone()).collect();
    assert_eq!(acts, ["creation", "depot", "prise-en-charge", "completude", "signature", "contresignature"]);
    let traced = |act: &Value| act["est_trace"] == true;
    assert!(convention["historique"].as_array().unwrap().iter().all(traced));
    let told = fund
        .events
        .lock()
        .unwrap()
        .values()
        .filter(|event| event["fait"]["type"] == "ConventionChanged")
        .count();
    assert_eq!(told, 6);
}

#[tokio::test]
async fn both_signatures_hold_the_text_the_purposes_and_the_regulatory_act() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let path = fund.active_convention(&partner).await;
    let signatures = fund.read(&officer(), &path).await["signatures"].clone();
    assert_eq!(signatures.as_array().unwrap().len(), 2);
    for signature in signatures.as_array().unwrap() {
        assert_eq!(signature["empreinte"], digest(TEXT));
        assert_eq!(signature["finalites"], json!(["gestion_locative"]));
        assert_eq!(signature["acte_reglementaire"], "Acte fictif du 1er mars 2026");
        assert_eq!(signature["empreinte_acte"], digest("acte"));
    }
}

#[tokio::test]
async fn the_fund_signs_after_the_partner_and_both_the_exact_text() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let path = fund.draft(&partner, json!({})).await;
    fund.act(&partner.manager, &format!("{path}/depot"), json!({})).await;
    fund.act(&officer(), &format!("{path}/prise-en-charge"), json!({})).await;
    fund.act(&officer(), &format!("{path}/completude"), json!({})).await;

    let countersigned = json!({ "version": 4, "empreinte": digest(TEXT) });
    let sign = format!("{path}/contresignature");
    assert_eq!(fund.refused(&officer(), &sign, countersigned).await, "signature-du-partenaire-attendue");
    let other = json!({ "version": 4, "empreinte": digest("autre texte") });
    assert_eq!(
        fund.refused(&partner.representative, &format!("{path}/signature"), other).await,
        "texte-different"
    );
    assert_eq!(fund.read(&officer(), &path).await["version"], 4, "nothing changed");
}

#[tokio::test]
async fn a_phase_is_due_in_the_funds_calendar_and_its_length_is_a_setting() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let path = fund.draft(&partner, json!({})).await;
    fund.act(&partner.manager, &format!("{path}/depot"), json!({})).await;
    // Monday 2 March 2026 and 15 days: the end of Tuesday 17, in winter time.
    assert_eq!(fund.read(&officer(), &path).await["echeance"], "2026-03-17T23:00:00Z");
    fund.world.settings.set("conventions_phase_days", "15, 5, 45, 15");
    fund.act(&officer(), &format!("{path}/prise-en-charge"), json!({})).await;
    // Saturday 7 gives Monday 9.
    assert_eq!(fund.read(&officer(), &path).await["echeance"], "2026-03-09T23:00:00Z");
}

#[tokio::test]
async fn an_amendment_leaves_the_former_in_force_until_it_is_accepted() {
    let fund = Fund::new();
    let (partner, former, _, habilitation) = fund.landlord(None).await;
    let id = former.rsplit('/').next().unwrap();
    let amendment = fund.draft(&partner, json!({ "avenant_a": id, "fin": "2027-12-31" })).await;
    fund.bring_to_signature(&partner, &amendment).await;
    assert_eq!(fund.read(&officer(), &former).await["etat"], "active");
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);

    fund.act(&officer(), &format!("{amendment}/contresignature"), json!({ "empreinte": digest(TEXT) })).await;
    assert_eq!(fund.read(&officer(), &former).await["etat"], "resiliee");
    assert_eq!(fund.read(&officer(), &amendment).await["contrats"].as_array().unwrap().len(), 1);
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
}

#[tokio::test]
async fn an_amendment_waits_for_its_first_day() {
    let fund = Fund::new();
    let (partner, former, _, habilitation) = fund.landlord(None).await;
    let id = former.rsplit('/').next().unwrap();
    let changes = json!({ "avenant_a": id, "debut": "2026-06-01", "fin": "2027-12-31" });
    let amendment = fund.draft(&partner, changes).await;
    fund.bring_to_signature(&partner, &amendment).await;
    let path = format!("{amendment}/contresignature");
    let body = json!({ "version": 5, "empreinte": digest(TEXT) });
    let (status, answer) = fund.post(&officer(), &path, body.clone()).await;
    assert_eq!((status.as_u16(), slug(&answer).as_str()), (409, "avenant-a-venir"));
    assert_eq!(answer["a_partir_du"], "2026-06-01");
    assert_eq!(fund.read(&officer(), &former).await["etat"], "active");
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);

    fund.world.clock.set("2026-05-31T22:00:00Z".parse().unwrap());
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
    fund.done(&officer(), &path, body).await;
    assert_eq!(fund.read(&officer(), &former).await["etat"], "resiliee");
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
}

#[tokio::test]
async fn an_amendment_begins_while_the_former_runs() {
    let fund = Fund::new();
    let (partner, former, _, _) = fund.landlord(None).await;
    let id = former.rsplit('/').next().unwrap();
    let late = |version: Option<u32>| {
        json!({ "finalites": ["gestion_locative"], "acte_reglementaire": "Acte fictif", "empreinte_acte": digest("acte"),
            "texte": TEXT, "debut": "2027-01-01", "fin": "2027-12-31", "avenant_a": id, "version": version })
    };
    assert_eq!(fund.refused(&partner.manager, "/v1/conventions", late(None)).await, "periode-invalide");
    let draft = fund.draft(&partner, json!({ "avenant_a": id })).await;
    let (_, answer) = fund.ask(&partner.manager, Method::PUT, &draft, late(Some(1))).await;
    assert_eq!(slug(&answer), "periode-invalide");
}

#[tokio::test]
async fn an_organisation_has_one_convention_at_a_time() {
    let fund = Fund::new();
    let (partner, former, _, _) = fund.landlord(None).await;
    let second = fund.draft(&partner, json!({})).await;
    fund.bring_to_signature(&partner, &second).await;
    let path = format!("{second}/contresignature");
    let body = json!({ "version": 5, "empreinte": digest(TEXT) });
    assert_eq!(fund.refused(&officer(), &path, body.clone()).await, "doublon");
    assert_eq!(fund.read(&officer(), &second).await["etat"], "signature");
    let next = fund.draft(&partner, json!({ "debut": "2027-01-01", "fin": "2027-12-31" })).await;
    fund.bring_to_signature(&partner, &next).await;
    fund.act(&officer(), &format!("{next}/contresignature"), json!({ "empreinte": digest(TEXT) })).await;
    fund.act(&officer(), &format!("{former}/resiliation"), json!({ "motif": "Fin de la mission" })).await;
    fund.done(&officer(), &path, body).await;
}

#[tokio::test]
async fn an_amendment_lifts_no_suspension() {
    let fund = Fund::new();
    let (partner, former, _, _) = fund.landlord(None).await;
    let id = former.rsplit('/').next().unwrap();
    let amendment = fund.draft(&partner, json!({ "avenant_a": id })).await;
    fund.bring_to_signature(&partner, &amendment).await;
    fund.act(&officer(), &format!("{former}/suspension"), json!({ "motif": "Contrôle en cours" })).await;
    let body = json!({ "version": 5, "empreinte": digest(TEXT) });
    assert_eq!(
        fund.refused(&officer(), &format!("{amendment}/contresignature"), body).await,
        "acte-hors-sequence"
    );
    assert_eq!(fund.read(&officer(), &amendment).await["etat"], "signature");
}

/// Passes until they have come up to now: how many conventions and habilitations they recorded, and detached.
pub async fn passes(fund: &Fund) -> [u64; 3] {
    let (mut recorded, now) = ([0; 3], json!(fund.world.clock.now()));
    loop {
        let pass = fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
        for (count, name) in recorded.iter_mut().zip(["conventions", "habilitations", "detachements"]) {
            *count += pass[name].as_u64().unwrap();
        }
        if pass["jusqu_a"] == now {
            return recorded;
        }
    }
}

#[tokio::test]
async fn a_clock_that_jumps_ends_nothing_for_good() {
    let fund = Fund::new();
    let (_, convention, _, habilitation) = fund.landlord(None).await;
    let today = fund.world.clock.now();
    fund.world.clock.set("2028-12-31T23:00:00Z".parse().unwrap());
    for _ in 0..3 {
        let pass = fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
        assert_eq!((&pass["conventions"], &pass["habilitations"]), (&json!(0), &json!(0)));
    }
    assert_eq!(fund.standing(&habilitation).await["motif"], "habilitation_expiree", "judged by the clock");
    fund.world.clock.set(today);
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
    assert_eq!(fund.read(&officer(), &convention).await["etat"], "active");
    assert_eq!(passes(&fund).await, [0, 0, 0]);
}

#[tokio::test]
async fn a_convention_that_ended_by_its_date_is_expired_whether_or_not_a_pass_came() {
    let fund = Fund::new();
    let (_, convention, _, habilitation) = fund.landlord(None).await;
    fund.world.clock.set("2026-12-31T23:00:00Z".parse().unwrap());
    assert_eq!(fund.read(&officer(), &convention).await["etat"], "expiree");
    let body = json!({ "version": 6, "motif": "Trop tard" });
    assert_eq!(
        fund.refused(&officer(), &format!("{convention}/suspension"), body).await,
        "acte-hors-sequence"
    );

    assert_eq!(passes(&fund).await, [1, 1, 1]);
    assert_eq!(passes(&fund).await, [0, 0, 0]);
    let kinds =
        fund.events.lock().unwrap().values().map(|event| event["fait"]["type"].clone()).collect::<Vec<_>>();
    assert!(kinds.contains(&json!("HabilitationExpired")));
    assert_eq!(fund.standing(&habilitation).await["motif"], "habilitation_expiree");
}

#[tokio::test]
async fn a_contract_stays_within_its_convention() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let contract = |purpose: &str, profile: &str, end: &str| {
        json!({ "module": "cdap", "debut": "2026-01-01", "fin": end, "limites": {
            "finalites": [purpose], "profils": [profile], "code": null, "budget_mensuel": 800,
            "organismes": ["421"], "verification": "telephone", "reseaux": ["198.51.100.0/24"] } })
    };
    let with = |mut body: Value, limit: &str, value: Value| {
        body["limites"][limit] = value;
        body
    };
    let path = format!("{convention}/contrats");
    let cases = [
        (contract("aide_financiere", "T3", "2026-12-31"), "au-dela-de-l-accord"),
        (contract("gestion_locative", "T9", "2026-12-31"), "donnees-invalides"),
        (with(contract("gestion_locative", "T3", "2026-12-31"), "profils", json!([])), "donnees-invalides"),
        (
            with(contract("gestion_locative", "T3", "2026-12-31"), "reseaux", json!(["10.0.0.0/33"])),
            "donnees-invalides",
        ),
        (contract("gestion_locative", "T3", "2027-01-01"), "periode-invalide"),
        (contract("gestion_locative", "T3", "2025-12-31"), "periode-invalide"),
    ];
    for (body, expected) in cases {
        assert_eq!(fund.refused(&officer(), &path, body).await, expected);
    }
    fund.done(&officer(), &path, contract("gestion_locative", "T3", "2026-12-31")).await;
    let same = contract("gestion_locative", "T3", "2026-12-31");
    assert_eq!(fund.refused(&officer(), &path, same).await, "doublon");
}

#[tokio::test]
async fn a_module_has_one_contract_at_a_time() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let contract = |first: &str, last: &str| {
        json!({ "module": "cdap", "debut": first, "fin": last, "limites": {
            "finalites": ["gestion_locative"], "profils": ["T3"], "code": null, "budget_mensuel": 800,
            "organismes": ["421"], "verification": "telephone" } })
    };
    let path = format!("{convention}/contrats");
    fund.done(&officer(), &path, contract("2026-05-01", "2026-08-31")).await;
    for (first, last) in
        [("2026-01-01", "2026-05-01"), ("2026-08-31", "2026-12-31"), ("2026-06-01", "2026-06-30")]
    {
        assert_eq!(fund.refused(&officer(), &path, contract(first, last)).await, "doublon");
    }
    fund.done(&officer(), &path, contract("2026-01-01", "2026-04-30")).await;
    fund.done(&officer(), &path, contract("2026-09-01", "2026-12-31")).await;
}

#[tokio::test]
async fn only_a_draft_is_rewritten() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let path = fund.draft(&partner, json!({})).await;
    let body = |version: u32| {
        json!({ "finalites": ["gestion_locative"], "acte_reglementaire": "Acte fictif", "empreinte_acte": digest("acte"),
            "texte": "Autre texte", "debut": "2026-01-01", "fin": "2026-06-30", "version": version })
    };
    let (_, answer) = fund.ask(&partner.manager, Method::PUT, &path, body(1)).await;
    assert_eq!(answer["version"], 2);
    let mut amendment = body(2);
    amendment["avenant_a"] = json!(partner.id);
    let (_, answer) = fund.ask(&partner.manager, Method::PUT, &path, amendment).await;
    assert_eq!(answer["pointeur"], "/avenant_a");
    fund.act(&partner.manager, &format!("{path}/depot"), json!({})).await;
    let (_, answer) = fund.ask(&partner.manager, Method::PUT, &path, body(3)).await;
    assert_eq!(slug(&answer), "acte-hors-sequence");
}

#[tokio::test]
async fn names_the_organisations_that_are_known_and_no_other() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "ccas").await;
    let unknown = uuid::Uuid::from_u128(7);
    let expected = json!({ partner.id.to_string(): "Partenaire fictif" });
    assert_eq!(fund.names(&[partner.id, unknown]).await, expected);
    assert_eq!(fund.names(&[]).await, json!({}));
}
