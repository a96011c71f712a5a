//! Conferences: each member hears exactly the others.

use audio::{Gain, SampleRate, Sound};

use super::*;
use crate::control::{MixId, MixMember, MixSetup, TapId};

const ROOM: MixId = MixId(7);
const PITCHES: [f64; 3] = [440.0, 700.0, 1_100.0];

fn open(world: &mut World, rate: SampleRate) {
    let setup = MixSetup {
        rate,
        drop_silence: false,
    };
    world.order(MediaCommand::OpenMix { mix: ROOM, setup });
}

fn join(world: &mut World, phone: &Phone, member: MixMember) {
    world.send(phone, Source::Mix { mix: ROOM, member });
}

/// All phones say their pitch at the same time, packet by packet.
fn all_say(world: &mut World, phones: &mut [(Phone, Codec, u32)], pitches: &[f64], ms: u32) {
    let mut voices: Vec<_> = phones
        .iter()
        .zip(pitches)
        .map(|((_, codec, packet_ms), freq)| {
            let said = packets(*codec, *packet_ms, &tone(*codec, *freq, ms));
            said.into_iter()
        })
        .collect();
    for at in (0..ms).step_by(10) {
        for ((phone, _, packet_ms), voice) in phones.iter_mut().zip(&mut voices) {
            if at % *packet_ms == 0
                && let Some(payload) = voice.next()
            {
                let header = phone.number(*packet_ms);
                world.deliver(phone, phone.address, &header, &payload);
            }
        }
        world.pass(10);
    }
}

/// The level of a pitch in what a phone heard after its first half second.
fn level_of(world: &World, phone: &Phone, codec: Codec, freq: f64) -> f64 {
    let heard = samples(codec, &world.heard(phone));
    let rate = codec.sample_rate();
    let whole = heard.len() - heard.len() % (rate as usize / 10);
    measure::pitch_level(&heard[rate as usize / 2..whole], rate, freq)
}

#[test]
fn each_hears_exactly_the_two_others() {
    let ulaw = (Codec::Ulaw, 20);
    for (rate, formats) in [
        (SampleRate::R8000, [ulaw; 3]),
        (
            SampleRate::R16000,
            [(Codec::G722, 20), (Codec::Alaw, 20), (Codec::Gsm, 20)],
        ),
        (
            SampleRate::R48000,
            [
                ulaw,
                (Codec::G722, 20),
                (Codec::Slin(SampleRate::R16000), 20),
            ],
        ),
        (
            SampleRate::R8000,
            [(Codec::Ulaw, 30), (Codec::Alaw, 10), (Codec::Ulaw, 60)],
        ),
    ] {
        let mut world = World::new();
        open(&mut world, rate);
        let mut phones: Vec<_> = (1..)
            .zip(formats)
            .map(|(number, (codec, ms))| (world.phone(number, codec, ms as u8), codec, ms))
            .collect();
        for (phone, ..) in &phones {
            join(&mut world, phone, MixMember::default());
        }
        all_say(&mut world, &mut phones, &PITCHES, 2_000);
        for (place, (phone, codec, _)) in phones.iter().enumerate() {
            assert_continuous(&world.heard(phone), codec.rtp_clock_rate() / 1_000, 60);
            for (other, freq) in PITCHES.into_iter().enumerate() {
                let level = level_of(&world, phone, *codec, freq);
                let who = format!("{rate:?}: {codec} of {place} hears {other} at {level:.1} dBm0");
                if other == place {
                    assert!(level < -40.0, "{who}");
                } else {
                    assert!((level + 10.0).abs() < 2.0, "{who}");
                }
            }
        }
    }
}

