use jiff::civil::Time;
use journal::{PseudonymKey, receipt_signer_name};
use platform::{SettingError, Settings};
use transparency::Signer;

use crate::domain::Window;

/// The retention that a fund may choose, in months.
pub(crate) const SHORTEST: i64 = 6;
const LONGEST: i64 = 36;

/// All the component's variables, read once.
pub(crate) struct AuditSettings {
    /// Signs checkpoints.
    pub(crate) log: Signer,
    /// Signs receipts: the same key under its other name.
    pub(crate) receipts: Signer,
    /// Makes pseudonyms of dossiers.
    pub(crate) pseudonyms: PseudonymKey,
    /// How long content is kept, in months.
    pub(crate) retention_months: i64,
    /// When purges may run.
    pub(crate) window: Window,
    /// Whether the beneficiary's view shows agents (CJEU C-579/21: not by right, the fund may lift it).
    pub(crate) discloses_agents: bool,
}

impl AuditSettings {
    pub(crate) async fn read(settings: &dyn Settings) -> Result<Self, SettingError> {
        let origin = settings.get("audit_log_origin").await?;
        let seed = seed(&settings.get("audit_log_key").await?)?;
        let signer = |name: &str| {
            Signer::new(name, &seed).map_err(|_| invalid("audit_log_origin", "a name without space nor plus"))
        };
        Ok(Self {
            log: signer(&origin)?,
            receipts: signer(&receipt_signer_name(&origin))?,
            pseudonyms: PseudonymKey::parse(&settings.get("journal_pseudonym_key").await?)
                .ok_or_else(|| invalid("journal_pseudonym_key", "64 hexadecimal digits"))?,
            retention_months: retention(&settings.get("audit_retention_months").await?)?,
            window: window(&settings.get("audit_maintenance_window").await?)?,
            discloses_agents: flag(&settings.get("audit_discloses_agents").await?)?,
        })
    }
}

fn invalid(name: &str, expected: &'static str) -> SettingError {
    SettingError::Invalid { name: name.to_owned(), expected }
}

fn seed(text: &str) -> Result<[u8; 32], SettingError> {
    let mut bytes = [0; 32];
    let decoded = base16ct::mixed::decode(text, &mut bytes).map(<[u8]>::len);
    if decoded == Ok(32) { Ok(bytes) } else { Err(invalid("audit_log_key", "64 hexadecimal digits")) }
}

fn retention(text: &str) -> Result<i64, SettingError> {
    let months = text.parse().ok().filter(|months| (SHORTEST..=LONGEST).contains(months));
    months.ok_or_else(|| invalid("audit_retention_months", "a number of months from 6 to 36"))
}

fn window(text: &str) -> Result<Window, SettingError> {
    let parsed = text.split_once('-').and_then(|(from, to)| {
        let time = |text: &str| Time::strptime("%H:%M", text).ok();
        Some(Window { from: time(from)?, to: time(to)? })
    });
    parsed.ok_or_else(|| invalid("audit_maintenance_window", "two times of day such as 01:30-03:00"))
}

fn flag(text: &str) -> Result<bool, SettingError> {
    text.parse().map_err(|_| invalid("audit_discloses_agents", "true or false"))
}
