use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{Spelling, may_be_one_person};

#[test]
fn a_civil_name_has_one_spelling() {
    for (one, other) in [
        ("Élodie-Anne", "ELODIE ANNE"),
        ("D’Ortie", "D'ORTIE"),
        ("D\u{2bc}Ortie", "d ortie"),
        ("Lefèvre", "Lefe\u{300}vre"),
        ("Cœur", "COEUR"),
        ("Lætitia", "Laetitia"),
        ("Groß", "GROSS"),
        ("Jean\u{2011}Luc", "Jean\u{a0}\u{a0}Luc"),
        ("Ｉｒｉｓ", "iris"),
        ("Łukasz", "LUKASZ"),
        ("N\u{303}un\u{303}ez", "NUÑEZ"),
    ] {
        assert_eq!(Spelling::of(one), Spelling::of(other), "{one} and {other}");
    }
    assert_ne!(Spelling::of("Genêt"), Spelling::of("Genette"));
}

#[test]
fn one_name_alike_makes_one_person() {
    assert!(may_be_one_person(("Genêt", "Ambre"), ("GENET", "Ambrre")));
    assert!(may_be_one_person(("Genêt", "Zoé"), ("Tilleul", "ZOE")));
    assert!(!may_be_one_person(("Genêt", "Ambre"), ("Quartz", "Iris")));
    assert!(!may_be_one_person(("'", "Ambre"), ("-", "Iris")), "nothing is like nothing");
}

/// What French civil status writes, and what keyboards and directories make of it.
const LETTERS: &str = "[A-Za-zÀ-ÖØ-öø-žŒœßẞ '’ʼ\u{a0}\u{202f}\u{2010}\u{2011}\u{301}\u{308}-]{0,20}";

proptest! {
    #[test]
    fn a_spelling_is_its_own(name in any::<String>()) {
        let spelling = Spelling::of(&name);
        prop_assert_eq!(&Spelling::of(spelling.as_str()), &spelling);
    }

    #[test]
    fn the_normal_form_is_of_no_matter(name in any::<String>()) {
        let spelling = Spelling::of(&name);
        prop_assert_eq!(&Spelling::of(&name.nfc().collect::<String>()), &spelling);
        prop_assert_eq!(&Spelling::of(&name.nfd().collect::<String>()), &spelling);
    }

    #[test]
    fn case_accents_and_separators_are_of_no_matter(name in LETTERS) {
        let spelling = Spelling::of(&name);
        prop_assert_eq!(&Spelling::of(&name.to_uppercase()), &spelling);
        prop_assert_eq!(&Spelling::of(&name.to_lowercase()), &spelling);
        let bare: String = name.nfd().filter(|letter| letter.is_alphanumeric()).collect();
        prop_assert_eq!(&Spelling::of(&bare), &spelling);
    }
}
