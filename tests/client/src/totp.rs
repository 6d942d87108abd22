use base32ct::{Base32UpperUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// How long a code is shown, in seconds.
pub(crate) const STEP: i64 = 30;

/// The code of a step (RFC 6238, SHA-1, six digits), as an authenticator application shows it. Written apart from the
/// service's own, so that one checks the other. Nothing when the secret is not base32.
pub(crate) fn code(secret: &str, step: i64) -> Option<String> {
    let secret = Base32UpperUnpadded::decode_vec(secret).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&secret).ok()?;
    mac.update(&step.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let offset = usize::from(bytes.last()? & 15);
    let word: [u8; 4] = bytes.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::code;

    /// RFC 6238, appendix B: the last six digits of its SHA-1 column, for the secret `12345678901234567890`.
    #[test]
    fn shows_the_codes_of_the_specification() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (second, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code(secret, second / 30).as_deref(), Some(expected));
        }
    }
}
