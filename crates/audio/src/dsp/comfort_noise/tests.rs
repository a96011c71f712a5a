use super::*;

fn noise(payload: &[u8]) -> Vec<i16> {
    let mut out = Vec::new();
    ComfortNoise::new(payload, 1)
        .unwrap()
        .fill(16_000, &mut out);
    out
}

/// Root mean square against the overload point, in dB.
fn dbov(samples: &[i16]) -> f64 {
    let power: f64 = samples.iter().map(|&s| f64::from(s).powi(2)).sum();
    10.0 * (power / samples.len() as f64 / 32_768_f64.powi(2)).log10()
}

#[test]
fn the_level_is_as_described() {
    let payloads: [&[u8]; 4] = [
        &[30],
        &[50, 127, 127],
        &[40, 180, 90],
        &[45, 30, 200, 120, 140],
    ];
    for payload in payloads {
        let wanted = -f64::from(payload[0]);
        let heard = dbov(&noise(payload));
        assert!((heard - wanted).abs() < 1.5, "{payload:?}: {heard} dBov");
    }
}

#[test]
fn the_colour_is_as_described() {
    // The first coefficient tells how much neighbours resemble each other (with its sign turned).
    let likeness = |samples: &[i16]| {
        let product = |(a, b): (&i16, &i16)| f64::from(*a) * f64::from(*b);
        let energy: f64 = samples.iter().map(|&s| f64::from(s).powi(2)).sum();
        samples.iter().zip(&samples[1..]).map(product).sum::<f64>() / energy
    };
    assert!(likeness(&noise(&[40])).abs() < 0.05);
    assert!((likeness(&noise(&[40, 127 - 64])) - 0.5).abs() < 0.05);
    assert!((likeness(&noise(&[40, 127 + 64])) + 0.5).abs() < 0.05);
}

#[test]
fn no_payload_upsets_it() {
    assert!(ComfortNoise::new(&[], 1).is_none());
    let loud = noise(&[0, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0]);
    assert_eq!(loud.len(), 16_000);
    let quiet = noise(&[127, 255, 255]);
    assert!(dbov(&quiet) < -80.0, "{}", dbov(&quiet));
}
