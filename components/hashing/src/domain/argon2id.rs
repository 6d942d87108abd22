use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{CustomizedPasswordHasher, phc::PasswordHash},
};

/// The most that one hashing may cost: several times what is asked today.
const MOST_KIB: u32 = 64 * 1024;
const MOST_PASSES: u32 = 8;

/// Argon2id (RFC 9106) of `secret`, with the version, the costs and the salt that the PHC string `settings` names: the
/// same string with its hash. None when `settings` is no such string, or costs too much.
pub(crate) fn hash(secret: &[u8], settings: &str) -> Option<String> {
    let settings = PasswordHash::new(settings).ok()?;
    let params = Params::try_from(&settings).ok()?;
    let is_argon2id = Algorithm::try_from(settings.algorithm.as_str()).ok()? == Algorithm::Argon2id;
    let is_current = settings.version == Some(Version::V0x13.into());
    let is_bearable = params.m_cost() <= MOST_KIB && params.t_cost() <= MOST_PASSES;
    if !(is_argon2id && is_current && is_bearable) {
        return None;
    }
    let hashed = Argon2::default().hash_password_customized(
        secret,
        settings.salt.as_ref()?.as_ref(),
        Some(settings.algorithm.as_str()),
        settings.version,
        params,
    );
    Some(hashed.ok()?.to_string())
}

#[cfg(test)]
mod tests;
