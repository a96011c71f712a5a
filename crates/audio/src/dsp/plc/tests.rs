use super::*;
use crate::measure::{level, pitch_level, sine};
use crate::signals::{snr_db, speech};

/// The samples with every `nth` frame of 20 ms lost and concealed.
fn with_losses(samples: &[i16], rate: u32, nth: usize) -> Vec<i16> {
    let mut concealer = Concealer::new(rate);
    let mut out = Vec::new();
    for (number, frame) in samples.chunks(rate as usize / 50).enumerate() {
        if number % nth == nth - 1 {
            concealer.fill(frame.len(), &mut out);
        } else {
            let mut frame = frame.to_vec();
            concealer.heard(&mut frame);
            out.extend(frame);
        }
    }
    out
}

fn largest_step(samples: &[i16]) -> i32 {
    let step = |pair: &[i16]| (i32::from(pair[1]) - i32::from(pair[0])).abs();
    samples.windows(2).map(step).max().unwrap_or(0)
}

#[test]
fn a_lost_frame_of_a_tone_is_not_heard() {
    for rate in [8_000, 16_000, 48_000] {
        for freq in [100.0, 200.0, 440.0, 1_000.0] {
            let tone = sine(freq, rate, 1_000, -10.0);
            let heard = with_losses(&tone, rate, 10);
            assert_eq!(heard.len(), tone.len());
            let at = format!("{freq} Hz at {rate}");
            let pure = pitch_level(&heard[heard.len() / 5..], rate, freq);
            assert!((pure + 10.0).abs() < 1.0, "{at}: {pure} dBm0");
            // No clicks: hardly steeper than the tone itself.
            let (step, tone_step) = (largest_step(&heard), largest_step(&tone));
            assert!(
                step <= tone_step * 13 / 10 + 300,
                "{at}: {step} against {tone_step}"
            );
        }
    }
}

#[test]
fn speech_with_losses_is_better_than_with_holes() {
    let input = speech(8_000, 4_000, 5);
    let mut holes = input.clone();
    for frame in holes.chunks_mut(160).skip(6).step_by(7) {
        frame.fill(0);
    }
    let concealed = with_losses(&input, 8_000, 7);
    let (with, without) = (snr_db(&input, &concealed, 1), snr_db(&input, &holes, 1));
    assert!(with > without + 0.3, "{with:.1} dB against {without:.1} dB");
}

#[test]
fn a_long_gap_fades_out() {
    let mut concealer = Concealer::new(8_000);
    let mut tone = sine(300.0, 8_000, 200, -10.0);
    concealer.heard(&mut tone);
    let mut out = Vec::new();
    assert!(!concealer.is_silent());
    concealer.fill(1_600, &mut out);
    assert!(concealer.is_silent());
    assert!(level(&out[..160]) > -14.0);
    assert!(level(&out[480..]) < -90.0, "{}", level(&out[480..]));
}

#[test]
fn without_a_past_there_is_silence() {
    let mut concealer = Concealer::new(8_000);
    let mut out = Vec::new();
    concealer.fill(160, &mut out);
    assert_eq!(out, [0; 160]);
    concealer.heard(&mut [5_000; 80]);
    concealer.reset();
    concealer.fill(80, &mut out);
    assert_eq!(out, [0; 240]);
}

#[test]
fn any_length_goes() {
    for rate in [0, 1, 8_000, 192_000] {
        let mut concealer = Concealer::new(rate);
        let mut out = Vec::new();
        for count in [0, 1, 7, 5_000] {
            concealer.heard(&mut vec![i16::MIN; count]);
            concealer.fill(count, &mut out);
            concealer.heard(&mut vec![i16::MAX; count / 2]);
        }
        assert_eq!(out.len(), 5_008);
    }
}
