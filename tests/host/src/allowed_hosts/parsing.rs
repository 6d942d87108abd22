//! The text form of an allowed host.

use anyhow::Context as _;

use super::{Entry, Host, HostRule, IpAddr, IpNet, Range, Result, bail, ensure};

impl Entry {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let Some((scheme, rest)) = text.split_once("://") else {
            bail!("it must be in the form scheme://host[:port], with `*` as a wildcard for each part")
        };
        let (host, port) = split_port(rest)?;
        Ok(Self { scheme: parse_scheme(scheme)?, host: parse_host(host)?, port: parse_port(port, scheme)? })
    }
}

fn split_port(rest: &str) -> Result<(&str, &str)> {
    match rest.rsplit_once(':') {
        None => Ok((rest, "")),
        Some((host, "")) => Ok((host, "")),
        // The colons of an IPv6 address announce no port.
        Some(_) if parse_host(rest).is_ok() => Ok((rest, "")),
        Some((host, tail)) => {
            let (port, path) = tail.split_once('/').unwrap_or((tail, ""));
            ensure!(path.is_empty(), "it must not have a path");
            Ok((host, port))
        }
    }
}

fn parse_scheme(scheme: &str) -> Result<Option<String>> {
    if scheme == "*" {
        return Ok(None);
    }
    ensure!(scheme.chars().all(char::is_alphabetic), "the scheme may only have letters");
    Ok(Some(scheme.to_owned()))
}

fn parse_host(host: &str) -> Result<HostRule> {
    let host = host.trim();
    if let Some(rule) = parse_special_host(host) {
        return Ok(rule);
    }
    let host = host.strip_suffix('/').unwrap_or(host);
    ensure!(!host.contains('/'), "it must not have a path");
    if let Some(domain) = host.strip_prefix("*.") {
        ensure!(!domain.contains('*'), "a wildcard is allowed once, as the first label");
        return match Host::parse(domain)? {
            Host::Domain(domain) => Ok(HostRule::Subdomains(format!(".{domain}"))),
            _ => bail!("what follows `*.` must be a domain"),
        };
    }
    ensure!(!host.contains('*'), "a wildcard is allowed as the whole host or as its first label");
    Ok(HostRule::Exactly(Host::parse(host)?))
}

fn parse_special_host(host: &str) -> Option<HostRule> {
    match host {
        "*" => Some(HostRule::Any),
        "self" | "self.alt" => Some(HostRule::ThisApplication),
        _ => {
            let network = host.parse::<IpNet>().ok();
            network.or_else(|| host.parse::<IpAddr>().ok().map(IpNet::from)).map(HostRule::Network)
        }
    }
}

/// `None` stands for any port.
fn parse_port(port: &str, scheme: &str) -> Result<Option<Range<u32>>> {
    if port == "*" {
        return Ok(None);
    }
    if port.is_empty() {
        let known =
            well_known_port(scheme).with_context(|| format!("`{scheme}` has no known port: write one"))?;
        return Ok(Some(single(known)));
    }
    let number = |text: &str| text.parse::<u16>().with_context(|| format!("`{text}` is not a port"));
    match port.split_once("..") {
        Some((first, end)) => Ok(Some(u32::from(number(first)?)..u32::from(number(end)?))),
        None => Ok(Some(single(number(port)?))),
    }
}

fn single(port: u16) -> Range<u32> {
    u32::from(port)..u32::from(port) + 1
}

pub(super) fn well_known_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "postgres" => Some(5432),
        "mysql" => Some(3306),
        "redis" => Some(6379),
        "mqtt" => Some(1883),
        _ => None,
    }
}
