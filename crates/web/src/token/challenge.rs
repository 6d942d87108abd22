use access::Scope;

use crate::{Context, Problem, kinds};

/// Why credentials prove nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There are none.
    Absent,
    /// They are not well formed.
    Malformed,
    /// The token is not valid, or no longer.
    Token,
    /// The proof of possession is missing, not valid, or was seen before.
    Proof,
    /// It could not be decided.
    Fault(String),
}

impl Refusal {
    pub(crate) fn fault(cause: &dyn std::fmt::Display) -> Self {
        Self::Fault(cause.to_string())
    }
}

/// How to prove who asks: the value of `WWW-Authenticate` (RFC 6750 §3, RFC 9449 §7.1, RFC 9728 §5.1).
pub(crate) struct Challenge {
    metadata: String,
}

impl Challenge {
    pub(crate) fn of(base_url: &str) -> Self {
        Self { metadata: format!(r#"resource_metadata="{base_url}/.well-known/oauth-protected-resource""#) }
    }

    pub(crate) fn problem(&self, refusal: &Refusal, context: &Context) -> Problem {
        let error = match refusal {
            Refusal::Fault(cause) => return Problem::fault(context, "authentication", cause),
            Refusal::Absent => None,
            Refusal::Malformed => Some("invalid_request"),
            Refusal::Token => Some("invalid_token"),
            Refusal::Proof => Some("invalid_dpop_proof"),
        };
        let kind = if *refusal == Refusal::Malformed { kinds::MALFORMED } else { kinds::UNAUTHENTICATED };
        Problem::new(kind).with_challenge(self.value(error))
    }

    fn value(&self, error: Option<&str>) -> String {
        let metadata = &self.metadata;
        let error = error.map(|code| format!(r#"error="{code}", "#)).unwrap_or_default();
        format!(r#"DPoP {error}algs="EdDSA ES256", {metadata}, Bearer {error}{metadata}"#)
    }
}

/// Which scope to ask for (RFC 6750 §3.1).
pub(crate) fn out_of_scope(scope: Scope) -> String {
    let error = format!(r#"error="insufficient_scope", scope="{}""#, scope.as_str());
    format!(r#"DPoP {error}, algs="EdDSA ES256", Bearer {error}"#)
}
