//! Bodies as phones, gateways and border controllers send them, faults included. Each row: what it is,
//! the body, the codecs that are found, and whether telephone-event is.

use audio::{Codec, SampleRate};

use crate::sdp::{Description, FormatKind, ParseError};

#[test]
fn bodies_of_the_field_are_borne() {
    for (name, body, codecs, events) in BODIES {
        let description = match Description::parse(body) {
            Ok(description) => description,
            Err(error) => panic!("{name}: {error}"),
        };
        let again = Description::parse(&description.to_bytes());
        assert_eq!(
            again.as_ref(),
            Ok(&description),
            "{name}: printing changes it"
        );
        let Some((_, line)) = description.audio() else {
            assert!(codecs.is_empty(), "{name}: no audio");
            continue;
        };
        let formats = line.rtp_formats();
        let found: Vec<Codec> = formats.iter().filter_map(|format| format.codec()).collect();
        assert_eq!(found, *codecs, "{name}");
        let has = formats
            .iter()
            .any(|format| format.kind == FormatKind::TelephoneEvent);
        assert_eq!(has, *events, "{name}");
    }
}

#[test]
fn what_is_no_description_is_refused() {
    let check = |body: &[u8], expected| assert_eq!(Description::parse(body).unwrap_err(), expected);
    check(b"", ParseError::NotADescription);
    check(b"Signal=5\r\nDuration=160\r\n", ParseError::NotADescription);
    check(b"v=0\nm=audio\n", ParseError::MediaLine { line: 2 });
    check(
        b"v=0\nm=audio 70000 RTP/AVP 0\n",
        ParseError::MediaLine { line: 2 },
    );
    check(
        b"v=0\n\nm=audio x RTP/AVP 0\n",
        ParseError::MediaLine { line: 3 },
    );
    check(&vec![b'a'; 70_000], ParseError::TooLarge);
    check("a=x\n".repeat(3_000).as_bytes(), ParseError::TooLarge);
    check(
        "m=audio 1 RTP/AVP 0\n".repeat(100).as_bytes(),
        ParseError::TooLarge,
    );
    check(
        format!("m=audio 1 RTP/AVP{}", " 0".repeat(400)).as_bytes(),
        ParseError::TooLarge,
    );
}

#[test]
fn odd_text_survives() {
    let latin = Description::parse(b"v=0\ns=Ren\xe9\nm=audio 1 RTP/AVP 0\n").unwrap();
    assert_eq!(latin.name.as_deref(), Some("Ren\u{e9}"));
    let long = "99999999999999999999999999";
    let body = format!("v=0\no=- {long} {long} IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\n");
    let origin = Description::parse(body.as_bytes()).unwrap().origin.unwrap();
    assert_eq!((origin.id.as_str(), origin.version.as_str()), (long, long));
    let nameless =
        Description::parse(b"v=0\no=1 2 IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\n").unwrap();
    assert_eq!(nameless.origin.unwrap().user, "-");
}

#[test]
fn addresses_are_found_where_they_stand() {
    let check = |lines: &str, expected: Option<&str>| {
        let description = Description::parse(lines.as_bytes()).unwrap();
        let (_, line) = description.audio().unwrap();
        let expected = expected.map(|address| address.parse().unwrap());
        assert_eq!(description.address_of(line), expected, "{lines}");
    };
    check(
        "c=IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\n",
        Some("192.0.2.1"),
    );
    check(
        "c=IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\nc=IN IP4 192.0.2.2\n",
        Some("192.0.2.2"),
    );
    check(
        "m=audio 1 RTP/AVP 0\nc=IN IP4 224.2.36.42/127\n",
        Some("224.2.36.42"),
    );
    check(
        "m=audio 1 RTP/AVP 0\nc=IN IP6 2001:db8::1\n",
        Some("2001:db8::1"),
    );
    check(
        "m=audio 1 RTP/AVP 0\nc=IN IP6 [2001:db8::1]\n",
        Some("2001:db8::1"),
    );
    check("m=audio 1 RTP/AVP 0\nc=IN IP4 host.example\n", None);
    check("m=audio 1 RTP/AVP 0\n", None);
    check(
        "c=IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\nc=\n",
        Some("192.0.2.1"),
    );
}

