use proptest::prelude::*;

use super::*;

/// A line in virtual time: packets of 20 ms at 8 kHz go in with delays, and are asked for each 20 ms.
struct Line {
    buffer: JitterBuffer<u32>,
    start: Instant,
    /// Packets on their way: arrival in microseconds, number.
    under_way: Vec<(u64, u32)>,
    heard: Vec<u32>,
    lost: usize,
    stretched: usize,
    surplus: usize,
}

impl Line {
    fn new(setup: JitterSetup) -> Self {
        Self {
            buffer: JitterBuffer::new(setup, 8_000),
            start: crate::rtp::tests::start(),
            under_way: Vec::new(),
            heard: Vec::new(),
            lost: 0,
            stretched: 0,
            surplus: 0,
        }
    }

    fn at(&self, micros: u64) -> Instant {
        self.start + Duration::from_micros(micros)
    }

    fn put(&mut self, micros: u64, number: u32) -> Put<u32> {
        let place = Place {
            sequence: 65_500_u32.wrapping_add(number) as u16,
            timestamp: 0xffff_0000_u32.wrapping_add(number.wrapping_mul(160)),
            units: 160,
        };
        let now = self.at(micros);
        self.buffer.put(now, place, number)
    }

    fn ask(&mut self, micros: u64) {
        let now = self.at(micros);
        loop {
            match self.buffer.pull(now) {
                Pulled::Packet(number) => self.heard.push(number),
                Pulled::Surplus(number) => {
                    self.heard.push(number);
                    self.surplus += 1;
                }
                Pulled::Lost(units) => {
                    assert_eq!(units, 160);
                    self.lost += 1;
                }
                Pulled::Stretch(_) => self.stretched += 1,
                Pulled::Nothing => return,
            }
        }
    }

    /// Packet `n` is sent at `n × step` and takes `delay(n)` microseconds; None is loss.
    fn run(&mut self, count: u32, step: f64, mut delay: impl FnMut(u32) -> Option<u64>) {
        self.under_way = (0..count)
            .filter_map(|n| Some(((f64::from(n) * step) as u64 + delay(n)?, n)))
            .collect();
        self.under_way.sort_unstable();
        let end = (f64::from(count) * step) as u64 + 1_000_000;
        let mut next = 0;
        for tick in (0..end).step_by(20_000) {
            while let Some(&(at, number)) = self.under_way.get(next).filter(|(at, _)| *at <= tick) {
                self.put(at, number);
                next += 1;
            }
            self.ask(tick);
        }
    }

    fn delay_ms(&self) -> u128 {
        self.buffer.delay().as_millis()
    }
}

fn random(n: u32, below: u64) -> u64 {
    let mut x = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 31;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 29)) % below
}

const KINDS: [JitterSetup; 3] = [
    JitterSetup::QUICK,
    JitterSetup::FIXED,
    JitterSetup::ADAPTIVE,
];

#[test]
fn an_even_line_gives_every_packet_in_order() {
    for setup in KINDS {
        let mut line = Line::new(setup);
        line.run(1_000, 20_000.0, |_| Some(30_000));
        assert_eq!(line.heard, (0..1_000).collect::<Vec<_>>(), "{setup:?}");
        assert_eq!(line.buffer.counts().lost, line.lost as u64);
        assert!(
            line.lost <= 6,
            "{setup:?}: only the end of the stream may look lost"
        );
        let wanted = match setup {
            JitterSetup::Fixed { delay_ms, .. } => u128::from(delay_ms),
            JitterSetup::Adaptive { extra_ms, .. } => u128::from(extra_ms),
        };
        assert_eq!(line.delay_ms(), wanted);
    }
}

#[test]
fn order_and_singleness_are_restored() {
    let mut line = Line::new(JitterSetup::FIXED);
    for number in [0, 2, 1, 1, 4, 3, 2, 5] {
        line.put(1_000, number);
    }
    line.ask(301_000);
    assert_eq!(line.heard, [0, 1, 2, 3, 4, 5]);
    assert_eq!(line.buffer.counts().duplicate, 2);
    assert_eq!(line.put(301_000, 3), Put::Late(3));
}

#[test]
fn nothing_leaves_before_its_time() {
    let mut line = Line::new(JitterSetup::FIXED);
    line.put(0, 0);
    line.put(0, 1);
    line.ask(199_999);
    assert!(line.heard.is_empty());
    assert_eq!(line.buffer.next_deadline(), Some(line.at(200_000)));
    line.ask(200_000);
    assert_eq!(line.heard, [0]);
    line.ask(219_999);
    assert_eq!(line.heard, [0]);
    assert_eq!(line.buffer.next_deadline(), Some(line.at(220_000)));
    line.ask(220_000);
    assert_eq!(line.heard, [0, 1]);
}

#[test]
fn sixty_milliseconds_of_jitter() {
    for setup in KINDS {
        let mut line = Line::new(setup);
        line.run(3_000, 20_000.0, |n| Some(random(n, 60_000)));
        let missing = 3_000 - line.heard.len();
        assert!(missing <= 90, "{setup:?}: {missing} packets came too late");
        assert!(line.heard.is_sorted(), "{setup:?}");
        assert!(line.delay_ms() <= 200, "{setup:?}: {}", line.delay_ms());
    }
    let mut line = Line::new(JitterSetup::QUICK);
    line.run(3_000, 20_000.0, |n| Some(random(n, 60_000)));
    assert!((55..=90).contains(&line.delay_ms()), "{}", line.delay_ms());
}

