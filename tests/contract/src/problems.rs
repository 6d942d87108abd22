use std::collections::BTreeMap;

use web::{Kind, kinds};

/// All types of problem, as a table.
pub(crate) fn table() -> String {
    let own =
        [audit::problems::ALL, conventions::problems::ALL, dossier::problems::ALL, login::problems::ALL];
    let all: BTreeMap<_, _> =
        own.into_iter().flatten().chain(kinds::ALL).map(|kind| (kind.slug, kind)).collect();
    let rows: String = all.values().map(|kind| row(kind)).collect();
    format!(
        "# Types de problème\n\nÉcrit par `cargo xtask openapi` à partir du code. Le type est `/problemes/<nom>`.\n\n\
         | nom | statut | titre | que faire |\n|---|---|---|---|\n{rows}"
    )
}

fn row(kind: &Kind) -> String {
    format!("| `{}` | {} | {} | {} |\n", kind.slug, kind.status.as_u16(), kind.title, kind.detail)
}
