use proptest::prelude::*;

use super::*;
use crate::measure::{dominant_pitch, level, pitch_level, sine};
use crate::signals::{snr_db, speech};

fn encode(codec: Codec, samples: &[i16]) -> Vec<u8> {
    let mut payload = Vec::new();
    encoder(codec).unwrap().encode(samples, &mut payload);
    payload
}

fn decode(codec: Codec, payload: &[u8]) -> Vec<i16> {
    let mut samples = Vec::new();
    decoder(codec).unwrap().decode(payload, &mut samples);
    samples
}

fn there_and_back(codec: Codec, samples: &[i16]) -> Vec<i16> {
    decode(codec, &encode(codec, samples))
}

#[test]
fn every_codec_has_its_own_row() {
    for codec in Codec::all() {
        assert_eq!(codec.row().codec, codec);
        assert_eq!(Codec::from_name(codec.name()), Some(codec));
        assert_eq!(Codec::from_name(&codec.name().to_uppercase()), Some(codec));
        assert_eq!(
            Codec::from_rtpmap(codec.encoding_name(), codec.rtp_clock_rate()),
            Some(codec)
        );
        assert_eq!(decoder(codec).is_some(), codec.can_transcode(), "{codec}");
        assert_eq!(encoder(codec).is_some(), codec.can_transcode(), "{codec}");
        assert!(!codec.description().is_empty(), "{codec}");
    }
    // The match is here so that a new variant cannot be forgotten: it must be counted below.
    let mut seen = 0;
    for codec in Codec::all() {
        match codec {
            Codec::Slin(rate) => assert!(SampleRate::ALL.contains(&rate)),
            Codec::Ulaw | Codec::Alaw | Codec::Gsm | Codec::G722 | Codec::G723 | Codec::G726 => {}
            Codec::G726Aal2 | Codec::Adpcm | Codec::Lpc10 | Codec::G729 | Codec::Ilbc => {}
            Codec::Speex | Codec::Speex16 | Codec::Speex32 | Codec::Opus | Codec::Siren7 => {}
            Codec::Siren14 | Codec::G719 | Codec::Codec2 | Codec::Silk8 | Codec::Silk12 => {}
            Codec::Silk16 | Codec::Silk24 | Codec::Jpeg | Codec::Png | Codec::H261 => {}
            Codec::H263 | Codec::H263p | Codec::H264 | Codec::H265 | Codec::Mpeg4 => {}
            Codec::Vp8 | Codec::Vp9 | Codec::T140Red | Codec::T140 | Codec::T38 => {}
        }
        seen += 1;
    }
    assert_eq!(seen, 36 + SampleRate::ALL.len());
}

#[test]
fn names_and_numbers_on_the_wire() {
    let check = |name: &str, payload_type: Option<u8>, clock: u32, encoding: &str| {
        let codec = Codec::from_name(name).unwrap();
        assert_eq!(codec.static_payload_type(), payload_type, "{name}");
        assert_eq!(codec.rtp_clock_rate(), clock, "{name}");
        assert_eq!(codec.encoding_name(), encoding, "{name}");
        if let Some(payload_type) = payload_type {
            assert_eq!(
                Codec::from_static_payload_type(payload_type),
                Some(codec),
                "{name}"
            );
        }
    };
    check("ulaw", Some(0), 8_000, "PCMU");
    check("gsm", Some(3), 8_000, "GSM");
    check("g723.1", Some(4), 8_000, "G723");
    check("alaw", Some(8), 8_000, "PCMA");
    check("g722", Some(9), 8_000, "G722");
    check("slin44", Some(11), 44_100, "L16");
    check("g729", Some(18), 8_000, "G729");
    check("h261", Some(31), 90_000, "H261");
    check("h263", Some(34), 90_000, "H263");
    check("slinear", None, 8_000, "L16");
    check("slin16", None, 16_000, "L16");
    check("opus", None, 48_000, "opus");
    check("g722.1", None, 16_000, "G7221");
    check("g722.1c", None, 32_000, "G7221");
    check("h263p", None, 90_000, "H263-1998");
    assert_eq!(Codec::from_name("telephone-event"), None);
    assert_eq!(Codec::from_rtpmap("g729a", 8_000), Some(Codec::G729));
    assert_eq!(Codec::from_rtpmap("PCMU", 16_000), None);
    assert_eq!(Codec::from_static_payload_type(96), None);
    assert_eq!(Codec::G722.sample_rate(), 16_000);
    assert_eq!(Codec::Opus.rtpmap_channels(), Some(2));
    assert_eq!(Codec::Opus.usual_payload_type(), Some(107));
    assert_eq!(Codec::Ulaw.usual_payload_type(), Some(0));
}

