//! How long the phases of a file are meant to last, and when one is due.

use jiff::Timestamp;
use platform::{SettingError, log_fault};

use crate::{
    Conventions,
    domain::calendar::{self, PHASE_DAYS},
    failure::Failure,
};

pub(crate) const RECEIPT: usize = 0;
pub(crate) const COMPLETENESS: usize = 1;
pub(crate) const SIGNATURE: usize = 2;
pub(crate) const TRAINING: usize = 3;

/// The variable that replaces the target durations: four numbers of days parted by commas.
const VARIABLE: &str = "conventions_phase_days";

/// When a phase begun at `from` is due.
pub(crate) async fn due_at(
    conventions: &Conventions,
    phase: usize,
    from: Timestamp,
) -> Result<Timestamp, Failure> {
    let days = days(conventions).await.get(phase).copied().unwrap_or_default();
    Ok(calendar::due_at(from, days)?)
}

/// A target is no right: a variable that cannot be read is logged and gives way to the delivered durations.
async fn days(conventions: &Conventions) -> [u16; 4] {
    let read = match conventions.platform.settings.get(VARIABLE).await {
        Err(SettingError::Missing(_)) => return PHASE_DAYS,
        Err(error) => Err(error),
        Ok(text) => parse(&text),
    };
    read.unwrap_or_else(|error| {
        log_fault("", "settings", &error);
        PHASE_DAYS
    })
}

fn parse(text: &str) -> Result<[u16; 4], SettingError> {
    let days: Result<Vec<u16>, _> = text.split(',').map(|days| days.trim().parse()).collect();
    let days = days.ok().and_then(|days| days.try_into().ok());
    days.ok_or(SettingError::Invalid {
        name: VARIABLE.to_owned(),
        expected: "four numbers of days parted by commas",
    })
}
