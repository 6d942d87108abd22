use proptest::prelude::*;

use access::Siret;

use crate::domain::{CodeKind, ExtraCode, Label, PersonName, TextDigest};

#[test]
fn a_siret_has_a_right_key() {
    assert_eq!(Siret::parse("732 829\u{202f}320\u{a0}00074\t").unwrap().as_str(), "73282932000074");
    for wrong in
        ["73282932000075", "7328293200007", "732829320000744", "7328293200007A", "", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"]
    {
        assert_eq!(Siret::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn an_establishment_of_la_poste_has_a_sum_in_place_of_the_key() {
    assert!(Siret::parse("35600000049837").is_some());
    assert!(Siret::parse("35600000049838").is_none());
}

proptest! {
    #[test]
    fn one_wrong_digit_is_always_seen(position in 0usize..14, by in 1u32..10) {
        let mut digits: Vec<char> = "73282932000074".chars().collect();
        let digit = (digits[position].to_digit(10).unwrap() + by) % 10;
        digits[position] = char::from_digit(digit, 10).unwrap();
        prop_assert!(Siret::parse(&digits.iter().collect::<String>()).is_none());
    }

    #[test]
    fn no_text_breaks_the_readers(text in ".{0,40}") {
        let _ = Siret::parse(&text);
        let _ = ExtraCode::parse(CodeKind::Landlord, &text);
        let _ = ExtraCode::parse(CodeKind::Instructor, &text);
        let _ = TextDigest::try_from(text);
    }
}

#[test]
fn an_instructor_number_names_service_and_agent() {
    let read = |text| ExtraCode::parse(CodeKind::Instructor, text).map(|code| code.text);
    assert_eq!(read("042 s 218 07").unwrap(), "042S21807");
    assert_eq!(read("02A0004123456").unwrap(), "02A0004123456");
    for wrong in ["42S21807", "042X21807", "042S218", "042S2181234567", "042S21A07", "é42S21807"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_landlord_code_is_short_letters_and_digits() {
    let read = |text| ExtraCode::parse(CodeKind::Landlord, text).map(|code| code.text);
    for pasted in ["blr 042", "BLR\u{2011}042", "\u{202a}blr.042\u{202c}\n"] {
        assert_eq!(read(pasted).unwrap(), "BLR042", "{pasted:?}");
    }
    for wrong in ["B1", "BLR+42", "BAILLEUR000042"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_name_keeps_nothing_unseen_at_its_ends() {
    for pasted in ["CCAS de Sorbier", "\u{a0}CCAS de Sorbier\t", "\u{feff}CCAS de Sorbier\u{200b}\r\n"] {
        assert_eq!(Label::parse(pasted).unwrap().as_str(), "CCAS de Sorbier", "{pasted:?}");
    }
    for wrong in ["", "\u{200b}\u{a0}", "CCAS\u{7}de Sorbier"] {
        assert!(Label::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_person_has_one_e_mail_whatever_its_case() {
    let person = |email: &str| {
        let document = serde_json::json!({ "email": email, "nom": "Marchand", "prenoms": "Inès" });
        serde_json::from_value::<PersonName>(document)
    };
    for typed in ["ines.marchand@ccas.example", "Ines.MARCHAND@Ccas.example", " ines.marchand@ccas.example "]
    {
        assert_eq!(person(typed).unwrap().email.as_str(), "ines.marchand@ccas.example", "{typed}");
    }
    for wrong in ["inès@ccas.example", "ines", "@ccas.example", "a b@c.d", "a@b@c.d", "a@b"] {
        assert!(person(wrong).is_err(), "{wrong}");
    }
}