#[test]
fn no_two_codecs_are_offered_under_one_number() {
    let mut numbers: Vec<u8> = Codec::all().filter_map(Codec::usual_payload_type).collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count);
    assert!(!numbers.contains(&101), "telephone-event's");
}

#[test]
fn sizes_of_frames() {
    let check = |codec: Codec, ms: u32, bytes: Option<usize>| {
        assert_eq!(codec.frame_bytes(ms), bytes, "{codec} {ms} ms");
    };
    check(Codec::Ulaw, 20, Some(160));
    check(Codec::Alaw, 30, Some(240));
    check(Codec::Gsm, 20, Some(33));
    check(Codec::Gsm, 40, Some(66));
    check(Codec::Gsm, 10, None);
    check(Codec::G722, 20, Some(160));
    check(Codec::Slin(SampleRate::R8000), 20, Some(320));
    check(Codec::Slin(SampleRate::R44100), 20, Some(1764));
    check(Codec::Slin(SampleRate::R192000), 10, Some(3840));
    check(Codec::G729, 20, Some(20));
    check(Codec::Ilbc, 30, Some(50));
    check(Codec::G723, 30, Some(24));
    check(Codec::Siren7, 20, Some(80));
    check(Codec::Siren14, 20, Some(120));
    check(Codec::Opus, 20, None);
    check(Codec::H264, 20, None);
    assert_eq!(Codec::Gsm.duration_ms(330), Some(200));
    assert_eq!(Codec::G722.duration_ms(8_000), Some(1_000));
    assert_eq!(Codec::Ulaw.packet_ms().nearest(37), 30);
    assert_eq!(Codec::Gsm.packet_ms().nearest(10), 20);
    assert_eq!(Codec::G729.packet_ms().nearest(999), 230);
}

#[test]
fn g711_values_of_the_recommendation() {
    let check = |codec: Codec, code: u8, sample: i16| {
        assert_eq!(decode(codec, &[code]), [sample], "{codec} {code:#04x}");
    };
    check(Codec::Ulaw, 0xff, 0);
    check(Codec::Ulaw, 0x7f, 0);
    check(Codec::Ulaw, 0x80, 32_124);
    check(Codec::Ulaw, 0x00, -32_124);
    check(Codec::Ulaw, 0xfe, 8);
    check(Codec::Ulaw, 0xef, 132);
    check(Codec::Ulaw, 0x8f, 16_764);
    check(Codec::Alaw, 0xd5, 8);
    check(Codec::Alaw, 0x55, -8);
    check(Codec::Alaw, 0xaa, 32_256);
    check(Codec::Alaw, 0x2a, -32_256);
    check(Codec::Alaw, 0xc5, 264);
    let check = |codec: Codec, sample: i16, code: u8| {
        assert_eq!(encode(codec, &[sample]), [code], "{codec} {sample}");
    };
    check(Codec::Ulaw, 0, 0xff);
    check(Codec::Ulaw, -1, 0x7f);
    check(Codec::Ulaw, 32_767, 0x80);
    check(Codec::Ulaw, -32_768, 0x00);
    check(Codec::Alaw, 0, 0xd5);
    check(Codec::Alaw, -1, 0x55);
    check(Codec::Alaw, 32_767, 0xaa);
    check(Codec::Alaw, -32_768, 0x2a);
}

#[test]
fn g711_errs_by_half_a_step_and_keeps_order_and_codes() {
    for codec in [Codec::Ulaw, Codec::Alaw] {
        let mut last = i16::MIN;
        for sample in i16::MIN..=i16::MAX {
            let back = there_and_back(codec, &[sample])[0];
            let error = (i32::from(back) - i32::from(sample)).abs();
            // Steps grow with the sample: half of one is a 32nd, and never below 16.
            assert!(
                error <= i32::from(sample).abs() / 32 + 16,
                "{codec} {sample} became {back}"
            );
            assert!(back >= last, "{codec} {sample} became {back} after {last}");
            last = back;
        }
        for code in 0..=255_u8 {
            let again = encode(codec, &decode(codec, &[code]))[0];
            // µ-law has two zeros; the negative one does not survive.
            let expected = if codec == Codec::Ulaw && code == 0x7f {
                0xff
            } else {
                code
            };
            assert_eq!(again, expected, "{codec} {code:#04x}");
        }
    }
}