#[test]
fn the_silent_share_one_signal() {
    let mut world = World::new();
    open(&mut world, SampleRate::R8000);
    let speaker = world.phone(1, Codec::Ulaw, 20);
    let listeners: Vec<Phone> = (2..10).map(|n| world.phone(n, Codec::Alaw, 20)).collect();
    for phone in listeners.iter().chain([&speaker]) {
        join(&mut world, phone, MixMember::default());
    }
    let mut phones = [(speaker, Codec::Ulaw, 20)];
    all_say(&mut world, &mut phones, &[440.0], 1_000);
    let first: Vec<_> = world.heard(&listeners[0]);
    assert!((49..=51).contains(&first.len()), "{}", first.len());
    for listener in &listeners[1..] {
        let heard = world.heard(listener);
        let same = heard
            .iter()
            .zip(&first)
            .all(|(a, b)| a.payload() == b.payload());
        assert!(same && heard.len() == first.len());
    }
    assert!((level_of(&world, &listeners[3], Codec::Alaw, 440.0) + 10.0).abs() < 0.5);
    assert!(level_of(&world, &phones[0].0, Codec::Ulaw, 440.0) < -60.0);
}

#[test]
fn the_way_through_a_mix_is_short() {
    let mut world = World::new();
    open(&mut world, SampleRate::R8000);
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    join(&mut world, &a, MixMember::default());
    world.pass(3);
    join(&mut world, &b, MixMember::default());
    let silence = vec![0xff; 160];
    for _ in 0..50 {
        world.says(&mut a, &silence, 20);
    }
    let began = world.now.duration_since(world.start).as_millis() as u64;
    world.speaks(&mut a, Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 200));
    let loud =
        |sent: &&Sent| measure::level(&samples(Codec::Ulaw, std::slice::from_ref(*sent))) > -20.0;
    let heard = world.heard(&b);
    let first = heard.iter().find(loud).unwrap();
    assert!(first.at_ms - began < 40, "{} ms", first.at_ms - began);
}

#[test]
fn the_muted_are_not_heard_and_volume_counts() {
    let mut world = World::new();
    open(&mut world, SampleRate::R8000);
    let mut phones: Vec<_> = (1..=3)
        .map(|number| (world.phone(number, Codec::Ulaw, 20), Codec::Ulaw, 20))
        .collect();
    let softly = MixMember {
        talking: Gain::from_volume(-4.0),
        ..MixMember::default()
    };
    let muted = MixMember {
        muted: true,
        listening: Gain::from_volume(2.0),
        ..MixMember::default()
    };
    join(&mut world, &phones[0].0, softly);
    join(&mut world, &phones[1].0, muted);
    join(&mut world, &phones[2].0, MixMember::default());
    all_say(&mut world, &mut phones, &PITCHES, 1_500);
    let level = |place: usize, freq: f64| level_of(&world, &phones[place].0, Codec::Ulaw, freq);
    assert!(
        (level(2, PITCHES[0]) + 22.0).abs() < 1.0,
        "a quarter is 12 dB less"
    );
    assert!(level(2, PITCHES[1]) < -40.0, "muted");
    assert!(
        (level(1, PITCHES[2]) + 4.0).abs() < 1.0,
        "twice as loud to the listener"
    );
    // No longer muted.
    let media = phones[1].0.media;
    world.order(MediaCommand::ChangeMember {
        media,
        member: MixMember::default(),
    });
    world.out.packets.clear();
    all_say(&mut world, &mut phones, &PITCHES, 1_500);
    let level = level_of(&world, &phones[2].0, Codec::Ulaw, PITCHES[1]);
    assert!((level + 10.0).abs() < 1.0, "{level}");
}

#[test]
fn talking_is_told() {
    let mut world = World::new();
    open(&mut world, SampleRate::R16000);
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let member = MixMember {
        talk_events: true,
        silence_ms: 400,
        ..MixMember::default()
    };
    join(&mut world, &a, member);
    for _ in 0..3 {
        world.speaks(&mut a, Codec::Ulaw, 20, &vec![0; 8_000]);
        world.speaks(&mut a, Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 600));
    }
    world.speaks(&mut a, Codec::Ulaw, 20, &vec![0; 8_000]);
    let told: Vec<(bool, u32)> = world
        .events()
        .iter()
        .filter_map(|event| match event {
            MediaEvent::Talking {
                talking, lasted_ms, ..
            } => Some((*talking, *lasted_ms)),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 6, "{told:?}");
    for (place, (talking, lasted)) in told.iter().enumerate() {
        assert_eq!(*talking, place % 2 == 0);
        let wanted = if *talking { 1_000 } else { 600 };
        assert!(lasted.abs_diff(wanted) <= 60, "{told:?}");
    }
}

