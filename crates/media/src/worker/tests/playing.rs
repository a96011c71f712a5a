//! Tones, sounds and music by the worker's own clock.

use audio::{SampleRate, Sound, ToneList};

use super::*;

fn sounds(playback: u64, sounds: Vec<Sound>) -> Source {
    let sounds = sounds.into_iter().map(Arc::new).collect();
    Source::Sounds {
        playback: PlaybackId(playback),
        sounds,
    }
}

fn ended(phone: &Phone, playback: u64) -> MediaEvent {
    MediaEvent::PlaybackEnded {
        media: phone.media,
        playback: PlaybackId(playback),
    }
}

#[test]
fn a_ring_tone_has_its_cadence() {
    for codec in [Codec::Ulaw, Codec::Alaw, Codec::G722] {
        let mut world = World::new();
        let phone = world.phone(1, codec, 20);
        let list = ToneList::parse("440/1000,0/2000").unwrap();
        world.send(&phone, Source::Tone(Arc::new(list)));
        world.pass(8_999);
        let heard = world.heard(&phone);
        assert_eq!(heard.len(), 450);
        assert_continuous(&heard, 8, 0);
        let samples = samples(codec, &heard);
        let rate = codec.sample_rate() as usize;
        let level = |from_ms: usize, to_ms: usize| {
            measure::level(&samples[from_ms * rate / 1_000..to_ms * rate / 1_000])
        };
        for round in [0, 3_000, 6_000] {
            assert!(level(round + 20, round + 980) > -20.0, "{codec} at {round}");
            let silence = level(round + 1_020, round + 2_980);
            assert!(silence < -50.0, "{codec} at {round}: {silence} dBm0");
        }
    }
}

#[test]
fn packets_keep_to_the_clock_whenever_the_worker_is_late() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    world.send(&phone, Source::Tone(Arc::new(ToneList::steady(425))));
    for step in 0..500u64 {
        world.now += Duration::from_millis(13 + step % 11);
        world.settle();
    }
    let passed = world.now.duration_since(world.start).as_millis() as usize;
    let heard = world.heard(&phone).len();
    assert!(
        heard.abs_diff(passed / 20) <= 1,
        "{heard} packets in {passed} ms"
    );
    world.now += Duration::from_secs(60);
    world.settle();
    let burst = world.heard(&phone).len() - heard;
    assert!(burst <= 2, "a standstill is not caught up: {burst} packets");
}

#[test]
fn sounds_end_when_they_end() {
    for (codec, packet_ms) in [
        (Codec::Ulaw, 20),
        (Codec::Alaw, 30),
        (Codec::Gsm, 20),
        (Codec::G722, 10),
    ] {
        let mut world = World::new();
        let phone = world.phone(1, codec, packet_ms);
        let one = Sound::new(Codec::Ulaw, vec![0x80; 8 * 1_000]);
        let two = Sound::from_samples(SampleRate::R16000, &tone(Codec::G722, 440.0, 505));
        world.send(&phone, sounds(7, vec![one, two]));
        world.pass(1_400);
        assert_eq!(world.events(), []);
        world.pass(400);
        assert_eq!(world.events(), [ended(&phone, 7)]);
        let at = world.out.events[0].0;
        assert!((1_480..=1_550).contains(&at), "{codec}: ended at {at} ms");
        let heard = world.heard(&phone);
        assert_continuous(&heard, 8, 0);
        assert!(world.worker.next_deadline().is_some(), "a report is due");
    }
}

#[test]
fn any_stored_codec_is_played() {
    for from in [
        Codec::Ulaw,
        Codec::Alaw,
        Codec::Gsm,
        Codec::G722,
        Codec::Slin(SampleRate::R8000),
    ] {
        for to in [Codec::Ulaw, Codec::Gsm, Codec::G722] {
            let mut world = World::new();
            let phone = world.phone(1, to, 20);
            let data: Vec<u8> = packets(from, 20, &tone(from, 440.0, 1_000)).concat();
            world.send(&phone, sounds(1, vec![Sound::new(from, data)]));
            world.pass(1_200);
            let samples = samples(to, &world.heard(&phone));
            let pitch = measure::dominant_pitch(&samples, to.sample_rate()).unwrap();
            assert!((pitch - 440.0).abs() < 5.0, "{from} on {to}: {pitch}");
            assert_eq!(world.events(), [ended(&phone, 1)], "{from} on {to}");
        }
    }
}

