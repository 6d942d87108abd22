use std::borrow::Cow;

/// The longest whole number written out, in digits: more than 64 bits hold.
const LONGEST: usize = 20;

/// `json` with each number that is whole written without point or exponent: JSON has one kind of number, and JSON Schema
/// (§6.1.1) says that `1.0`, `1e2` and `-0` are integers. Strings, and all that is not such a number, stay as they are.
pub(crate) fn whole_numbers(json: &[u8]) -> Cow<'_, [u8]> {
    let mut written = Vec::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(byte) = json.get(at) {
        let end = match byte {
            b'"' => after_string(json, at),
            b'-' | b'0'..=b'9' => after_number(json, at),
            _ => at + 1,
        };
        if let Some(whole) = json.get(at..end).and_then(whole) {
            written.extend_from_slice(json.get(copied..at).unwrap_or_default());
            written.extend_from_slice(whole.as_bytes());
            copied = end;
        }
        at = end;
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    written.extend_from_slice(json.get(copied..).unwrap_or_default());
    Cow::Owned(written)
}

fn after_string(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

fn after_number(json: &[u8], start: usize) -> usize {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    let length = json.get(start..).unwrap_or_default().iter().take_while(|byte| is_part(byte)).count();
    start + length
}

/// A number that is whole and not written so, written so; nothing for any other token.
fn whole(token: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(token)
        .ok()
        .filter(|text| text.starts_with('-') || text.contains(['.', 'e', 'E']))?;
    let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("-", size));
    let (mantissa, exponent) = size.split_once(['e', 'E']).unwrap_or((size, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_led_by_zero = integer.len() > 1 && integer.starts_with('0');
    if !is_digits(integer) || !is_digits(fraction) || is_led_by_zero {
        return None;
    }
    let digits = shifted(integer, fraction, exponent.parse().ok()?)?;
    Some(if digits == "0" { digits } else { format!("{sign}{digits}") })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `integer.fraction` times ten to the power `exponent`, when that is whole and not too long.
fn shifted(integer: &str, fraction: &str, exponent: i64) -> Option<String> {
    let digits = format!("{integer}{fraction}");
    let digits = digits.trim_start_matches('0');
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some("0".to_owned());
    }
    let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
    let power = exponent.saturating_add(dropped).checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let zeros = usize::try_from(power).ok().filter(|zeros| kept.len().saturating_add(*zeros) <= LONGEST)?;
    Some(format!("{kept}{}", "0".repeat(zeros)))
}

#[cfg(test)]
mod tests {
    use super::whole_numbers;

    fn written(json: &str) -> String {
        String::from_utf8(whole_numbers(json.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn whole_numbers_are_written_without_point_or_exponent() {
        for (json, expected) in [
            ("1.0", "1"),
            ("-1.00", "-1"),
            ("1e2", "100"),
            ("1.50E+1", "15"),
            ("1200e-2", "12"),
            ("-0", "0"),
            ("0.0e99", "0"),
            ("[1.0,{\"a\":2e0}]", "[1,{\"a\":2}]"),
            ("18446744073709551615.0", "18446744073709551615"),
        ] {
            assert_eq!(written(json), expected, "{json}");
        }
    }

    #[test]
    fn all_else_stays_as_it_is() {
        for json in [
            "1",
            "-1",
            "1.5",
            "1e-1",
            "1e99",
            "1e999999999999999999999",
            "01.0",
            "1.",
            ".0",
            "1e",
            "-",
            "--1.0",
            r#""1.0""#,
            r#""\"1.0""#,
            r#"{"1.0":"a 1e2"}"#,
            r#""open 1.0"#,
            r#""\"#,
            "",
            "1.0.0",
            "1e1e1",
        ] {
            assert_eq!(written(json), json, "{json}");
        }
    }
}
