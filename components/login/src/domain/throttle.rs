use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::{
    allowance::Allowance,
    factor_key::{FactorKeyError, FactorKeys},
    network::Network,
};

/// What failures are counted for. A browser in which the person signed in before has its own count: whatever strangers
/// do, from however many addresses, it keeps its tries (OWASP, « device cookies »).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Passwords for this identifier, from all browsers not known to it, whether or not an account has it.
    Identifier(String),
    /// The same, from one network.
    IdentifierFrom(String, Network),
    /// Passwords and activation secrets, whoever's, from this network.
    Network(Network),
    /// Passwords of this account, from a browser known to it.
    PasswordIn(Uuid, [u8; 32]),
    /// Codes of this account for one second factor, named by the digest of its sealed secret, from all browsers not known
    /// to it. With another factor, enrolled or just shown to whoever is to enrol it, the count begins anew.
    Factor(Uuid, [u8; 32]),
    /// Second factors of this account, from a browser known to it.
    FactorIn(Uuid, [u8; 32]),
    /// Wrong activation secrets of further attachments to this account.
    Acceptance(Uuid),
    /// Passwords chosen for this account, which are hashed.
    Choice(Uuid),
}

/// A person who mistypes: five mistakes at once, then one a minute; after ten, one an hour.
const PERSON: [Allowance; 2] = [Allowance { burst: 5, period: SignedDuration::from_mins(1) }, AT_LENGTH];

const AT_LENGTH: Allowance = Allowance { burst: 10, period: SignedDuration::from_hours(1) };

/// From this period on, a failure is forgotten too late for a count of shorter ones to bear it.
const LONG: SignedDuration = SignedDuration::from_mins(10);

/// Strangers all over the world: more than fifty addresses far apart are needed to spend it, or a dozen wide networks, and
/// who spends it delays no known browser.
const WORLD: [Allowance; 1] = [Allowance { burst: 500, period: SignedDuration::from_mins(1) }];

/// What a town hall's fifty people mistype behind one address.
const ADDRESS: Allowance = Allowance { burst: 200, period: SignedDuration::from_mins(1) };

impl Subject {
    pub(crate) fn of_factor(account: Uuid, sealed: &[u8]) -> Self {
        Self::Factor(account, Sha256::digest(sealed).into())
    }

    fn allowances(&self) -> Vec<Allowance> {
        match self {
            Self::Identifier(_) => WORLD.to_vec(),
            Self::Network(network) => vec![shared(ADDRESS, network.share())],
            Self::IdentifierFrom(_, network) if network.persons() > 1 => {
                vec![shared(AT_LENGTH, network.persons())]
            }
            Self::IdentifierFrom(..)
            | Self::PasswordIn(..)
            | Self::Factor(..)
            | Self::FactorIn(..)
            | Self::Acceptance(_)
            | Self::Choice(_) => PERSON.to_vec(),
        }
    }

    pub(crate) fn name(&self) -> String {
        let known = |hash: &[u8; 32]| base16ct::lower::encode_string(hash);
        match self {
            Self::Identifier(identifier) => format!("identifier {identifier}"),
            Self::IdentifierFrom(identifier, network) => format!("identifier {identifier} from {network}"),
            Self::Network(network) => format!("network {network}"),
            Self::PasswordIn(account, browser) => format!("password {account} in {}", known(browser)),
            Self::Factor(account, factor) => format!("factor {account} {}", known(factor)),
            Self::FactorIn(account, browser) => format!("factor {account} in {}", known(browser)),
            Self::Acceptance(account) => format!("acceptance {account}"),
            Self::Choice(account) => format!("choice {account}"),
        }
    }
}

fn shared(allowance: Allowance, share: u32) -> Allowance {
    let period = allowance.period / i32::try_from(share).unwrap_or(i32::MAX);
    Allowance { burst: allowance.burst.saturating_mul(share), period }
}

/// One limit of one subject, and the place where it is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) allowance: Allowance,
    pub(crate) place: [u8; 3],
}

/// Each limit of each subject is counted by itself; a try needs room in all of them.
pub(crate) fn buckets<'a>(
    subjects: &'a [Subject],
    keys: &FactorKeys,
) -> Result<Vec<Bucket<'a>>, FactorKeyError> {
    let limits = subjects
        .iter()
        .flat_map(|subject| subject.allowances().into_iter().map(move |allowance| (subject, allowance)));
    let bucket = |(subject, allowance): (&'a Subject, Allowance)| {
        let is_long = allowance.period >= LONG;
        let place = keys.place(&format!("{} {}", subject.name(), allowance.period), is_long)?;
        Ok(Bucket { subject, allowance, place })
    };
    limits.map(bucket).collect()
}
