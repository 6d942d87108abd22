//! Writes fictional dossiers as NDJSON on the standard output.

use std::io::{BufWriter, Write, stdout};

use clap::Parser;

/// Fictional dossiers for an import, one a line.
#[derive(Parser)]
struct Options {
    /// How many.
    #[arg(default_value_t = 1000)]
    count: u32,
}

fn main() -> anyhow::Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for n in 1..=Options::parse().count {
        serde_json::to_writer(&mut out, &demo::dossier(n))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
