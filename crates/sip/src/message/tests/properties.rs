//! What holds for any bytes.

use super::*;
use crate::header::{NameAddr, Uri};
use proptest::prelude::*;

/// Looks at everything that a stack would look at.
fn exercise(bytes: &[u8]) {
    for framing in [Framing::Datagram, Framing::Stream] {
        match parse(bytes, framing) {
            Ok(message) => {
                let _ = inspect(&message);
                let headers = message.headers();
                let _ = (
                    headers.refer_to(),
                    headers.replaces(),
                    headers.session_expires(),
                );
                let _ = (headers.rack(), headers.content_type(), headers.expires());
                if let Message::Request(request) = &message {
                    let mut response = Response::to(request, 200);
                    response.ensure_to_tag("t");
                    let mut out = Vec::new();
                    response.write(&mut out);
                }
            }
            Err(fault) => {
                assert!(fault.at <= bytes.len());
                if let Some(partial) = fault.partial {
                    let mut out = Vec::new();
                    Response::to(&partial, 400).write(&mut out);
                }
            }
        }
    }
}

fn torture() -> Vec<Vec<u8>> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/rfc4475");
    let mut paths: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

fn token() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9.!%*_+~-]{1,12}"
}

fn header_line() -> impl Strategy<Value = String> {
    prop_oneof![
        (token(), "[ -~]{0,40}").prop_map(|(name, value)| format!("X-{name}: {value}")),
        (token(), token()).prop_map(|(name, host)| {
            format!("Contact: \"{name}\" <sip:{host}@{host}.example:5070;ob>;q=0.5")
        }),
        Just("Supported: path,\r\n\touth".to_owned()),
        Just("k:100rel".to_owned()),
        Just("Subject:".to_owned()),
    ]
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        exercise(&bytes);
        let mut reader = StreamReader::new();
        reader.push(&bytes);
        for _ in 0..=bytes.len() {
            if reader.next().is_none() { break }
        }
        prop_assert!(reader.next().is_none());
    }

    #[test]
    fn mutated_messages_never_panic(
        which in 0usize..50,
        cut in any::<u16>(),
        changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..8),
    ) {
        let all = torture();
        let mut bytes = all[which % all.len()].clone();
        for (at, byte) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        exercise(&bytes);
        bytes.truncate(usize::from(cut) % (bytes.len() + 1));
        exercise(&bytes);
    }

    #[test]
    fn reading_and_writing_is_the_identity(
        lines in proptest::collection::vec(header_line(), 0..30),
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let length = format!("Content-Length: {}", body.len());
        let mut all = OPTIONS.to_vec();
        all.extend(lines.iter().map(String::as_str));
        all.push(&length);
        let mut bytes = datagram(&all);
        bytes.extend(&body);
        let message = parsed(&bytes);
        prop_assert_eq!(message.body().as_bytes(), &body[..]);
        prop_assert_eq!(message.to_bytes(), bytes);
    }

    #[test]
    fn our_uris_read_back(user in "[ -~äß]{1,20}", port in proptest::option::of(any::<u16>())) {
        let uri = Uri::sip(Some(&user), "pbx.example", port).unwrap();
        prop_assert_eq!(uri.user().unwrap(), user.as_str());
        prop_assert_eq!((uri.host(), uri.port()), ("pbx.example", port));
        let with = uri.with_param("x", Some(&user)).with_header("Replaces", &user);
        prop_assert_eq!(with.param("x").unwrap(), user.as_str());
        prop_assert_eq!(with.header("replaces").unwrap(), user.as_str());
        prop_assert_eq!(with.without_headers().without_param("X"), uri);
    }

    #[test]
    fn our_addresses_read_back(name in "[ -~äß]{1,20}", tag in token()) {
        let mut address = NameAddr::new(Uri::parse("sip:a@b").unwrap());
        address.display = Some(name);
        address.set_tag(&tag);
        let again = NameAddr::parse(address.to_string().as_bytes()).unwrap();
        prop_assert_eq!(again, address);
    }

    #[test]
    fn any_text_is_an_address_or_a_fault(text in ".{0,60}") {
        let _ = Uri::parse(&text);
        let _ = NameAddr::parse(text.as_bytes());
        let mut all = Vec::new();
        let _ = NameAddr::parse_list(text.as_bytes(), &mut all);
        let _ = crate::auth::Challenge::parse_all(text.as_bytes());
        let _ = crate::auth::Credentials::parse(text.as_bytes());
        let _ = crate::header::Via::parse(text.as_bytes());
    }
}