#[test]
fn all_hear_what_is_played_and_the_mix_can_be_recorded() {
    let mut world = World::new();
    open(&mut world, SampleRate::R16000);
    let phones = [
        world.phone(1, Codec::Ulaw, 20),
        world.phone(2, Codec::G722, 20),
    ];
    for phone in &phones {
        join(&mut world, phone, MixMember::default());
    }
    let codec = Codec::Slin(SampleRate::R8000);
    world.order(MediaCommand::RecordMix {
        mix: ROOM,
        tap: TapId(1),
        setup: RecordingSetup::new(Recorded::Mixed, codec),
    });
    world.pass(500);
    let sound = Sound::from_samples(
        SampleRate::R8000,
        &measure::sine(600.0, 8_000, 1_000, -10.0),
    );
    world.order(MediaCommand::PlayInMix {
        mix: ROOM,
        playback: PlaybackId(5),
        sounds: vec![Arc::new(sound)],
    });
    world.pass(1_100);
    let ended = MediaEvent::MixPlaybackEnded {
        mix: ROOM,
        playback: PlaybackId(5),
    };
    assert_eq!(world.events(), [ended]);
    for (phone, codec) in [(&phones[0], Codec::Ulaw), (&phones[1], Codec::G722)] {
        let heard = samples(codec, &world.heard(phone));
        let rate = codec.sample_rate();
        let part = &heard[rate as usize * 7 / 10..rate as usize * 13 / 10];
        let level = measure::pitch_level(part, rate, 600.0);
        assert!((level + 10.0).abs() < 1.5, "{codec}: {level}");
    }
    world.order(MediaCommand::StopMixRecording {
        mix: ROOM,
        tap: TapId(1),
    });
    let recorded = world.recording(1, codec);
    assert!(recorded.len().abs_diff(12_800) <= 400, "{}", recorded.len());
    let cadence = measure::cadence(&recorded, 8_000);
    assert_eq!(cadence.len(), 3, "{cadence:?}");
    assert!(cadence[1].duration_ms.abs_diff(1_000) <= 25, "{cadence:?}");
}

#[test]
fn who_leaves_is_gone_and_an_empty_mix_rests() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    join(&mut world, &a, MixMember::default());
    join(&mut world, &b, MixMember::default());
    world.pass(200);
    assert!(world.heard(&b).is_empty(), "the mix is not open yet");
    open(&mut world, SampleRate::R8000);
    world.speaks(&mut a, Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 400));
    let count = world.heard(&b).len();
    assert!((18..=21).contains(&count), "{count}");
    world.send(&b, Source::Silence);
    world.speaks(&mut a, Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 400));
    assert_eq!(world.heard(&b).len(), count);
    world.order(MediaCommand::Close { media: a.media });
    world.order(MediaCommand::Close { media: b.media });
    assert_eq!(world.worker.next_deadline(), None, "nobody is left");
    world.order(MediaCommand::CloseMix { mix: ROOM });
    let c = world.phone(3, Codec::Ulaw, 20);
    open(&mut world, SampleRate::R8000);
    join(&mut world, &c, MixMember::default());
    world.pass(100);
    world.order(MediaCommand::CloseMix { mix: ROOM });
    let count = world.heard(&c).len();
    world.pass(1_000);
    assert_eq!(world.heard(&c).len(), count);
}

