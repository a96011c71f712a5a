use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::measure::{cadence, dominant_pitch, level, pitch_level};

fn part(freq1: u32, freq2: u32, duration_ms: u32) -> TonePart {
    TonePart {
        freq1,
        freq2,
        modulated: false,
        duration_ms,
        once: false,
    }
}

#[test]
fn lists_as_they_are_written() {
    let check = |text: &str, parts: &[TonePart]| {
        assert_eq!(ToneList::parse(text).unwrap().parts, parts, "{text}");
    };
    check("425", &[part(425, 0, 0)]);
    check("350+440", &[part(350, 440, 0)]);
    check(
        "440+480/2000,0/4000",
        &[part(440, 480, 2000), part(0, 0, 4000)],
    );
    check(
        " 440+480/2000 | 0/4000 ",
        &[part(440, 480, 2000), part(0, 0, 4000)],
    );
    check(
        "400*25/400",
        &[TonePart {
            modulated: true,
            ..part(400, 25, 400)
        }],
    );
    check(
        "!950/330,0",
        &[
            TonePart {
                once: true,
                ..part(950, 0, 330)
            },
            part(0, 0, 0),
        ],
    );
    check("M69/100", &[part(440, 0, 100)]);
    check("M60+M64/100", &[part(261, 329, 100)]);
    check("M8", &[part(12, 0, 0)]);
    check("425/100ms", &[part(425, 0, 100)]);
}

#[test]
fn lists_that_are_none() {
    let check = |text: &str, wrong: &str, kept: usize| {
        assert_eq!(
            ToneList::parse(text),
            Err(ToneFault {
                part: wrong.to_owned()
            }),
            "{text}"
        );
        assert_eq!(
            ToneList::parse_leniently(text).0.parts.len(),
            kept,
            "{text}"
        );
    };
    check("", "", 0);
    check("busy", "busy", 0);
    check("425,,0/100", "", 2);
    check("425/", "425/", 0);
    check("425+/100", "425+/100", 0);
    check("425/100,x/100", "x/100", 1);
    check("99999999999/100", "99999999999/100", 0);
    check("M128", "M128", 0);
}

