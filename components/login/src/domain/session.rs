use jiff::{SignedDuration, Timestamp};

/// A session ends after this long without a request.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_mins(15);

/// A session ends this long after it was opened.
pub(crate) const ABSOLUTE: SignedDuration = SignedDuration::from_hours(8);

/// The last request is written down at most this often: one write a minute and not one a request. So a session may
/// end a minute early, never late.
pub(crate) const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A moment before another.
pub(crate) fn earlier(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

/// A moment after another.
pub(crate) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}
