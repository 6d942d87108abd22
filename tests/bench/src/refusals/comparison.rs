use std::time::Duration;

use super::{Durations, obstacle::Obstacle};
use crate::load::Latencies;

#[cfg(test)]
mod tests;

/// So many standard errors away from ½ nothing is by chance.
const BY_CHANCE: f64 = 3.0;

/// The table, and what it says.
pub fn print(durations: &Durations) {
    let Some(unknown) = durations.get(&Obstacle::Unknown) else { return };
    println!("| kind | requests | p50 ms | p90 ms | p99 ms | lasts longer than an unknown one (AUC) |");
    println!("|---|---|---|---|---|---|");
    let mut furthest = (0.0, Obstacle::Unknown);
    for (obstacle, lasted) in durations {
        let (share, error) = (share_longer(lasted, unknown), standard_error(lasted.len(), unknown.len()));
        row(obstacle.name(), lasted, share, error);
        let errors = (share - 0.5).abs() / error;
        if errors > furthest.0 {
            furthest = (errors, *obstacle);
        }
    }
    let requests: usize = durations.values().map(Vec::len).sum();
    println!("\n{requests} answers are one answer: status, headers, body and size. {}", verdict(furthest));
}

fn row(name: &str, lasted: &[Duration], share: f64, error: f64) {
    let sorted = Latencies::new(lasted.to_vec(), lasted.iter().sum());
    let [p50, p90, p99] = [0.5, 0.9, 0.99].map(|part| sorted.quantile(part));
    println!("| {name} | {} | {p50:.2} | {p90:.2} | {p99:.2} | {share:.3} ± {error:.3} |", lasted.len());
}

fn verdict((errors, obstacle): (f64, Obstacle)) -> String {
    let seen = if errors > BY_CHANCE { "which tells it from an unknown one" } else { "as by chance" };
    format!("The AUC furthest from 0.5 is {errors:.1} standard errors away ({}), {seen}.", obstacle.name())
}

/// The probability that one of `these` is longer than one of `those`; as long is half.
fn share_longer(these: &[Duration], those: &[Duration]) -> f64 {
    let mut sorted = those.to_vec();
    sorted.sort_unstable();
    let exceeded = |one: &Duration| {
        let (shorter, not_longer) =
            (sorted.partition_point(|other| other < one), sorted.partition_point(|other| other <= one));
        (shorter + not_longer) as f64 / 2.0
    };
    these.iter().map(exceeded).sum::<f64>() / (these.len() * those.len()) as f64
}

/// That of the share when both are drawn from the same durations.
fn standard_error(these: usize, those: usize) -> f64 {
    let (these, those) = (these as f64, those as f64);
    ((these + those + 1.0) / (12.0 * these * those)).sqrt()
}
