use host::Reuse;

/// The reuse that production is advised: Spin's, but for `--max-instance-reuse-count 10000`. An instance that lives longer
/// reads its policies and opens its connections less often.
pub const ADVISED: &str = "10000x16";

/// The reuses under which every test is to pass: a fresh instance for each request, and the most that production is
/// advised; one request at a time, and sixteen.
pub const REUSES: [&str; 4] = ["1x1", "1x16", "10000x1", ADVISED];

/// What `E2E_REUSE` asks for, or Spin's defaults.
///
/// # Panics
/// When it names none.
#[must_use]
pub fn asked_reuse() -> Reuse {
    std::env::var("E2E_REUSE").map_or_else(|_| Reuse::default(), |text| reuse(&text))
}

/// The reuse that a text names: how many requests an instance serves, `x`, how many of them at once.
///
/// # Panics
/// When it names none.
#[must_use]
pub fn reuse(text: &str) -> Reuse {
    let read = |number: &str| number.parse().ok().filter(|number| *number > 0);
    let numbers = text.split_once('x').and_then(|(count, at_once)| Some((read(count)?, read(at_once)?)));
    let (count, concurrency) = numbers.unwrap_or_else(|| panic!("{text} is no reuse, such as 10000x16"));
    Reuse { count, concurrency, ..Reuse::default() }
}
