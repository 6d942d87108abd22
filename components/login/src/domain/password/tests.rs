use platform::native::SeededRandom;
use uuid::Uuid;

use super::{NOBODY, PasswordRefusal, Question, SETTINGS, check, is_right, to_keep, to_verify};
use crate::domain::account::Account;

fn account() -> Account {
    Account {
        id: Uuid::from_u128(1),
        identifier: "claire.lefebvre@ccas-exemple.fr".to_owned(),
        last_name: "Lefebvre".to_owned(),
        first_names: "Claire Odile".to_owned(),
        password_hash: None,
        totp: None,
        password_expires_at: None,
        is_reset: false,
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
        ("gestionnaire", PasswordRefusal::Common),
        ("Travailleuse-Sociale", PasswordRefusal::Common),
        ("Departementale2026", PasswordRefusal::Common),
        ("lefebvre-tournesol", PasswordRefusal::Derived),
        ("L3f3bvr3 tournesol", PasswordRefusal::Derived),
        ("tournesol de Claire", PasswordRefusal::Derived),
    ];
    for (password, refusal) in cases {
        assert_eq!(check(password, &account()), Err(refusal), "{password}");
    }
}

fn kept() -> Question {
    to_keep("tournesol grange violon", &SeededRandom::default()).unwrap()
}

/// The hash of whoever answers with the secret itself.
fn hashed(question: &Question) -> String {
    format!("{}${}", question.reglage, question.secret)
}

#[test]
fn keeps_a_new_password_with_the_costs_of_owasp_and_a_salt_of_its_own() {
    let random = SeededRandom::default();
    let [one, other] = [(); 2].map(|()| to_keep("tournesol grange violon", &random).unwrap());
    assert!(one.reglage.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.reglage);
    assert_ne!(one.reglage, other.reglage);
    assert_ne!(one.secret, other.secret);
}

#[test]
fn asks_the_same_again_for_the_right_password_and_for_no_other() {
    let kept = hashed(&kept());
    let right = to_verify("tournesol grange violon", Some(&kept)).unwrap();
    let wrong = to_verify("tournesol grange violoN", Some(&kept)).unwrap();
    assert!(is_right(&hashed(&right), Some(&kept)));
    assert!(!is_right(&hashed(&wrong), Some(&kept)));
}

#[test]
fn asks_as_much_when_there_is_no_account_and_is_never_right() {
    let nobody = to_verify("tournesol grange violon", None).unwrap();
    assert!(nobody.reglage.starts_with(SETTINGS));
    assert!(!is_right(NOBODY, None));
    assert!(!is_right(&hashed(&nobody), None));
}

#[test]
fn lets_the_password_itself_go_nowhere() {
    let question = serde_json::to_string(&kept()).unwrap();
    assert!(!question.contains("tournesol"), "{question}");
    assert!(!question.contains(&base16ct::lower::encode_string(b"tournesol")), "{question}");
}
