//! Which addresses are on the public Internet, and which are one caller's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is not on the public Internet.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0)
                || (a == 198 && (b == 18 || b == 19))
                || a >= 240
        }
        IpAddr::V6(v6) => is_private_v6(v6),
    }
}

/// An address that carries one of IPv4 leads where that one leads: a translator on the way unpacks it.
fn is_private_v6(v6: Ipv6Addr) -> bool {
    let segments = v6.segments();
    let carried = |at: usize| {
        let [a, b] = segments[at].to_be_bytes();
        let [c, d] = segments[at + 1].to_be_bytes();
        is_private(Ipv4Addr::new(a, b, c, d).into())
    };
    match segments {
        // RFC 6052 §2.1.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => carried(6),
        // RFC 3056 §2.
        [0x2002, ..] => carried(1),
        // ::, ::1, and the addresses of RFC 4291 §2.5.5.1, which nobody routes; RFC 8215: translation inside one network;
        // RFC 3849 and RFC 9637: for documentation.
        [0, 0, 0, 0, 0, 0, ..]
        | [0x64, 0xff9b, 1, ..]
        | [0x2001, 0xdb8, ..]
        | [0x3fff, 0..=0x0fff, ..] => true,
        [first, ..] => {
            v6.is_multicast()
                || (first & 0xfe00) == 0xfc00
                || (first & 0xffc0) == 0xfe80
                || (first & 0xffc0) == 0xfec0
        }
    }
}

/// What one caller has to themselves: an address of IPv4, or the /56 of IPv6 that a home or a small office is given (RFC
/// 6177 §2). Counted by a longer prefix they would be as many callers as they like.
pub fn of_one_site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 72)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_56_is_one_site_and_each_address_of_ipv4() {
        let site = |address: &str| of_one_site(address.parse().unwrap()).to_string();
        assert_eq!(site("2001:db8:1:2::9"), "2001:db8:1::");
        assert_eq!(site("2001:db8:1:ff:f::1"), "2001:db8:1::");
        assert_eq!(site("2001:db8:1:100::9"), "2001:db8:1:100::");
        assert_eq!(site("203.0.113.9"), "203.0.113.9");
        assert_eq!(site("::ffff:203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn the_private_network_is_told_from_the_internet() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "0.0.0.0",
            "64:ff9b::7f00:1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:c0a8:1::",
            "::127.0.0.1",
            "::",
            "fec0::1",
            "2001:db8::1",
            "3fff::1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "2606:4700::1111",
            "52.1.2.3",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }
}
