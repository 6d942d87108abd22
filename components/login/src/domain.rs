//! Nouns and rules, without input or output.

pub(crate) mod account;
pub(crate) mod allowance;
pub(crate) mod assertion;
pub(crate) mod attachment;
pub(crate) mod authorization;
pub(crate) mod campaign;
pub(crate) mod client;
pub(crate) mod factor_key;
pub(crate) mod fund;
pub(crate) mod letter;
pub(crate) mod network;
pub(crate) mod opaque;
pub(crate) mod password;
pub(crate) mod pending_request;
pub(crate) mod plain_text;
pub(crate) mod proposal;
pub(crate) mod registration;
pub(crate) mod session;
pub(crate) mod throttle;
pub(crate) mod totp;