#[test]
fn what_is_heard_is_what_was_said() {
    let check = |codec: Codec, freq: f64, snr_min: f64| {
        let rate = codec.sample_rate();
        let input = sine(freq, rate, 400, -10.0);
        let output = there_and_back(codec, &input);
        assert_eq!(output.len(), input.len(), "{codec}");
        let tail = &output[output.len() / 4..];
        let pitch = dominant_pitch(tail, rate).unwrap();
        assert!(
            (pitch - freq).abs() < 2.0,
            "{codec} {freq} Hz became {pitch}"
        );
        assert!(
            (pitch_level(tail, rate, freq) + 10.0).abs() < 1.0,
            "{codec} {freq} Hz loudness"
        );
        let snr = snr_db(&input, &output, 60);
        assert!(snr > snr_min, "{codec} {freq} Hz: SNR {snr:.1} dB");
    };
    for freq in [300.0, 1004.0, 3000.0] {
        check(Codec::Ulaw, freq, 34.0);
        check(Codec::Alaw, freq, 34.0);
        check(Codec::Slin(SampleRate::R8000), freq, 90.0);
    }
    for freq in [300.0, 1004.0, 3000.0] {
        check(Codec::G726, freq, 25.0);
        check(Codec::G726Aal2, freq, 25.0);
    }
    check(Codec::Adpcm, 300.0, 25.0);
    check(Codec::Adpcm, 1004.0, 18.0);
    check(Codec::Gsm, 300.0, 15.0);
    check(Codec::Gsm, 1004.0, 10.0);
    for (freq, snr) in [
        (300.0, 40.0),
        (1004.0, 35.0),
        (3400.0, 30.0),
        (5500.0, 20.0),
    ] {
        check(Codec::G722, freq, snr);
    }
}

#[test]
fn speech_survives() {
    let check = |codec: Codec, snr_min: f64| {
        let input = speech(codec.sample_rate(), 3_000, 7);
        let snr = snr_db(&input, &there_and_back(codec, &input), 60);
        assert!(snr > snr_min, "{codec}: SNR {snr:.1} dB");
    };
    check(Codec::Ulaw, 33.0);
    check(Codec::Alaw, 33.0);
    check(Codec::G722, 20.0);
    check(Codec::G726, 10.0);
    check(Codec::Adpcm, 6.0);
    check(Codec::Gsm, 6.0);
}

/// Codes and samples as independent implementations give them, told by their FNV-1a hashes.
#[test]
fn g726_is_bit_exact() {
    let input = coloured_noise(16_000);
    for (codec, codes, samples) in [
        (
            Codec::G726Aal2,
            0x45e5_d802_6830_9d18,
            0x0d45_8843_8ef2_656c,
        ),
        (Codec::G726, 0x81d5_47bf_11e4_a1d8, 0x0d45_8843_8ef2_656c),
    ] {
        let payload = encode(codec, &input);
        assert_eq!(payload.len(), 8_000, "{codec}");
        assert_eq!(fnv(&payload), codes, "{codec}");
        let decoded = decode(codec, &payload);
        let bytes: Vec<u8> = decoded.iter().flat_map(|it| it.to_le_bytes()).collect();
        assert_eq!(fnv(&bytes), samples, "{codec}");
    }
}

/// The beginning of the same input in the codes of another encoder, and what its decoder makes of it.
#[test]
fn adpcm_is_decoded_bit_by_bit() {
    let codes = [0xff, 0xf0, 0x98, 0x18];
    let expected = [-480, -1_488, -3_664, -3_360];
    assert_eq!(decode(Codec::Adpcm, &codes)[..4], expected);
}

fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Noise with more low than high frequencies over a square wave of 100 Hz.
fn coloured_noise(count: usize) -> Vec<i16> {
    let (mut random, mut low) = (1_u32, 0_i32);
    let mut sample = |n: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (random >> 16) as i32 - 32_768;
        low += noise.div_euclid(16) - low.div_euclid(64);
        let square = if n / 40 % 2 == 1 { 3_000 } else { -3_000 };
        (low.div_euclid(2) + square) as i16
    };
    (0..count).map(&mut sample).collect()
}

#[test]
fn g722_is_silent_when_there_is_silence() {
    let output = there_and_back(Codec::G722, &[0; 3_200]);
    assert!(level(&output) < -70.0, "{}", level(&output));
}

