//! Prints what `bench_journal` measures.
#![allow(clippy::print_stdout, reason = "a command line prints")]

fn main() -> anyhow::Result<()> {
    bench_journal::growth(&[10_000, 1_000_000], |what, figures| println!("{what}: {figures}"))?;
    bench_journal::concurrency(|what, figures| println!("{what}: {figures}"))
}
