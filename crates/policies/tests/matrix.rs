//! The golden table profile × purpose × category: a changed policy shows as a changed line. `UPDATE_MATRIX=1` writes it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use access::{Category, Form, ProfileCode, Purpose, Role};
use policies::{Audience, Authority, PolicyError, Reading, ReadingDecision, Sources, Standing};
use proptest::prelude::*;

/// A reading that no obstacle stops, for whatever purpose.
fn clear(profile: &ProfileCode, purpose: &Purpose) -> Reading {
    Reading {
        roles: BTreeSet::from([Role::Professionnel]),
        profile: Some(profile.clone()),
        purpose: purpose.clone(),
        standing: Standing::EnVigueur,
        organisation_category: "creche".to_owned(),
        is_purpose_contracted: true,
        is_fund_contracted: true,
        is_extra_code_right: true,
        is_verified: true,
        is_opposed: false,
        is_held_by_contracted_fund: true,
        is_tenant_of_landlord: true,
        is_under_instructor: true,
        has_rsa: true,
        youngest_child_age: Some(3),
    }
}

fn all_purposes(authority: &Authority) -> BTreeSet<Purpose> {
    authority.profiles().profiles.iter().flat_map(|profile| profile.purposes.keys().cloned()).collect()
}

/// Asks Cedar each cell in each form, without a look at the table of profiles.
fn cell(authority: &Authority, reading: &Reading, category: Category) -> String {
    let granted = |form: &&Form| authority.decide_category(reading, category, **form).is_allowed();
    let forms: Vec<_> = category.forms().iter().filter(granted).map(|form| form.as_str()).collect();
    if forms.is_empty() { "-".to_owned() } else { forms.join("+") }
}

fn render(authority: &Authority) -> String {
    let mut text = String::from(
        "# Profile × purpose × category, each cell as Cedar decides it when nothing stands in the way. `-`: not given.\n",
    );
    for profile in &authority.profiles().profiles {
        for purpose in all_purposes(authority) {
            let reading = clear(&profile.code, &purpose);
            writeln!(text, "\n{} {purpose}", profile.code).unwrap();
            for category in Category::ALL {
                writeln!(text, "  {:<26}{}", category.as_str(), cell(authority, &reading, *category))
                    .unwrap();
            }
        }
    }
    text
}

#[test]
fn the_matrix_is_the_golden_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/matrix.txt");
    let matrix = render(&Authority::load().unwrap());
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        fs::write(&path, &matrix).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    assert!(matrix == golden, "policies/matrix.txt differs: review, then run with UPDATE_MATRIX=1\n{matrix}");
}

/// What a reading gives; of one that is refused, by which rule and who may know.
fn decide(
    authority: &Authority,
    reading: Reading,
) -> Result<BTreeMap<Category, Form>, (Option<String>, Audience)> {
    match authority.decide_reading(reading) {
        ReadingDecision::Allowed(reading) => Ok(authority.grants(&reading)),
        ReadingDecision::Refused { policy, audience } => Err((policy, audience)),
    }
}

#[test]
fn a_reading_is_granted_what_the_table_says_and_nothing_else() {
    let authority = Authority::load().unwrap();
    for profile in &authority.profiles().profiles {
        for purpose in all_purposes(&authority) {
            let decision = decide(&authority, clear(&profile.code, &purpose));
            match profile.purposes.get(&purpose) {
                Some(table) => assert_eq!(decision, Ok(table.grants.clone())),
                None => assert!(matches!(decision, Err((_, Audience::Caller)))),
            }
        }
    }
}

#[test]
fn the_hash_changes_with_any_text() {
    let embedded = Sources::EMBEDDED;
    let changed = format!("{}\n", embedded.profiles);
    assert_ne!(embedded.hash(), Sources { profiles: &changed, ..embedded }.hash());
    assert_ne!(embedded.hash(), Sources { policies: &embedded.policies[1..], ..embedded }.hash());
}

