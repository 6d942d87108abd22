//! The component's variables that are no keys.

use platform::{Platform, SettingError};

const PACE: &str = "dossier_consultations_per_minute";

/// Two a second for each of fifty people behind one application, and a fifth of what two processors serve.
const USUAL_PACE: u32 = 6_000;

/// How many consultations one agent may ask for in a minute.
pub(crate) async fn pace(platform: &Platform) -> Result<u32, SettingError> {
    let text = match platform.settings.get(PACE).await {
        Err(SettingError::Missing(_)) => return Ok(USUAL_PACE),
        read => read?,
    };
    let invalid = || SettingError::Invalid { name: PACE.to_owned(), expected: "a number from 1" };
    text.parse().ok().filter(|pace| *pace > 0).ok_or_else(invalid)
}