#[test]
fn lists_are_written_as_they_are_read() {
    for text in [
        "425",
        "440+480/2000,0/4000",
        "!400*25/400,!0/100,350+440",
        "425*0/20",
    ] {
        assert_eq!(ToneList::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn how_long_lists_last() {
    let check = |text: &str, duration_ms: Option<u64>| {
        assert_eq!(
            ToneList::parse(text).unwrap().duration_ms(),
            duration_ms,
            "{text}"
        );
    };
    check("!950/330,!1400/330,!1800/330", Some(990));
    check("!950/330,0", None);
    check("!950/330,!1400", None);
    check("440/100", None);
}

fn generate(text: &str, rate: u32, ms: u32) -> (Vec<i16>, bool) {
    let mut generator = ToneGenerator::new(Arc::new(ToneList::parse(text).unwrap()), rate);
    let mut samples = vec![1; (rate / 1000 * ms) as usize];
    let mut goes_on = true;
    for block in samples.chunks_mut(rate as usize / 50) {
        goes_on = generator.fill(block);
    }
    (samples, goes_on)
}

#[test]
fn tones_have_the_right_pitch_and_loudness() {
    for rate in [8_000, 16_000, 48_000] {
        let (samples, goes_on) = generate("350+440", rate, 1_000);
        assert!(goes_on);
        // A peak of 7219 is 9.83 dB below 0 dBm0.
        for freq in [350.0, 440.0] {
            let level = pitch_level(&samples, rate, freq);
            assert!((level + 9.83).abs() < 0.05, "{freq} Hz at {level} dBm0");
        }
        assert!(pitch_level(&samples, rate, 395.0) < -60.0);
        let peak = samples.iter().map(|it| it.unsigned_abs()).max().unwrap();
        assert!((14_000..=14_438).contains(&peak), "{peak}");
    }
}

#[test]
fn cadences_repeat_exactly() {
    let (samples, goes_on) = generate("480+620/500,0/500", 8_000, 3_000);
    assert!(goes_on);
    let segments = cadence(&samples, 8_000);
    assert_eq!(segments.len(), 6, "{segments:?}");
    for (index, segment) in segments.iter().enumerate() {
        assert_eq!(segment.sound, index % 2 == 0);
        assert!(
            segment.start_ms.abs_diff(index as u32 * 500) <= 5,
            "{segment:?}"
        );
    }
}

#[test]
fn marked_parts_sound_once() {
    let (samples, goes_on) = generate("!600/100,!0/100,400/100,!500/100,0/100", 8_000, 1_100);
    assert!(goes_on);
    let pitches: Vec<Option<u32>> = samples
        .chunks(800)
        .map(|block| dominant_pitch(block, 8_000).map(|pitch| pitch.round() as u32))
        .collect();
    let (a, b, c) = (Some(600), Some(400), Some(500));
    // The marked part behind the first unmarked one is repeated as well.
    assert_eq!(pitches, [a, None, b, c, None, b, c, None, b, c, None]);
}

#[test]
fn a_list_of_marked_parts_ends() {
    let (samples, goes_on) = generate("!950/330,!1400/330,!1800/330", 8_000, 1_200);
    assert!(!goes_on);
    assert_eq!(samples.len(), 9_600);
    assert!(level(&samples[7_000..7_920]) > -15.0);
    assert!(samples[7_920..].iter().all(|&it| it == 0));
}

#[test]
fn modulation_swings_the_loudness() {
    let (samples, _) = generate("400*25", 8_000, 1_000);
    let carrier = pitch_level(&samples, 8_000, 400.0);
    // 90 % of the tone, and side bands of 11 % of it at a distance of 25 Hz.
    assert!((carrier + 10.75).abs() < 0.1, "{carrier}");
    for side in [375.0, 425.0] {
        let level = pitch_level(&samples, 8_000, side);
        assert!((level - carrier + 19.2).abs() < 0.3, "{side} Hz at {level}");
    }
}

#[test]
fn a_tone_that_is_cut_into_parts_does_not_click() {
    let (whole, _) = generate("425", 8_000, 400);
    let (parts, _) = generate("425/33,425/41", 8_000, 400);
    assert!(whole.iter().zip(&parts).all(|(a, b)| a.abs_diff(*b) <= 1));
}

#[test]
fn digits_have_two_tones() {
    let check = |digit: char, expected: Option<(u32, u32)>| {
        assert_eq!(digit_frequencies(digit), expected, "{digit}");
        assert_eq!(
            ToneList::digit(digit, 70).is_some(),
            expected.is_some(),
            "{digit}"
        );
    };
    check('1', Some((697, 1209)));
    check('0', Some((941, 1336)));
    check('#', Some((941, 1477)));
    check('d', Some((941, 1633)));
    check('E', None);
    let list = ToneList::digit('5', 70).unwrap();
    assert_eq!(list.to_string(), "!770+1336/70");
    let mut generator = ToneGenerator::new(Arc::new(list), 8_000);
    let mut samples = [0; 800];
    assert!(!generator.fill(&mut samples));
    assert!(samples[500..560].iter().any(|&it| it != 0));
    assert_eq!(samples[560..], [0; 240]);
}

#[test]
fn an_empty_list_is_silence() {
    let mut generator = ToneGenerator::new(Arc::new(ToneList::default()), 0);
    let mut samples = [1; 10];
    assert!(!generator.fill(&mut samples));
    assert_eq!(samples, [0; 10]);
}

proptest! {
    #[test]
    fn no_text_upsets_the_parser(text in ".{0,60}") {
        let (list, faults) = ToneList::parse_leniently(&text);
        prop_assert_eq!(ToneList::parse(&text).is_ok(), faults.is_empty());
        prop_assert_eq!(&ToneList::parse_leniently(&list.to_string()).0, &list);
    }

    #[test]
    fn no_list_upsets_the_generator(
        text in "(!?[0-9]{1,10}([+*][0-9]{1,10})?(/[0-9]{1,10})?,){0,5}[0-9]{1,6}/[1-9]",
        rate in 0_u32..200_000,
    ) {
        let (list, _) = ToneList::parse_leniently(&text);
        let mut generator = ToneGenerator::new(Arc::new(list), rate);
        let mut samples = [0; 2_000];
        prop_assert!(generator.fill(&mut samples));
    }
}
