use jiff::Timestamp;
use platform::Random;
use uuid::Uuid;

use super::{
    authorization::AuthorizationRequest,
    opaque::{self, Opaque},
};

/// What comes before the reference in a `request_uri` (RFC 9126 §2.2).
const REQUEST_URI: &str = "urn:ietf:params:oauth:request_uri:";

/// How many requests a browser keeps in mind: one a tab.
const MOST: usize = 8;

/// The name of a pushed request: 256 random bits, known to the client and to the browser that it sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference(String);

impl Reference {
    pub(crate) fn new(random: &dyn Random) -> Self {
        Self(Opaque::new(random).as_str().to_owned())
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_one = jose::decode(text).is_some_and(|bytes| bytes.len() == 32);
        is_one.then(|| Self(text.to_owned()))
    }

    pub(crate) fn of_request_uri(text: &str) -> Option<Self> {
        Self::parse(text.strip_prefix(REQUEST_URI)?)
    }

    pub(crate) fn request_uri(&self) -> String {
        format!("{REQUEST_URI}{}", self.0)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        opaque::hash(&self.0)
    }
}

/// A pushed request for which no code was given yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingRequest {
    pub(crate) reference: Reference,
    pub(crate) request: AuthorizationRequest,
    pub(crate) pushed_at: Timestamp,
}

impl PendingRequest {
    /// Whether whoever signed in at this instant need not do so again. A sign-in since the request, in another tab perhaps,
    /// is the new one that `prompt=login` and `max_age` demand: `max_age=0` is met by no other.
    pub(crate) fn trusts_sign_in(&self, signed_in_at: Timestamp, now: Timestamp) -> bool {
        let is_new = signed_in_at > self.pushed_at;
        is_new || (!self.request.prompts("login") && self.request.is_recent(signed_in_at, now))
    }
}

/// What a page or a form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// No client's request: the person came by themself.
    Nothing,
    /// A request for which a code was given, or whose time is over.
    Over(Reference),
    Pending(Box<PendingRequest>),
}

impl Asked {
    pub(crate) fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Nothing => None,
            Self::Over(reference) => Some(reference),
            Self::Pending(pending) => Some(&pending.reference),
        }
    }

    pub(crate) fn pending(&self) -> Option<&PendingRequest> {
        match self {
            Self::Nothing | Self::Over(_) => None,
            Self::Pending(pending) => Some(pending),
        }
    }

    /// The client whose request is under way.
    pub(crate) fn client(&self) -> Option<Uuid> {
        self.pending().map(|pending| pending.request.client)
    }

    /// Where the last form leads.
    pub(crate) fn redirect_uri(&self) -> Option<&str> {
        match self {
            Self::Nothing | Self::Over(_) => None,
            Self::Pending(pending) => Some(&pending.request.redirect_uri),
        }
    }
}

/// The requests begun in one browser, kept by it and nowhere else: nothing is written for whoever proved nothing. The
/// first is the one that is being ended, the last the one that came last.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct BegunRequests(Vec<Reference>);

impl BegunRequests {
    /// As the browser keeps them.
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.split('.').filter_map(Reference::parse).take(MOST).collect())
    }

    pub(crate) fn references(&self) -> impl DoubleEndedIterator<Item = &Reference> {
        self.0.iter()
    }

    pub(crate) fn with_first(&self, reference: &Reference) -> Self {
        let others = self.0.iter().filter(|known| *known != reference);
        Self([reference].into_iter().chain(others).take(MOST).cloned().collect())
    }

    pub(crate) fn with_last(&self, reference: &Reference) -> Self {
        let others = self.without(reference).0;
        let surplus = (others.len() + 1).saturating_sub(MOST);
        Self(others.into_iter().skip(surplus).chain([reference.clone()]).collect())
    }

    pub(crate) fn without(&self, reference: &Reference) -> Self {
        Self(self.0.iter().filter(|known| *known != reference).cloned().collect())
    }
}

impl std::fmt::Display for BegunRequests {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<_> = self.0.iter().map(Reference::as_str).collect();
        formatter.write_str(&texts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reference(number: u8) -> Reference {
        Reference::parse(&jose::encode(&[number; 32])).unwrap_or_else(|| Reference(String::new()))
    }

    fn begun(numbers: &[u8]) -> BegunRequests {
        BegunRequests(numbers.iter().map(|number| reference(*number)).collect())
    }

    #[test]
    fn keeps_each_request_once_in_its_order() {
        let two = begun(&[1, 2]);
        assert_eq!(two.with_last(&reference(3)), begun(&[1, 2, 3]));
        assert_eq!(two.with_last(&reference(1)), begun(&[2, 1]), "its page was loaded again");
        assert_eq!(two.with_first(&reference(2)), begun(&[2, 1]));
        assert_eq!(two.without(&reference(1)), begun(&[2]));
    }

    #[test]
    fn forgets_the_oldest_beyond_its_bound() {
        let full = begun(&[1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(full.with_last(&reference(9)), begun(&[2, 3, 4, 5, 6, 7, 8, 9]));
        assert_eq!(full.with_first(&reference(9)), begun(&[9, 1, 2, 3, 4, 5, 6, 7]));
    }

    proptest! {
        #[test]
        fn reads_what_it_wrote(numbers in proptest::collection::vec(any::<u8>(), 0..8)) {
            let kept = begun(&numbers);
            prop_assert_eq!(BegunRequests::parse(&kept.to_string()), kept);
        }

        #[test]
        fn reads_whatever_a_cookie_holds(text in "[ -~]{0,500}") {
            prop_assert!(BegunRequests::parse(&text).0.len() <= MOST);
        }
    }
}
