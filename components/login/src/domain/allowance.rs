use jiff::{SignedDuration, Timestamp};

use crate::domain::session::{earlier, later};

/// So many failures at once, then one each period: in any span of time, no more than `burst` and one a period are judged.
/// What is kept of a subject is one instant, at which all its failures are forgotten: each failure puts it off by a
/// period, each try given back brings it nearer by as much, and time alone does the rest (the generic cell rate algorithm
/// of ATM networks).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) burst: u32,
    pub(crate) period: SignedDuration,
}

impl Allowance {
    /// Until when the next try is refused: before `now` when it is not. A clock that once went ahead cannot have left
    /// more than a full burst to wait for.
    pub(crate) fn refused_until(self, forgotten_at: Timestamp, now: Timestamp) -> Timestamp {
        let room = self.period.saturating_mul(to_i32(self.burst.saturating_sub(1)));
        let full = later(later(now, room), self.period);
        earlier(forgotten_at.min(full), room)
    }

    /// Counts one failure more.
    pub(crate) fn counted(self, forgotten_at: Timestamp, now: Timestamp) -> Timestamp {
        let full = later(now, self.period.saturating_mul(to_i32(self.burst)));
        later(forgotten_at.max(now), self.period).min(full)
    }

    /// Gives back one failure that was counted.
    pub(crate) fn given_back(self, forgotten_at: Timestamp) -> Timestamp {
        earlier(forgotten_at, self.period)
    }
}

fn to_i32(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
