use std::net::{IpAddr, Ipv6Addr};

/// Addresses that one stranger may hold all of: what a line is given, and what a provider gives out around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Network {
    first: IpAddr,
    prefix: u8,
}

/// The prefixes that count, narrowest first. An IPv6 line has at least a /64 and often a /56 or a /48 (RFC 6177).
const IPV4: [u8; 2] = [32, 24];
const IPV6: [u8; 3] = [64, 56, 48];

impl Network {
    /// The networks of this address, narrowest first. Requests of which no address can be told share one.
    pub(crate) fn around(address: Option<IpAddr>) -> Vec<Self> {
        let address = address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        let prefixes = if address.is_ipv4() { &IPV4[..] } else { &IPV6[..] };
        prefixes.iter().map(|prefix| Self::of(address, *prefix)).collect()
    }

    fn of(address: IpAddr, prefix: u8) -> Self {
        let first = match address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
                IpAddr::from((v4.to_bits() & mask).to_be_bytes())
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
                IpAddr::from((v6.to_bits() & mask).to_be_bytes())
            }
        };
        Self { first, prefix }
    }

    /// How many times what is allowed to the narrowest network is allowed to this one.
    pub(crate) fn share(self) -> u32 {
        match self.prefix {
            32 | 64 => 1,
            24 | 56 => 4,
            _ => 16,
        }
    }

    /// How many persons' tries at one identifier are judged from it: a stranger near an owner does not spend the owner's,
    /// and who holds all of a wide network does not get those of each address.
    pub(crate) fn persons(self) -> u32 {
        match self.prefix {
            32 | 64 => 1,
            56 => 2,
            _ => 4,
        }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.first, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(address: &str) -> Vec<String> {
        Network::around(address.parse().ok()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_address_counts_with_its_neighbours() {
        assert_eq!(around("203.0.113.7"), ["203.0.113.7/32", "203.0.113.0/24"]);
        let wide = ["2001:db8:1:2ff::/64", "2001:db8:1:200::/56", "2001:db8:1::/48"];
        assert_eq!(around("2001:db8:1:2ff::7"), wide);
        assert_eq!(around("inconnue"), ["::/64", "::/56", "::/48"]);
    }
}
