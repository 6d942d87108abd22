//! Which trigger answers a path: exact routes first, then the longest prefix; leading and trailing slashes do not count.

use anyhow::{Result, anyhow};

use crate::manifest::{HttpTrigger, Route};

#[cfg(test)]
mod tests;

/// Paths under this prefix are answered by the host before any route.
pub const WELL_KNOWN: &str = "/.well-known/spin/";

/// The public routes of an application.
#[derive(Debug)]
pub struct Router {
    finder: routefinder::Router<Entry>,
}

#[derive(Debug)]
struct Entry {
    trigger: usize,
    written: String,
    based: String,
}

/// How a path was matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The index of the trigger that answers.
    pub trigger: usize,
    /// The route as it is written in the manifest.
    pub route: String,
    /// The route without its last slash.
    pub based_route: String,
    /// What the trailing wildcard stands for.
    pub trailing: String,
    /// What each `:name` stands for.
    pub named: Vec<(String, String)>,
}

impl Router {
    /// Builds the table of the public routes. When two triggers write the same route, the last one answers.
    ///
    /// # Errors
    /// A sentence naming the route that cannot be parsed.
    pub fn new(triggers: &[HttpTrigger]) -> Result<Self> {
        let mut routes: Vec<(&str, usize)> = Vec::new();
        for (trigger, written) in
            triggers.iter().enumerate().filter_map(|(index, t)| Some((index, public(t)?)))
        {
            match routes.iter_mut().find(|(route, _)| *route == written) {
                Some((_, earlier)) => *earlier = trigger,
                None => routes.push((written, trigger)),
            }
        }
        let mut finder = routefinder::Router::new();
        for (written, trigger) in routes {
            let based = based(written);
            let entry = Entry { trigger, written: written.to_owned(), based: based.clone() };
            finder
                .add(specification(&based), entry)
                .map_err(|error| anyhow!("the route `{written}` cannot be parsed: {error}"))?;
        }
        Ok(Self { finder })
    }

    /// The best match for the path of a request, if any.
    pub fn find(&self, path: &str) -> Option<Match> {
        let found = self.finder.best_match(path)?;
        let captures = found.captures();
        let trailing = captures.wildcard().map(|rest| with_slashes(rest, path)).unwrap_or_default();
        Some(Match {
            trigger: found.trigger,
            route: found.written.clone(),
            based_route: found.based.clone(),
            trailing,
            named: captures.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        })
    }
}

impl Match {
    /// The match of a call between components: as if the target had the route `/...`.
    pub fn chained(trigger: usize, path: &str) -> Self {
        let all = "/...".to_owned();
        Self { trigger, route: all.clone(), based_route: all, trailing: path.to_owned(), named: Vec::new() }
    }

    /// The route as written, without its trailing wildcard.
    pub fn prefix(&self) -> &str {
        self.route.strip_suffix("/...").unwrap_or(&self.route)
    }
}

fn public(trigger: &HttpTrigger) -> Option<&str> {
    match &trigger.route {
        Route::Path(written) => Some(written),
        Route::Private(_) => None,
    }
}

fn based(written: &str) -> String {
    let route = written.strip_suffix('/').unwrap_or(written);
    if route.is_empty() || route.starts_with('/') { route.to_owned() } else { format!("/{route}") }
}

fn specification(route: &str) -> String {
    match route.strip_suffix("/...") {
        Some(prefix) => format!("{prefix}/*"),
        None => route.to_owned(),
    }
}

/// Spin shows the trailing part with its leading slash, and with its last one when the path had one.
fn with_slashes(rest: &str, path: &str) -> String {
    let last = if path.ends_with('/') { "/" } else { "" };
    if rest.is_empty() { last.to_owned() } else { format!("/{rest}{last}") }
}
