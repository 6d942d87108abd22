use serde::{Deserialize, Serialize};

/// A hundred million euros: more than any household has.
const LARGEST: i64 = 10_000_000_000;

/// An amount in centimes of euro.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub(crate) struct Amount(i64);

impl TryFrom<i64> for Amount {
    type Error = &'static str;

    fn try_from(centimes: i64) -> Result<Self, Self::Error> {
        if (-LARGEST..=LARGEST).contains(&centimes) {
            Ok(Self(centimes))
        } else {
            Err("an amount in centimes")
        }
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}
