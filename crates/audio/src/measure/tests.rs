use super::*;

#[test]
fn levels() {
    let check = |dbm0: f64| {
        let samples = sine(1_000.0, 8_000, 100, dbm0);
        assert!((level(&samples) - dbm0).abs() < 0.05, "{}", level(&samples));
        assert!((pitch_level(&samples, 8_000, 1_000.0) - dbm0).abs() < 0.05);
        assert!(pitch_level(&samples, 8_000, 2_000.0) < dbm0 - 40.0);
    };
    check(0.0);
    check(-10.0);
    check(-25.0);
    assert!(level(&[]) <= -100.0 && level(&[0; 80]) <= -100.0);
    assert!(pitch_level(&[], 0, 440.0) <= -100.0);
}

#[test]
fn pitches() {
    for rate in [8_000, 16_000, 48_000] {
        for freq in [120.0, 425.0, 440.0, 1_004.0, 1_333.3, 3_300.0] {
            let pitch = dominant_pitch(&sine(freq, rate, 200, -20.0), rate).unwrap();
            assert!(
                (pitch - freq).abs() < 1.0,
                "{freq} Hz measured as {pitch} at {rate}"
            );
        }
    }
    assert_eq!(dominant_pitch(&[0; 800], 8_000), None);
    assert_eq!(dominant_pitch(&[], 8_000), None);
    assert!(dominant_pitch(&[9_000], 0).is_some());
}

#[test]
fn cadences() {
    let mut samples = vec![0; 800];
    samples.extend(sine(425.0, 8_000, 500, -10.0));
    samples.extend([0; 4_000]);
    samples.extend(sine(425.0, 8_000, 250, -10.0));
    let check = |segment: &Segment, sound: bool, start: u32, duration: u32| {
        assert_eq!(segment.sound, sound, "{segment:?}");
        assert!(segment.start_ms.abs_diff(start) <= 5, "{segment:?}");
        assert!(segment.duration_ms.abs_diff(duration) <= 10, "{segment:?}");
    };
    let segments = cadence(&samples, 8_000);
    assert_eq!(segments.len(), 4, "{segments:?}");
    check(&segments[0], false, 0, 100);
    check(&segments[1], true, 100, 500);
    check(&segments[2], false, 600, 500);
    check(&segments[3], true, 1_100, 250);
    assert!(cadence(&[], 0).is_empty());
}
