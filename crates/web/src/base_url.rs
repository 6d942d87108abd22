use http::{Uri, uri::Scheme};
use platform::{Platform, SettingError};

const NAME: &str = "public_base_url";

/// The address at which the service is reached from outside, without a path or a final slash. Links, the issuer, the
/// audience of tokens and the target of proofs are made from it, and never from what a client writes in `Host`.
///
/// # Errors
/// When variable `public_base_url` is missing, or has another form.
pub async fn public_base_url(platform: &Platform) -> Result<String, SettingError> {
    let text = platform.settings.get(NAME).await?;
    let invalid =
        || SettingError::Invalid { name: NAME.to_owned(), expected: "https://<host>, without a path" };
    let uri: Uri = text.trim_end_matches('/').parse().map_err(|_| invalid())?;
    let has_scheme = uri.scheme() == Some(&Scheme::HTTPS) || uri.scheme() == Some(&Scheme::HTTP);
    if !has_scheme || uri.host().is_none() || uri.path() != "/" || uri.query().is_some() {
        return Err(invalid());
    }
    Ok(text.trim_end_matches('/').to_owned())
}
