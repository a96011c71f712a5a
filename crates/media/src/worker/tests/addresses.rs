//! Whose packets are believed, and where ours go.

use super::*;

fn elsewhere(last: u8) -> SocketAddr {
    SocketAddr::from(([203, 0, 113, last], 9_000))
}

/// Sends packets from an address; says how many were believed.
fn from(world: &mut World, phone: &mut Phone, address: SocketAddr, count: u32) -> u64 {
    let before = world.worker.stats(phone.media).unwrap().packets_received;
    for _ in 0..count {
        let header = phone.number(20);
        world.deliver(phone, address, &header, &[1; 160]);
        world.pass(20);
    }
    world.worker.stats(phone.media).unwrap().packets_received - before
}

fn target(world: &World, phone: &Phone) -> SocketAddr {
    world.worker.stats(phone.media).unwrap().remote.unwrap()
}

#[test]
fn a_symmetric_stream_goes_to_where_packets_come_from() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    assert_eq!(
        from(&mut world, &mut phone, elsewhere(1), 3),
        3,
        "believed from the first on"
    );
    assert_eq!(target(&world, &phone), phone.address);
    assert_eq!(from(&mut world, &mut phone, elsewhere(1), 1), 1);
    assert_eq!(target(&world, &phone), elsewhere(1));
    assert_eq!(
        world.events(),
        [MediaEvent::FirstPacket { media: phone.media }]
    );
}

#[test]
fn others_keep_to_the_description() {
    let mut world = World::new();
    let stream = StreamSetup {
        symmetric: false,
        ..setup(1, Codec::Ulaw, 20)
    };
    let mut phone = world.phone_with(1, stream);
    assert_eq!(from(&mut world, &mut phone, elsewhere(1), 10), 10);
    assert_eq!(target(&world, &phone), phone.address);
}

#[test]
fn strangers_are_refused_while_the_known_one_speaks() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    let home = phone.address;
    assert_eq!(from(&mut world, &mut phone, home, 1), 1);
    assert_eq!(from(&mut world, &mut phone, elsewhere(6), 50), 0);
    assert_eq!(world.worker.stats(phone.media).unwrap().packets_refused, 50);
    assert_eq!(from(&mut world, &mut phone, home, 1), 1);
    assert_eq!(target(&world, &phone), home);
}

#[test]
fn whoever_was_quiet_for_long_may_have_moved() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    let home = phone.address;
    from(&mut world, &mut phone, home, 10);
    world.pass(2_500);
    assert_eq!(from(&mut world, &mut phone, elsewhere(2), 10), 10);
    assert_eq!(target(&world, &phone), elsewhere(2));
}

#[test]
fn a_stranger_who_was_first_gives_way_to_the_described_one() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    let home = phone.address;
    assert_eq!(from(&mut world, &mut phone, elsewhere(6), 2), 2);
    assert_eq!(from(&mut world, &mut phone, home, 1), 1);
    assert_eq!(from(&mut world, &mut phone, elsewhere(6), 5), 0);
    assert_eq!(target(&world, &phone), home);
}

#[test]
fn packets_out_of_order_prove_nothing() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    for sequence in [7, 7, 900, 3, 44, 8_000, 5, 5] {
        let header = Header {
            sequence,
            ..phone.next.clone()
        };
        world.deliver(&phone, elsewhere(6), &header, &[1; 160]);
    }
    assert_eq!(target(&world, &phone), phone.address);
}

#[test]
fn a_new_agreement_learns_again() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    from(&mut world, &mut phone, elsewhere(1), 5);
    let again = setup(1, Codec::Ulaw, 20);
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream: again.clone(),
    });
    assert_eq!(
        target(&world, &phone),
        elsewhere(1),
        "the same description changes nothing yet"
    );
    assert_eq!(from(&mut world, &mut phone, elsewhere(2), 5), 5);
    assert_eq!(target(&world, &phone), elsewhere(2));
    let moved = StreamSetup {
        remote: elsewhere(3),
        ..again
    };
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream: moved,
    });
    assert_eq!(target(&world, &phone), elsewhere(3));
}
