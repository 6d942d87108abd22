//! The contract that the component holds: `schemas/openapi.json`, without what makes it readable as a diff.

use std::{env, fs, io, path::Path};

const COMMITTED: &str = "../../schemas/openapi.json";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={COMMITTED}");
    // No string of it has a line break: JSON escapes those.
    let document: String = fs::read_to_string(COMMITTED)?.lines().map(str::trim_start).collect();
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&folder).join("openapi.json"), document)
}
