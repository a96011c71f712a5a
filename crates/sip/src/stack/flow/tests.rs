use super::*;

#[test]
fn networks_by_table() {
    let rows = [
        ("10.0.0.0", 8, "10.200.3.4", true),
        ("10.0.0.0", 8, "11.0.0.1", false),
        ("192.168.1.77", 24, "192.168.1.2", true),
        ("192.168.1.77", 32, "192.168.1.2", false),
        ("0.0.0.0", 0, "8.8.8.8", true),
        ("0.0.0.0", 0, "::1", false),
        ("2001:db8::", 32, "2001:db8:ffff::1", true),
        ("2001:db8::", 32, "2001:db9::1", false),
        ("10.0.0.1", 200, "10.0.0.1", true),
    ];
    for (address, prefix, ip, expected) in rows {
        let network = Network {
            address: address.parse().unwrap(),
            prefix,
        };
        assert_eq!(
            network.contains(ip.parse().unwrap()),
            expected,
            "{address}/{prefix} {ip}"
        );
    }
}
