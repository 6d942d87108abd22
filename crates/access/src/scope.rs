use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// What a token opens, whoever holds it. One scope opens one component; a right is needed besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Who signed in (OpenID Connect Core §3.1.2.1). It opens no resource.
    Openid,
    /// Dossiers of beneficiaries: `dossier`.
    Dossiers,
    /// Organisations, conventions, contracts, habilitations: `conventions`.
    Conventions,
    /// The journal: `audit`.
    Journal,
    /// Accounts, sessions and applications, for those who administer them: `login`.
    Comptes,
    /// Conversations with the fund: `messaging`.
    Messages,
}

/// Text that names a scope that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidScope;

impl fmt::Display for InvalidScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("scopes are openid, dossiers, conventions, journal, comptes, messages")
    }
}

impl std::error::Error for InvalidScope {}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Openid, Self::Dossiers, Self::Conventions, Self::Journal, Self::Comptes, Self::Messages];

    /// Its word, in requests and in tokens.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Dossiers => "dossiers",
            Self::Conventions => "conventions",
            Self::Journal => "journal",
            Self::Comptes => "comptes",
            Self::Messages => "messages",
        }
    }
}

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(InvalidScope)
    }
}

/// A set of scopes, written as a list with one space between two (RFC 6749 §3.3). Their order does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this one is among them.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of them are among `others`.
    #[must_use]
    pub fn are_within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// Both together.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).copied().collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// Those that are known in text whose others are of no matter.
    #[must_use]
    pub fn known_in(text: &str) -> Self {
        text.split(' ').filter_map(|word| word.parse().ok()).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl FromStr for Scopes {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        if text.is_empty() { Ok(Self::default()) } else { text.split(' ').map(Scope::from_str).collect() }
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|scope| scope.as_str()).collect();
        formatter.write_str(&words.join(" "))
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
