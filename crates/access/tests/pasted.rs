//! A value has one form, however people write and paste it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test reports by panicking")]

use access::{Matricule, OneTimeCode, Organisme, Phone, Siret, TradeCode};
use proptest::{collection::vec, prelude::*, sample::select};

/// What is not seen, and comes along with what is copied.
const UNSEEN: &[&str] = &[
    " ", "\t", "\n", "\r\n", "\u{a0}", "\u{2007}", "\u{2009}", "\u{202f}", "\u{3000}", "\u{ad}", "\u{200b}",
    "\u{200d}", "\u{200e}", "\u{200f}", "\u{202a}", "\u{202c}", "\u{202e}", "\u{2060}", "\u{2066}",
    "\u{2069}", "\u{feff}",
];

/// What only groups.
const GROUPING: &[&str] = &["-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2212}", "/", "_"];

fn full_width(text: &str) -> String {
    let wide = |letter: char| match letter {
        '!'..='~' => char::from_u32(u32::from(letter) + 0xfee0).unwrap(),
        other => other,
    };
    text.chars().map(wide).collect()
}

/// `text` with marks before, between and after its characters, and grouping between them.
fn decorated(text: String) -> impl Strategy<Value = String> {
    let marks = vec(vec(select(UNSEEN), 0..3), text.chars().count() + 1);
    let grouping = vec(proptest::option::of(select(GROUPING)), text.chars().count());
    (marks, grouping, any::<bool>()).prop_map(move |(marks, grouping, is_wide)| {
        let mut decorated = marks.first().map(|marks| marks.concat()).unwrap_or_default();
        for (index, letter) in text.chars().enumerate() {
            let letter = letter.to_string();
            decorated.push_str(&if is_wide { full_width(&letter) } else { letter });
            decorated.push_str(&marks[index + 1].concat());
            if index + 1 < text.chars().count() {
                decorated.push_str(grouping[index].unwrap_or_default());
            }
        }
        decorated
    })
}

fn with_decoration(canonical: &'static str) -> impl Strategy<Value = (String, String)> {
    canonical.prop_flat_map(|text| decorated(text.clone()).prop_map(move |typed| (text.clone(), typed)))
}

fn phone(text: &str) -> Option<String> {
    Phone::parse(text).map(|phone| phone.to_string())
}

proptest! {
    #[test]
    fn a_matricule_is_one_however_pasted((number, typed) in with_decoration("[1-9][0-9]{0,6}")) {
        prop_assert_eq!(Matricule::parse(&typed).map(|read| read.to_string()), Some(number), "{:?}", typed);
    }

    #[test]
    fn an_organisme_is_one_however_pasted((code, typed) in with_decoration("[1-9][0-9]{2}")) {
        prop_assert_eq!(Organisme::parse(&typed).map(|read| read.to_string()), Some(code), "{:?}", typed);
    }

    #[test]
    fn a_trade_code_is_one_however_pasted((code, typed) in with_decoration("[0-9A-Z]{3,13}")) {
        prop_assert_eq!(TradeCode::parse(&typed.to_lowercase()).map(|read| read.to_string()), Some(code));
    }

    #[test]
    fn a_one_time_code_is_one_however_pasted((code, typed) in with_decoration("[0-9]{6}")) {
        prop_assert_eq!(OneTimeCode::parse(&typed).map(|read| read.as_str().to_owned()), Some(code));
    }

    #[test]
    fn a_siret_is_one_however_pasted(typed in decorated("73282932000074".to_owned())) {
        prop_assert_eq!(Siret::parse(&typed).map(String::from), Some("73282932000074".to_owned()));
    }

    #[test]
    fn a_phone_number_is_one_however_pasted((number, typed) in with_decoration("0[1-79][0-9]{8}")) {
        prop_assert_eq!(phone(&typed), phone(&number), "{:?}", typed);
        prop_assert!(phone(&number).is_some());
    }

    #[test]
    fn a_phone_number_is_one_with_every_prefix(national in "[1-79][0-9]{8}") {
        let known = phone(&format!("0{national}"));
        for prefix in ["+33", "0033", "+33 0", "+33 (0)", "(+33) ", "0033 (0)", "(0)", "tel:+33", "TEL:0", "tel:+33-0"] {
            prop_assert_eq!(phone(&format!("{prefix}{national}")), known.clone(), "{}", prefix);
        }
    }

    #[test]
    fn another_digit_is_another_number(number in "0[1-79][0-9]{8}", position in 2usize..10, by in 1u32..10) {
        let mut digits: Vec<char> = number.chars().collect();
        digits[position] = char::from_digit((digits[position].to_digit(10).unwrap() + by) % 10, 10).unwrap();
        prop_assert_ne!(phone(&digits.iter().collect::<String>()), phone(&number));
    }

    #[test]
    fn what_is_read_reads_the_same(text in "\\PC{0,24}") {
        if let Some(read) = phone(&text) { prop_assert_eq!(phone(&read), Some(read)); }
        if let Some(read) = Siret::parse(&text) { prop_assert_eq!(Siret::parse(read.as_str()), Some(read)); }
        if let Some(read) = TradeCode::parse(&text) { prop_assert_eq!(TradeCode::parse(read.as_str()), Some(read)); }
        if let Some(read) = Matricule::parse(&text) { prop_assert_eq!(Matricule::parse(&read.to_string()), Some(read)); }
    }
}

