//! Recordings, volume, watches and jitter buffers of sessions.

use audio::{Gain, SampleRate};

use super::*;
use crate::control::{RecordingChange, RecordingEnd, Stretch, TapId, TapPoint, Watch};
use crate::jitter::JitterSetup;

const LINEAR: Codec = Codec::Slin(SampleRate::R8000);

fn record(world: &mut World, phone: &Phone, tap: u64, setup: RecordingSetup) {
    world.order(MediaCommand::Record {
        media: phone.media,
        tap: TapId(tap),
        setup,
    });
}

fn stop(world: &mut World, phone: &Phone, tap: u64) {
    world.order(MediaCommand::StopRecording {
        media: phone.media,
        tap: TapId(tap),
    });
}

/// Both speak at once for so long, in packets of 20 ms.
fn both_say(
    world: &mut World,
    a: &mut Phone,
    b: &mut Phone,
    codec: Codec,
    pitches: [f64; 2],
    ms: u32,
) {
    let one = packets(codec, 20, &tone(codec, pitches[0], ms));
    let other = packets(codec, 20, &tone(codec, pitches[1], ms));
    for (one, other) in one.iter().zip(&other) {
        let header = a.number(20);
        world.deliver(a, a.address, &header, one);
        world.pass(7);
        let header = b.number(20);
        world.deliver(b, b.address, &header, other);
        world.pass(13);
    }
}

fn hears(samples: &[i16], freq: f64) -> f64 {
    let whole = samples.len() - samples.len() % 800;
    measure::pitch_level(&samples[1_600..whole - 800], 8_000, freq)
}

#[test]
fn each_direction_alone_and_both_together() {
    for codec in [Codec::Ulaw, Codec::G722, Codec::Gsm] {
        let mut world = World::new();
        let mut a = world.phone(1, codec, 20);
        let mut b = world.phone(2, codec, 20);
        world.bridge(&a, &b, false);
        for (tap, what) in [
            (1, Recorded::Received),
            (2, Recorded::Sent),
            (3, Recorded::Mixed),
            (4, Recorded::Stereo),
        ] {
            record(&mut world, &a, tap, RecordingSetup::new(what, LINEAR));
        }
        both_say(&mut world, &mut a, &mut b, codec, [440.0, 700.0], 2_000);
        for tap in 1..=4 {
            stop(&mut world, &a, tap);
        }
        let (received, sent, mixed) = (
            world.recording(1, LINEAR),
            world.recording(2, LINEAR),
            world.recording(3, LINEAR),
        );
        let stereo = world.recording(4, LINEAR);
        assert_eq!(received.len(), sent.len(), "{codec}");
        assert_eq!(stereo.len(), 2 * sent.len(), "{codec}");
        assert!(
            received.len().abs_diff(16_000) <= 320,
            "{codec}: {}",
            received.len()
        );
        for (track, own, other) in [(&received, 440.0, 700.0), (&sent, 700.0, 440.0)] {
            assert!(
                (hears(track, own) + 10.0).abs() < 2.0,
                "{codec}: {}",
                hears(track, own)
            );
            assert!(
                hears(track, other) < -35.0,
                "{codec}: {}",
                hears(track, other)
            );
        }
        assert!(
            (hears(&mixed, 440.0) + 10.0).abs() < 2.0 && (hears(&mixed, 700.0) + 10.0).abs() < 2.0
        );
        let left: Vec<i16> = stereo.iter().copied().step_by(2).collect();
        assert!(
            left == received,
            "{codec}: the left track is what was received"
        );
    }
}

