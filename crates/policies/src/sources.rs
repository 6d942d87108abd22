use sha2::{Digest, Sha256};

/// The texts of the policy set: what a fund may replace as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Cedar schema.
    pub schema: &'a str,
    /// Cedar policies: name of the file, text.
    pub policies: &'a [(&'a str, &'a str)],
    /// `profiles.toml`.
    pub profiles: &'a str,
}

macro_rules! policy {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../policies/", $name)))
    };
}

impl Sources<'static> {
    /// The texts of `policies/`, as they were when this was compiled.
    pub const EMBEDDED: Self = Self {
        schema: include_str!("../../../policies/schema.cedarschema"),
        policies: &[
            policy!("audit.cedar"),
            policy!("conventions.cedar"),
            policy!("dossier.cedar"),
            policy!("login.cedar"),
        ],
        profiles: include_str!("../../../policies/profiles.toml"),
    };
}

impl Sources<'_> {
    /// SHA-256 over all the texts, each preceded by its name and length: names the policy set in every receipt.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let fixed = [("schema.cedarschema", self.schema), ("profiles.toml", self.profiles)];
        for (name, text) in fixed.iter().chain(self.policies) {
            for part in [name.as_bytes(), text.as_bytes()] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        hash.finalize().into()
    }
}
