use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::{Label, Reason, Refusal, TextDigest};

/// The body of an act. `version` is that of the state which was read: an act on another state is refused.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    version: u32,
    motif: Option<Reason>,
    /// SHA-256 of the text that is signed or accepted.
    empreinte: Option<TextDigest>,
    /// The day on which the person signed the commitments.
    signe_le: Option<Date>,
    attestation: Option<Attestation>,
}

/// A training certificate.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attestation {
    pub(crate) organisme: Label,
    pub(crate) delivree_le: Date,
    pub(crate) fin: Date,
}

impl Decision {
    /// Refuses when the state is not the one that was read, or when a reason is missing.
    pub(crate) fn check(&self, version: u32, needs_reason: bool) -> Result<(), Refusal> {
        if self.version != version {
            return Err(Refusal::DecidedMeanwhile);
        }
        if needs_reason && self.motif.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(())
    }

    pub(crate) fn reason(&self) -> Option<String> {
        self.motif.clone().map(String::from)
    }

    pub(crate) fn digest(&self) -> Result<TextDigest, Refusal> {
        self.empreinte.ok_or(Refusal::Member("/empreinte"))
    }

    pub(crate) fn signed_on(&self) -> Result<Date, Refusal> {
        self.signe_le.ok_or(Refusal::Member("/signe_le"))
    }

    pub(crate) fn attestation(&self) -> Result<Attestation, Refusal> {
        self.attestation.clone().ok_or(Refusal::Member("/attestation"))
    }
}
