use access::Role;
use jiff::{SignedDuration, Timestamp};
use journal::{Word, word};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long people are told beforehand, unless a campaign says more.
pub(crate) const NOTICE_DAYS: u16 = 15;

/// The longest notice, and the longest that an exception puts off the deadline.
const MOST_DAYS: u16 = 90;

/// Whose passwords a campaign renews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "portee", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Target {
    Tous,
    Organisation { organisation: Uuid },
    Role { role: Role },
    Compte { compte: Uuid },
}

/// A campaign as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignOrder {
    pub(crate) cible: Target,
    /// How many days people are told beforehand.
    #[serde(default = "default_notice")]
    pub(crate) delai_jours: u16,
}

fn default_notice() -> u16 {
    NOTICE_DAYS
}

/// A campaign that renews passwords: at its deadline, the former ones open nothing but their own renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Campaign {
    pub(crate) id: Uuid,
    pub(crate) target: Target,
    pub(crate) started_at: Timestamp,
    pub(crate) deadline: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
}

/// Why someone is given more time. Nothing that tells of their health or their life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExceptionReason {
    Absence,
    ContinuiteDeService,
    DifficulteTechnique,
}

/// More time for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) account: Uuid,
    pub(crate) until: Timestamp,
    pub(crate) reason: ExceptionReason,
    pub(crate) author: Uuid,
}

impl Target {
    /// Its word in the journal.
    pub(crate) fn word(&self) -> Word {
        match self {
            Self::Tous => word!("tous"),
            Self::Organisation { .. } => word!("organisation"),
            Self::Role { .. } => word!("role"),
            Self::Compte { .. } => word!("compte"),
        }
    }
}

impl CampaignOrder {
    /// Whether people are told early enough, and the deadline can be foreseen. One person may be asked at once.
    pub(crate) fn has_fair_notice(&self) -> bool {
        let is_one = matches!(self.cible, Target::Compte { .. });
        (is_one || self.delai_jours >= NOTICE_DAYS) && self.delai_jours <= MOST_DAYS
    }

    /// The campaign that starts now.
    pub(crate) fn start(&self, id: Uuid, now: Timestamp) -> Campaign {
        let notice = SignedDuration::from_hours(24 * i64::from(self.delai_jours));
        Campaign {
            id,
            target: self.cible.clone(),
            started_at: now,
            deadline: super::session::later(now, notice),
            ended_at: None,
        }
    }
}

impl Campaign {
    /// Whether someone may be given until then: later than all, and not for ever.
    pub(crate) fn may_except(&self, until: Timestamp, now: Timestamp) -> bool {
        let longest = SignedDuration::from_hours(24 * i64::from(MOST_DAYS));
        until > self.deadline
            && until > now
            && until <= super::session::later(self.deadline.max(now), longest)
    }
}

impl ExceptionReason {
    /// Its word in the journal.
    pub(crate) fn word(self) -> Word {
        match self {
            Self::Absence => word!("absence"),
            Self::ContinuiteDeService => word!("continuite_de_service"),
            Self::DifficulteTechnique => word!("difficulte_technique"),
        }
    }
}
