//! Digits: heard, passed on, generated.

use audio::{DigitHeard, DtmfDetector, Sound, ToneGenerator, ToneList};

use super::*;

/// The digits in the telephone-event packets that a phone got, with their lengths.
fn events_heard(packets: &[Sent]) -> Vec<(u8, u32)> {
    let mut digits = Vec::new();
    let mut last_end = None;
    for packet in packets
        .iter()
        .filter(|packet| packet.header().payload_type == EVENT)
    {
        let (header, payload) = (packet.header(), packet.payload());
        if payload[1] & 0x80 != 0 && last_end != Some(header.timestamp) {
            last_end = Some(header.timestamp);
            let units = u16::from_be_bytes([payload[2], payload[3]]);
            digits.push((payload[0], u32::from(units) / 8));
        }
    }
    digits
}

/// The digits in sound.
fn tones_heard(codec: Codec, packets: &[Sent]) -> Vec<(char, u32)> {
    let mut heard = Vec::new();
    DtmfDetector::new(codec.sample_rate()).feed(&samples(codec, packets), &mut heard);
    let ended = |heard: &DigitHeard| match *heard {
        DigitHeard::Ended { digit, duration_ms } => Some((digit, duration_ms)),
        DigitHeard::Began { .. } => None,
    };
    heard.iter().filter_map(ended).collect()
}

fn digit_samples(codec: Codec, digit: char, ms: u32) -> Vec<i16> {
    let mut samples = vec![0; (codec.sample_rate() / 1_000 * (ms + 100)) as usize];
    let list = Arc::new(ToneList::digit(digit, ms).unwrap());
    ToneGenerator::new(list, codec.sample_rate()).fill(&mut samples);
    samples
}

fn with_digits(number: u64, digits: DigitTransport, event: bool) -> StreamSetup {
    let telephone_event = event.then_some((EVENT, EVENT));
    StreamSetup {
        digits,
        telephone_event,
        ..setup(number, Codec::Ulaw, 20)
    }
}

#[test]
fn digits_are_reported_and_passed_on_if_wanted() {
    for with_digits in [true, false] {
        let mut world = World::new();
        let mut a = world.phone(1, Codec::Ulaw, 20);
        let b = world.phone(2, Codec::Ulaw, 20);
        world.bridge(&a, &b, with_digits);
        world.says(&mut a, &[1; 160], 20);
        for event in [1, 1, 10, 11, 15] {
            world.presses(&mut a, event, 160);
            for _ in 0..10 {
                world.says(&mut a, &[1; 160], 20);
            }
        }
        let expected: Vec<(char, u32)> = "11*#D".chars().map(|digit| (digit, 160)).collect();
        assert_eq!(world.digits_of(&a), expected);
        let passed = [(1, 160), (1, 160), (10, 160), (11, 160), (15, 160)];
        let heard = world.heard(&b);
        assert_eq!(
            events_heard(&heard),
            if with_digits { &passed[..] } else { &[] }
        );
        let mut header = heard[0].header();
        for packet in &heard[1..] {
            let next = packet.header();
            assert_eq!(next.sequence, header.sequence.wrapping_add(1));
            assert!(next.timestamp.wrapping_sub(header.timestamp).cast_signed() >= 0);
            header = next;
        }
    }
}

#[test]
fn digits_become_tones_for_whoever_has_no_events() {
    for digits in [DigitTransport::TelephoneEvent, DigitTransport::InBand] {
        let mut world = World::new();
        let mut a = world.phone(1, Codec::Ulaw, 20);
        let b = world.phone_with(2, with_digits(2, digits, false));
        world.bridge(&a, &b, true);
        world.says(&mut a, &[0xff; 160], 20);
        world.presses(&mut a, 7, 200);
        for _ in 0..10 {
            world.says(&mut a, &[0xff; 160], 20);
        }
        let heard = world.heard(&b);
        let tones = tones_heard(Codec::Ulaw, &heard);
        assert_eq!(tones.len(), 1, "{tones:?}");
        assert!(
            tones[0].0 == '7' && tones[0].1.abs_diff(200) <= 26,
            "{tones:?}"
        );
        assert_continuous(&heard, 8, 60);
    }
}

#[test]
fn tones_are_detected_where_digits_are_tones() {
    for codec in [Codec::Ulaw, Codec::G722] {
        let mut world = World::new();
        let stream = StreamSetup {
            digits: DigitTransport::InBand,
            telephone_event: None,
            ..setup(1, codec, 20)
        };
        let mut a = world.phone_with(1, stream);
        let b = world.phone(2, Codec::Ulaw, 20);
        world.bridge(&a, &b, true);
        let pressed: Vec<Vec<i16>> = "44#"
            .chars()
            .map(|digit| digit_samples(codec, digit, 100))
            .collect();
        world.speaks(&mut a, codec, 20, &pressed.concat());
        let digits = world.digits_of(&a);
        let letters: String = digits.iter().map(|(digit, _)| *digit).collect();
        assert_eq!(letters, "44#", "{codec}");
        assert!(
            digits.iter().all(|(_, ms)| ms.abs_diff(100) <= 26),
            "{digits:?}"
        );
        let letters: Vec<u8> = events_heard(&world.heard(&b))
            .iter()
            .map(|(it, _)| *it)
            .collect();
        assert_eq!(letters, [4, 4, 11], "{codec}");
    }
}

