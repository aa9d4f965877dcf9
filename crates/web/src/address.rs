//! From where a request comes: behind gateways it is the last hop that is none of them.

use std::net::IpAddr;

use actix_web::HttpRequest;
use ipnet::IpNet;

/// The address that limits of strangers count by. `X-Forwarded-For` is read from its end, where the nearest gateway writes, for
/// as long as who wrote is a gateway of ours: what a stranger puts before it says nothing.
pub(crate) fn caller_address(request: &HttpRequest, proxies: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    // Several lines of a header are one list (RFC 9110, section 5.3): some gateways add a line instead of a hop.
    let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
    let forwarded = lines.collect::<Vec<_>>().join(",");
    Some(last_stranger(peer, &forwarded, proxies))
}

/// Whether an address is a gateway of ours.
pub(crate) fn is_ours(address: &IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|network| network.contains(&address.to_canonical()))
}

/// What one subscriber has is counted as one: of version 6 each of them has a whole network of 64 bits.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        version_4 => version_4,
    }
}

fn last_stranger(peer: IpAddr, forwarded: &str, proxies: &[IpNet]) -> IpAddr {
    let mut last = peer;
    for hop in forwarded.rsplit(',') {
        match hop.trim().parse::<IpAddr>() {
            Ok(hop) if is_ours(&last, proxies) => last = hop,
            _ => break,
        }
    }
    last.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_in_several_lines_is_one_list() {
        let proxies: Vec<IpNet> = vec!["10.0.0.0/8".parse().expect("a network")];
        let request = actix_web::test::TestRequest::default()
            .peer_addr(([10, 0, 0, 1], 1).into())
            .append_header(("x-forwarded-for", "198.51.100.7"))
            .append_header(("x-forwarded-for", "203.0.113.9"))
            .to_http_request();
        let caller = caller_address(&request, &proxies).map(|address| address.to_string());
        assert_eq!(caller.as_deref(), Some("203.0.113.9"), "the nearest gateway wrote the last line");
    }

    #[test]
    fn the_last_hop_that_is_no_gateway_of_ours_is_the_caller() {
        let proxies: Vec<IpNet> =
            ["10.0.0.0/8", "fd00::/8"].map(|one| one.parse().expect("a network")).into();
        let caller = |peer: &str, forwarded: &str| {
            last_stranger(peer.parse().expect("an address"), forwarded, &proxies).to_string()
        };
        assert_eq!(
            caller("203.0.113.9", "198.51.100.1"),
            "203.0.113.9",
            "a stranger's word counts for nothing"
        );
        assert_eq!(caller("10.0.0.2", "198.51.100.1"), "198.51.100.1");
        assert_eq!(caller("10.0.0.2", "1.1.1.1, 198.51.100.1, 10.0.0.7"), "198.51.100.1");
        assert_eq!(caller("10.0.0.2", "1.1.1.1, unknown"), "10.0.0.2");
        assert_eq!(caller("10.0.0.2", ""), "10.0.0.2");
        assert_eq!(caller("::ffff:10.0.0.2", "2001:db8::1"), "2001:db8::1");
    }
}
