//! Which addresses may be called.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::Error;

/// Resolves names, and gives addresses of the open internet only. A name that has no other is refused, whatever it had
/// the time before.
pub(crate) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let all: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> =
                all.iter().copied().filter(|address| private(address.ip()).is_none()).collect();
            if public.is_empty() {
                let found =
                    all.first().and_then(|address| private(address.ip())).unwrap_or("it has no address");
                return Err(Box::new(io::Error::other(PrivateName { host, found })) as _);
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Carried through the client's errors, so that the refusal is told as one.
#[derive(Debug, thiserror::Error)]
#[error("'{host}' is inside this machine's own network ({found})")]
pub(crate) struct PrivateName {
    pub(crate) host: String,
    pub(crate) found: &'static str,
}

/// Refuses an address written as a number; names are resolved when a connection is made.
pub(crate) fn check(url: &Url) -> Result<(), Error> {
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        _ => return Ok(()),
    };
    match private(ip) {
        Some(found) => Err(Error::Private { host: ip.to_string(), found: found.to_owned() }),
        None => Ok(()),
    }
}

/// What kind of address of one's own network this is; none for the open internet.
pub(crate) fn private(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => private_v4(ip),
        IpAddr::V6(ip) => private_v6(ip),
    }
}

fn private_v4(ip: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127, ..) => Some("loopback"),
        (0, ..) => Some("this host"),
        (10, ..) | (192, 168, _) | (172, 16..=31, _) => Some("private"),
        (169, 254, _) => Some("link-local"),
        (100, 64..=127, _) => Some("shared by a provider"),
        (192, 0, 0) | (192, 0, 2) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) => Some("reserved"),
        (224..=239, ..) => Some("multicast"),
        (240..=255, ..) => Some("reserved"),
        _ => None,
    }
}

fn private_v6(ip: Ipv6Addr) -> Option<&'static str> {
    // An address of the older protocol in the clothes of the newer one: mapped, translated (64:ff9b::/96), 6to4.
    let segments = ip.segments();
    let last_four = Ipv4Addr::from(u32::from(segments[6]) << 16 | u32::from(segments[7]));
    if let Some(inner) = ip.to_ipv4_mapped() {
        return private_v4(inner);
    }
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("loopback"),
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("this host"),
        [0x64, 0xff9b, ..] | [0, 0, 0, 0, 0, 0, _, _] => private_v4(last_four),
        [0x2002, high, low, ..] => private_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))),
        [first, ..] if first & 0xfe00 == 0xfc00 => Some("private"),
        [first, ..] if first & 0xffc0 == 0xfe80 => Some("link-local"),
        [first, ..] if first & 0xffc0 == 0xfec0 => Some("private"),
        [first, ..] if first & 0xff00 == 0xff00 => Some("multicast"),
        [0x2001, 0xdb8, ..] => Some("reserved"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_ones_own_network_are_told_from_the_open_internet() {
        for own in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "ff02::1",
            "::7f00:1",
        ] {
            assert!(private(own.parse().unwrap()).is_some(), "{own}");
        }
        for open in [
            "1.1.1.1",
            "172.32.0.1",
            "172.15.0.1",
            "192.167.1.1",
            "100.128.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert_eq!(private(open.parse().unwrap()), None, "{open}");
        }
    }
}