#[test]
fn a_replaced_playback_does_not_end() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    let second = || Sound::new(Codec::Ulaw, vec![0x80; 8_000]);
    world.send(&phone, sounds(1, vec![second()]));
    world.pass(500);
    world.send(&phone, sounds(2, vec![second()]));
    world.pass(900);
    world.send(&phone, Source::Silence);
    world.pass(900);
    assert_eq!(world.events(), []);
    world.send(&phone, sounds(3, vec![]));
    assert_eq!(
        world.events(),
        [ended(&phone, 3)],
        "nothing to play is played at once"
    );
}

#[test]
fn playing_waits_for_the_agreement() {
    let mut world = World::new();
    let phone = world.open(1);
    world.send(
        &phone,
        sounds(1, vec![Sound::new(Codec::Ulaw, vec![0x80; 1_600])]),
    );
    world.pass(10_000);
    assert_eq!((world.events().len(), world.heard(&phone).len()), (0, 0));
    let stream = setup(1, Codec::Ulaw, 20);
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream,
    });
    world.pass(300);
    assert_eq!(
        (world.events(), world.heard(&phone).len()),
        (vec![ended(&phone, 1)], 10)
    );
}

#[test]
fn a_new_agreement_midway_goes_on_where_it_was() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    let sound = Sound::new(
        Codec::Ulaw,
        packets(Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 2_000)).concat(),
    );
    world.send(&phone, sounds(1, vec![sound]));
    world.pass(1_000);
    let stream = setup(1, Codec::G722, 40);
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream,
    });
    world.pass(1_200);
    let heard = world.heard(&phone);
    assert_continuous(&heard, 8, 40);
    let later: Vec<Sent> = heard
        .into_iter()
        .filter(|packet| packet.header().payload_type == 9)
        .collect();
    assert!(later.len() >= 24, "{}", later.len());
    let pitch = measure::dominant_pitch(&samples(Codec::G722, &later), 16_000).unwrap();
    assert!((pitch - 440.0).abs() < 5.0, "{pitch}");
    assert_eq!(world.events(), [ended(&phone, 1)]);
}

#[test]
fn a_held_listener_misses_what_is_played_meanwhile() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    world.send(
        &phone,
        sounds(1, vec![Sound::new(Codec::Ulaw, vec![0x80; 16_000])]),
    );
    world.pass(500);
    let held = StreamSetup {
        direction: Direction::Inactive,
        ..setup(1, Codec::Ulaw, 20)
    };
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream: held,
    });
    world.pass(1_000);
    let stream = setup(1, Codec::Ulaw, 20);
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream,
    });
    world.pass(1_000);
    assert_eq!(world.events(), [ended(&phone, 1)]);
    assert!(
        (45..=55).contains(&world.heard(&phone).len()),
        "{}",
        world.heard(&phone).len()
    );
    assert_continuous(&world.heard(&phone), 8, 40);
}

#[test]
fn music_goes_round() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    let list = vec![
        Sound::new(Codec::Ulaw, vec![1; 900]),
        Sound::new(Codec::Ulaw, vec![2; 700]),
    ];
    let list: Arc<[_]> = list.into_iter().map(Arc::new).collect();
    world.send(&phone, Source::Music { sounds: list });
    world.pass(1_999);
    let heard = world.heard(&phone);
    assert_eq!(heard.len(), 100);
    let bytes: Vec<u8> = heard
        .iter()
        .flat_map(|packet| packet.payload().to_vec())
        .collect();
    assert!(
        bytes
            .chunks(1_600)
            .all(|round| round[..900] == [1; 900] && round[900..] == [2; 700])
    );
    let nothing: Arc<[_]> = vec![Arc::new(Sound::new(Codec::Opus, vec![1; 900]))].into();
    world.send(&phone, Source::Music { sounds: nothing });
    world.pass(1_000);
    assert_eq!(
        world.heard(&phone).len(),
        100,
        "music that cannot be played is silence"
    );
}

#[test]
fn a_short_tone_list_ends() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    world.send(
        &phone,
        Source::Tone(Arc::new(ToneList::parse("!950/330,!1400/330").unwrap())),
    );
    world.pass(2_000);
    assert_eq!(world.heard(&phone).len(), 33);
    assert_eq!(world.events(), []);
}

#[test]
fn a_packet_length_that_the_codec_cannot_have_is_mended() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Gsm, 10);
    world.send(&phone, Source::Tone(Arc::new(ToneList::steady(425))));
    world.pass(199);
    let heard = world.heard(&phone);
    assert_eq!(heard.len(), 10);
    assert!(heard.iter().all(|packet| packet.payload().len() == 33));
}
