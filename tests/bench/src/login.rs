//! What `login` costs: grants to applications and sign-ins of people through the host, verifications of tokens natively,
//! what someone who is signed in feels of it, and whether a refusal tells that an account exists.

mod cast;
mod grants;
mod refusals;
mod sign_ins;
mod verifications;

use anyhow::Result;

/// Measures all of it.
///
/// # Errors
/// When the application does not start, or refuses what it should grant.
pub async fn bench() -> Result<()> {
    verifications::bench().await?;
    let cast = cast::Cast::start().await?;
    grants::bench(&cast).await?;
    sign_ins::bench(&cast).await?;
    refusals::bench(&cast).await?;
    cast.host.stop().await;
    Ok(())
}