#[test]
fn lines_overseas_are_one_under_each_code() {
    for (spellings, number) in [
        (["0692 12 34 56", "+262 692 12 34 56", "00262 0692 12 34 56", "+33 692 12 34 56"], "+262692123456"),
        (["0693123456", "+262693123456", "+262 (0)693 12 34 56", "+33 0693 12 34 56"], "+262693123456"),
        (["0639 12 34 56", "+262 639 12 34 56", "tel:+262-639-12-34-56", "+33639123456"], "+262639123456"),
        (["0262 12 34 56", "+262 262 12 34 56", "+262 0262 12 34 56", "+33 262 12 34 56"], "+262262123456"),
        (["0690 12 34 56", "+590 690 12 34 56", "00590690123456", "+33 690 12 34 56"], "+590690123456"),
        (["0694 12 34 56", "+594 694 12 34 56", "+594 0694 12 34 56", "+33 694 12 34 56"], "+594694123456"),
        (["0696 12 34 56", "+596 696 12 34 56", "+596 0696 12 34 56", "+33 696 12 34 56"], "+596696123456"),
        (["0697 12 34 56", "+596 697 12 34 56", "+596 0697 12 34 56", "+33 697 12 34 56"], "+596697123456"),
    ] {
        for spelling in spellings {
            assert_eq!(phone(spelling).as_deref(), Some(number), "{spelling}");
        }
    }
}

#[test]
fn a_code_overseas_keeps_numbers_that_are_not_its_own() {
    assert_ne!(phone("+262 612 34 56 78"), phone("06 12 34 56 78"));
    assert_eq!(phone("+49 (0)30 1234567").as_deref(), Some("+49301234567"));
    assert_eq!(phone("tel:+32-2-555-12-12;ext=3").as_deref(), Some("+3225551212"));
}

#[test]
fn what_is_no_phone_number_is_refused() {
    for text in [
        "",
        "06",
        "639980001",
        "+",
        "06399800011234567",
        "06 39 98 00 0x",
        "-0639980001",
        "06 39 98 00 0",
        "+33 6 39",
        "+33 6 39 98 00 011",
        "+33 00639980001",
        "+0033639980001",
        "٠٦٣٩٩٨٠٠٠١",
        "0639980001.0",
        "06399800,01",
    ] {
        assert_eq!(phone(text), None, "{text}");
    }
}

#[test]
fn a_number_of_a_spreadsheet_is_refused() {
    for text in ["16.0", "1234.50", "-16", "16,0", "1.6E1"] {
        assert_eq!(Matricule::parse(text), None, "{text}");
    }
    assert_eq!(Matricule::parse("1.234.567"), Matricule::parse("1234567"));
    assert_eq!(Siret::parse("73282932000074.0"), None);
}
