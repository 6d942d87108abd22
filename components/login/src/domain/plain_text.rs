/// Whether a text reads as it is written: none of its characters moves, hides or turns round those beside it (Unicode Cc,
/// Cf, Zl, Zp).
pub(crate) fn is_plain(text: &str) -> bool {
    !text.chars().any(|character| character.is_control() || is_format(character))
}

fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn refuses_what_turns_or_hides_text() {
        for text in [
            "a\u{202e}b",
            "a\u{0}b",
            "a\nb",
            "a\u{200b}b",
            "a\u{2066}b",
            "\u{feff}a",
            "a\u{2028}b",
            "a\u{e0041}",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
        for text in ["Crèche « L'Île-aux-Œufs »", "Łódź 2 — mairie", ""] {
            assert!(is_plain(text), "{text:?}");
        }
    }
}
