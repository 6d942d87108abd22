use access::pasted;
use platform::Random;
use sha2::{Digest, Sha256};

/// A secret that means nothing: 256 random bits, kept by its holder alone. The database has its hash, which is enough
/// to recognise it and, at this length, not enough to find it.
pub(crate) struct Opaque(String);

impl Opaque {
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(jose::encode(&bytes))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }
}

/// The hash under which the database knows a secret.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// A code that a person copies: `groups` groups of four letters and digits, 20 bits each, none easily taken for
/// another (Crockford's alphabet).
pub(crate) fn readable_code(random: &dyn Random, groups: usize) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = vec![0; groups * 4];
    random.fill(&mut bytes);
    let letters =
        bytes.iter().map(|byte| ALPHABET.get(usize::from(byte % 32)).map_or('0', |b| char::from(*b)));
    let letters: Vec<char> = letters.collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// The hash of a code as a person typed or pasted it: case, blanks and dashes are of no matter, nor is O for 0 or I for 1.
pub(crate) fn readable_hash(typed: &str) -> [u8; 32] {
    let typed = pasted::plain(typed);
    let letters = typed.chars().filter(|letter| letter.is_ascii_alphanumeric()).map(|letter| {
        match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        }
    });
    hash(&letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::readable_hash;

    #[test]
    fn a_readable_code_is_one_however_pasted() {
        let code = readable_hash("A0B1-C2D3");
        for typed in [
            "a0b1c2d3",
            " AOBL C2D3\n",
            "A0B1\u{2011}C2D3",
            "\u{202a}A0B1\u{a0}C2D3\u{202c}",
            "Ａ０Ｂ１Ｃ２Ｄ３",
        ] {
            assert_eq!(readable_hash(typed), code, "{typed:?}");
        }
        assert_ne!(readable_hash("A0B1-C2D4"), code);
    }
}
