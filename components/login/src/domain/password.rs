//! Passwords: which are accepted (CNIL, délibération 2022-100, case of an access restricted after failures: at least
//! 50 bits of guessability) and how they are kept (argon2id, OWASP parameters).

use base64ct::{Base64Unpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use platform::Random;
use serde::Serialize;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::domain::account::Account;

const SHORTEST: usize = 12;
const LONGEST: usize = 128;
const FEWEST_LETTERS: usize = 6;

/// Roots of the passwords that people choose most, one a line, without digits or accents.
const COMMON: &str = include_str!("password/common.txt");

/// Why a password is not accepted. Its text is what the person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordRefusal {
    #[error("Choisissez un mot de passe d'au moins 12 caractères.")]
    TooShort,
    #[error("Choisissez un mot de passe d'au plus 128 caractères.")]
    TooLong,
    #[error("Ce mot de passe répète trop peu de caractères différents. Choisissez-en un plus varié.")]
    TooUniform,
    #[error(
        "Ce mot de passe est trop courant. Choisissez par exemple plusieurs mots sans rapport entre eux."
    )]
    Common,
    #[error("Ce mot de passe contient votre nom ou votre identifiant. Choisissez-en un autre.")]
    Derived,
    #[error("Ce mot de passe est celui que vous avez déjà. Choisissez-en un autre.")]
    Former,
}

/// Accepts `password` for this account, or says why not.
pub(crate) fn check(password: &str, account: &Account) -> Result<(), PasswordRefusal> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Err(PasswordRefusal::TooShort);
    }
    if letters > LONGEST {
        return Err(PasswordRefusal::TooLong);
    }
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < FEWEST_LETTERS {
        return Err(PasswordRefusal::TooUniform);
    }
    let plain = plain(password);
    if is_derived(&plain, account) {
        return Err(PasswordRefusal::Derived);
    }
    if is_common(password, &plain) { Err(PasswordRefusal::Common) } else { Ok(()) }
}

/// Lower case, with the usual disguises taken off: `M0tD€P@sse` is `motdepasse`.
fn plain(password: &str) -> String {
    let undisguised = password
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' | '€' | 'é' | 'è' | 'ê' => 'e',
            '4' | '@' | 'à' | 'â' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect::<String>();
    undisguised.chars().filter(|letter| letter.is_alphabetic()).collect()
}

/// Whether too little is left besides common roots, digits being read as disguised letters or as a mere ending.
fn is_common(password: &str, plain: &str) -> bool {
    let letters: String = password.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect();
    [plain, &letters].into_iter().any(|text| {
        let roots = COMMON.lines().filter(|root| !root.is_empty());
        let rest = roots.fold(text.to_owned(), |rest, root| rest.replace(root, ""));
        rest.chars().count() < 4
    })
}

fn is_derived(plain: &str, account: &Account) -> bool {
    let local = account.identifier.split('@').next().unwrap_or_default();
    let words = [local, &account.last_name, &account.first_names];
    let parts = words.iter().flat_map(|word| word.split(|letter: char| !letter.is_alphanumeric()));
    parts.map(self::plain).filter(|part| part.chars().count() >= 4).any(|part| plain.contains(&part))
}

/// How passwords are hashed from now on: argon2id, 19 MiB, two passes, one lane.
const SETTINGS: &str = "$argon2id$v=19$m=19456,t=2,p=1";

/// What stands for the hash of an account that does not exist, so that it takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What `hashing` is asked. It is given an HMAC-SHA-256 of the password, keyed by the settings with their salt: the
/// password itself stays here.
#[derive(Serialize)]
pub(crate) struct Question {
    secret: String,
    reglage: String,
}

impl Question {
    fn new(password: &str, settings: String) -> Option<Self> {
        let mut mac = Hmac::<Sha256>::new_from_slice(settings.as_bytes()).ok()?;
        mac.update(password.as_bytes());
        Some(Self { secret: base16ct::lower::encode_string(&mac.finalize().into_bytes()), reglage: settings })
    }
}

/// The question whose answer is the hash to keep of a new password.
pub(crate) fn to_keep(password: &str, random: &dyn Random) -> Option<Question> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    Question::new(password, format!("{SETTINGS}${}", Base64Unpadded::encode_string(&salt)))
}

/// The question whose answer is `kept` when the password is the right one. Without one, as for an account that does not
/// exist, it takes as long.
pub(crate) fn to_verify(password: &str, kept: Option<&str>) -> Option<Question> {
    let (settings, _) = kept.unwrap_or(NOBODY).rsplit_once('$')?;
    Question::new(password, settings.to_owned())
}

/// Whether the answer of `hashing` is the hash that is kept.
pub(crate) fn is_right(hashed: &str, kept: Option<&str>) -> bool {
    let is_same: bool = hashed.as_bytes().ct_eq(kept.unwrap_or(NOBODY).as_bytes()).into();
    is_same && kept.is_some()
}

#[cfg(test)]
mod tests;
