use platform::native::SeededRandom;
use proptest::prelude::*;

use super::*;

const OLD: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const NEW: &str = "0101010101010101010101010101010101010101010101010101010101010101";

fn ring(pairs: &[&str]) -> KeyRing {
    KeyRing::parse(&pairs.join(",")).unwrap()
}

const PLACE: Place<'static> = Place { record: b"dossier-1", field: "identite" };

#[test]
fn opens_what_it_sealed() {
    let ring = ring(&[OLD]);
    let sealed = ring.seal(&SeededRandom::default(), PLACE, b"texte").unwrap();
    assert_eq!(&**ring.open(ring.current(), PLACE, &sealed).unwrap(), b"texte");
    assert!(!sealed.windows(5).any(|window| window == b"texte"));
}

#[test]
fn opens_nowhere_else() {
    let ring = ring(&[OLD, NEW]);
    let sealed = ring.seal(&SeededRandom::default(), PLACE, b"texte").unwrap();
    let elsewhere = [
        Place { record: b"dossier-2", ..PLACE },
        Place { field: "ressources", ..PLACE },
        Place { record: b"dossier-1i", field: "dentite" },
    ];
    for place in elsewhere {
        assert_eq!(ring.open(ring.current(), place, &sealed), Err(SealError::Altered));
    }
    assert_eq!(
        ring.open(ring.keys.keys().find(|id| *id != ring.current()).unwrap(), PLACE, &sealed),
        Err(SealError::Altered)
    );
    assert_eq!(ring.open(&KeyId::from_text("c"), PLACE, &sealed), Err(SealError::UnknownKey));
}

#[test]
fn a_former_key_opens_and_the_current_one_seals() {
    let old = ring(&[OLD]);
    let former = old.current();
    let sealed = old.seal(&SeededRandom::default(), PLACE, b"texte").unwrap();
    let rotated = ring(&[NEW, OLD]);
    assert_eq!(rotated.current(), ring(&[NEW]).current());
    assert_ne!(rotated.current(), former);
    assert_eq!(&**rotated.open(former, PLACE, &sealed).unwrap(), b"texte");
    assert_eq!(ring(&[NEW]).open(former, PLACE, &sealed), Err(SealError::UnknownKey));
}

#[test]
fn a_ring_of_another_form_is_refused() {
    let twice = format!("{OLD},{OLD}");
    for text in ["", "a", "00", "zz", "é", &format!("{OLD},"), &twice] {
        assert!(KeyRing::parse(text).is_none(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_altered_ciphertext_opens(text: Vec<u8>, at: prop::sample::Index, bit in 0u8..8) {
        let ring = ring(&[OLD]);
        let mut sealed = ring.seal(&SeededRandom::default(), PLACE, &text).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert_eq!(ring.open(ring.current(), PLACE, &sealed), Err(SealError::Altered));
    }

    #[test]
    fn whatever_is_no_ciphertext_does_not_open(bytes: Vec<u8>) {
        let ring = ring(&[OLD]);
        prop_assert_eq!(ring.open(ring.current(), PLACE, &bytes), Err(SealError::Altered));
    }
}
