//! Bodies as the field sends them, and the tables of offer/answer.

use audio::Codec;
use proptest::prelude::*;

use super::*;
use crate::control::{DigitTransport, StreamSetup};

mod bodies;

fn local(codecs: &[Codec]) -> LocalMedia {
    LocalMedia {
        address: "10.0.0.1".parse().unwrap(),
        port: 10_000,
        codecs: codecs.to_vec(),
        digits: DigitMode::TelephoneEvent,
        ptime: 20,
        direction: Direction::SendReceive,
        order: AnswerOrder::Theirs,
        symmetric: true,
        rtcp_mux: false,
        owner: "-".into(),
        title: "Starling".into(),
        id: 7,
        version: 1,
    }
}

fn body(lines: &str) -> Description {
    let head = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";
    Description::parse(format!("{head}{}", lines.replace('\n', "\r\n")).as_bytes()).unwrap()
}

fn answered(local: &LocalMedia, lines: &str) -> (String, StreamSetup) {
    let (description, setup) = answer(local, &body(lines)).unwrap();
    (String::from_utf8(description.to_bytes()).unwrap(), setup)
}

const ALL: &[Codec] = &[Codec::Alaw, Codec::Ulaw, Codec::G722, Codec::Gsm];
const USUAL: &str = "m=audio 4000 RTP/AVP 0 8 101\na=rtpmap:101 telephone-event/8000\n";

#[test]
fn an_offer_is_written_line_by_line() {
    let text = String::from_utf8(offer(&local(&[Codec::Alaw, Codec::G722])).to_bytes()).unwrap();
    assert_eq!(
        text,
        "v=0\r\no=- 7 1 IN IP4 10.0.0.1\r\ns=Starling\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n\
         m=audio 10000 RTP/AVP 8 9 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:9 G722/8000\r\n\
         a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=maxptime:60\r\n\
         a=sendrecv\r\n"
    );
}

#[test]
fn the_order_of_an_answer_is_a_choice() {
    let check = |order, expected: &[u8]| {
        let (_, setup) = answered(
            &LocalMedia {
                order,
                ..local(ALL)
            },
            USUAL,
        );
        let types: Vec<u8> = setup.receive.iter().map(|(number, _)| *number).collect();
        assert_eq!(types, expected);
        assert_eq!(setup.send.0, expected[0]);
    };
    check(AnswerOrder::Theirs, &[0, 8]);
    check(AnswerOrder::Ours, &[8, 0]);
}

#[test]
fn other_streams_are_refused_in_their_places() {
    let (text, setup) = answered(
        &local(ALL),
        "m=video 5000 RTP/AVP 99\na=rtpmap:99 H264/90000\nm=audio 4000 RTP/AVP 0\n\
         m=image 6000 udptl t38\nm=audio 7000 RTP/AVP 0\nm=application 0 UDP/BFCP *\n",
    );
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("m=")).collect();
    assert_eq!(
        lines,
        [
            "m=video 0 RTP/AVP 99",
            "m=audio 10000 RTP/AVP 0",
            "m=image 0 udptl t38",
            "m=audio 0 RTP/AVP 0",
            "m=application 0 UDP/BFCP *",
        ]
    );
    assert_eq!(setup.remote, "192.0.2.9:4000".parse().unwrap());
}

#[test]
fn payload_types_of_an_answer_are_those_of_the_offer() {
    let (text, setup) = answered(
        &local(&[Codec::G726, Codec::Ulaw]),
        "m=audio 4000 RTP/AVP 120 96\na=rtpmap:120 g726-32/8000\na=rtpmap:96 Telephone-Event/8000\n",
    );
    assert!(
        text.contains("m=audio 10000 RTP/AVP 120 96\r\na=rtpmap:120 G726-32/8000\r\n"),
        "{text}"
    );
    assert_eq!(setup.send, (120, Codec::G726));
    assert_eq!(setup.telephone_event, Some((96, 96)));
}

#[test]
fn refused_offers_say_why() {
    let check = |lines, expected: OfferRefused| {
        assert_eq!(
            answer(&local(&[Codec::Ulaw]), &body(lines)).unwrap_err(),
            expected
        );
    };
    check("m=video 5000 RTP/AVP 34\n", OfferRefused::NoAudio);
    check("m=audio 0 RTP/AVP 0\n", OfferRefused::NoAudio);
    check("m=image 5000 udptl t38\n", OfferRefused::NoAudio);
    check(
        "m=audio 4000 RTP/SAVP 0\n",
        OfferRefused::Transport("RTP/SAVP".into()),
    );
    check(
        "m=audio 4000 RTP/AVP 8 97\na=rtpmap:97 nothing/8000\n",
        OfferRefused::NoCommonCodec(vec!["alaw".into(), "nothing/8000".into()]),
    );
    check(
        "m=audio 4000 RTP/AVP 0\nc=IN IP4 phone.example.com\n",
        OfferRefused::NoAddress,
    );
}

