//! Prints what `bench_journal::run` measures.
#![allow(clippy::print_stdout, reason = "a command line prints")]

fn main() -> anyhow::Result<()> {
    bench_journal::run(&[10_000, 1_000_000], |what, figures| println!("{what}: {figures}"))
}
