//! Codecs and packet lengths that differ between the two sides.

use audio::SampleRate;

use super::*;

const CODECS: [Codec; 5] = [
    Codec::Ulaw,
    Codec::Alaw,
    Codec::Gsm,
    Codec::G722,
    Codec::Slin(SampleRate::R16000),
];

#[test]
fn pitch_survives_every_conversion() {
    for from in CODECS {
        for to in CODECS {
            let mut world = World::new();
            let mut a = world.phone(1, from, 20);
            let b = world.phone(2, to, 20);
            world.bridge(&a, &b, false);
            world.speaks(&mut a, from, 20, &tone(from, 440.0, 1_000));
            let heard = world.heard(&b);
            assert!(heard.len() >= 49, "{from} to {to}: {} packets", heard.len());
            assert_continuous(&heard, to.rtp_clock_rate() / 1_000, 20);
            let samples = samples(to, &heard);
            let pitch = measure::dominant_pitch(&samples, to.sample_rate()).unwrap();
            assert!((pitch - 440.0).abs() < 5.0, "{from} to {to}: {pitch} Hz");
            let level = measure::level(&samples);
            assert!((level + 10.0).abs() < 2.0, "{from} to {to}: {level} dBm0");
        }
    }
}

#[test]
fn packet_lengths_are_converted_both_ways() {
    for from in [10, 20, 30, 40, 50, 60] {
        for to in [10, 20, 30, 40, 50, 60] {
            let mut world = World::new();
            let mut a = world.phone(1, Codec::Ulaw, from);
            let b = world.phone(2, Codec::Ulaw, to);
            world.bridge(&a, &b, false);
            let sound: Vec<u8> = (0..8 * 1_200u32).map(|byte| (byte % 251) as u8).collect();
            for payload in sound.chunks(usize::from(from) * 8) {
                world.says(&mut a, payload, u32::from(from));
            }
            let heard = world.heard(&b);
            assert!(
                heard
                    .iter()
                    .all(|packet| packet.payload().len() == usize::from(to) * 8)
            );
            let bytes: Vec<u8> = heard
                .iter()
                .flat_map(|packet| packet.payload().to_vec())
                .collect();
            assert!(bytes == sound, "{from} to {to} ms: the sound is another");
            assert_continuous(&heard, 8, 60);
            let step = heard[1]
                .header()
                .timestamp
                .wrapping_sub(heard[0].header().timestamp);
            assert_eq!(step, u32::from(to) * 8);
        }
    }
}

#[test]
fn packet_lengths_and_codecs_may_differ_together() {
    for (from, from_ms, to, to_ms) in [
        (Codec::Ulaw, 30, Codec::Gsm, 20),
        (Codec::Gsm, 60, Codec::Alaw, 10),
        (Codec::G722, 10, Codec::Ulaw, 50),
        (Codec::Alaw, 20, Codec::G722, 30),
    ] {
        let mut world = World::new();
        let mut a = world.phone(1, from, from_ms);
        let b = world.phone(2, to, to_ms);
        world.bridge(&a, &b, false);
        world.speaks(&mut a, from, u32::from(from_ms), &tone(from, 600.0, 1_200));
        let heard = world.heard(&b);
        assert_continuous(&heard, 8, 80);
        let samples = samples(to, &heard);
        let pitch = measure::dominant_pitch(&samples, to.sample_rate()).unwrap();
        assert!(
            (pitch - 600.0).abs() < 10.0,
            "{from}/{from_ms} to {to}/{to_ms}: {pitch}"
        );
        let heard_ms = samples.len() as u32 * 1_000 / to.sample_rate();
        assert!((1_120..=1_200).contains(&heard_ms), "{heard_ms} ms");
    }
}

#[test]
fn what_gets_lost_leaves_a_hole_of_its_size() {
    for (from_ms, to_ms) in [(20, 20), (30, 20), (20, 30), (20, 60)] {
        let mut world = World::new();
        let mut a = world.phone(1, Codec::Ulaw, from_ms);
        let b = world.phone(2, Codec::Alaw, to_ms);
        world.bridge(&a, &b, false);
        for packet in 0..100u32 {
            if packet % 7 == 3 {
                a.number(u32::from(from_ms));
                world.pass(u64::from(from_ms));
            } else {
                world.says(
                    &mut a,
                    &vec![0x80; usize::from(from_ms) * 8],
                    u32::from(from_ms),
                );
            }
        }
        assert_continuous(&world.heard(&b), 8, 70);
    }
}

#[test]
fn late_packets_are_left_out_of_conversions() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Alaw, 20);
    world.bridge(&a, &b, false);
    let packets: Vec<Header> = (0..5).map(|_| a.number(20)).collect();
    for index in [0, 2, 1, 3, 4] {
        world.deliver(&a, a.address, &packets[index], &[0x80; 160]);
        world.pass(20);
    }
    assert_eq!(world.heard(&b).len(), 4);
    assert_continuous(&world.heard(&b), 8, 40);
}

