use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A person's name as it is compared, never as it is shown: French civil names are one whatever their case, accents,
/// ligatures, hyphens, apostrophes and spaces, and whatever the normal form in which software wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling(String);

impl Spelling {
    /// The spelling of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        // Small letters may decompose further than the capitals they come from.
        Self(letters(&letters(name).to_lowercase()))
    }

    /// Its letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is(&self, other: &Self) -> bool {
        !self.0.is_empty() && self == other
    }
}

/// Whether two declarations, family name then given names, may be of one person. They are typed by several hands, and a
/// family name changes with a marriage, so that one of the two alike is enough; a mailbox that colleagues share has
/// neither.
#[must_use]
pub fn may_be_one_person(one: (&str, &str), other: (&str, &str)) -> bool {
    let is_alike = |one, other| Spelling::of(one).is(&Spelling::of(other));
    is_alike(one.0, other.0) || is_alike(one.1, other.1)
}

fn letters(text: &str) -> String {
    let plain = text.nfkd().filter(|letter| letter.is_alphanumeric() && !is_mark(*letter));
    plain.fold(String::new(), |mut text, letter| {
        match unbound(letter) {
            Some(letters) => text.push_str(letters),
            None => text.push(letter),
        }
        text
    })
}

/// Marks that combine, and letters that only modify: the typewriter's apostrophes among them.
fn is_mark(letter: char) -> bool {
    is_combining_mark(letter) || matches!(letter, '\u{2b0}'..='\u{2ff}')
}

/// Letters that Unicode does not decompose, and that people write with others.
fn unbound(letter: char) -> Option<&'static str> {
    Some(match letter {
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