#[test]
fn a_plain_stream_beside_an_encrypted_one_is_taken() {
    let (text, setup) = answered(
        &local(ALL),
        "m=audio 4002 RTP/SAVP 0\nm=audio 4000 RTP/AVP 0\n",
    );
    assert!(
        text.contains("m=audio 0 RTP/SAVP 0\r\nm=audio 10000 RTP/AVP 0\r\n"),
        "{text}"
    );
    assert_eq!(setup.remote.port(), 4_000);
}

#[test]
fn packet_length_is_theirs_within_limits() {
    let check = |codec: Codec, attributes: &str, expected| {
        let number = codec.static_payload_type().unwrap();
        let (_, setup) = answered(
            &local(&[codec]),
            &format!("m=audio 4000 RTP/AVP {number}\n{attributes}"),
        );
        assert_eq!(setup.packet_ms, expected, "{codec} {attributes}");
    };
    check(Codec::Ulaw, "", 20);
    check(Codec::Ulaw, "a=ptime:30\n", 30);
    check(Codec::Ulaw, "a=ptime:20.0\n", 20);
    check(Codec::Ulaw, "a=ptime:10\n", 10);
    check(Codec::Ulaw, "a=ptime:25\n", 20);
    check(Codec::Ulaw, "a=ptime:200\n", 60);
    check(Codec::Ulaw, "a=ptime:0\n", 20);
    check(Codec::Ulaw, "a=ptime:1\n", 10);
    check(Codec::Ulaw, "a=ptime:-20\n", 20);
    check(Codec::Ulaw, "a=ptime:40\na=maxptime:30\n", 30);
    check(Codec::Ulaw, "a=maxptime:10\n", 10);
    check(Codec::Gsm, "a=ptime:30\n", 20);
    check(Codec::Gsm, "a=ptime:10\n", 20);
    check(Codec::Gsm, "a=ptime:60\n", 60);
    check(Codec::G723, "a=ptime:20\n", 30);
}

#[test]
fn directions_meet_and_holds_are_seen() {
    use Direction::{Inactive, ReceiveOnly, SendOnly, SendReceive};
    let check = |ours, lines: &str, expected, word: &str, held| {
        let offer = format!("m=audio 4000 RTP/AVP 0\n{lines}");
        let (text, setup) = answered(
            &LocalMedia {
                direction: ours,
                ..local(ALL)
            },
            &offer,
        );
        assert_eq!(setup.direction, expected, "{ours:?} {lines}");
        assert!(text.contains(&format!("a={word}\r\n")), "{text}");
        assert_eq!(holds_us(&body(&offer)), held, "{lines}");
    };
    check(SendReceive, "", SendReceive, "sendrecv", false);
    check(SendReceive, "a=sendonly\n", ReceiveOnly, "recvonly", true);
    check(SendReceive, "a=recvonly\n", SendOnly, "sendonly", false);
    check(SendReceive, "a=inactive\n", Inactive, "inactive", true);
    check(
        SendReceive,
        "c=IN IP4 0.0.0.0\n",
        ReceiveOnly,
        "recvonly",
        true,
    );
    check(SendOnly, "", SendOnly, "sendonly", false);
    check(SendOnly, "a=sendonly\n", Inactive, "inactive", true);
    check(Inactive, "a=SendRecv\n", Inactive, "inactive", false);
}

#[test]
fn digits_travel_as_both_can() {
    use DigitTransport::{InBand, Signalling, TelephoneEvent};
    let check = |digits, lines, expected, event: bool| {
        let (text, setup) = answered(
            &LocalMedia {
                digits,
                ..local(ALL)
            },
            lines,
        );
        assert_eq!(
            (setup.digits, setup.telephone_event.is_some()),
            (expected, event),
            "{digits:?}"
        );
        assert_eq!(text.contains("telephone-event"), event, "{digits:?}");
    };
    let plain = "m=audio 4000 RTP/AVP 0\n";
    check(DigitMode::TelephoneEvent, USUAL, TelephoneEvent, true);
    check(DigitMode::TelephoneEvent, plain, TelephoneEvent, false);
    check(DigitMode::InBand, USUAL, InBand, false);
    check(DigitMode::Signalling, USUAL, Signalling, false);
    check(DigitMode::Auto, USUAL, TelephoneEvent, true);
    check(DigitMode::Auto, plain, InBand, false);
    check(DigitMode::AutoSignalling, USUAL, TelephoneEvent, true);
    check(DigitMode::AutoSignalling, plain, Signalling, false);
}

