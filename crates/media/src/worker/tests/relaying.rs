//! Relay and echo of equal formats, and the continuity of what a phone hears.

use audio::Sound;

use super::*;

#[test]
fn equal_formats_pass_unchanged_but_for_the_header() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, true);
    for step in 0..50u8 {
        world.says(&mut a, &[step; 160], 20);
    }
    let heard = world.heard(&b);
    assert_eq!(heard.len(), 50);
    assert!(
        heard
            .iter()
            .zip(0u8..)
            .all(|(packet, step)| packet.payload() == [step; 160])
    );
    assert!(
        heard
            .iter()
            .all(|packet| packet.to == b.address && packet.header().payload_type == 0)
    );
    assert_continuous(&heard, 8, 0);
    assert_eq!(markers(&heard), [0]);
    assert!(world.heard(&a).is_empty());
    assert_eq!(world.events(), [MediaEvent::FirstPacket { media: a.media }]);
}

#[test]
fn payload_types_follow_the_listener() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::G729, 20);
    let stream = StreamSetup {
        send: (99, Codec::G729),
        ..setup(2, Codec::G729, 20)
    };
    let b = world.phone_with(2, stream);
    world.bridge(&a, &b, false);
    world.says(&mut a, &[7; 20], 20);
    world.says(&mut a, &[7; 2], 20);
    let lengths: Vec<usize> = world
        .heard(&b)
        .iter()
        .map(|packet| packet.payload().len())
        .collect();
    assert_eq!(
        lengths,
        [20, 2],
        "what we cannot convert passes as it comes"
    );
    assert!(
        world
            .heard(&b)
            .iter()
            .all(|packet| packet.header().payload_type == 99)
    );
}

#[test]
fn loss_and_disorder_are_passed_on() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Alaw, 20);
    let b = world.phone(2, Codec::Alaw, 20);
    world.bridge(&a, &b, false);
    let packets: Vec<Header> = (0..6).map(|_| a.number(20)).collect();
    for index in [0, 1, 4, 3, 5] {
        world.deliver(&a, a.address, &packets[index], &[index as u8; 160]);
    }
    let heard = world.heard(&b);
    let first = heard[0].header();
    for packet in &heard {
        let index = u16::from(packet.payload()[0]);
        let header = packet.header();
        assert_eq!(header.sequence, first.sequence.wrapping_add(index));
        assert_eq!(
            header.timestamp,
            first.timestamp.wrapping_add(u32::from(index) * 160)
        );
    }
}

#[test]
fn one_stream_from_prompt_over_talk_to_hold_and_back() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    let music: Arc<[_]> = vec![Arc::new(Sound::new(Codec::Ulaw, vec![3; 8_000]))].into();
    world.send(&b, Source::Tone(Arc::new(audio::ToneList::steady(425))));
    world.pass(400);
    world.bridge(&a, &b, false);
    for _ in 0..20 {
        world.says(&mut a, &[1; 160], 20);
    }
    world.send(&b, Source::Music { sounds: music });
    world.pass(3_000);
    world.send(&b, Source::Silence);
    world.pass(1_000);
    world.send(
        &b,
        Source::Relay {
            from: a.media,
            with_digits: false,
        },
    );
    a.next.ssrc = 9_999;
    a.next.sequence = 4_711;
    for _ in 0..20 {
        world.says(&mut a, &[2; 160], 20);
    }
    let heard = world.heard(&b);
    assert_continuous(&heard, 8, 40);
    assert_eq!(markers(&heard), [0, 400, 800, 4_800]);
    assert!(heard.len() > 205, "{}", heard.len());
}

#[test]
fn an_echo_gives_back_voice_and_digits() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Gsm, 20);
    world.send(&a, Source::Echo);
    world.says(&mut a, &[0xd0; 33], 20);
    world.presses(&mut a, 5, 100);
    world.pass(500);
    let heard = world.heard(&a);
    assert_eq!(heard[0].payload(), [0xd0; 33]);
    let events: Vec<&Sent> = heard
        .iter()
        .filter(|packet| packet.header().payload_type == EVENT)
        .collect();
    assert!(events.len() >= 6 && events.iter().all(|packet| packet.payload()[0] == 5));
    assert_eq!(world.digits_of(&a), [('5', 100)]);
}

