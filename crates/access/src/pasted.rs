//! What comes along when people paste: blanks of every width, marks that nobody sees, punctuation that only groups.

/// `text` without what surrounds it and is not seen.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_unseen)
}

/// `text` without blanks and marks that are not seen, its full-width forms and its dashes of every kind written plainly.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().filter(|letter| !is_unseen(*letter)).map(narrow).collect()
}

/// The same without the punctuation that groups what stands on both its sides, as in `(06) 39.98-00/01`. A dash that leads
/// is a sign, and stays.
#[must_use]
pub fn compact(text: &str) -> String {
    let plain = plain(text);
    let is_kept = |(index, letter): &(usize, char)| !is_grouping(*letter) || *index == 0 && *letter == '-';
    plain.char_indices().filter(is_kept).map(|(_, letter)| letter).collect()
}

/// Blanks, and the marks that only guide how text is shown: soft hyphen, joiners, directions, variations, byte-order mark.
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
        )
}

fn narrow(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(letter).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(letter)
        }
        other => other,
    }
}

fn is_grouping(letter: char) -> bool {
    matches!(letter, '-' | '.' | '/' | '(' | ')' | '_' | '·')
}