#[test]
fn an_answer_with_other_payload_types_is_asymmetric() {
    let ours = local(&[Codec::G726, Codec::Ulaw]);
    let setup = accept(
        &ours,
        &offer(&ours),
        &body("m=audio 4000 RTP/AVP 96 0 100\na=rtpmap:96 G726-32/8000\na=rtpmap:100 telephone-event/8000\n"),
    )
    .unwrap();
    assert_eq!(setup.send, (96, Codec::G726));
    assert_eq!(
        setup.receive,
        [(111, Codec::G726), (0, Codec::Ulaw), (96, Codec::G726)]
    );
    assert_eq!(setup.telephone_event, Some((100, 101)));
}

#[test]
fn refused_answers_say_why() {
    let ours = local(&[Codec::Ulaw]);
    let check = |lines, expected: AnswerRefused| {
        assert_eq!(
            accept(&ours, &offer(&ours), &body(lines)).unwrap_err(),
            expected
        );
    };
    check("", AnswerRefused::AudioDeclined);
    check("m=audio 0 RTP/AVP 0\n", AnswerRefused::AudioDeclined);
    check("m=video 4000 RTP/AVP 34\n", AnswerRefused::AudioDeclined);
    check(
        "m=audio 4000 RTP/AVP 8\n",
        AnswerRefused::NoCommonCodec(vec!["alaw".into()]),
    );
    check(
        "m=audio 4000 RTP/SAVP 0\n",
        AnswerRefused::Transport("RTP/SAVP".into()),
    );
    check(
        "m=audio 4000 RTP/AVP 0\nc=IN IP4 host.example\n",
        AnswerRefused::NoAddress,
    );
}

#[test]
fn the_first_codec_of_an_answer_is_sent() {
    let ours = local(ALL);
    let setup = accept(&ours, &offer(&ours), &body("m=audio 4000 RTP/AVP 3 0\n")).unwrap();
    assert_eq!(setup.send, (3, Codec::Gsm));
    assert!(
        setup.receive.contains(&(8, Codec::Alaw)),
        "what we offered may come any time"
    );
}

#[test]
fn a_later_offer_keeps_places_and_payload_types() {
    let mut ours = local(&[Codec::G726, Codec::Ulaw, Codec::Alaw]);
    let (first, _) = answer(
        &ours,
        &body("m=video 9 RTP/AVP 34\nm=audio 4000 RTP/AVP 99 0 98\na=rtpmap:99 G726-32/8000\na=rtpmap:98 telephone-event/8000\n"),
    )
    .unwrap();
    ours.version += 1;
    ours.direction = Direction::SendOnly;
    let text = String::from_utf8(reoffer(&ours, &first).to_bytes()).unwrap();
    assert!(text.contains("o=- 7 2 IN"), "{text}");
    assert!(
        text.contains("m=video 0 RTP/AVP 34\r\nm=audio 10000 RTP/AVP 99 0 8 98\r\n"),
        "{text}"
    );
    assert!(text.contains("a=sendonly"), "{text}");
}

#[test]
fn offers_never_use_a_number_twice() {
    let everything: Vec<Codec> = Codec::all().collect();
    let description = offer(&local(&everything));
    let formats = description.media[0].rtp_formats();
    let mut numbers: Vec<u8> = formats.iter().map(|format| format.payload_type).collect();
    numbers.sort_unstable();
    let count = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), count);
    let audio: Vec<Codec> = everything
        .into_iter()
        .filter(|codec| codec.is_audio())
        .collect();
    assert!(formats.len() > 10 && formats.len() <= audio.len() + 1);
    for format in formats
        .iter()
        .filter(|format| format.kind != FormatKind::TelephoneEvent)
    {
        assert!(audio.contains(&format.codec().unwrap()), "{format:?}");
    }
}

#[test]
fn an_early_answer_equals_the_final_one() {
    let offer = body(USUAL);
    assert_eq!(answer(&local(ALL), &offer), answer(&local(ALL), &offer));
}

