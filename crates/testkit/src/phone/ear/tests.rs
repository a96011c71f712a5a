use std::time::{Duration, Instant};

use audio::measure::sine;

use super::{Ear, RATE, Stamp, is_silent, sounds_like};
use crate::clock;

fn tones(pitches: &[f64]) -> Vec<i16> {
    let mut sum = vec![0; 1600];
    for pitch in pitches {
        for (slot, sample) in sum.iter_mut().zip(sine(*pitch, RATE, 200, -13.0)) {
            *slot += sample;
        }
    }
    sum
}

#[test]
fn a_pitch_is_told_from_its_neighbours_and_from_company() {
    for (sounding, wanted, expected) in [
        (&[440.0][..], &[440.0][..], true),
        (&[440.0], &[450.0], false),
        (&[440.0], &[430.0], false),
        (&[], &[440.0], false),
        (&[350.0, 440.0], &[350.0, 440.0], true),
        (&[350.0, 440.0], &[440.0], false),
        (&[440.0], &[350.0, 440.0], false),
        (&[440.0, 480.0], &[480.0, 620.0], false),
    ] {
        let heard = tones(sounding);
        assert_eq!(
            sounds_like(&heard, wanted),
            expected,
            "{sounding:?} as {wanted:?}"
        );
        assert_eq!(is_silent(&heard), sounding.is_empty());
    }
}

#[test]
fn holes_in_what_arrives_are_silence_of_their_length() {
    let began: Instant = clock::now();
    let after = |ms: u64| began + Duration::from_millis(ms);
    let mut ear = Ear::default();
    for packet in (20..=200).chain(700..=900).step_by(20) {
        if packet <= 200 || packet >= 720 {
            // Every other packet is late; the stream's clock says when it was said.
            let late = packet + 40 * ((packet / 20 + 1) % 2);
            let stamp = Stamp {
                source: 7,
                timestamp: 8 * u32::try_from(packet - 20).unwrap(),
            };
            ear.hear(after(late), stamp, &sine(400.0, RATE, 20, -10.0), RATE);
        }
    }
    let heard = ear.between(began, after(1_000));
    let cadence = audio::measure::cadence(&heard, RATE);
    let lengths: Vec<u32> = cadence.iter().map(|segment| segment.duration_ms).collect();
    assert_eq!(lengths.len(), 4, "{lengths:?}");
    for (length, expected) in lengths.iter().zip([200_u32, 500, 200, 100]) {
        assert!(length.abs_diff(expected) <= 25, "{lengths:?}");
    }
}