#[test]
fn when_the_line_becomes_quiet_the_delay_shrinks() {
    let mut line = Line::new(JitterSetup::QUICK);
    line.run(3_000, 20_000.0, |n| {
        Some(if n < 1_000 { random(n, 80_000) } else { 10_000 })
    });
    assert!(line.delay_ms() <= 30, "{}", line.delay_ms());
    assert!(line.surplus >= 2, "{}", line.surplus);
    assert!(line.stretched >= 2, "{}", line.stretched);
}

#[test]
fn loss_is_told_packet_by_packet() {
    for (percent, setup) in [(2, JitterSetup::QUICK), (10, JitterSetup::ADAPTIVE)] {
        let mut line = Line::new(setup);
        line.run(2_000, 20_000.0, |n| {
            (random(n, 100) >= percent || n < 2).then_some(5_000)
        });
        let missing = 2_000 - line.heard.len();
        assert!(
            line.lost.abs_diff(missing) <= 6,
            "{percent} %: {} told, {missing} missing",
            line.lost
        );
    }
}

#[test]
fn drifting_clocks_do_not_add_delay() {
    for setup in KINDS {
        for ppm in [-200.0, 200.0] {
            let mut line = Line::new(setup);
            let step = 20_000.0 * (1.0 + ppm / 1e6);
            line.run(180_000, step, |n| Some(random(n, 3_000)));
            let wanted = match setup {
                JitterSetup::Fixed { delay_ms, .. } => u128::from(delay_ms),
                JitterSetup::Adaptive { extra_ms, .. } => u128::from(extra_ms) + 3,
            };
            let delay = line.delay_ms();
            assert!(delay <= wanted + 25, "{setup:?} {ppm} ppm: {delay} ms");
            // An hour drifts by 720 ms: 36 packets more or less.
            let changes = line.stretched + line.surplus + line.lost;
            assert!(changes <= 80, "{setup:?} {ppm} ppm: {changes} changes");
            assert!(
                180_000 - line.heard.len() <= 80,
                "{setup:?}: {}",
                line.heard.len()
            );
        }
    }
}

#[test]
fn a_pause_is_no_loss() {
    let mut line = Line::new(JitterSetup::QUICK);
    let place = |sequence: u16, timestamp: u32| Place {
        sequence,
        timestamp,
        units: 160,
    };
    let (start, sixty) = (line.at(0), line.at(3_020_000));
    line.buffer.put(start, place(1, 160), 1);
    line.ask(20_000);
    line.lost = 0;
    // The speaker was silent for three seconds; numbers go on, time did too.
    for tick in (40_000..3_020_000).step_by(20_000) {
        line.ask(tick);
    }
    assert!(line.lost <= 6, "{} made up in a pause", line.lost);
    line.buffer.put(sixty, place(2, 160 + 3_020 * 8), 2);
    line.lost = 0;
    for tick in (3_020_000..3_100_000).step_by(20_000) {
        line.ask(tick);
    }
    assert_eq!(line.heard, [1, 2]);
}

#[test]
fn a_sender_that_begins_anew_is_followed() {
    for jump in [1_000_000_u32, 0x8000_0000, 0_u32.wrapping_sub(3_000_000), 0] {
        let mut line = Line::new(JitterSetup::QUICK);
        for n in 0..50_u32 {
            line.put(u64::from(n) * 20_000, n);
            line.ask(u64::from(n) * 20_000);
        }
        line.heard.clear();
        // With a jump of nothing the timestamps stood still for 600 ms.
        for n in 50..100_u32 {
            let at = 600_000 + u64::from(n) * 20_000;
            let place = Place {
                sequence: 65_500_u32.wrapping_add(n) as u16,
                timestamp: 0xffff_0000_u32.wrapping_add(n * 160).wrapping_add(jump),
                units: 160,
            };
            let now = line.at(at);
            line.buffer.put(now, place, n);
            line.ask(at);
        }
        assert!(line.heard.len() >= 35, "jump of {jump}: {:?}", line.heard);
    }
}

proptest! {
    #[test]
    fn nothing_upsets_it(
        packets in prop::collection::vec(
            (0u64..100_000, any::<u16>(), prop_oneof![any::<u32>(), 0u32..20_000], any::<u32>()),
            0..200,
        ),
        clock in any::<u32>(),
        kind in 0..3usize,
    ) {
        let mut buffer = JitterBuffer::new(KINDS[kind], clock);
        let mut now = crate::rtp::tests::start();
        for (micros, sequence, timestamp, units) in packets {
            now += Duration::from_micros(micros);
            let place = Place { sequence, timestamp, units };
            buffer.put(now, place, ());
            for _ in 0..200 {
                if buffer.pull(now) == Pulled::Nothing {
                    break;
                }
            }
            prop_assert!(buffer.waiting.len() <= MOST_WAITING);
        }
    }
}