#[test]
fn mux_needs_both() {
    let mux = LocalMedia {
        rtcp_mux: true,
        ..local(ALL)
    };
    let with = "m=audio 4000 RTP/AVP 0\na=rtcp-mux\n";
    let without = "m=audio 4000 RTP/AVP 0\n";
    assert!(answered(&mux, with).1.rtcp_mux && answered(&mux, with).0.contains("a=rtcp-mux"));
    assert!(!answered(&mux, without).1.rtcp_mux && !answered(&mux, without).0.contains("rtcp-mux"));
    assert!(!answered(&local(ALL), with).1.rtcp_mux);
}

#[test]
fn two_of_us_agree() {
    for codec in Codec::all().filter(|codec| codec.is_audio() && *codec != Codec::Codec2) {
        let (a, b) = (local(&[codec]), local(&[codec]));
        let offered = Description::parse(&offer(&a).to_bytes()).unwrap();
        let Ok((answer, theirs)) = answer(&b, &offered) else {
            assert!(
                offered.media[0].formats.len() < 2,
                "{codec} was offered but not understood"
            );
            continue;
        };
        let ours = accept(&a, &offered, &answer).unwrap();
        assert_eq!(
            (ours.send, ours.packet_ms),
            (theirs.send, theirs.packet_ms),
            "{codec}"
        );
    }
}

#[test]
fn the_far_end_says_how_it_wants_opus() {
    let check = |fmtp: &str, fec: bool, dtx: bool, bitrate: Option<u32>| {
        let body = format!(
            "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 107\r\na=rtpmap:107 opus/48000/2\r\n{fmtp}"
        );
        let offer = Description::parse(body.as_bytes()).unwrap();
        let local = local(&[Codec::Opus]);
        let (answer, setup) = answer(&local, &offer).unwrap();
        let asked = (setup.opus.fec, setup.opus.dtx, setup.opus.bitrate);
        assert_eq!(asked, (fec, dtx, bitrate), "{fmtp}");
        let text = String::from_utf8(answer.to_bytes()).unwrap();
        assert!(text.contains("a=rtpmap:107 opus/48000/2\r\n"), "{text}");
        assert!(text.contains("a=fmtp:107 useinbandfec=1\r\n"), "{text}");
    };
    check("", false, false, None);
    check("a=fmtp:107 useinbandfec=1\r\n", true, false, None);
    check(
        "a=fmtp:107 minptime=10; UseDTX=1;useinbandfec=0\r\n",
        false,
        true,
        None,
    );
    check(
        "a=fmtp:107 maxaveragebitrate=24000;useinbandfec=1;usedtx\r\n",
        true,
        false,
        Some(24_000),
    );
    check(
        "a=fmtp:107 maxaveragebitrate=99999999999999\r\n",
        false,
        false,
        None,
    );
    check("a=fmtp:108 useinbandfec=1\r\n", false, false, None);
}

proptest! {
    #[test]
    fn never_panics_on_bytes(body in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = Description::parse(&body);
    }

    #[test]
    fn never_panics_on_lines(lines in proptest::collection::vec(line(), 0..60)) {
        if let Ok(description) = Description::parse(lines.join("\n").as_bytes()) {
            let again = Description::parse(&description.to_bytes());
            prop_assert_eq!(again, Ok(description.clone()));
            let everything = local(&Codec::all().collect::<Vec<_>>());
            if let Ok((ours, setup)) = answer(&everything, &description) {
                prop_assert_eq!(ours.media.len(), description.media.len());
                prop_assert!((10..=60).contains(&setup.packet_ms));
                prop_assert!(setup.receive.contains(&setup.send));
            }
            let ours = offer(&everything);
            let _ = accept(&everything, &ours, &description);
            let _ = holds_us(&description);
            let _ = reoffer(&everything, &description);
        }
    }
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]=[ -~]{0,30}",
        "m=(audio|video|image|text) [0-9]{1,5}(/[0-9])? (RTP/AVP|RTP/SAVP|udptl|UDP/TLS/RTP/SAVPF)( [0-9]{1,3}){0,6}",
        "a=(rtpmap|fmtp|ptime|maxptime|rtcp-mux|sendonly|inactive)(:[ -~]{0,20})?",
        "a=rtpmap:[0-9]{1,3} (PCMU|pcma|G722|opus|L16|telephone-event|speex)(/[0-9]{0,6})?(/[0-9])?",
        "c=IN IP[46] ([0-9.:a-f]{0,20}|host)(/[0-9]{1,3})?",
        "o=[ -~]{0,40}",
    ]
}
