use platform::native::SeededRandom;
use uuid::Uuid;

use super::FactorKeys;

const OLD: &str = "0000000000000000000000000000000000000000000000000000000000000001";
const NEW: &str = "0000000000000000000000000000000000000000000000000000000000000002";

fn keys(text: &str) -> FactorKeys {
    FactorKeys::parse(text).ok().unwrap()
}

#[test]
fn opens_what_an_older_key_sealed() {
    let account = Uuid::from_u128(1);
    let sealed = keys(OLD).seal(account, b"secret", &SeededRandom::default()).unwrap();
    assert_eq!(**keys(&format!("{NEW},{OLD}")).open(account, &sealed).unwrap(), *b"secret");
    assert!(keys(NEW).open(account, &sealed).is_err());
}

#[test]
fn does_not_open_a_secret_moved_to_another_account() {
    let sealed = keys(OLD).seal(Uuid::from_u128(1), b"secret", &SeededRandom::default()).unwrap();
    assert!(keys(OLD).open(Uuid::from_u128(2), &sealed).is_err());
}

#[test]
fn does_not_open_a_secret_of_which_any_byte_changed() {
    let account = Uuid::from_u128(1);
    let sealed = keys(OLD).seal(account, b"secret", &SeededRandom::default()).unwrap();
    for place in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[place] ^= 1;
        assert!(keys(OLD).open(account, &altered).is_err(), "byte {place}");
    }
}

#[test]
fn refuses_keys_of_another_form() {
    for text in ["", "00", &OLD[..62], &format!("{OLD},"), &OLD.replace('1', "g")] {
        assert!(FactorKeys::parse(text).is_err(), "{text}");
    }
}
