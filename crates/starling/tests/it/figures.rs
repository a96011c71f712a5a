//! How soon the program is there and what it takes, printed for people; `cargo xtask bench` measures it.

use crate::clock;
use crate::exchange::{Exchange, PJSIP, PLAN, pjsip_user};
use crate::wire_phone::WirePhone;

#[test]
fn start_and_memory_are_printed() {
    let mut pjsip = PJSIP.to_owned();
    for number in 0..1000 {
        pjsip.push_str(&pjsip_user(&format!("user{number}")));
    }
    for (what, endpoints) in [
        ("one user", PJSIP.to_owned() + &pjsip_user("user7")),
        ("1000 users", pjsip),
    ] {
        let mut exchange =
            Exchange::not_started(&[("pjsip.conf", &endpoints), ("extensions.conf", PLAN)]);
        let began = clock::now();
        exchange.start();
        let took = clock::now() - began;
        let memory = exchange.resident_kib();
        println!("{what}: booted after {} ms, {memory} KiB", took.as_millis());
        assert_eq!(WirePhone::new("user7", exchange.address()).register(), 200);
    }
}
