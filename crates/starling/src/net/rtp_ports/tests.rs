//! Pairs from a small range on loopback.

use std::net::Ipv4Addr;

use super::*;

#[test]
fn pairs_are_even_and_the_range_ends() {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut ports = RtpPorts::new(42_001, 42_006);
    let (first, _one) = ports.open(here).unwrap();
    let (second, _two) = ports.open(here).unwrap();
    assert_eq!((first, second), (42_002, 42_004));
    assert!(ports.open(here).is_none());
    drop(_one);
    assert_eq!(ports.open(here).map(|(port, _)| port), Some(42_002));
}
