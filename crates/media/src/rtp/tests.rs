//! Packets, statistics, numbers and digits.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// A moment to count from; the tests never look at the real clock otherwise.
#[allow(
    clippy::disallowed_methods,
    reason = "an Instant can be had in no other way"
)]
pub(crate) fn start() -> Instant {
    Instant::now()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn header(sequence: u16, timestamp: u32) -> Header {
    Header {
        marker: false,
        payload_type: 0,
        sequence,
        timestamp,
        ssrc: 5,
        payload: 12..172,
    }
}

#[test]
fn headers_are_read() {
    let check = |bytes: &[u8], expected: Option<std::ops::Range<usize>>| {
        assert_eq!(
            Header::parse(bytes).map(|header| header.payload),
            expected,
            "{bytes:x?}"
        );
    };
    let with = |flags: u8, rest: &[u8]| [&[flags, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3], rest].concat();
    check(&with(0x80, &[1, 2]), Some(12..14));
    check(&with(0x80, &[]), Some(12..12));
    check(&with(0x40, &[1, 2]), None);
    check(&[0x80; 11], None);
    check(&with(0x81, &[0, 0, 0, 9, 7]), Some(16..17));
    check(&with(0x82, &[0, 0, 0, 9, 7]), None);
    check(
        &with(0x90, &[0xbe, 0xde, 0, 1, 0, 0, 0, 0, 7]),
        Some(20..21),
    );
    check(&with(0x90, &[0xbe, 0xde, 0, 9, 7]), None);
    check(&with(0x90, &[0xbe]), None);
    check(&with(0xa0, &[7, 7, 0, 2]), Some(12..14));
    check(&with(0xa0, &[7, 0]), None);
    check(&with(0xa0, &[7, 200]), None);
    assert!(is_rtcp(&[0x80, 200]) && !is_rtcp(&[0x80, 0x80 | 101]) && !is_rtcp(&[0x80]));
}

#[test]
fn reception_counts_loss_and_jitter() {
    let mut reception = Reception::default();
    for packet in 0..100u16 {
        if packet % 10 != 5 {
            let timestamp = u32::from(packet) * 160;
            reception.packet(
                1,
                65_500u16.wrapping_add(packet),
                timestamp,
                timestamp + 1_000,
            );
        }
    }
    assert_eq!(
        (reception.received(), reception.lost(), reception.jitter()),
        (90, 10, 0)
    );
    let report = reception.report().unwrap();
    assert_eq!((report.lost, report.fraction_lost), (10, 25));
    assert_eq!(
        report.highest,
        (1 << 16) | u32::from(65_500u16.wrapping_add(99))
    );
    assert_eq!(
        reception.report().unwrap().fraction_lost,
        0,
        "nothing new was lost"
    );
    for packet in 100..400u16 {
        let timestamp = u32::from(packet) * 160;
        let late = if packet % 2 == 0 { 0 } else { 80 };
        reception.packet(
            1,
            65_500u16.wrapping_add(packet),
            timestamp,
            timestamp + late,
        );
    }
    assert!(
        (75..=85).contains(&reception.jitter()),
        "{}",
        reception.jitter()
    );
}

#[test]
fn a_new_stream_is_no_loss() {
    let mut reception = Reception::default();
    reception.packet(1, 10, 0, 0);
    reception.packet(1, 11, 160, 160);
    reception.packet(2, 40_000, 0, 320);
    reception.packet(2, 20_000, 0, 480);
    assert_eq!((reception.received(), reception.lost()), (4, 0));
}

#[test]
fn reports_survive_the_wire() {
    let info = SenderInfo {
        ntp: 0x1234_5678_9abc_def0,
        timestamp: 7,
        packets: 8,
        octets: 9,
    };
    let block = ReportBlock {
        ssrc: 3,
        fraction_lost: 4,
        lost: 5,
        highest: 6,
        jitter: 7,
        last_report: 8,
        delay: 9,
    };
    let mut bytes = Vec::new();
    rtcp::append_report(&mut bytes, 1, Some(info), Some(block));
    rtcp::append_description(&mut bytes, 1, "name");
    rtcp::append_bye(&mut bytes, 1);
    assert_eq!(bytes.len() % 4, 0);
    let mut items = Vec::new();
    rtcp::read(&bytes, |item| items.push(item));
    let expected = [
        RtcpItem::Sender(1, info),
        RtcpItem::Report(block),
        RtcpItem::Bye(1),
    ];
    assert_eq!(items, expected);
    bytes.clear();
    rtcp::append_report(&mut bytes, 1, None, None);
    assert_eq!(bytes, [0x80, 201, 0, 1, 0, 0, 0, 1]);
}

#[test]
fn descriptions_end_on_a_word() {
    for length in 0..300 {
        let mut bytes = Vec::new();
        rtcp::append_description(&mut bytes, 1, &"x".repeat(length));
        let words = u16::from_be_bytes([bytes[2], bytes[3]]);
        assert_eq!(bytes.len(), 4 + 4 * usize::from(words));
        assert_eq!(bytes.last(), Some(&0));
    }
}

#[test]
fn numbers_go_on_over_a_switch() {
    let now = start();
    let mut out = Outgoing::new(9, 100, 1_000);
    out.set_format(8_000, 20);
    let first = out.forward(now, &header(500, 80_000)).unwrap();
    assert_eq!(
        (first.marker, first.sequence, first.timestamp, first.ssrc),
        (true, 100, 1_000, 9)
    );
    let second = out.forward(now + ms(20), &header(501, 80_160)).unwrap();
    assert_eq!(
        (second.marker, second.sequence, second.timestamp),
        (false, 101, 1_160)
    );
    let gap = out.forward(now + ms(60), &header(503, 80_480)).unwrap();
    assert_eq!((gap.sequence, gap.timestamp), (103, 1_480));
    let late = out.forward(now + ms(61), &header(502, 80_320)).unwrap();
    assert_eq!((late.sequence, late.timestamp), (102, 1_320));
    out.switch();
    let own = out.number(now + ms(160), out.timestamp_at(now + ms(160)), 0, 160);
    assert_eq!(
        (own.marker, own.sequence, own.timestamp),
        (true, 104, 1_480 + 800)
    );
    out.switch();
    let other = Header {
        ssrc: 77,
        ..header(9, 3)
    };
    let again = out.forward(now + ms(165), &other).unwrap();
    assert_eq!(
        (again.marker, again.sequence, again.timestamp),
        (true, 105, 1_480 + 800 + 160)
    );
    assert_eq!(
        out.forward(
            now + ms(166),
            &Header {
                ssrc: 77,
                ..header(8, 2)
            }
        ),
        None,
        "too old"
    );
}

#[test]
fn a_sender_that_begins_anew_is_continued() {
    let now = start();
    let mut out = Outgoing::new(9, 100, 1_000);
    out.forward(now, &header(500, 80_000)).unwrap();
    let jump = out.forward(now + ms(20), &header(40_000, 80_160)).unwrap();
    assert_eq!(
        (jump.marker, jump.sequence, jump.timestamp),
        (true, 101, 1_160)
    );
    let jump = out
        .forward(now + ms(40), &header(40_001, 3_000_000_000))
        .unwrap();
    assert_eq!(
        (jump.marker, jump.sequence, jump.timestamp),
        (true, 102, 1_320)
    );
    let other = Header {
        ssrc: 6,
        ..header(1, 1)
    };
    let jump = out.forward(now + ms(60), &other).unwrap();
    assert_eq!(
        (jump.marker, jump.sequence, jump.timestamp),
        (true, 103, 1_480)
    );
}

#[test]
fn numbers_wrap() {
    let now = start();
    let mut out = Outgoing::new(9, 65_534, u32::MAX - 100);
    let mut sequences = Vec::new();
    for packet in 0..100_000u32 {
        let theirs = header(packet as u16, packet.wrapping_mul(160));
        let ours = out.forward(now + ms(20) * packet, &theirs).unwrap();
        sequences.push(ours.sequence);
    }
    assert!(
        sequences
            .windows(2)
            .all(|pair| pair[1] == pair[0].wrapping_add(1))
    );
}

/// The packets of one digit, as a well-behaved phone sends them.
fn digit_packets(event: u8, timestamp: u32, updates: u16) -> Vec<(bool, u32, [u8; 4])> {
    let packet = |flags, units: u16| {
        let [high, low] = units.to_be_bytes();
        [event, flags, high, low]
    };
    let mut packets: Vec<_> = (1..=updates)
        .map(|step| (step == 1, timestamp, packet(10, step * 160)))
        .collect();
    packets.extend(std::iter::repeat_n(
        (false, timestamp, packet(0x8a, updates * 160)),
        3,
    ));
    packets
}

fn feed(
    receiver: &mut DigitReceiver,
    packets: &[(bool, u32, [u8; 4])],
    now: Instant,
) -> Vec<DigitReport> {
    packets
        .iter()
        .flat_map(|(marker, timestamp, payload)| receiver.packet(now, *marker, *timestamp, payload))
        .flatten()
        .collect()
}

fn ended(reports: &[DigitReport]) -> Vec<(char, u32)> {
    reports
        .iter()
        .filter_map(|report| match report {
            DigitReport::Began(_) => None,
            DigitReport::Ended { digit, duration_ms } => Some((*digit, *duration_ms)),
        })
        .collect()
}

#[test]
fn a_digit_is_reported_once() {
    let now = start();
    let mut receiver = DigitReceiver::default();
    let reports = feed(&mut receiver, &digit_packets(5, 1_000, 5), now);
    let expected = [
        DigitReport::Began('5'),
        DigitReport::Ended {
            digit: '5',
            duration_ms: 100,
        },
    ];
    assert_eq!(reports, expected);
    assert_eq!(receiver.next_deadline(), None);
    let again = feed(&mut receiver, &digit_packets(5, 3_000, 5), now);
    assert_eq!(again, expected, "the same digit again is a new one");
}

#[test]
fn lost_ends_are_made_up_for() {
    let now = start();
    let mut receiver = DigitReceiver::default();
    feed(&mut receiver, &digit_packets(11, 1_000, 5)[..4], now);
    assert_eq!(receiver.expire(now + ms(100)), None);
    let report = receiver.expire(now + ms(200));
    assert_eq!(
        report,
        Some(DigitReport::Ended {
            digit: '#',
            duration_ms: 80
        })
    );
    assert_eq!(
        feed(&mut receiver, &digit_packets(11, 1_000, 5), now),
        [],
        "late remains"
    );
    feed(&mut receiver, &digit_packets(1, 9_000, 5)[..2], now);
    let reports = feed(&mut receiver, &digit_packets(2, 12_000, 4), now);
    assert_eq!(ended(&reports), [('1', 40), ('2', 80)]);
    let only_end = feed(&mut receiver, &digit_packets(3, 15_000, 4)[6..], now);
    assert_eq!(only_end.len(), 2);
}

#[test]
fn long_digits_span_segments() {
    let now = start();
    let mut receiver = DigitReceiver::default();
    let first = [(true, 0, [1, 10, 0, 160]), (false, 0, [1, 10, 0xff, 0xff])];
    let second = [
        (false, 0xffff, [1, 10, 0, 160]),
        (false, 0xffff, [1, 0x8a, 0x10, 0]),
    ];
    let reports = feed(&mut receiver, &[first, second].concat(), now);
    assert_eq!(ended(&reports), [('1', (0xffff + 0x1000) / 8)]);
}

#[test]
fn what_is_no_digit_is_ignored() {
    let mut receiver = DigitReceiver::default();
    assert_eq!(
        receiver.packet(start(), true, 0, &[16, 10, 0, 160]),
        [None; 3]
    );
    assert_eq!(receiver.packet(start(), true, 0, &[1, 10, 0]), [None; 3]);
    assert_eq!(receiver.next_deadline(), None);
}

/// Sends digits to the end; gives each packet with its time since the start.
fn sent(sender: &mut DigitSender, start: Instant) -> Vec<(u64, EventPacket)> {
    let mut packets = Vec::new();
    let mut now = start;
    while let Some(at) = sender.next_deadline(now) {
        now = now.max(at);
        let passed = now.duration_since(start).as_millis() as u64;
        sender.start(now, passed as u32 * 8);
        while let Some(packet) = sender.next_packet(now) {
            packets.push((passed, packet));
        }
    }
    packets
}

#[test]
fn a_digit_is_sent_as_the_rfc_says() {
    let mut sender = DigitSender::default();
    assert!(sender.push('7', 100));
    assert!(!sender.push('x', 100));
    let packets = sent(&mut sender, start());
    let flat: Vec<(u64, bool, u8, u16)> = packets
        .iter()
        .map(|(at, packet)| {
            let [event, flags, high, low] = packet.payload;
            assert_eq!((event, packet.timestamp), (7, 0));
            (
                *at,
                packet.marker,
                flags >> 7,
                u16::from_be_bytes([high, low]),
            )
        })
        .collect();
    assert_eq!(
        flat,
        [
            (0, true, 0, 160),
            (20, false, 0, 320),
            (40, false, 0, 480),
            (60, false, 0, 640),
            (80, false, 0, 800),
            (100, false, 1, 800),
            (120, false, 1, 800),
            (140, false, 1, 800),
        ]
    );
}

#[test]
fn short_digits_are_drawn_out_and_open_ones_end() {
    let mut receiver = DigitReceiver::default();
    let mut sender = DigitSender::default();
    sender.push('1', 10);
    sender.begin('2');
    sender.end('2', 200);
    sender.push('3', 90);
    sender.begin('4');
    sender.end_open(start());
    let packets: Vec<(bool, u32, [u8; 4])> = sent(&mut sender, start())
        .into_iter()
        .map(|(_, packet)| (packet.marker, packet.timestamp, packet.payload))
        .collect();
    let reports = feed(&mut receiver, &packets, start());
    assert_eq!(
        ended(&reports),
        [('1', 80), ('2', 200), ('3', 90), ('4', 80)]
    );
}

#[test]
fn waiting_digits_are_bounded() {
    let mut sender = DigitSender::default();
    let taken = (0..10_000).filter(|_| sender.push('1', 100)).count();
    assert!(taken < 1_000);
}

proptest! {
    #[test]
    fn digits_survive_loss_and_disorder(
        digits in proptest::collection::vec(0u8..16, 1..12),
        fates in proptest::collection::vec((0u8..100, 0u8..3), 200),
    ) {
        let begin = start();
        let mut sender = DigitSender::default();
        let letters: Vec<char> =
            digits.iter().map(|&event| char::from(b"0123456789*#ABCD"[usize::from(event)])).collect();
        for &letter in &letters {
            sender.push(letter, 120);
        }
        // One in ten is lost; some overtake up to two others.
        let mut packets: Vec<(u64, EventPacket)> = sent(&mut sender, begin)
            .into_iter()
            .zip(fates.iter().cycle())
            .filter(|(_, (luck, _))| *luck >= 10)
            .map(|((at, packet), (_, delay))| (at + 25 * u64::from(*delay), packet))
            .collect();
        packets.sort_by_key(|(at, _)| *at);
        let mut receiver = DigitReceiver::default();
        let mut reports = Vec::new();
        for (at, packet) in packets {
            let now = begin + ms(at);
            reports.extend(receiver.expire(now));
            let got = receiver.packet(now, packet.marker, packet.timestamp, &packet.payload);
            reports.extend(got.into_iter().flatten());
        }
        reports.extend(receiver.end());
        let heard: Vec<char> = ended(&reports).iter().map(|(digit, _)| *digit).collect();
        // Nine packets of a digit would have to be lost for it to go missing.
        prop_assert_eq!(heard, letters);
        prop_assert!(ended(&reports).iter().all(|(_, ms)| (20..=120).contains(ms)));
        prop_assert_eq!(reports.len() % 2, 0);
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Some(header) = Header::parse(&bytes) {
            prop_assert!(bytes.get(header.payload.clone()).is_some());
            let mut copy = bytes.clone();
            prop_assert!(header.rewrite(&mut copy));
            prop_assert_eq!(copy, bytes.clone());
        }
        rtcp::read(&bytes, |_| ());
        let mut receiver = DigitReceiver::default();
        receiver.packet(start(), true, 0, &bytes);
    }

    #[test]
    fn forwarding_keeps_order_without_repeats(
        deltas in proptest::collection::vec((1u16..4, 0u8..20), 1..200),
    ) {
        let now = start();
        let mut out = Outgoing::new(1, 60_000, 0);
        let mut theirs = header(65_000, 0);
        let mut last: Option<(u16, u32)> = None;
        for (index, (step, event)) in deltas.into_iter().enumerate() {
            theirs.sequence = theirs.sequence.wrapping_add(step);
            theirs.timestamp = theirs.timestamp.wrapping_add(160 * u32::from(step));
            match event {
                0 => out.switch(),
                1 => theirs.ssrc += 1,
                2 => theirs.sequence = theirs.sequence.wrapping_add(10_000),
                _ => {}
            }
            let now = now + ms(20) * index as u32;
            let Some(ours) = out.forward(now, &theirs) else { continue };
            if let Some((sequence, timestamp)) = last {
                let ahead = ours.sequence.wrapping_sub(sequence);
                prop_assert!((1..10).contains(&ahead), "sequence ahead by {}", ahead);
                prop_assert!(ours.timestamp.wrapping_sub(timestamp).cast_signed() > 0);
            }
            last = Some((ours.sequence, ours.timestamp));
        }
    }
}