#[test]
fn tones_that_are_heard_anyway_are_not_made_again() {
    let mut world = World::new();
    let mut a = world.phone_with(1, with_digits(1, DigitTransport::InBand, false));
    let b = world.phone_with(2, with_digits(2, DigitTransport::InBand, false));
    world.bridge(&a, &b, true);
    world.speaks(
        &mut a,
        Codec::Ulaw,
        20,
        &digit_samples(Codec::Ulaw, '8', 200),
    );
    let tones = tones_heard(Codec::Ulaw, &world.heard(&b));
    assert_eq!(tones.len(), 1, "{tones:?}");
    assert_eq!(world.heard(&b).len(), 15);
}

#[test]
fn ordered_digits_are_sent_in_turn_over_whatever_plays() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    let playback = PlaybackId(1);
    let sounds = vec![Arc::new(Sound::new(Codec::Ulaw, vec![0x80; 32_000]))];
    world.send(&phone, Source::Sounds { playback, sounds });
    world.pass(200);
    for (digit, duration_ms) in [('1', 10), ('2', 100), ('d', 250)] {
        world.order(MediaCommand::SendDigit {
            media: phone.media,
            digit,
            duration_ms,
        });
    }
    world.pass(5_000);
    let heard = world.heard(&phone);
    assert_eq!(events_heard(&heard), [(1, 80), (2, 100), (15, 250)]);
    assert_continuous_but_for_events(&heard);
    let at = world.out.events[0].0;
    assert_eq!(
        world.events(),
        [MediaEvent::PlaybackEnded {
            media: phone.media,
            playback
        }]
    );
    assert_eq!(at, 4_000, "digits do not delay the sound");
}

fn assert_continuous_but_for_events(packets: &[Sent]) {
    let sound: Vec<&Sent> = packets
        .iter()
        .filter(|packet| packet.header().payload_type != EVENT)
        .collect();
    let first = sound[0].header().timestamp;
    for packet in &sound {
        let ahead = packet.header().timestamp.wrapping_sub(first) / 8;
        assert_eq!(u64::from(ahead), packet.at_ms - sound[0].at_ms);
    }
    for pair in packets.windows(2) {
        let (before, after) = (pair[0].header(), pair[1].header());
        assert_eq!(after.sequence, before.sequence.wrapping_add(1));
    }
}

#[test]
fn ordered_digits_are_tones_where_events_are_not_known() {
    let mut world = World::new();
    let phone = world.phone_with(1, with_digits(1, DigitTransport::InBand, false));
    for digit in ['1', '2'] {
        let duration_ms = 100;
        world.order(MediaCommand::SendDigit {
            media: phone.media,
            digit,
            duration_ms,
        });
    }
    world.pass(1_000);
    let heard = world.heard(&phone);
    assert_eq!(heard.len(), 10);
    let between = heard[5]
        .header()
        .timestamp
        .wrapping_sub(heard[4].header().timestamp);
    assert!(between >= 8 * 60, "{between}");
    let mut decoded = samples(Codec::Ulaw, &heard);
    decoded.splice(800..800, vec![0; 480]);
    decoded.extend([0; 400]);
    let mut found = Vec::new();
    DtmfDetector::new(8_000).feed(&decoded, &mut found);
    let digits: Vec<char> = found
        .iter()
        .filter_map(|heard| match heard {
            DigitHeard::Began { digit } => Some(*digit),
            DigitHeard::Ended { .. } => None,
        })
        .collect();
    assert_eq!(digits, ['1', '2']);
}

#[test]
fn digits_before_the_agreement_wait() {
    let mut world = World::new();
    let phone = world.open(1);
    world.order(MediaCommand::SendDigit {
        media: phone.media,
        digit: '9',
        duration_ms: 100,
    });
    world.pass(1_000);
    let stream = setup(1, Codec::Ulaw, 20);
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream,
    });
    world.pass(1_000);
    assert_eq!(events_heard(&world.heard(&phone)), [(9, 100)]);
}

#[test]
fn a_digit_without_end_ends_after_a_while() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, true);
    for step in 1..=5u16 {
        let [high, low] = (step * 160).to_be_bytes();
        let header = Header {
            payload_type: EVENT,
            marker: step == 1,
            ..a.number(0)
        };
        world.deliver(&a, a.address, &header, &[3, 10, high, low]);
        world.pass(20);
    }
    world.pass(1_000);
    assert_eq!(world.digits_of(&a), [('3', 100)]);
    let passed = events_heard(&world.heard(&b));
    assert!(matches!(passed[..], [(3, 100..=320)]), "{passed:?}");
}

#[test]
fn a_digit_ends_with_its_stream_and_its_relay() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, true);
    let header = Header {
        payload_type: EVENT,
        marker: true,
        ..a.number(0)
    };
    world.deliver(&a, a.address, &header, &[3, 10, 0, 160]);
    world.order(MediaCommand::Close { media: a.media });
    assert_eq!(world.digits_of(&a), [('3', 20)]);
    world.pass(1_000);
    assert_eq!(events_heard(&world.heard(&b)), [(3, 80)]);
}
