use std::collections::BTreeSet;

use access::Role;

use super::*;
use crate::Standing;

/// Verified or not, it is a reading of a young family's dossier by its crèche.
fn reading(authority: &Authority, is_verified: bool) -> Reading {
    let profile = authority.profiles().profiles.first().unwrap();
    Reading {
        roles: BTreeSet::from([Role::Professionnel]),
        profile: Some(profile.code.clone()),
        purpose: profile.purposes.keys().next().unwrap().clone(),
        standing: Standing::EnVigueur,
        organisation_category: "creche".to_owned(),
        is_purpose_contracted: true,
        is_fund_contracted: true,
        is_extra_code_right: true,
        is_verified,
        is_opposed: false,
        is_held_by_contracted_fund: true,
        is_tenant_of_landlord: true,
        is_under_instructor: true,
        has_rsa: true,
        youngest_child_age: Some(3),
    }
}

fn remembered(authority: &Authority) -> usize {
    authority.granted.lock().unwrap().len()
}

#[test]
fn remembers_what_it_granted_and_judges_each_refusal_anew() {
    let authority = Authority::load().unwrap();
    for _ in 0..2 {
        let refused = authority.decide_reading(&reading(&authority, false));
        assert!(matches!(refused, ReadingDecision::Refused { audience: Audience::Journal, .. }));
        assert_eq!(remembered(&authority), 0);
    }
    let granted = authority.decide_reading(&reading(&authority, true));
    assert!(matches!(&granted, ReadingDecision::Granted(grants) if !grants.is_empty()));
    assert_eq!(remembered(&authority), 1);
    assert_eq!(authority.decide_reading(&reading(&authority, true)), granted);
}