#[test]
fn a_pause_of_the_speaker_is_a_pause_of_the_stream() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Alaw, 30);
    world.bridge(&a, &b, false);
    for _ in 0..5 {
        for _ in 0..10 {
            world.says(&mut a, &[0x80; 160], 20);
        }
        a.number(1_000);
        world.pass(1_000);
    }
    assert_continuous(&world.heard(&b), 8, 60);
}

#[test]
fn a_change_of_codec_midway_is_followed() {
    let mut world = World::new();
    let both = vec![(0, Codec::Ulaw), (8, Codec::Alaw)];
    let mut a = world.phone_with(
        1,
        StreamSetup {
            receive: both,
            ..setup(1, Codec::Ulaw, 20)
        },
    );
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, false);
    for (payload_type, codec) in [(0, Codec::Ulaw), (8, Codec::Alaw), (0, Codec::Ulaw)] {
        a.next.payload_type = payload_type;
        world.speaks(&mut a, codec, 20, &tone(codec, 440.0, 400));
    }
    let heard = world.heard(&b);
    assert_eq!(heard.len(), 60);
    assert_continuous(&heard, 8, 20);
    let level = measure::level(&samples(Codec::Ulaw, &heard));
    assert!((level + 10.0).abs() < 0.5, "{level} dBm0");
}

#[test]
fn what_cannot_be_converted_is_counted() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::G729, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, false);
    world.says(&mut a, &[1; 20], 20);
    assert!(world.heard(&b).is_empty());
    assert_eq!(world.worker.stats(b.media).unwrap().untranslatable, 1);
    world.send(&a, Source::Tone(Arc::new(audio::ToneList::steady(425))));
    assert_eq!(world.worker.stats(a.media).unwrap().untranslatable, 1);
}

/// Sound through a codec of varying packets, both ways, between codecs of all kinds and lengths.
#[cfg(feature = "opus")]
#[test]
fn opus_is_made_and_read() {
    for (other, packet_ms, opus_ms) in [
        (Codec::Ulaw, 20, 20),
        (Codec::Ulaw, 30, 20),
        (Codec::Alaw, 10, 60),
        (Codec::G722, 20, 40),
        (Codec::Gsm, 20, 30),
    ] {
        let mut world = World::new();
        let mut a = world.phone(1, other, packet_ms);
        let b = world.phone(2, Codec::Opus, opus_ms);
        let c = world.phone(3, other, packet_ms);
        world.bridge(&a, &b, false);
        world.speaks(
            &mut a,
            other,
            u32::from(packet_ms),
            &tone(other, 600.0, 1_200),
        );
        let made = world.heard(&b);
        assert_continuous(&made, 48, 70);
        let ms: u32 = made
            .iter()
            .map(|packet| Codec::Opus.payload_samples(packet.payload()).unwrap() / 48)
            .sum();
        assert!((1_080..=1_200).contains(&ms), "{other}: {ms} ms");
        // What the Opus phone heard, it says in turn to the third one.
        world.send(
            &c,
            Source::Relay {
                from: b.media,
                with_digits: false,
            },
        );
        let mut speaker = b;
        for packet in &made {
            let samples = Codec::Opus.payload_samples(packet.payload()).unwrap();
            world.says(&mut speaker, packet.payload(), samples / 48);
        }
        let heard = world.heard(&c);
        assert_continuous(&heard, other.rtp_clock_rate() / 1_000, 80);
        let samples = samples(other, &heard);
        let tail = &samples[samples.len() / 3..];
        let pitch = measure::dominant_pitch(tail, other.sample_rate()).unwrap();
        assert!((pitch - 600.0).abs() < 10.0, "{other}: {pitch} Hz");
        let level = measure::level(tail);
        assert!((level + 10.0).abs() < 2.5, "{other}: {level} dBm0");
    }
}

#[cfg(feature = "opus")]
#[test]
fn tones_and_sounds_are_played_in_opus() {
    for packet_ms in [10, 20, 30, 60] {
        let mut world = World::new();
        let phone = world.phone(1, Codec::Opus, packet_ms);
        world.send(&phone, Source::Tone(Arc::new(audio::ToneList::steady(425))));
        world.pass(1_000);
        let heard = world.heard(&phone);
        assert_continuous(&heard, 48, 60);
        let samples = samples(Codec::Opus, &heard);
        let pitch = measure::dominant_pitch(&samples[9_600..], 48_000).unwrap();
        assert!((pitch - 425.0).abs() < 8.0, "{packet_ms} ms: {pitch} Hz");
    }
}