#[test]
fn tracks_stay_side_by_side_whatever_gets_lost() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let mut b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, false);
    record(
        &mut world,
        &a,
        1,
        RecordingSetup::new(Recorded::Stereo, LINEAR),
    );
    // Short tones of both at the same moments, between them silence, loss and pauses.
    for round in 0..20u32 {
        both_say(&mut world, &mut a, &mut b, Codec::Ulaw, [440.0, 700.0], 200);
        match round % 3 {
            // Both are silent without packets, as with silence suppression.
            0 => {
                a.number(800);
                b.number(800);
                world.pass(800);
            }
            // One loses everything, the other sends silence.
            1 => {
                for _ in 0..40 {
                    a.number(20);
                    world.says(&mut b, &[0xff; 160], 20);
                }
            }
            _ => {
                for _ in 0..40 {
                    let header = a.number(20);
                    world.deliver(&a, a.address, &header, &[0xff; 160]);
                    world.says(&mut b, &[0xff; 160], 20);
                }
            }
        }
    }
    stop(&mut world, &a, 1);
    let stereo = world.recording(1, LINEAR);
    let track =
        |from: usize| -> Vec<i16> { stereo.iter().copied().skip(from).step_by(2).collect() };
    let starts = |track: &[i16]| -> Vec<u32> {
        let cadence = measure::cadence(track, 8_000);
        let long = cadence.iter().filter(|it| it.sound && it.duration_ms > 100);
        long.map(|it| it.start_ms).collect()
    };
    let (left, right) = (starts(&track(0)), starts(&track(1)));
    assert_eq!((left.len(), right.len()), (20, 20));
    for (round, (left, right)) in (0u32..).zip(left.iter().zip(&right)) {
        assert!(
            left.abs_diff(*right) <= 40,
            "round {round}: {left} and {right} ms"
        );
        assert!(
            left.abs_diff(round * 1_000) <= 60,
            "round {round}: {left} ms"
        );
    }
}

#[test]
fn what_comes_late_or_twice_does_not_move_anything() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Alaw, 20);
    record(
        &mut world,
        &a,
        1,
        RecordingSetup::new(Recorded::Received, LINEAR),
    );
    let said = packets(Codec::Alaw, 20, &tone(Codec::Alaw, 440.0, 4_000));
    let headers: Vec<Header> = said.iter().map(|_| a.number(20)).collect();
    for place in 0..said.len() {
        // Each fifth pair is swapped, each seventh packet comes twice.
        let place = match place % 5 {
            0 if place + 1 < said.len() => place + 1,
            1 => place - 1,
            _ => place,
        };
        for _ in 0..1 + usize::from(place % 7 == 0) {
            world.deliver(&a, a.address, &headers[place], &said[place]);
        }
        world.pass(20);
    }
    stop(&mut world, &a, 1);
    let recorded = world.recording(1, LINEAR);
    assert!(recorded.len().abs_diff(32_000) <= 320, "{}", recorded.len());
    let level = measure::pitch_level(&recorded[8_000..30_400], 8_000, 440.0);
    assert!((level + 10.0).abs() < 0.5, "{level}");
}

#[test]
fn recordings_end_by_themselves() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let by_length = RecordingSetup {
        longest_ms: Some(1_500),
        ..RecordingSetup::new(Recorded::Received, Codec::Gsm)
    };
    let by_silence = RecordingSetup {
        silence_ms: Some(1_000),
        ..RecordingSetup::new(Recorded::Received, LINEAR)
    };
    record(&mut world, &a, 1, by_length);
    record(&mut world, &a, 2, by_silence);
    record(
        &mut world,
        &a,
        3,
        RecordingSetup::new(Recorded::Stereo, Codec::Ulaw),
    );
    record(
        &mut world,
        &a,
        4,
        RecordingSetup::new(Recorded::Sent, Codec::G729),
    );
    record(
        &mut world,
        &a,
        5,
        RecordingSetup::new(Recorded::Mixed, Codec::Ulaw),
    );
    world.speaks(&mut a, Codec::Ulaw, 20, &tone(Codec::Ulaw, 440.0, 2_000));
    world.pass(1_500);
    world.order(MediaCommand::Close { media: a.media });
    let ended: Vec<_> = world
        .events()
        .into_iter()
        .filter_map(|event| match event {
            MediaEvent::RecordingEnded {
                tap,
                why,
                duration_ms,
                silence_ms,
                ..
            } => Some((tap.0, why, duration_ms, silence_ms)),
            _ => None,
        })
        .collect();
    let reasons: Vec<_> = ended.iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(
        reasons,
        [
            (3, RecordingEnd::Impossible),
            (4, RecordingEnd::Impossible),
            (1, RecordingEnd::Length),
            (2, RecordingEnd::Silence),
            (5, RecordingEnd::Closed),
        ]
    );
    assert_eq!(ended[2].2, 1_500);
    assert_eq!(ended[3].3, 1_000);
    assert!(ended[3].2.abs_diff(3_040) <= 60, "{:?}", ended[3]);
    assert_eq!(world.recorded(1).len(), 75 * 33);
    assert_eq!(world.recording(2, LINEAR).len() as u64, ended[3].2 * 8);
    assert_eq!(world.recorded(5).len() as u64, ended[4].2 * 8);
}