#[test]
fn g722_does_not_wrap_round_at_full_scale() {
    let input: Vec<i16> = (0..3_200)
        .map(|n| if n / 40 % 2 == 0 { i16::MAX } else { i16::MIN })
        .collect();
    let output = there_and_back(Codec::G722, &input);
    // In the middle of each half wave the sign must be right, whatever the edges do.
    for half in 4..79 {
        let at = half * 40 + 20 + 22;
        assert_eq!(output[at] > 0, half % 2 == 0, "half wave {half}");
    }
}

#[test]
fn gsm_frames_that_are_none_are_silence_of_the_same_length() {
    let mut payload = encode(Codec::Gsm, &sine(400.0, 8_000, 60, -10.0));
    payload[33] = 0;
    payload.extend([0; 20]);
    let samples = decode(Codec::Gsm, &payload);
    assert_eq!(samples.len(), 480);
    assert_eq!(samples[160..320], [0; 160]);
}

#[test]
fn opus_payloads_tell_their_length() {
    let check = |payload: &[u8], ms10: Option<u32>| {
        let samples = Codec::Opus.payload_samples(payload);
        assert_eq!(
            samples.map(|samples| samples * 10 / 48),
            ms10,
            "{payload:?}"
        );
    };
    check(&[], None);
    check(&[0], Some(100));
    check(&[3 << 3], Some(600));
    check(&[3 << 3 | 1], Some(1_200));
    check(&[13 << 3], Some(200));
    check(&[16 << 3], Some(25));
    check(&[31 << 3 | 2], Some(400));
    check(&[31 << 3 | 3], None);
    check(&[31 << 3 | 3, 0], None);
    check(&[31 << 3 | 3, 0x80 | 6], Some(1_200));
    check(&[31 << 3 | 3, 7], None);
    assert_eq!(Codec::Gsm.payload_samples(&[0; 70]), Some(320));
    assert_eq!(Codec::G729.payload_samples(&[0; 20]), Some(160));
    assert_eq!(Codec::Speex.payload_samples(&[0; 20]), None);
}

#[cfg(feature = "opus")]
#[test]
fn opus_at_every_rate_with_loss() {
    for rate in [SampleRate::R8000, SampleRate::R16000, SampleRate::R48000] {
        let (mut encoder, _) = encoder_near(Codec::Opus, rate).unwrap();
        let (mut decoder, at) = decoder_near(Codec::Opus, rate).unwrap();
        assert_eq!(at, rate);
        let frame = rate.hz() as usize / 50;
        let input = sine(1_000.0, rate.hz(), 1_000, -10.0);
        let packets: Vec<Vec<u8>> = input
            .chunks(frame)
            .map(|samples| {
                let mut packet = Vec::new();
                encoder.encode(samples, &mut packet);
                assert_eq!(Codec::Opus.payload_samples(&packet), Some(960));
                packet
            })
            .collect();
        let mut out = Vec::new();
        for (number, packet) in packets.iter().enumerate() {
            match number % 10 {
                4 => assert!(decoder.recover(&packets[number + 1], frame, &mut out)),
                9 => assert!(decoder.conceal(frame, &mut out)),
                _ => decoder.decode(packet, &mut out),
            }
        }
        assert_eq!(out.len(), input.len());
        let tail = &out[out.len() / 5..];
        let pitch = dominant_pitch(tail, rate.hz()).unwrap();
        assert!((pitch - 1_000.0).abs() < 10.0, "{pitch}");
        assert!(
            (level(tail) + 10.0).abs() < 2.0,
            "{rate:?}: {}",
            level(tail)
        );
    }
}

#[cfg(feature = "opus")]
#[test]
fn opus_sends_little_in_silence_and_obeys_the_limit() {
    let bytes = |settings: OpusSettings, samples: &[i16]| {
        let (mut encoder, _) = encoder_near(Codec::Opus, SampleRate::R16000).unwrap();
        encoder.tune(&settings);
        let mut out = Vec::new();
        for frame in samples.chunks(320) {
            encoder.encode(frame, &mut out);
        }
        out.len()
    };
    let usual = OpusSettings::default();
    let dtx = OpusSettings { dtx: true, ..usual };
    let silence = vec![0; 32_000];
    assert!(bytes(dtx, &silence) < bytes(usual, &silence) / 2);
    let voice = speech(16_000, 2_000, 3);
    let slow = OpusSettings {
        bitrate: Some(12_000),
        ..usual
    };
    let made = bytes(slow, &voice);
    assert!(
        (2_000..4_500).contains(&made),
        "{made} bytes in two seconds"
    );
}

