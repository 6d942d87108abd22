//! One-time codes from the time (RFC 6238): HMAC-SHA-1, 30 seconds, six digits, the one form that every
//! authenticator application reads.

use access::OneTimeCode;
use base32ct::{Base32UpperUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;

const STEP_SECONDS: i64 = 30;

/// How many steps a person's clock may be apart.
const DRIFT: i64 = 1;

/// Bytes of a secret, as RFC 4226 §4 recommends.
pub(crate) const SECRET_BYTES: usize = 20;

/// The step whose code this is, when it is near now and later than `last_step`: each step's code counts once.
pub(crate) fn matching_step(secret: &[u8], code: &str, now: Timestamp, last_step: i64) -> Option<i64> {
    let present = now.as_second().div_euclid(STEP_SECONDS);
    let code = OneTimeCode::parse(code)?;
    (present - DRIFT..=present + DRIFT)
        .filter(|step| *step > last_step)
        .find(|step| bool::from(code_at(secret, *step, 6).as_bytes().ct_eq(code.as_str().as_bytes())))
}

/// The code of a step, in so many digits.
pub(crate) fn code_at(secret: &[u8], step: i64, digits: u32) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let offset = usize::from(bytes.last().copied().unwrap_or(0) & 0x0f);
    let word = bytes.get(offset..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
    let number = (u32::from_be_bytes(word) & 0x7fff_ffff) % 10_u32.pow(digits);
    format!("{number:0width$}", width = digits as usize)
}

/// The secret as an authenticator application reads it (RFC 4648 base32, without padding).
pub(crate) fn base32(secret: &[u8]) -> String {
    Base32UpperUnpadded::encode_string(secret)
}

#[cfg(test)]
mod tests;