#[test]
fn pause_and_mute() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    record(
        &mut world,
        &a,
        1,
        RecordingSetup::new(Recorded::Received, LINEAR),
    );
    let change = |change| MediaCommand::ChangeRecording {
        media: MediaId(1),
        tap: TapId(1),
        change,
    };
    let tone = tone(Codec::Ulaw, 440.0, 500);
    world.speaks(&mut a, Codec::Ulaw, 20, &tone);
    world.order(change(RecordingChange::Pause));
    world.speaks(&mut a, Codec::Ulaw, 20, &tone);
    world.order(change(RecordingChange::Resume));
    world.order(change(RecordingChange::MuteReceived(true)));
    world.speaks(&mut a, Codec::Ulaw, 20, &tone);
    world.order(change(RecordingChange::MuteReceived(false)));
    world.speaks(&mut a, Codec::Ulaw, 20, &tone);
    stop(&mut world, &a, 1);
    let recorded = world.recording(1, LINEAR);
    let cadence = measure::cadence(&recorded, 8_000);
    let durations: Vec<(bool, u32)> = cadence
        .iter()
        .map(|it| (it.sound, it.duration_ms))
        .collect();
    let sounds: Vec<u32> = durations.iter().filter(|it| it.0).map(|it| it.1).collect();
    assert_eq!(sounds.len(), 2, "{durations:?}");
    assert!(
        sounds.iter().all(|ms| ms.abs_diff(500) <= 45),
        "{durations:?}"
    );
    assert!(recorded.len().abs_diff(12_000) <= 480, "{}", recorded.len());
}

#[test]
fn volume_changes_what_is_heard_and_recorded() {
    for codec in [Codec::Ulaw, Codec::G722, Codec::Gsm] {
        let mut world = World::new();
        let mut a = world.phone(1, codec, 20);
        let b = world.phone(2, codec, 20);
        world.bridge(&a, &b, false);
        let before = RecordingSetup {
            point: TapPoint::BeforeVolume,
            ..RecordingSetup::new(Recorded::Received, LINEAR)
        };
        record(
            &mut world,
            &a,
            1,
            RecordingSetup::new(Recorded::Received, LINEAR),
        );
        record(&mut world, &a, 2, before);
        record(
            &mut world,
            &b,
            3,
            RecordingSetup::new(Recorded::Sent, LINEAR),
        );
        world.order(MediaCommand::Volume {
            media: a.media,
            received: Gain::from_volume(-4.0),
            sent: Gain::UNITY,
        });
        world.order(MediaCommand::Volume {
            media: b.media,
            received: Gain::UNITY,
            sent: Gain::from_volume(2.0),
        });
        world.speaks(&mut a, codec, 20, &tone(codec, 440.0, 1_500));
        for (phone, tap) in [(&a, 1), (&a, 2), (&b, 3)] {
            stop(&mut world, phone, tap);
        }
        let heard = samples(codec, &world.heard(&b));
        let level = measure::level(&heard[heard.len() / 4..]);
        assert!((level + 16.0).abs() < 1.5, "{codec}: heard at {level} dBm0");
        for (tap, wanted) in [(1, -22.0), (2, -10.0), (3, -16.0)] {
            let level = hears(&world.recording(tap, LINEAR), 440.0);
            assert!(
                (level - wanted).abs() < 1.5,
                "{codec}, recording {tap}: {level} dBm0"
            );
        }
        assert_continuous(&world.heard(&b), 8, 0);
    }
}

#[test]
fn silence_of_nearly_everything() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Alaw, 20);
    let b = world.phone(2, Codec::Alaw, 20);
    world.bridge(&a, &b, false);
    world.order(MediaCommand::Volume {
        media: a.media,
        received: Gain::from_volume(-999.0),
        sent: Gain::UNITY,
    });
    world.speaks(&mut a, Codec::Alaw, 20, &tone(Codec::Alaw, 440.0, 400));
    let level = measure::level(&samples(Codec::Alaw, &world.heard(&b)));
    assert!(level < -60.0, "{level}");
    // Back to normal: the very packets pass again.
    world.order(MediaCommand::Volume {
        media: a.media,
        received: Gain::UNITY,
        sent: Gain::UNITY,
    });
    world.says(&mut a, &[0x31; 160], 20);
    assert_eq!(world.heard(&b).last().unwrap().payload(), [0x31; 160]);
}