#[test]
fn several_may_listen_to_one() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    let c = world.phone(3, Codec::Alaw, 20);
    let d = world.phone(4, Codec::Ulaw, 20);
    for phone in [&b, &c, &d] {
        world.send(
            phone,
            Source::Relay {
                from: a.media,
                with_digits: false,
            },
        );
    }
    let speech = tone(Codec::Ulaw, 440.0, 200);
    world.speaks(&mut a, Codec::Ulaw, 20, &speech);
    for (phone, codec) in [(&b, Codec::Ulaw), (&c, Codec::Alaw), (&d, Codec::Ulaw)] {
        let heard = world.heard(phone);
        assert_eq!(heard.len(), 10);
        assert_continuous(&heard, 8, 0);
        let pitch = measure::dominant_pitch(&samples(codec, &heard), 8_000).unwrap();
        assert!((pitch - 440.0).abs() < 10.0, "{pitch}");
    }
}

#[test]
fn a_relay_may_be_ordered_before_its_origin_opens() {
    let mut world = World::new();
    let b = world.phone(2, Codec::Ulaw, 20);
    world.send(
        &b,
        Source::Relay {
            from: MediaId(1),
            with_digits: false,
        },
    );
    let mut a = world.phone(1, Codec::Ulaw, 20);
    world.says(&mut a, &[1; 160], 20);
    assert_eq!(world.heard(&b).len(), 1);
}

#[test]
fn orders_before_the_agreement_are_remembered() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.open(2);
    world.send(
        &b,
        Source::Relay {
            from: a.media,
            with_digits: false,
        },
    );
    world.says(&mut a, &[1; 160], 20);
    assert!(world.heard(&b).is_empty());
    let stream = setup(2, Codec::Ulaw, 20);
    world.order(MediaCommand::Negotiated {
        media: b.media,
        stream,
    });
    world.says(&mut a, &[1; 160], 20);
    assert_eq!(world.heard(&b).len(), 1);
}

#[test]
fn directions_are_respected() {
    let check = |of_a, of_b, passes| {
        let mut world = World::new();
        let stream = StreamSetup {
            direction: of_a,
            ..setup(1, Codec::Ulaw, 20)
        };
        let mut a = world.phone_with(1, stream);
        let stream = StreamSetup {
            direction: of_b,
            ..setup(2, Codec::Ulaw, 20)
        };
        let b = world.phone_with(2, stream);
        world.bridge(&a, &b, false);
        world.says(&mut a, &[1; 160], 20);
        assert_eq!(
            world.heard(&b).len(),
            usize::from(passes),
            "{of_a:?} to {of_b:?}"
        );
    };
    use Direction::{Inactive, ReceiveOnly, SendOnly, SendReceive};
    check(SendReceive, SendReceive, true);
    check(ReceiveOnly, SendOnly, true);
    check(SendOnly, SendReceive, false);
    check(Inactive, SendReceive, false);
    check(SendReceive, ReceiveOnly, false);
    check(SendReceive, Inactive, false);
}

#[test]
fn closing_ends_relays_and_frees_the_place() {
    let mut world = World::new();
    let a = world.phone(1, Codec::Ulaw, 20);
    let mut b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, true);
    world.says(&mut b, &[1; 160], 20);
    world.order(MediaCommand::Close { media: a.media });
    world.says(&mut b, &[1; 160], 20);
    assert_eq!(world.heard(&a).len(), 1);
    let c = world.phone(3, Codec::Ulaw, 20);
    assert_eq!(c.index, a.index);
    world.says(&mut b, &[1; 160], 20);
    assert_eq!(
        world.heard(&c).len(),
        1,
        "only what went to the earlier session"
    );
    world.order(MediaCommand::Close { media: b.media });
    world.order(MediaCommand::Close { media: c.media });
    assert_eq!(
        (world.worker.open_count(), world.worker.next_deadline()),
        (0, None)
    );
    let unknown = MediaCommand::Close { media: c.media };
    assert!(
        !world
            .worker
            .handle_command(world.now, unknown, &mut world.out)
    );
}
