use jiff::Timestamp;

use super::{base32, code_at, matching_step};

const SECRET: &[u8] = b"12345678901234567890";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn gives_the_codes_of_rfc_6238_appendix_b() {
    let vectors = [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ];
    for (second, code) in vectors {
        assert_eq!(code_at(SECRET, second / 30, 8), code, "at {second}");
    }
}

#[test]
fn writes_secrets_as_rfc_4648() {
    assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

#[test]
fn accepts_a_neighbouring_step_and_no_further() {
    let code = code_at(SECRET, 100, 6);
    for (step, accepted) in [(98, false), (99, true), (100, true), (101, true), (102, false)] {
        assert_eq!(matching_step(SECRET, &code, at(step * 30), 0).is_some(), accepted, "at step {step}");
    }
}

#[test]
fn accepts_the_code_of_a_step_once() {
    let code = code_at(SECRET, 100, 6);
    assert_eq!(matching_step(SECRET, &code, at(3000), 99), Some(100));
    assert_eq!(matching_step(SECRET, &code, at(3000), 100), None);
}

#[test]
fn reads_a_code_however_pasted() {
    let code = code_at(SECRET, 100, 6);
    let (left, right) = code.split_at(3);
    for between in [" ", "\u{a0}", "\u{202f}", "\u{2011}", "\t"] {
        let typed = format!("\u{202a}{left}{between}{right}\u{202c}\n");
        assert_eq!(matching_step(SECRET, &typed, at(3000), 0), Some(100), "{typed:?}");
    }
    assert_eq!(matching_step(SECRET, &format!("{code}0"), at(3000), 0), None);
}