fn stretches(world: &World) -> Vec<Stretch> {
    let heard = |event: MediaEvent| match event {
        MediaEvent::Heard { stretch, .. } => Some(stretch),
        _ => None,
    };
    world.events().into_iter().filter_map(heard).collect()
}

#[test]
fn sound_and_silence_are_measured() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let watch = Watch {
        shortest_sound_ms: 60,
        shortest_silence_ms: 100,
        silence_ms: Some(700),
        ..Watch::default()
    };
    world.order(MediaCommand::Watch {
        media: a.media,
        watch: Some(watch),
    });
    // Words of 300 ms with a gap too short to count, then a long silence with a click in it.
    for (freq, ms) in [
        (0.0, 500),
        (440.0, 300),
        (0.0, 60),
        (440.0, 300),
        (0.0, 300),
        (440.0, 400),
        (0.0, 400),
        (440.0, 40),
        (0.0, 600),
    ] {
        let sound = match freq > 0.0 {
            true => tone(Codec::Ulaw, freq, ms),
            false => vec![0; 8 * ms as usize],
        };
        world.speaks(&mut a, Codec::Ulaw, 20, &sound);
    }
    let told = stretches(&world);
    let kinds: Vec<(bool, bool)> = told.iter().map(|it| (it.sound, it.ended)).collect();
    assert_eq!(
        kinds,
        [
            (false, true),
            (true, true),
            (false, true),
            (true, true),
            (false, false)
        ],
        "{told:?}"
    );
    for (stretch, wanted) in told.iter().zip([500, 660, 300, 400, 700]) {
        assert!(stretch.duration_ms.abs_diff(wanted) <= 45, "{told:?}");
    }
    world.order(MediaCommand::Watch {
        media: a.media,
        watch: None,
    });
    world.pass(10_000);
    assert_eq!(stretches(&world).len(), 5);
}

#[test]
fn silence_without_packets_is_silence_too() {
    let mut world = World::new();
    let a = world.phone(1, Codec::Ulaw, 20);
    let watch = Watch {
        silence_ms: Some(1_000),
        ..Watch::default()
    };
    world.order(MediaCommand::Watch {
        media: a.media,
        watch: Some(watch),
    });
    world.pass(1_100);
    let expected = Stretch {
        sound: false,
        duration_ms: 1_000,
        ended: false,
    };
    assert_eq!(stretches(&world), [expected]);
}

#[test]
fn a_jitter_buffer_before_the_relay_puts_packets_in_order() {
    for (setup, delay) in [(JitterSetup::FIXED, 200), (JitterSetup::ADAPTIVE, 100)] {
        let mut world = World::new();
        let mut a = world.phone(1, Codec::Ulaw, 20);
        let b = world.phone(2, Codec::Ulaw, 20);
        world.bridge(&a, &b, false);
        world.order(MediaCommand::Jitter {
            media: a.media,
            buffer: Some(setup),
        });
        let headers: Vec<Header> = (0..200).map(|_| a.number(20)).collect();
        let mut under_way: Vec<(u64, usize)> = (0..200)
            .map(|n| (n as u64 * 20 + (n as u64 * 7_919) % 50, n))
            .collect();
        under_way.sort_unstable();
        for ms in 0..4_400u64 {
            for &(_, n) in under_way.iter().filter(|(at, _)| *at == ms) {
                world.deliver(&a, a.address, &headers[n], &[n as u8; 160]);
            }
            world.pass(1);
        }
        let heard = world.heard(&b);
        assert!(heard.len() >= 192, "{setup:?}: {}", heard.len());
        let order: Vec<u8> = heard.iter().map(|it| it.payload()[0]).collect();
        assert!(order.is_sorted(), "{setup:?}: {order:?}");
        let late = |it: &&Sent| it.at_ms > u64::from(it.payload()[0]) * 20 + delay + 50;
        assert_eq!(heard.iter().filter(late).count(), 0, "{setup:?}");
        // Sent by the clock, not as they came.
        let steps = heard[60..]
            .windows(2)
            .map(|pair| pair[1].at_ms - pair[0].at_ms);
        let odd = steps.filter(|step| step.abs_diff(20) > 1).count();
        assert!(odd <= 8, "{setup:?}: {odd} odd steps");
    }
}
