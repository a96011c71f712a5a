use proptest::prelude::*;

use super::*;
use crate::encoder;
use crate::measure::{dominant_pitch, pitch_level, sine};

fn written(extension: &str, samples: &[i16]) -> Vec<u8> {
    let mut writer = Writer::new(Format::find(extension).unwrap());
    let mut data = Vec::new();
    for block in samples.chunks(170) {
        writer.append_samples(block, &mut data);
    }
    writer.finish(&mut data);
    let mut file = writer.header();
    file.extend(data);
    file
}

fn wav(format: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
    file.extend(format.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(channels * bits / 8)).to_le_bytes());
    file.extend((channels * bits / 8).to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

fn little_endian(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|it| it.to_le_bytes()).collect()
}

#[test]
fn what_is_written_can_be_read_and_sounds_the_same() {
    for format in formats().iter().filter(|format| format.can_be_written()) {
        for &extension in format.extensions {
            let rate = format.codec.sample_rate();
            let file = written(extension, &sine(1_000.0, rate, 410, -10.0));
            let sound = read(extension, &file).unwrap();
            assert_eq!(sound.codec, format.codec, "{extension}");
            let missing = sound.duration_ms().abs_diff(410);
            assert!(missing <= 30, "{extension}: {} ms", sound.duration_ms());
            let samples = sound.samples().unwrap();
            let tail = &samples[samples.len() / 4..][..samples.len() / 2];
            let pitch = dominant_pitch(tail, rate).unwrap();
            assert!((pitch - 1_000.0).abs() < 3.0, "{extension}: {pitch} Hz");
            let level = pitch_level(tail, rate, 1_000.0);
            assert!((level + 10.0).abs() < 1.0, "{extension}: {level} dBm0");
        }
    }
}

#[test]
fn endings_and_names() {
    let check = |extension: &str, name: Option<&str>| {
        assert_eq!(
            Format::find(extension).map(|format| format.name),
            name,
            "{extension}"
        );
    };
    check("wav", Some("wav"));
    check("WAV", Some("wav49"));
    check("wav49", Some("wav49"));
    check("ul", Some("ulaw"));
    check("pcm", Some("ulaw"));
    check("al", Some("alaw"));
    check("slin", Some("sln"));
    check("slin16", Some("sln16"));
    check("raw", Some("sln"));
    check("sln48", Some("sln48"));
    check("g729", Some("g729"));
    check("mp3", Some("mp3"));
    check("ogg", Some("ogg_vorbis"));
    check("opus", Some("ogg_opus"));
    check("flac", None);
    check("", None);
    assert_eq!(Format::find("wav49").unwrap().extension(), "WAV");
    assert_eq!(
        read("flac", b"fLaC"),
        Err(FileFault::UnknownExtension("flac".into()))
    );
}

#[test]
fn two_tracks_in_a_wav_file() {
    let format = Format::find("wav").unwrap();
    let mut writer = Writer::stereo(format).unwrap();
    let mut data = Vec::new();
    writer.append_samples(&[1, -1, 2, -2], &mut data);
    assert_eq!(data, [1, 0, 255, 255, 2, 0, 254, 255]);
    writer.append_samples(&[7; 3_200], &mut data);
    assert_eq!(writer.duration_ms(), 200);
    let header = writer.header();
    assert_eq!(
        &header[20..36],
        b"\x01\0\x02\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x10\0"
    );
    assert_eq!(repair_header(&header, 44 + 6_408).as_ref(), Some(&header));
    assert_eq!(writer.shorten(100), 44 + 6_408 - 3_200);
    assert!(Writer::stereo(Format::find("gsm").unwrap()).is_none());
    assert!(Writer::stereo(Format::find("WAV").unwrap()).is_none());
}

#[test]
fn headers_of_wav_files() {
    let file = written("wav", &[1, -2]);
    let header =
        b"RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0";
    assert_eq!(&file[..36], header);
    assert_eq!(&file[36..], b"data\x04\0\0\0\x01\0\xfe\xff");
    let file = written("WAV", &[0; 320]);
    assert_eq!(file.len(), 60 + 65 + 1);
    assert_eq!(&file[20..24], b"\x31\0\x01\0");
    assert_eq!(&file[28..36], b"\x59\x06\0\0\x41\0\0\0");
    assert_eq!(&file[40..52], b"fact\x04\0\0\0\x40\x01\0\0");
    assert_eq!(&file[52..60], b"data\x41\0\0\0");
}