#[test]
fn the_rules_that_are_compiled_in_fit_their_schema() {
    assert!(Authority::from_sources(&Sources::EMBEDDED).is_ok());
}

#[test]
fn a_rule_without_ground_id_or_schema_is_not_loaded() {
    let load = |text: &str| {
        Authority::from_sources(&Sources { policies: &[("x.cedar", text)], ..Sources::EMBEDDED }).map(|_| ())
    };
    let permit = "permit (principal, action == Action::\"importDossiers\", resource);";
    assert_eq!(load(&format!("@id(\"a\") @ground(\"b\") {permit}")), Ok(()));
    assert!(matches!(load(permit), Err(PolicyError::Annotation { annotation: "id", .. })));
    assert!(matches!(
        load(&format!("@id(\"a\") {permit}")),
        Err(PolicyError::Annotation { annotation: "ground", .. })
    ));
    let twice = format!("@id(\"a\") @ground(\"b\") {permit}").repeat(2);
    assert_eq!(load(&twice), Err(PolicyError::Duplicate("a".to_owned())));
    let unknown = "@id(\"a\") @ground(\"b\") permit (principal, action == Action::\"nothing\", resource);";
    assert!(matches!(load(unknown), Err(PolicyError::Invalid(_))));
}

#[test]
fn a_table_of_profiles_with_a_form_of_another_category_is_not_loaded() {
    let wrong =
        Sources::EMBEDDED.profiles.replacen("identite = \"complet\"", "identite = \"solde_total\"", 1);
    let loaded = Authority::from_sources(&Sources { profiles: &wrong, ..Sources::EMBEDDED });
    assert!(matches!(loaded, Err(PolicyError::Profiles(_))));
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let authority = Authority::load().unwrap();
    let profiles: Vec<_> = authority.profiles().profiles.iter().map(|profile| profile.code.clone()).collect();
    let purposes: Vec<_> = all_purposes(&authority).into_iter().collect();
    let standings =
        [Standing::EnVigueur, Standing::Suspendue, Standing::Formation, Standing::HorsVigueur].to_vec();
    let who =
        (prop::sample::select(profiles), prop::sample::select(purposes), prop::sample::select(standings));
    let flags = prop::array::uniform9(any::<bool>());
    (who, flags, prop::option::of(0u8..25)).prop_map(|((profile, purpose, standing), flags, age)| Reading {
        standing,
        is_purpose_contracted: flags[0],
        is_fund_contracted: flags[1],
        is_extra_code_right: flags[2],
        is_verified: flags[3],
        is_opposed: flags[4],
        is_held_by_contracted_fund: flags[5],
        is_tenant_of_landlord: flags[6],
        is_under_instructor: flags[7],
        has_rsa: flags[8],
        youngest_child_age: age,
        ..clear(&profile, &purpose)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_obstacle_never_adds_anything(reading in any_reading()) {
        let authority = Authority::load().unwrap();
        let unhindered = decide(&authority, clear(reading.profile.as_ref().unwrap(), &reading.purpose));
        let decision = decide(&authority, reading.clone());
        if decision.is_ok() {
            prop_assert_eq!(reading.standing, Standing::EnVigueur);
            prop_assert!(reading.is_verified && !reading.is_opposed && reading.is_purpose_contracted);
            prop_assert_eq!(decision, unhindered);
        }
    }

    #[test]
    fn what_the_caller_is_told_does_not_depend_on_the_dossier(reading in any_reading()) {
        let authority = Authority::load().unwrap();
        let unknown = Reading {
            is_verified: false,
            is_opposed: false,
            is_held_by_contracted_fund: false,
            is_tenant_of_landlord: false,
            is_under_instructor: false,
            has_rsa: false,
            youngest_child_age: None,
            ..reading.clone()
        };
        let told = |reading| match decide(&authority, reading) {
            Err((policy, Audience::Caller)) => Some(policy),
            _ => None,
        };
        prop_assert_eq!(told(reading), told(unknown));
    }
}
