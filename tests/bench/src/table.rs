//! One table a bench, each row beside the limit of the same run.

use crate::load::Latencies;

/// Prints the head of a table.
pub fn head(title: &str) {
    println!("\n{title}\n");
    println!("| what | connections | per second | ratio | p50 ms | p99 ms |");
    println!("|---|---|---|---|---|---|");
}

/// Prints a row; `limit` is the rate to which its own is compared.
pub fn row(what: &str, connections: usize, latencies: &Latencies, limit: f64) {
    println!(
        "| {what} | {connections} | {:.0} | {:.2} | {:.2} | {:.2} |",
        latencies.rate(),
        latencies.rate() / limit,
        latencies.quantile(0.5),
        latencies.quantile(0.99),
    );
}