type Row = (&'static str, &'static [u8], &'static [Codec], bool);

const BODIES: &[Row] = &[
    (
        "a desk phone",
        b"v=0\r\no=root 1821 1821 IN IP4 192.0.2.5\r\ns=call\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n\
          m=audio 11792 RTP/AVP 9 0 8 3 18 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\n\
          a=rtpmap:8 PCMA/8000\r\na=rtpmap:3 GSM/8000\r\na=rtpmap:18 G729/8000\r\n\
          a=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n\
          a=ptime:20\r\na=sendrecv\r\n",
        &[Codec::G722, Codec::Ulaw, Codec::Alaw, Codec::Gsm, Codec::G729],
        true,
    ),
    ("LF only", b"v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\nt=0 0\nm=audio 9 RTP/AVP 8\n", &[Codec::Alaw], false),
    ("no t=", b"v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=x\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("no s=", b"v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("empty s=", b"v=0\r\ns=\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("no o=", b"v=0\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("no v=", b"o=- 1 1 IN IP4 1.2.3.4\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("trailing blanks", b"v=0  \r\ns=- \t\r\nm=audio 9 RTP/AVP 0 8 \r\na=ptime:20 \r\n", &[Codec::Ulaw, Codec::Alaw], false),
    ("leading blanks", b" v=0\r\n m=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("many blanks", b"v=0\r\nm=audio  9   RTP/AVP  0\t8\r\n", &[Codec::Ulaw, Codec::Alaw], false),
    ("T.38", b"v=0\r\nm=image 4002 udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n", &[], false),
    ("fax beside audio", b"v=0\r\nm=audio 9 RTP/AVP 8\r\nm=image 0 udptl t38\r\n", &[Codec::Alaw], false),
    ("empty a=", b"v=0\r\na=\r\nm=audio 9 RTP/AVP 0\r\na=\r\n", &[Codec::Ulaw], false),
    ("ptime with fraction", b"v=0\r\nm=audio 9 RTP/AVP 0\r\na=ptime:20.0\r\n", &[Codec::Ulaw], false),
    ("rtpmap without clock", b"v=0\r\nm=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU\r\n", &[Codec::Ulaw], false),
    ("c= behind t=", b"v=0\r\nt=0 0\r\nc=IN IP4 1.2.3.4\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("huge o= number", b"v=0\r\no=- 123456789012345678901234 1 IN IP4 1.2.3.4\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("Latin-1 name", b"v=0\r\ns=Caf\xe9\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("lower-case encodings", b"v=0\r\nm=audio 9 RTP/AVP 97 98\r\na=rtpmap:97 ilbc/8000\r\na=rtpmap:98 TELEPHONE-EVENT/8000\r\n", &[Codec::Ilbc], true),
    ("channels stated", b"v=0\r\nm=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000/1\r\n", &[Codec::Ulaw], false),
    ("stereo is not ours", b"v=0\r\nm=audio 9 RTP/AVP 96 8\r\na=rtpmap:96 L16/16000/2\r\n", &[Codec::Alaw], false),
    ("linear", b"v=0\r\nm=audio 9 RTP/AVP 96\r\na=rtpmap:96 L16/16000\r\n", &[Codec::Slin(SampleRate::R16000)], false),
    ("G.722 with its true rate", b"v=0\r\nm=audio 9 RTP/AVP 9\r\na=rtpmap:9 G722/16000\r\n", &[Codec::G722], false),
    ("static numbers only", b"v=0\r\nm=audio 9 RTP/AVP 18 3 9\r\n", &[Codec::G729, Codec::Gsm, Codec::G722], false),
    ("a static number used for something else", b"v=0\r\nm=audio 9 RTP/AVP 3 0\r\na=rtpmap:3 foo/8000\r\n", &[Codec::Ulaw], false),
    (
        "a browser",
        b"v=0\r\no=- 46117317 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
          a=msid-semantic: WMS\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0 110\r\nc=IN IP4 0.0.0.0\r\n\
          a=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:x\r\na=rtpmap:111 opus/48000/2\r\n\
          a=rtpmap:0 PCMU/8000\r\na=rtpmap:110 telephone-event/8000\r\na=ssrc:1 cname:a b\r\n",
        &[Codec::Opus, Codec::Ulaw],
        true,
    ),
    (
        "SDES and zrtp-hash",
        b"v=0\r\nm=audio 9 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r\n\
          a=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac7a52c8f91bc2\r\n",
        &[Codec::Alaw],
        false,
    ),
    ("IPv6", b"v=0\r\no=- 1 1 IN IP6 ::1\r\nc=IN IP6 ::1\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("held by address", b"v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 9 RTP/AVP 0\r\n", &[Codec::Ulaw], false),
    ("declined audio", b"v=0\r\nm=audio 0 RTP/AVP 0\r\nm=video 9 RTP/AVP 34\r\n", &[], false),
    ("the same number twice", b"v=0\r\nm=audio 9 RTP/AVP 8 8 0\r\n", &[Codec::Alaw, Codec::Ulaw], false),
    ("numbers out of range", b"v=0\r\nm=audio 9 RTP/AVP 8 128 300 x 0\r\n", &[Codec::Alaw, Codec::Ulaw], false),
    ("G.729A by its field name", b"v=0\r\nm=audio 9 RTP/AVP 18\r\na=rtpmap:18 G729a/8000\r\n", &[Codec::G729], false),
    ("keys, bandwidth, phone, mail", b"v=0\r\ns=-\r\ni=info\r\nu=http://x\r\ne=a@b\r\np=+33\r\nb=AS:64\r\nt=0 0\r\nk=prompt\r\nm=audio 9 RTP/AVP 0\r\ni=title\r\nb=TIAS:64000\r\n", &[Codec::Ulaw], false),
    ("garbage between", b"v=0\r\nthis is not sdp\r\n=\r\n\r\nm=audio 9 RTP/AVP 0\r\n%%%\r\n", &[Codec::Ulaw], false),
    ("telephone-event of another clock", b"v=0\r\nm=audio 9 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/48000\r\n", &[Codec::Ulaw], false),
];
