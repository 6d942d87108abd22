use access::{Module, ProfileCode, Purpose};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::domain::{
    CodeKind, Coded, ContractState, ConventionState, HabilitationState, Limits, Obstacle,
    OrganisationCategory, Origin, StandingFacts, Verification,
};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    instant("2026-03-02T09:00:00Z")
}

fn in_force() -> StandingFacts {
    let (start, end) = (instant("2026-01-01T00:00:00Z"), instant("2026-12-31T23:00:00Z"));
    let purpose = || vec![Purpose::parse("gestion_locative").unwrap()];
    let profile = || ProfileCode::parse("T3").unwrap();
    StandingFacts {
        habilitation: (HabilitationState::Active, start, end),
        profile: (profile(), 1),
        purposes: purpose(),
        code: Some((CodeKind::Landlord, "BLR042".to_owned())),
        trained_until: Some(end),
        contract: (ContractState::Active, start, end),
        module: Module::Cdap,
        limits: Limits {
            finalites: purpose(),
            profils: vec![profile()],
            code: Some(CodeKind::Landlord),
            budget_mensuel: Some(800),
            reseaux: vec![],
            applications: vec![],
            organismes: vec!["421".to_owned()],
            verification: Verification::Phone,
        },
        convention: (ConventionState::Active, start, end),
        convention_purposes: purpose(),
        organisation: (Uuid::nil(), OrganisationCategory::SocialLandlord),
        awaits_trace: false,
        consumed: 799,
    }
}

#[test]
fn tells_what_is_allowed_when_all_is_in_force() {
    let answer = serde_json::to_value(in_force().judge(now(), Module::Cdap, Origin::default())).unwrap();
    let expected = serde_json::json!({
        "en_vigueur": true,
        "profil": { "code": "T3", "version": 1 },
        "finalites": ["gestion_locative"],
        "codes": { "bailleur": "BLR042" },
        "organismes": ["421"],
        "verification": "telephone",
        "budget_mensuel": 800,
        "budget_epuise": false,
        "organisation": { "id": Uuid::nil(), "categorie": "bailleur_social" },
    });
    assert_eq!(answer, expected);
}

fn obstacle(change: impl FnOnce(&mut StandingFacts)) -> Option<Obstacle> {
    let mut facts = in_force();
    change(&mut facts);
    facts.judge(now(), Module::Cdap, Origin::default()).obstacle()
}

#[test]
fn only_an_active_habilitation_contract_and_convention_are_in_force() {
    for state in HabilitationState::ALL {
        let obstacle = obstacle(|facts| facts.habilitation.0 = *state);
        assert_eq!(obstacle.is_none(), *state == HabilitationState::Active, "{state:?}");
    }
    for state in ContractState::ALL {
        let obstacle = obstacle(|facts| facts.contract.0 = *state);
        assert_eq!(obstacle.is_none(), *state == ContractState::Active, "{state:?}");
    }
    for state in ConventionState::ALL {
        let obstacle = obstacle(|facts| facts.convention.0 = *state);
        assert_eq!(obstacle.is_none(), *state == ConventionState::Active, "{state:?}");
    }
}

#[test]
fn each_date_ends_the_right_at_its_instant_and_not_before() {
    let (before, after) = (now() + 1.second(), now());
    type SetEnd = fn(&mut StandingFacts, Timestamp);
    let ends: [(SetEnd, Obstacle); 4] = [
        (|facts, end| facts.habilitation.2 = end, Obstacle::Expired),
        (|facts, end| facts.trained_until = Some(end), Obstacle::Training),
        (|facts, end| facts.contract.2 = end, Obstacle::ContractEnded),
        (|facts, end| facts.convention.2 = end, Obstacle::ConventionEnded),
    ];
    for (set, expected) in ends {
        assert_eq!(obstacle(|facts| set(facts, after)), Some(expected));
        assert_eq!(obstacle(|facts| set(facts, before)), None, "one second before {expected:?}");
    }
}

#[test]
fn no_right_begins_before_its_first_day() {
    let tomorrow = now() + 24.hours();
    assert_eq!(obstacle(|facts| facts.habilitation.1 = tomorrow), Some(Obstacle::NotBegun));
    assert_eq!(obstacle(|facts| facts.contract.1 = tomorrow), Some(Obstacle::ContractEnded));
    assert_eq!(obstacle(|facts| facts.convention.1 = tomorrow), Some(Obstacle::ConventionEnded));
}

#[test]
fn a_purpose_taken_from_the_contract_or_the_convention_is_lost() {
    assert_eq!(obstacle(|facts| facts.limits.finalites.clear()), Some(Obstacle::NoPurpose));
    assert_eq!(obstacle(|facts| facts.convention_purposes.clear()), Some(Obstacle::NoPurpose));
}

#[test]
fn a_contract_opens_its_own_module_alone() {
    for contracted in Module::ALL {
        for asking in Module::ALL {
            let facts = StandingFacts { module: *contracted, ..in_force() };
            let obstacle = facts.judge(now(), *asking, Origin::default()).obstacle();
            let expected = (contracted != asking).then_some(Obstacle::Module);
            assert_eq!(obstacle, expected, "{asking} asks about a contract of {contracted}");
        }
    }
}

#[test]
fn a_right_without_its_trace_or_its_training_is_none() {
    assert_eq!(obstacle(|facts| facts.awaits_trace = true), Some(Obstacle::Untraced));
    assert_eq!(obstacle(|facts| facts.trained_until = None), Some(Obstacle::Training));
}

#[test]
fn a_contract_that_names_networks_admits_no_other_nor_one_that_cannot_be_told() {
    let from = |address: Option<&str>| {
        let mut facts = in_force();
        facts.limits.reseaux =
            ["198.51.100.0/24", "2001:db8::/32"].map(|text| text.parse().unwrap()).to_vec();
        let adresse = address.map(|text| text.parse().unwrap());
        facts.judge(now(), Module::Cdap, Origin { adresse, application: None }).obstacle()
    };
    for inside in ["198.51.100.0", "198.51.100.255", "::ffff:198.51.100.7", "2001:db8:ffff::1"] {
        assert_eq!(from(Some(inside)), None, "{inside}");
    }
    for outside in ["198.51.101.0", "198.51.99.255", "::ffff:203.0.113.9", "2001:db9::1", "::1"] {
        assert_eq!(from(Some(outside)), Some(Obstacle::Network), "{outside}");
    }
    assert_eq!(from(None), Some(Obstacle::Network));
}

#[test]
fn a_contract_that_names_applications_admits_no_other_nor_one_that_cannot_be_told() {
    let through = |application: Option<u128>| {
        let mut facts = in_force();
        facts.limits.applications = vec![Uuid::from_u128(1), Uuid::from_u128(2)];
        let application = application.map(Uuid::from_u128);
        facts.judge(now(), Module::Cdap, Origin { adresse: None, application }).obstacle()
    };
    assert_eq!(through(Some(1)), None);
    assert_eq!(through(Some(2)), None);
    assert_eq!(through(Some(3)), Some(Obstacle::Application));
    assert_eq!(through(None), Some(Obstacle::Application));
}

#[test]
fn a_right_that_has_ended_is_said_before_the_network() {
    let ended = obstacle(|facts| {
        facts.limits.reseaux = vec!["198.51.100.0/24".parse().unwrap()];
        facts.convention.0 = ConventionState::Terminated;
    });
    assert_eq!(ended, Some(Obstacle::ConventionEnded));
}
