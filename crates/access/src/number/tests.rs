use super::*;

fn read(text: &str) -> Option<String> {
    Matricule::parse(text).map(|matricule| matricule.to_string())
}

#[test]
fn every_historic_spelling_reads_as_one_number() {
    for spelling in ["1234567", " 1234567 ", "123 45 67", "123456700000000", "000000001234567", "0001234567"]
    {
        assert_eq!(read(spelling).as_deref(), Some("1234567"), "{spelling}");
    }
}

#[test]
fn a_short_number_keeps_its_last_zeros() {
    assert_eq!(read("12300").as_deref(), Some("12300"));
    assert_eq!(read("001230000000000").as_deref(), Some("12300"));
    assert_eq!(read("0012345").as_deref(), Some("12345"));
}

#[test]
fn what_is_no_number_is_refused() {
    for text in
        ["", "0", "0000000", "12345678", "123456A", "1234567890123456", "١٢٣", "-1", "12345678901234567890"]
    {
        assert_eq!(read(text), None, "{text}");
    }
    for text in ["", "42", "4210", "42A", "000"] {
        assert_eq!(Organisme::parse(text), None, "{text}");
    }
}