#[test]
fn loss_and_jitter_are_bearable_in_a_mix() {
    let mut world = World::new();
    open(&mut world, SampleRate::R8000);
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    for phone in [&a, &b] {
        join(&mut world, phone, MixMember::default());
    }
    let mut under_way = Vec::new();
    for (number, payload) in
        (0u64..).zip(packets(Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 10_000)))
    {
        let header = a.number(20);
        let random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
        if random % 50 != 7 {
            under_way.push((number * 20 + random % 60, header, payload));
        }
    }
    under_way.sort_by_key(|(at, ..)| *at);
    for ms in 0..10_100 {
        while let Some((_, header, payload)) =
            under_way.first().filter(|(at, ..)| *at <= ms).cloned()
        {
            under_way.remove(0);
            world.deliver(&a, a.address, &header, &payload);
        }
        world.pass(1);
    }
    let heard = samples(Codec::Ulaw, &world.heard(&b));
    let level = measure::pitch_level(&heard[8_000..72_000], 8_000, 440.0);
    assert!((level + 10.0).abs() < 1.5, "{level} dBm0");
    let holes = heard[8_000..72_000]
        .chunks(160)
        .filter(|frame| measure::level(frame) < -16.0);
    assert!(holes.count() <= 8);
}

#[cfg(feature = "opus")]
#[test]
fn opus_in_a_mix() {
    let mut world = World::new();
    open(&mut world, SampleRate::R16000);
    let formats = [(Codec::Opus, 20), (Codec::Opus, 20), (Codec::G722, 20)];
    let mut phones: Vec<_> = (1..)
        .zip(formats)
        .map(|(number, (codec, ms))| (world.phone(number, codec, ms as u8), codec, ms))
        .collect();
    for (phone, ..) in &phones {
        join(&mut world, phone, MixMember::default());
    }
    all_say(&mut world, &mut phones, &PITCHES, 2_000);
    for (place, (phone, codec, _)) in phones.iter().enumerate() {
        assert_continuous(&world.heard(phone), codec.rtp_clock_rate() / 1_000, 60);
        for (other, freq) in PITCHES.into_iter().enumerate() {
            let level = level_of(&world, phone, *codec, freq);
            if other == place {
                assert!(level < -30.0, "{codec} {place} hears himself at {level}");
            } else {
                assert!(
                    (level + 10.0).abs() < 3.0,
                    "{codec} {place} hears {other} at {level}"
                );
            }
        }
    }
}

#[test]
fn an_hour_of_drifting_clocks_adds_no_delay() {
    for (ppm, packets_said) in [(-200_i64, 30_000), (200, 180_000)] {
        let mut world = World::new();
        open(&mut world, SampleRate::R8000);
        let mut a = world.phone(1, Codec::Ulaw, 20);
        let b = world.phone(2, Codec::Ulaw, 20);
        for phone in [&a, &b] {
            join(&mut world, phone, MixMember::default());
        }
        let loud = packets(Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 100));
        let mut said_at = 0;
        for number in 0..packets_said {
            // 20 ms by a clock that is wrong.
            let at = Duration::from_nanos((number * (20_000_000 + 20 * ppm)) as u64);
            let wait = (world.start + at).saturating_duration_since(world.now);
            let end = world.now + wait;
            while let Some(at) = world.worker.next_deadline().filter(|at| *at <= end) {
                world.now = world.now.max(at);
                world.settle();
            }
            world.now = end;
            let header = a.number(20);
            // A tone of 100 ms each minute.
            let payload = loud.get(number as usize % 3_000);
            if payload.is_some() && number % 3_000 == 0 {
                world.out.packets.clear();
                said_at = world.now.duration_since(world.start).as_millis() as u64;
            }
            let payload = payload.map_or(&[0xff; 160][..], Vec::as_slice);
            world.deliver(&a, a.address, &header, payload);
            if number % 3_000 == 50 {
                let is_loud = |sent: &&Sent| {
                    let one = std::slice::from_ref(*sent);
                    measure::level(&samples(Codec::Ulaw, one)) > -25.0
                };
                let heard = world.heard(&b);
                let first = heard.iter().find(is_loud).unwrap();
                let delay = first.at_ms.saturating_sub(said_at);
                assert!(
                    delay <= 60,
                    "{ppm} ppm: {delay} ms after minute {}",
                    number / 3_000
                );
                let count = heard.iter().filter(is_loud).count();
                assert!((4..=7).contains(&count), "{ppm} ppm: {count} packets of 5");
            }
        }
    }
}
