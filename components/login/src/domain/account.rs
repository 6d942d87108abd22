use access::may_be_one_person;
use jiff::Timestamp;
use uuid::Uuid;

/// How many recovery codes a person is given.
pub(crate) const RECOVERY_CODES: u32 = 10;

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: Uuid,
    pub(crate) identifier: String,
    pub(crate) last_name: String,
    pub(crate) first_names: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) totp: Option<Totp>,
    /// From when on the password opens nothing but its own renewal.
    pub(crate) password_expires_at: Option<Timestamp>,
    /// Whether the fund made its secrets void, and its holder has not started over yet.
    pub(crate) is_reset: bool,
}

/// The second factor of an account, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Totp {
    pub(crate) sealed: Vec<u8>,
    pub(crate) last_step: i64,
}

/// Whose an identifier is, or was before they left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) account: Account,
    /// Whether they left: the account is closed, and opened again when they come back.
    pub(crate) is_gone: bool,
}

impl Holder {
    /// Of an account that is to be opened for the first time.
    pub(crate) fn new(account: Account) -> Self {
        Self { account, is_gone: false }
    }
}

impl Account {
    /// Whether this may be the person of these names.
    pub(crate) fn is_named(&self, last_name: &str, first_names: &str) -> bool {
        may_be_one_person((&self.last_name, &self.first_names), (last_name, first_names))
    }

    /// Whether a first connection set its password.
    pub(crate) fn is_active(&self) -> bool {
        self.password_hash.is_some()
    }

    /// Whether a first connection was ever made: its holder signs in, or starts over after a reset.
    pub(crate) fn has_begun(&self) -> bool {
        self.is_active() || self.is_reset
    }

    /// Whether the password opens nothing but its own renewal.
    pub(crate) fn must_renew(&self, now: Timestamp) -> bool {
        self.password_expires_at.is_some_and(|deadline| deadline <= now)
    }

    pub(crate) fn has_second_factor(&self) -> bool {
        self.totp.is_some()
    }
}
