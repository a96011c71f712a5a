use super::*;

fn line(codec: Codec, loss_percent: f64, jitter_ms: f64, round_trip_ms: f64) -> Line {
    Line {
        codec,
        loss_percent,
        jitter_ms,
        round_trip_ms,
    }
}

#[test]
fn opinions() {
    let check = |line: Line, expected: f64| {
        let mos = line.mos();
        assert!((mos - expected).abs() < 0.06, "{line:?}: {mos:.2}");
    };
    check(line(Codec::Ulaw, 0.0, 0.0, 0.0), 4.39);
    check(line(Codec::Ulaw, 1.0, 2.0, 40.0), 4.28);
    check(line(Codec::Ulaw, 5.0, 10.0, 100.0), 3.82);
    check(line(Codec::Ulaw, 20.0, 20.0, 200.0), 2.38);
    check(line(Codec::G729, 0.0, 0.0, 0.0), 4.11);
    check(line(Codec::Gsm, 0.0, 0.0, 0.0), 3.76);
    check(line(Codec::Ulaw, 0.0, 0.0, 800.0), 2.77);
    check(line(Codec::Ulaw, 100.0, 0.0, 0.0), 1.2);
    check(line(Codec::Ulaw, 100.0, 5_000.0, 60_000.0), 1.0);
}

#[test]
fn worse_is_never_better() {
    let mut before = 5.0;
    for loss in 0..=100 {
        let mos = line(Codec::Ulaw, f64::from(loss), 5.0, 50.0).mos();
        assert!(mos <= before, "{loss} %");
        before = mos;
    }
    before = 5.0;
    for delay in (0..3_000).step_by(10) {
        let mos = line(Codec::Ulaw, 0.0, 0.0, f64::from(delay)).mos();
        assert!(mos <= before, "{delay} ms");
        before = mos;
    }
}

#[test]
fn summaries() {
    let mut summary = Summary::default();
    assert_eq!((summary.count, summary.deviation()), (0, 0.0));
    for value in [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0] {
        summary.add(value);
    }
    assert_eq!((summary.least, summary.most, summary.last), (2.0, 9.0, 9.0));
    assert_eq!((summary.mean, summary.deviation()), (5.0, 2.0));
}
