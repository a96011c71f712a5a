use proptest::prelude::*;

use super::*;
use crate::measure::{level, pitch_level, sine};
use crate::signals::{Noise, speech};
use crate::tone::{COLUMNS, DIGITS, ROWS};

fn resampled(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    let mut out = Vec::new();
    Resampler::new(from, to)
        .unwrap()
        .resample(samples, &mut out);
    out
}

#[test]
fn resampling_passes_speech_and_suppresses_aliases_and_images() {
    const RATES: [u32; 5] = [8_000, 16_000, 24_000, 32_000, 48_000];
    let pairs = RATES.iter().flat_map(|&from| RATES.map(|to| (from, to)));
    for (from, to) in pairs.filter(|(from, to)| from != to) {
        let lower = f64::from(from.min(to));
        for part in [0.05, 0.2, 0.4] {
            let freq = lower * part;
            let out = resampled(&sine(freq, from, 200, -6.0), from, to);
            // 144 ms: a whole number of periods of all these tones.
            let body = &out[out.len() / 5..][..to as usize * 144 / 1000];
            let heard = pitch_level(body, to, freq);
            assert!(
                (heard + 6.0).abs() < 0.3,
                "{from} to {to}: {freq} Hz at {heard} dBm0"
            );
            // What is left when the tone itself is taken out: images of it and rounding.
            for image in [f64::from(from) - freq, f64::from(from) + freq] {
                if image < f64::from(to) / 2.0 {
                    let image_level = pitch_level(body, to, image);
                    assert!(
                        image_level < -56.0,
                        "{from} to {to}: {image} Hz at {image_level}"
                    );
                }
            }
        }
        if to < from {
            for part in [0.53, 0.6, 0.7, 0.8, 0.95] {
                let freq = lower * part;
                if freq > f64::from(from) * 0.47 {
                    continue;
                }
                let out = resampled(&sine(freq, from, 200, -6.0), from, to);
                let alias = level(&out[out.len() / 5..]);
                assert!(
                    alias < -56.0,
                    "{from} to {to}: {freq} Hz comes back at {alias} dBm0"
                );
            }
        }
    }
}

#[test]
fn resampling_keeps_time_and_full_scale() {
    let check = |from: u32, to: u32| {
        let mut resampler = Resampler::new(from, to).unwrap();
        let mut out = Vec::new();
        for _ in 0..25 {
            resampler.resample(&vec![i16::MAX; from as usize / 25], &mut out);
        }
        assert!(
            out.len().abs_diff(to as usize) <= 1,
            "{from} to {to}: {}",
            out.len()
        );
        // A flat line stays flat: no ripple between the phases.
        let settled = &out[out.len() / 2..];
        assert!(
            settled.iter().all(|&it| it >= i16::MAX - 1),
            "{from} to {to}"
        );
    };
    check(8_000, 16_000);
    check(16_000, 8_000);
    check(48_000, 8_000);
    check(24_000, 32_000);
    check(44_100, 8_000);
    check(11_025, 12_000);
    check(192_000, 8_000);
}

#[test]
fn impossible_ratios_are_refused() {
    for (from, to) in [
        (8_000, 8_000),
        (0, 8_000),
        (8_000, 0),
        (7_919, 191_999),
        (u32::MAX, 1),
    ] {
        assert!(Resampler::new(from, to).is_none(), "{from} to {to}");
    }
}

/// Two tones for so long, between two silences of 50 ms.
fn pair(low: f64, high: f64, low_level: f64, high_level: f64, ms: u32) -> Vec<i16> {
    let mut samples = vec![0; 400];
    let low = sine(low, 8_000, ms, low_level);
    let high = sine(high, 8_000, ms, high_level);
    samples.extend(low.iter().zip(&high).map(|(a, b)| a.saturating_add(*b)));
    samples.extend([0; 400]);
    samples
}

fn heard(samples: &[i16]) -> Vec<DigitHeard> {
    let mut heard = Vec::new();
    let mut detector = DtmfDetector::new(8_000);
    for block in samples.chunks(160) {
        detector.feed(block, &mut heard);
    }
    heard
}

