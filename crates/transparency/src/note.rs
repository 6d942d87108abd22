//! Signed notes (C2SP `signed-note`) with one Ed25519 key.

use std::fmt;

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

const ED25519: u8 = 1;

/// Why a note or a key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A key's name is empty, or has a space, a plus or a control character.
    #[error("the key's name is not valid")]
    Name,
    /// The verifier key does not have the form `<name>+<id>+<key>`.
    #[error("the verifier key cannot be read")]
    Key,
    /// The note does not have the form of the specification.
    #[error("the note is malformed")]
    Malformed,
    /// No line of the note is signed by this key.
    #[error("the note is not signed by this key")]
    Unsigned,
    /// The signature does not match the text.
    #[error("the signature does not match the text")]
    Forged,
}

/// Who signs notes: a name and its private key.
pub struct Signer {
    name: String,
    key: SigningKey,
}

/// Who signed, for verification: a name and its public key. Its text is `<name>+<id>+<key>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

impl Signer {
    /// The signer `name` with the private key `seed`.
    ///
    /// # Errors
    /// [`NoteError::Name`].
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), key: SigningKey::from_bytes(seed) })
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn verifier_key(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Signs `text`, which ends with a newline, and gives the whole note.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let signature = self.key.sign(text.as_bytes());
        let identified = [&self.verifier_key().id()[..], &signature.to_bytes()[..]].concat();
        format!("{text}\n— {} {}\n", self.name, Base64::encode_string(&identified))
    }
}

impl VerifierKey {
    /// Reads it from `<name>+<id>+<key>`.
    ///
    /// # Errors
    /// [`NoteError::Name`], [`NoteError::Key`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        check_name(name)?;
        let bytes = Base64::decode_vec(key).map_err(|_| NoteError::Key)?;
        let Some((&ED25519, public)) = bytes.split_first() else { return Err(NoteError::Key) };
        let public: &[u8; 32] = public.try_into().map_err(|_| NoteError::Key)?;
        let key = VerifyingKey::from_bytes(public).map_err(|_| NoteError::Key)?;
        let read = Self { name: name.to_owned(), key };
        if read.id_text() == id { Ok(read) } else { Err(NoteError::Key) }
    }

    /// The signer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same public key under another name.
    ///
    /// # Errors
    /// [`NoteError::Name`].
    pub fn named(&self, name: &str) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), key: self.key })
    }

    /// Opens `note`: its text, final newline included, once the signature of this key is found and right.
    ///
    /// # Errors
    /// [`NoteError::Malformed`], [`NoteError::Unsigned`], [`NoteError::Forged`].
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        let is_control = |letter: char| letter.is_ascii_control() && letter != '\n';
        if note.contains(is_control) {
            return Err(NoteError::Malformed);
        }
        let separator = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = note.split_at_checked(separator + 1).ok_or(NoteError::Malformed)?;
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let signature = self.find_signature(lines.ok_or(NoteError::Malformed)?)?;
        self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| NoteError::Forged)?;
        Ok(text)
    }

    fn find_signature(&self, lines: &str) -> Result<Signature, NoteError> {
        let mut found = Err(NoteError::Unsigned);
        for line in lines.split('\n') {
            let line = line.strip_prefix("— ").ok_or(NoteError::Malformed)?;
            let (name, encoded) = line.split_once(' ').ok_or(NoteError::Malformed)?;
            check_name(name).map_err(|_| NoteError::Malformed)?;
            let bytes = Base64::decode_vec(encoded).map_err(|_| NoteError::Malformed)?;
            let (id, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Malformed)?;
            if name == self.name && *id == self.id() && found.is_err() {
                found = Signature::from_slice(signature).map_err(|_| NoteError::Malformed);
            }
        }
        found
    }

    /// What names the key in a note: SHA-256(name ‖ newline ‖ algorithm ‖ key), first four bytes.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
        [a, b, c, d]
    }

    fn id_text(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id()))
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = Base64::encode_string(&[&[ED25519][..], self.key.as_bytes()].concat());
        write!(formatter, "{}+{}+{key}", self.name, self.id_text())
    }
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let is_barred = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    if name.is_empty() || name.contains(is_barred) { Err(NoteError::Name) } else { Ok(()) }
}