#[test]
fn transcoding_keeps_pitch_loudness_and_time() {
    let codecs = Codec::all()
        .filter(|codec| codec.can_transcode() && codec.frame_unit().is_some())
        .collect::<Vec<_>>();
    for &from in &codecs {
        for &to in &codecs {
            let payload = encode(from, &sine(1_000.0, from.sample_rate(), 400, -10.0));
            let mut converted = Vec::new();
            let mut transcoder = Transcoder::new(from, to).unwrap();
            for part in payload.chunks(from.frame_bytes(20).unwrap_or(1)) {
                transcoder.convert(part, &mut converted);
            }
            let output = decode(to, &converted);
            let expected = to.sample_rate() as usize * 4 / 10;
            let missing = expected.abs_diff(output.len()) * 1000 / to.sample_rate() as usize;
            assert!(missing <= 20, "{from} to {to}: {} samples", output.len());
            let tail = &output[output.len() / 4..];
            let pitch = dominant_pitch(tail, to.sample_rate()).unwrap();
            assert!((pitch - 1_000.0).abs() < 3.0, "{from} to {to}: {pitch} Hz");
            let level = pitch_level(tail, to.sample_rate(), 1_000.0);
            assert!((level + 10.0).abs() < 1.5, "{from} to {to}: {level} dBm0");
        }
    }
}

#[test]
fn translation_costs() {
    let check = |from: &str, to: &str, cost: Option<u32>| {
        let (from, to) = (
            Codec::from_name(from).unwrap(),
            Codec::from_name(to).unwrap(),
        );
        assert_eq!(translation_cost(from, to), cost, "{from} to {to}");
        assert_eq!(
            Transcoder::new(from, to).is_some(),
            cost.is_some(),
            "{from} to {to}"
        );
    };
    check("ulaw", "ulaw", Some(0));
    check("g729", "g729", Some(0));
    check("ulaw", "alaw", Some(9_150));
    check("ulaw", "slin", Some(9_000));
    check("slin", "ulaw", Some(6_000));
    check("ulaw", "gsm", Some(15_000));
    check("ulaw", "slin16", Some(17_000));
    check("ulaw", "g722", Some(17_250));
    check("g722", "ulaw", Some(15_600));
    check("g722", "slin16", Some(9_000));
    check("slin16", "slin", Some(8_500));
    check("ulaw", "g729", None);
    if !Codec::Opus.can_transcode() {
        check("opus", "slin48", None);
    }
}

proptest! {
    #[test]
    fn linear_samples_come_back_however_they_are_cut(
        samples in prop::collection::vec(any::<i16>(), 0..200),
        cut in 0_usize..400,
    ) {
        let payload = encode(Codec::Slin(SampleRate::R8000), &samples);
        let (head, tail) = payload.split_at(cut.min(payload.len()));
        let mut decoder = decoder(Codec::Slin(SampleRate::R8000)).unwrap();
        let mut out = Vec::new();
        decoder.decode(head, &mut out);
        decoder.decode(&[], &mut out);
        decoder.decode(tail, &mut out);
        prop_assert_eq!(out, samples);
    }

    #[test]
    fn encoders_do_not_care_how_samples_are_cut(
        samples in prop::collection::vec(any::<i16>(), 0..700),
        cuts in prop::collection::vec(0_usize..300, 0..6),
    ) {
        for codec in [Codec::Ulaw, Codec::Gsm, Codec::G722, Codec::G726, Codec::Adpcm] {
            let whole = encode(codec, &samples);
            let mut encoder = encoder(codec).unwrap();
            let mut parts = Vec::new();
            let mut rest = samples.as_slice();
            for &cut in &cuts {
                let (head, tail) = rest.split_at(cut.min(rest.len()));
                encoder.encode(head, &mut parts);
                rest = tail;
            }
            encoder.encode(rest, &mut parts);
            prop_assert_eq!(&parts, &whole);
        }
    }

    #[test]
    fn no_payload_upsets_a_decoder(payload in prop::collection::vec(any::<u8>(), 0..600)) {
        for codec in Codec::all().filter(|codec| codec.can_transcode()) {
            let samples = decode(codec, &payload);
            prop_assert!(samples.len() <= payload.len() * 5 || codec == Codec::Opus);
        }
    }
}