#[test]
fn wav_files_of_all_sorts() {
    let tone = sine(1_000.0, 44_100, 300, -10.0);
    let check = |file: &[u8], codec: Codec, level: f64| {
        let sound = read("wav", file).unwrap();
        assert_eq!(sound.codec, codec);
        assert!(
            sound.duration_ms().abs_diff(300) <= 10,
            "{} ms",
            sound.duration_ms()
        );
        let rate = codec.sample_rate();
        let samples = sound.samples().unwrap();
        let heard = pitch_level(
            &samples[samples.len() / 4..][..rate as usize / 10],
            rate,
            1_000.0,
        );
        assert!((heard - level).abs() < 0.3, "{codec}: {heard} dBm0");
    };
    let slin = |hz: u32| Codec::Slin(SampleRate::from_hz(hz).unwrap());
    check(
        &wav(1, 1, 44_100, 16, &little_endian(&tone)),
        slin(44_100),
        -10.0,
    );

    let telephone = sine(1_000.0, 8_000, 300, -10.0);
    let eight_bit: Vec<u8> = telephone.iter().map(|it| ((it >> 8) + 128) as u8).collect();
    check(&wav(1, 1, 8_000, 8, &eight_bit), slin(8_000), -10.0);
    let long: Vec<u8> = telephone
        .iter()
        .flat_map(|it| (i32::from(*it) << 16).to_le_bytes())
        .collect();
    check(&wav(1, 1, 8_000, 32, &long), slin(8_000), -10.0);
    let float: Vec<u8> = telephone
        .iter()
        .flat_map(|it| (f32::from(*it) / 32_768.0).to_le_bytes())
        .collect();
    check(&wav(3, 1, 8_000, 32, &float), slin(8_000), -10.0);
    let middle: Vec<u8> = telephone
        .iter()
        .flat_map(|it| [7].into_iter().chain(it.to_le_bytes()))
        .collect();
    check(&wav(1, 1, 8_000, 24, &middle), slin(8_000), -10.0);

    // Only the left ear hears it: half of it is left.
    let stereo: Vec<i16> = telephone.iter().flat_map(|&it| [it, 0]).collect();
    check(
        &wav(1, 2, 8_000, 16, &little_endian(&stereo)),
        slin(8_000),
        -16.0,
    );

    let odd_rate = sine(1_000.0, 22_050, 300, -10.0);
    check(
        &wav(1, 1, 22_050, 16, &little_endian(&odd_rate)),
        slin(24_000),
        -10.0,
    );

    let mut alaw = Vec::new();
    encoder(Codec::Alaw).unwrap().encode(&telephone, &mut alaw);
    check(&wav(6, 1, 8_000, 8, &alaw), Codec::Alaw, -10.0);
}

#[test]
fn damaged_wav_files() {
    let data = little_endian(&[1, 2, 3, 4]);
    let check = |file: &[u8], expected: &[i16]| {
        assert_eq!(read("wav", file).unwrap().samples().unwrap(), expected);
    };
    let good = wav(1, 1, 8_000, 16, &data);
    check(&good, &[1, 2, 3, 4]);
    check(&good[..good.len() - 3], &[1, 2]);
    for size in [0_u32, 0xffff_ffff, 1_000] {
        let mut file = good.clone();
        file[40..44].copy_from_slice(&size.to_le_bytes());
        check(&file, &[1, 2, 3, 4]);
    }
    // A chunk of an odd size before the data, with and without its padding, and one behind it.
    for padding in [&b"\0"[..], b""] {
        let mut file = good[..36].to_vec();
        file.extend(b"LIST\x03\0\0\0abc");
        file.extend(padding);
        file.extend(&good[36..]);
        file.extend(b"LIST\x04\0\0\0abcd");
        check(&file, &[1, 2, 3, 4]);
    }
    assert_eq!(read("wav", b"RIFX"), Err(FileFault::NotThisFormat("wav")));
    assert_eq!(
        read("wav", &good[..40]),
        Err(FileFault::NotThisFormat("wav"))
    );
    let strange = wav(0x55, 2, 44_100, 0, &data);
    let fault = read("wav", &strange).unwrap_err();
    assert!(fault.to_string().contains("format 0x55"), "{fault}");
    assert!(read("wav", &wav(1, 0, 8_000, 16, &data)).is_err());
    assert!(read("wav", &wav(1, 1, 7_919, 16, &data)).is_err());
}

#[test]
fn wav49_holds_the_same_frames_as_gsm() {
    let samples = sine(440.0, 8_000, 200, -10.0);
    let gsm = read("gsm", &written("gsm", &samples)).unwrap();
    let wav49 = read("WAV", &written("WAV", &samples)).unwrap();
    assert_eq!(gsm, wav49);
    // The ending of a name may lie about what kind of wav it is.
    assert_eq!(read("wav", &written("WAV", &samples)).unwrap(), wav49);
    // An odd number of frames is filled up with silence.
    let odd = read("WAV", &written("WAV", &samples[..480])).unwrap();
    assert_eq!(odd.duration_ms(), 80);
    let end = &odd.samples().unwrap()[500..];
    assert!(crate::measure::level(&end[80..]) < -40.0);
}

#[test]
fn headers_are_repaired_after_a_crash() {
    for extension in ["wav", "wav16", "WAV"] {
        let format = Format::find(extension).unwrap();
        let rate = format.codec.sample_rate();
        let good = written(extension, &sine(440.0, rate, 400, -10.0));
        let first = Writer::new(format).header();
        assert_ne!(first, good[..first.len()]);
        let repaired = repair_header(&good[..first.len()], good.len() as u64).unwrap();
        assert_eq!(repaired, good[..first.len()], "{extension}");
        assert_eq!(
            repair_header(&first, good.len() as u64).unwrap(),
            repaired,
            "{extension}"
        );
    }
    assert_eq!(repair_header(b"RIFF", 100), None);
    assert_eq!(
        repair_header(&Writer::new(Format::find("wav").unwrap()).header(), 10),
        None
    );
}

