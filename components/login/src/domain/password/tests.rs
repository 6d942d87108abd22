use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use platform::native::SeededRandom;
use uuid::Uuid;

use super::{PasswordRefusal, check, hash, verify};
use crate::domain::account::Account;

fn account() -> Account {
    Account {
        id: Uuid::from_u128(1),
        identifier: "claire.lefebvre@ccas-exemple.fr".to_owned(),
        last_name: "Lefebvre".to_owned(),
        first_names: "Claire Odile".to_owned(),
        password_hash: None,
        totp: None,
    }
}

#[test]
fn accepts_unrelated_words_and_random_letters() {
    for password in ["tournesol grange violon", "kT9#vLq2!mZx7", "Un éléphant, onze poires"] {
        assert_eq!(check(password, &account()), Ok(()), "{password}");
    }
}

#[test]
fn refuses_each_weakness_by_its_name() {
    let cases = [
        ("kT9#vLq2!mZ", PasswordRefusal::TooShort),
        (&"aB3 ".repeat(40), PasswordRefusal::TooLong),
        ("ababababababab", PasswordRefusal::TooUniform),
        ("MotDePasse2026!", PasswordRefusal::Common),
        ("M0tD€P@sse1234", PasswordRefusal::Common),
        ("Password123456", PasswordRefusal::Common),
        ("azertyuiop123", PasswordRefusal::Common),
        ("123456789012", PasswordRefusal::Common),
        ("Bonjour-Soleil-75", PasswordRefusal::Common),
        ("lefebvre-tournesol", PasswordRefusal::Derived),
        ("L3f3bvr3 tournesol", PasswordRefusal::Derived),
        ("tournesol de Claire", PasswordRefusal::Derived),
    ];
    for (password, refusal) in cases {
        assert_eq!(check(password, &account()), Err(refusal), "{password}");
    }
}

#[test]
fn verifies_the_password_of_its_hash_and_no_other() {
    let kept = hash("tournesol grange violon", &SeededRandom::default()).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(verify("tournesol grange violon", Some(&kept)));
    assert!(!verify("tournesol grange violoN", Some(&kept)));
    assert!(!verify("tournesol grange violon", None));
}

#[test]
fn computes_the_argon2id_tag_of_rfc_9106() {
    let mut params = ParamsBuilder::new();
    params.m_cost(32).t_cost(3).p_cost(4).data(AssociatedData::new(&[4; 12]).unwrap());
    let params = params.build().unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    let expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
    assert_eq!(base16ct::lower::encode_string(&tag), expected);
}
