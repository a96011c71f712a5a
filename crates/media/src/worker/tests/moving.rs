//! A session that goes to another worker goes on as if nothing had happened.

use audio::Sound;

use super::*;

/// What a call does, step by step; a move comes after one of them.
type Story = fn(&mut World, &mut [Phone; 2], u8);

/// Tells a story of 60 steps of 20 ms with a move after so many of them; gives what was sent and told.
fn told(codecs: [Codec; 2], story: Story, moves_after: Option<u8>) -> (Vec<Sent>, Vec<MediaEvent>) {
    let mut world = World::new();
    // The epoch of both workers.
    world.worker = Worker::since(world.start, 42);
    let mut phones = [world.phone(1, codecs[0], 20), world.phone(2, codecs[1], 20)];
    for step in 0..60 {
        story(&mut world, &mut phones, step);
        if moves_after == Some(step) {
            let [a, b] = &mut phones;
            world.move_to_another(&mut [a, b]);
        }
    }
    world.pass(3_000);
    (world.out.packets.clone(), world.events())
}

fn speaks(world: &mut World, phones: &mut [Phone; 2], step: u8) {
    for phone in phones.iter_mut() {
        let header = phone.number(20);
        world.deliver(phone, phone.address, &header, &[step; 160]);
    }
    world.pass(20);
}

fn bridged(world: &mut World, phones: &mut [Phone; 2], step: u8) {
    if step == 0 {
        world.bridge(&phones[0], &phones[1], true);
    }
    speaks(world, phones, step);
}

fn with_digits(world: &mut World, phones: &mut [Phone; 2], step: u8) {
    bridged(world, phones, step);
    if step == 10 {
        let media = phones[1].media;
        let (digit, duration_ms) = ('5', 400);
        world.order(MediaCommand::SendDigit {
            media,
            digit,
            duration_ms,
        });
    }
}

fn echo(world: &mut World, phones: &mut [Phone; 2], step: u8) {
    if step == 0 {
        world.send(&phones[0], Source::Echo);
    }
    speaks(world, phones, step);
}

fn prompt(world: &mut World, phones: &mut [Phone; 2], step: u8) {
    if step == 3 {
        let data: Vec<u8> = (0..6_400).map(|at| (at / 64) as u8).collect();
        let sound = Arc::new(Sound::new(Codec::Ulaw, data));
        let (playback, sounds) = (PlaybackId(1), vec![sound]);
        world.send(&phones[1], Source::Sounds { playback, sounds });
    }
    speaks(world, phones, step);
}

#[test]
fn what_is_sent_does_not_depend_on_moves() {
    let same = [Codec::Ulaw, Codec::Ulaw];
    let stories: [(&str, [Codec; 2], Story); 6] = [
        ("relay", same, bridged),
        ("translation", [Codec::Ulaw, Codec::G722], bridged),
        ("alaw", [Codec::Ulaw, Codec::Alaw], bridged),
        ("digits", same, with_digits),
        ("echo", same, echo),
        ("prompt", same, prompt),
    ];
    for (name, codecs, story) in stories {
        let still = told(codecs, story, None);
        assert!(still.0.len() >= 40, "{name}: {}", still.0.len());
        for after in [0, 4, 11, 20, 59] {
            let moved = told(codecs, story, Some(after));
            let line = |sent: &Sent| (sent.at_ms, sent.component, sent.to, sent.bytes.clone());
            let lines = |told: &[Sent]| told.iter().map(line).collect::<Vec<_>>();
            let mut expected = lines(&still.0);
            let mut found = lines(&moved.0);
            // Those of one moment come in the order of places.
            expected
                .sort_by_key(|(at, component, to, _)| (*at, *to, *component == Component::Rtcp));
            found.sort_by_key(|(at, component, to, _)| (*at, *to, *component == Component::Rtcp));
            assert!(found == expected, "{name}, moved after step {after}");
            assert_eq!(moved.1, still.1, "{name}, moved after step {after}");
        }
    }
}

#[test]
fn who_stays_behind_hears_again_when_all_are_together() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, true);
    world.says(&mut a, &[1; 160], 20);
    let moved = world.worker.take(a.media).unwrap();
    assert_eq!(moved.media(), a.media);
    assert_eq!(world.worker.index_of(a.media), None);
    world.pass(100);
    a.index = world.worker.put(moved);
    world.says(&mut a, &[2; 160], 20);
    let heard = world.heard(&b);
    let first: Vec<u8> = heard.iter().map(|sent| sent.payload()[0]).collect();
    assert_eq!(first, [1, 2]);
}

#[test]
fn a_member_of_a_mix_leaves_it() {
    let mut world = World::new();
    let mut phones = [
        world.phone(1, Codec::Ulaw, 20),
        world.phone(2, Codec::Ulaw, 20),
    ];
    let (mix, setup) = (
        crate::control::MixId(1),
        crate::control::MixSetup::default(),
    );
    world.order(MediaCommand::OpenMix { mix, setup });
    for phone in &phones {
        let member = crate::control::MixMember::default();
        world.send(phone, Source::Mix { mix, member });
    }
    drop(world.worker.take(phones[0].media));
    speaks_alone(&mut world, &mut phones[1]);
    drop(world.worker.take(phones[1].media));
    assert_eq!(world.worker.next_deadline(), None, "the mix is empty");
}

fn speaks_alone(world: &mut World, phone: &mut Phone) {
    for step in 0..10 {
        world.says(phone, &[step; 160], 20);
    }
}