#[test]
fn the_end_can_be_cut_off() {
    let check = |extension: &str, ms: u32, left_ms: u64| {
        let format = Format::find(extension).unwrap();
        let mut writer = Writer::new(format);
        let mut data = Vec::new();
        writer.append_samples(
            &sine(440.0, format.codec.sample_rate(), 1_000, -10.0),
            &mut data,
        );
        assert_eq!(writer.duration_ms(), 1_000, "{extension}");
        let length = writer.shorten(ms) as usize;
        let mut file = writer.header();
        file.extend(&data);
        file.truncate(length);
        let sound = read(extension, &file).unwrap();
        assert_eq!(sound.duration_ms(), left_ms, "{extension}");
        assert_eq!(writer.duration_ms(), left_ms, "{extension}");
    };
    check("wav", 250, 750);
    check("ulaw", 250, 750);
    check("sln16", 250, 750);
    check("gsm", 250, 740);
    check("WAV", 250, 720);
    check("wav", 5_000, 0);
}

#[test]
fn au_files() {
    let file = written("au", &[0; 8]);
    assert_eq!(&file[..8], b".snd\0\0\0\x18");
    assert_eq!(
        read("au", &file).unwrap(),
        Sound::new(Codec::Ulaw, vec![0xff; 8])
    );
    let mut long_header = file[..24].to_vec();
    long_header[7] = 28;
    long_header.extend(b"text\x7f\x7f");
    assert_eq!(read("au", &long_header).unwrap().data.as_ref(), b"\x7f\x7f");
    assert!(matches!(
        read("au", &file[..20]),
        Err(FileFault::NotThisFormat("au"))
    ));
    let mut stereo = file;
    stereo[23] = 2;
    assert!(matches!(
        read("au", &stereo),
        Err(FileFault::Unsupported(_))
    ));
}

#[test]
fn frames_that_are_cut_short_are_left_out() {
    assert_eq!(read("gsm", &[0xd0; 70]).unwrap().data.len(), 66);
    assert_eq!(read("g729", &[0; 25]).unwrap().data.len(), 20);
    assert_eq!(read("sln", &[1, 2, 3]).unwrap().data.as_ref(), [2, 1]);
    assert_eq!(read("ulaw", &[]).unwrap().duration_ms(), 0);
}

proptest! {
    #[test]
    fn no_file_upsets_the_reader(
        which in 0..formats().len(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        if let Ok(sound) = read(formats()[which].extension(), &bytes) {
            prop_assert!(sound.data.len() <= bytes.len() * 2);
        }
    }

    #[test]
    fn no_wav_file_upsets_the_reader(
        format in prop::sample::select(vec![1_u16, 3, 6, 7, 0x31, 0xfffe, 2]),
        channels in 0_u16..10,
        rate in prop::sample::select(vec![0_u32, 1, 8_000, 11_025, 22_050, 44_100, u32::MAX]),
        bits in prop::sample::select(vec![0_u16, 4, 8, 12, 16, 24, 32, 64]),
        sizes in any::<[u8; 4]>(),
        data in prop::collection::vec(any::<u8>(), 0..300),
        changed in prop::collection::vec((0_usize..60, any::<u8>()), 0..3),
    ) {
        let mut file = wav(format, channels, 0, 0, &data);
        file[24..28].copy_from_slice(&rate.to_le_bytes());
        file[34..36].copy_from_slice(&bits.to_le_bytes());
        file[40..44].copy_from_slice(&sizes);
        for (at, byte) in changed {
            if let Some(slot) = file.get_mut(at) {
                *slot = byte;
            }
        }
        if let Ok(sound) = read("wav", &file) {
            prop_assert!(sound.data.len() <= file.len() * 4);
        }
        let _ = repair_header(&file, file.len() as u64);
    }
}

#[test]
fn mp3_files() {
    // Frames of 128 kbit/s at 44.1 kHz, two channels, without any sound in them.
    let mut file = Vec::new();
    for _ in 0..100 {
        file.extend([0xff, 0xfb, 0x90, 0x00]);
        file.extend([0; 413]);
    }
    let sound = read("mp3", &file).unwrap();
    assert_eq!(sound.codec, Codec::Slin(SampleRate::R16000));
    // 100 times 1 152 samples.
    let ms = sound.duration_ms();
    assert!(ms.abs_diff(2_612) <= 60, "{ms} ms");
    assert!(sound.samples().unwrap().iter().all(|it| *it == 0));
    for damaged in [&b"ID3"[..], b"", b"RIFF and no mp3 at all, only text"] {
        assert_eq!(read("mp3", damaged), Err(FileFault::NotThisFormat("mp3")));
        assert_eq!(
            read("ogg", damaged),
            Err(FileFault::NotThisFormat("ogg_vorbis"))
        );
    }
}
