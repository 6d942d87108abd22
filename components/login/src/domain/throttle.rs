use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{opaque, session::later};

/// What is slowed down after failures. A stranger who fails on purpose can slow an account by a minute and never lock
/// it; who goes on from one address, or knows the password and guesses the code, waits much longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Passwords for this identifier, whether or not an account has it.
    Identifier(String),
    /// Passwords from this address (for IPv6, from its /64).
    Address(IpAddr),
    /// Second factors of this account.
    Factor(uuid::Uuid),
    /// Activation secrets of further attachments to this account.
    Acceptance(uuid::Uuid),
}

impl Subject {
    pub(crate) fn hash(&self) -> [u8; 32] {
        opaque::hash(&self.name())
    }

    pub(crate) fn name(&self) -> String {
        match self {
            Self::Identifier(identifier) => format!("identifier {identifier}"),
            Self::Address(IpAddr::V4(address)) => format!("address {address}"),
            Self::Address(IpAddr::V6(address)) => {
                format!("address {:x?}", address.segments().first_chunk::<4>())
            }
            Self::Factor(account) => format!("factor {account}"),
            Self::Acceptance(account) => format!("acceptance {account}"),
        }
    }

    /// Failures that cost nothing: people mistype, and colleagues share an address.
    fn free(&self) -> u32 {
        match self {
            Self::Identifier(_) | Self::Factor(_) | Self::Acceptance(_) => 3,
            Self::Address(_) => 20,
        }
    }

    fn longest(&self) -> SignedDuration {
        match self {
            Self::Identifier(_) => SignedDuration::from_mins(1),
            Self::Address(_) | Self::Factor(_) | Self::Acceptance(_) => SignedDuration::from_mins(15),
        }
    }

    /// How long to wait after this many failures: 1 s, then twice as long each time.
    pub(crate) fn delay(&self, failures: u32) -> SignedDuration {
        let Some(beyond) = failures.checked_sub(self.free()) else { return SignedDuration::ZERO };
        SignedDuration::from_secs(1_i64 << beyond.min(20)).min(self.longest())
    }

    /// Until when the next try is refused.
    pub(crate) fn blocked_until(&self, failures: u32, last_failure_at: Timestamp) -> Timestamp {
        later(last_failure_at, self.delay(failures))
    }
}

/// Failures older than this are forgotten.
pub(crate) const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);