fn digits(samples: &[i16]) -> String {
    heard(samples)
        .into_iter()
        .filter_map(|it| match it {
            DigitHeard::Began { digit } => Some(digit),
            DigitHeard::Ended { .. } => None,
        })
        .collect()
}

#[test]
fn all_digits_are_heard_at_all_levels_and_slightly_out_of_tune() {
    for (row, keys) in DIGITS.iter().enumerate() {
        for (column, &digit) in keys.iter().enumerate() {
            for level in [-3.0, -10.0, -20.0, -25.0] {
                for (low, high) in [(1.0, 1.0), (1.015, 1.015), (0.985, 0.985), (1.015, 0.985)] {
                    let (low, high) = (
                        f64::from(ROWS[row]) * low,
                        f64::from(COLUMNS[column]) * high,
                    );
                    for start in [0, 33, 70] {
                        let samples = pair(low, high, level, level, 40);
                        assert_eq!(
                            digits(&samples[start..]),
                            digit.to_string(),
                            "{low} + {high} Hz at {level} dBm0, {start}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn digits_follow_each_other() {
    let mut samples = Vec::new();
    for digit in "0123456789*#ABCD55".chars() {
        let (low, high) = crate::digit_frequencies(digit).unwrap();
        samples.extend(pair(f64::from(low), f64::from(high), -8.0, -6.0, 70));
    }
    assert_eq!(digits(&samples), "0123456789*#ABCD55");
    let ends: Vec<u32> = heard(&samples)
        .into_iter()
        .filter_map(|it| match it {
            DigitHeard::Ended { duration_ms, .. } => Some(duration_ms),
            DigitHeard::Began { .. } => None,
        })
        .collect();
    assert_eq!(ends.len(), 18);
    assert!(ends.iter().all(|ms| (50..=76).contains(ms)), "{ends:?}");
}

#[test]
fn what_is_no_digit() {
    let check = |name: &str, samples: &[i16]| assert_eq!(digits(samples), "", "{name}");
    let noise = |level: f64| {
        let mut noise = Noise(3);
        (0..80_000)
            .map(|_| (noise.next() * level) as i16)
            .collect::<Vec<_>>()
    };
    check("silence", &[0; 8_000]);
    check("noise", &noise(20_000.0));
    check("faint noise", &noise(500.0));
    check("one tone", &sine(697.0, 8_000, 500, -10.0));
    check("dial tone", &pair(350.0, 440.0, -10.0, -10.0, 1_000));
    check("ringing", &pair(440.0, 480.0, -10.0, -10.0, 1_000));
    check("too faint", &pair(697.0, 1_209.0, -40.0, -40.0, 200));
    check("too short", &pair(697.0, 1_209.0, -10.0, -10.0, 15));
    check(
        "high tone 12 dB above",
        &pair(697.0, 1_209.0, -18.0, -6.0, 200),
    );
    check(
        "low tone 9 dB above",
        &pair(697.0, 1_209.0, -6.0, -15.0, 200),
    );
    check("between the rows", &pair(733.0, 1_209.0, -10.0, -10.0, 200));
    check(
        "4 % out of tune",
        &pair(941.0 * 1.04, 1_477.0 * 1.04, -10.0, -10.0, 200),
    );
}

#[test]
fn twist_within_bounds_is_accepted() {
    assert_eq!(digits(&pair(770.0, 1_336.0, -14.0, -7.5, 70)), "5");
    assert_eq!(digits(&pair(770.0, 1_336.0, -7.0, -10.0, 70)), "5");
    let mut heard = Vec::new();
    DtmfDetector::relaxed(8_000).feed(&pair(770.0, 1_336.0, -7.0, -14.0, 70), &mut heard);
    assert_eq!(heard.first(), Some(&DigitHeard::Began { digit: '5' }));
}

#[test]
fn nobody_dials_by_talking() {
    // Q.24 asks for hours of speech; two minutes of four voices must give nothing at all.
    for voice in 1..=4 {
        assert_eq!(digits(&speech(8_000, 30_000, voice)), "", "voice {voice}");
    }
}

#[test]
fn digits_are_heard_through_noise_and_codecs_and_at_other_rates() {
    let (low, high) = (852.0, 1_477.0);
    let mut noise = Noise(9);
    let mut samples = pair(low, high, -12.0, -12.0, 100);
    for sample in &mut samples {
        *sample = sample.saturating_add((noise.next() * 700.0) as i16);
    }
    assert_eq!(digits(&samples), "9");
    let mut payload = Vec::new();
    let mut back = Vec::new();
    crate::encoder(crate::Codec::Alaw)
        .unwrap()
        .encode(&samples, &mut payload);
    crate::decoder(crate::Codec::Alaw)
        .unwrap()
        .decode(&payload, &mut back);
    assert_eq!(digits(&back), "9");
    let wide = resampled(&samples, 8_000, 16_000);
    let mut heard = Vec::new();
    let mut detector = DtmfDetector::new(16_000);
    detector.feed(&wide[..1_600], &mut heard);
    assert_eq!(detector.digit(), Some('9'));
    assert_eq!(heard, [DigitHeard::Began { digit: '9' }]);
}

#[test]
fn mixing_leaves_oneself_out_and_saturates() {
    let voices: [&[i16]; 3] = [
        &[100, 30_000, -30_000],
        &[1, 30_000, -30_000],
        &[10, 0, -30_000],
    ];
    let mut sum = vec![0; 3];
    for voice in voices {
        add_into(&mut sum, voice);
    }
    let mut all = Vec::new();
    saturate(&sum, &mut all);
    assert_eq!(all, [111, 32_767, -32_768]);
    let mut others = Vec::new();
    mix_minus(&sum, voices[0], &mut others);
    assert_eq!(others, [11, 30_000, -32_768]);
    others.clear();
    mix_minus(&sum, &[100], &mut others);
    assert_eq!(others, [11, 32_767, -32_768]);
}

#[test]
fn volume_multiplies_and_divides() {
    let check = |volume: f32, expected: [i16; 4]| {
        let mut samples = [100, -100, 20_000, -20_000];
        Gain::from_volume(volume).apply(&mut samples);
        assert_eq!(samples, expected, "VOLUME = {volume}");
    };
    check(0.0, [100, -100, 20_000, -20_000]);
    check(1.0, [100, -100, 20_000, -20_000]);
    check(2.0, [200, -200, 32_767, -32_768]);
    check(-2.0, [50, -50, 10_000, -10_000]);
    check(-999.0, [0, 0, 20, -20]);
    assert!((Gain::from_db(6.0).then(Gain::from_db(-6.0)).factor() - 1.0).abs() < 1e-6);
}

#[test]
fn silence_is_measured_in_a_row() {
    let mut meter = SilenceMeter::new(8_000, SilenceMeter::USUAL_THRESHOLD);
    for _ in 0..10 {
        assert!(meter.feed(&[100; 160]));
    }
    assert_eq!((meter.silent_ms(), meter.loud_ms()), (200, 0));
    assert!(!meter.feed(&sine(400.0, 8_000, 20, -20.0)));
    assert_eq!((meter.silent_ms(), meter.loud_ms()), (0, 20));
    assert_eq!(mean_level(&[]), 0);
    assert_eq!(mean_level(&[i16::MIN; 3]), 32_768);
}

proptest! {
    #[test]
    fn resampling_does_not_care_how_samples_are_cut(
        samples in prop::collection::vec(any::<i16>(), 0..900),
        cut in 0_usize..900,
        from in 0_usize..9,
        to in 0_usize..9,
    ) {
        let rates = crate::SampleRate::ALL;
        let Some(mut resampler) = Resampler::between(rates[from], rates[to]) else {
            return Ok(());
        };
        let (head, tail) = samples.split_at(cut.min(samples.len()));
        let mut parts = Vec::new();
        resampler.resample(head, &mut parts);
        resampler.resample(tail, &mut parts);
        prop_assert_eq!(parts, resampled(&samples, rates[from].hz(), rates[to].hz()));
    }
}
