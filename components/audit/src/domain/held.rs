use journal::DossierPseudonym;
use sha2::{Digest, Sha256};

/// The digest of the names that a hold keeps, whatever their order.
pub(crate) fn digest_of_names(names: &[DossierPseudonym]) -> [u8; 32] {
    let mut lines: Vec<_> = names.iter().map(|name| format!("{name}\n")).collect();
    lines.sort_unstable();
    Sha256::digest(lines.concat()).into()
}
