//! The hosts a component may call: `scheme://host[:port]` entries, matched as Spin matches them.

use std::net::IpAddr;
use std::ops::Range;

use anyhow::{Context as _, Result, bail, ensure};
use ipnet::IpNet;
use url::Host;

mod parsing;
#[cfg(test)]
mod tests;

/// Calls to `<component>.spin.internal` go to a component of the same application.
pub const CHAINING_SUFFIX: &str = ".spin.internal";

/// What a component may call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllowedHosts(Vec<Entry>);

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    scheme: Option<String>,
    host: HostRule,
    port: Option<Range<u32>>,
}

#[derive(Clone, Debug, PartialEq)]
enum HostRule {
    Any,
    Subdomains(String),
    ThisApplication,
    Exactly(Host),
    Network(IpNet),
}

impl AllowedHosts {
    /// Parses entries whose variables are already replaced. `components` are the ids that `*.spin.internal` stands for.
    ///
    /// # Errors
    /// A sentence naming the entry that is not in the form `scheme://host[:port]`.
    pub fn parse(entries: &[String], components: &[String]) -> Result<Self> {
        let mut parsed = Vec::new();
        for text in entries {
            let entry =
                Entry::parse(text.trim()).with_context(|| format!("`{text}` is not an allowed host"))?;
            parsed.extend(entry.expand(components));
        }
        Ok(Self(parsed))
    }

    /// Whether the URL of a request may be called. Without a scheme it is read as `https`.
    pub fn allow(&self, url: &str) -> bool {
        let with_scheme = || url::Url::parse(&format!("https://{url}")).ok();
        let Some(url) = url::Url::parse(url).ok().filter(url::Url::has_host).or_else(with_scheme) else {
            return false;
        };
        self.0.iter().any(|entry| entry.allows(&url))
    }

    /// Whether the application may call itself through its own address.
    pub fn allow_self(&self) -> bool {
        self.0.iter().any(|entry| {
            let scheme = entry.scheme.as_deref();
            matches!(scheme, None | Some("http" | "https"))
                && matches!(entry.host, HostRule::Any | HostRule::ThisApplication)
        })
    }
}

impl Entry {
    /// `*.spin.internal` stands for the components of this application and nothing else.
    fn expand(self, components: &[String]) -> Vec<Self> {
        match &self.host {
            HostRule::Subdomains(suffix) if suffix == CHAINING_SUFFIX => components
                .iter()
                .map(|id| Self {
                    host: HostRule::Exactly(Host::Domain(format!("{id}{CHAINING_SUFFIX}"))),
                    ..self.clone()
                })
                .collect(),
            _ => vec![self],
        }
    }

    fn allows(&self, url: &url::Url) -> bool {
        let scheme = self.scheme.as_deref().is_none_or(|scheme| scheme == url.scheme());
        scheme && self.host.allows(url) && self.allows_port(url)
    }

    fn allows_port(&self, url: &url::Url) -> bool {
        let Some(allowed) = &self.port else { return true };
        let port = url.port().or_else(|| parsing::well_known_port(url.scheme()));
        port.is_some_and(|port| allowed.contains(&u32::from(port)))
    }
}

impl HostRule {
    fn allows(&self, url: &url::Url) -> bool {
        let Some(host) = url.host_str().and_then(|host| Host::parse(host).ok()) else { return false };
        match (self, host) {
            (Self::Any, _) => true,
            (Self::Subdomains(suffix), Host::Domain(domain)) => domain.ends_with(suffix.as_str()),
            (Self::Exactly(allowed), host) => host == *allowed,
            (Self::Network(network), Host::Ipv4(ip)) => network.contains(&IpAddr::V4(ip)),
            (Self::Network(network), Host::Ipv6(ip)) => network.contains(&IpAddr::V6(ip)),
            (Self::Subdomains(_) | Self::ThisApplication, _) | (Self::Network(_), Host::Domain(_)) => false,
        }
    }
}

/// The component that a URI or a `Host` header addresses by service chaining, if it does.
pub fn chaining_target(host: &str) -> Option<&str> {
    let (host, _port) = host.rsplit_once(':').unwrap_or((host, ""));
    let (component, rest) = host.trim().split_once('.')?;
    (rest == CHAINING_SUFFIX.trim_start_matches('.')).then_some(component)
}
