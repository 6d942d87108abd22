use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use jose::AccessToken;
use sha2::{Digest, Sha256};

/// How many tokens one instance remembers: a few megabytes at most.
const LARGEST: usize = 4096;

/// The tokens whose signature this instance has verified, by their hash, until they expire.
#[derive(Default)]
pub(super) struct Remembered(Mutex<HashMap<[u8; 32], AccessToken>>);

impl Remembered {
    pub(super) fn find(&self, token: &str, now: Timestamp) -> Option<AccessToken> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&hash(token)).filter(|claims| claims.exp > now.as_second()).cloned()
    }

    pub(super) fn keep(&self, token: &str, claims: &AccessToken, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= LARGEST {
            known.retain(|_, claims| claims.exp > now.as_second());
        }
        if known.len() < LARGEST {
            known.insert(hash(token), claims.clone());
        }
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
