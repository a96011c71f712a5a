//! Digest: the RFCs' own examples, both sides against each other, and everything that must fail.

use super::algorithm::{Ingredients, hex, hmac};
use super::*;
use crate::header::{HeaderName, Uri};
use crate::message::{Method, Request, Response};
use std::time::{Duration, Instant};

const LIFETIME: Duration = Duration::from_secs(32);

fn server(now: Instant, algorithms: &[Algorithm]) -> DigestServer {
    DigestServer::new("asterisk", [7; 32], now, LIFETIME, algorithms)
}

fn register() -> Request {
    let mut request = Request::new(Method::Register, Uri::parse("sip:pbx.example").unwrap());
    request.set_body("text/plain", "hello");
    request
}

fn password(text: &str) -> Secret {
    Secret::Password(text.into())
}

/// A 401 with these challenges, answered by a client that knows `password`.
fn answered(challenges: &[String], user: &str, pass: &str) -> Request {
    let mut client = client(challenges, user, pass).expect("no challenge it can answer");
    let mut request = register();
    client.authorize(&mut request, "c0ffee");
    request
}

fn client(challenges: &[String], user: &str, pass: &str) -> Option<DigestClient> {
    let mut response = Response::to(&register(), 401);
    for value in challenges {
        response.headers.push(HeaderName::WwwAuthenticate, value);
    }
    DigestClient::choose(&response, |_| Some((user.to_owned(), password(pass))))
}

fn only_alice(name: &str) -> Option<Secret> {
    (name == "alice").then(|| password("secret"))
}

#[test]
fn hashes_of_rfc_7616() {
    // RFC 7616 §3.9.1.
    let check = |algorithm, response: &str| {
        let ingredients = Ingredients {
            algorithm,
            username: "Mufasa",
            realm: "http-auth@example.org",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            nc: "00000001",
            qop: Some(Qop::Auth),
            method: "GET",
            uri: "/dir/index.html",
            body: b"",
        };
        assert_eq!(
            ingredients.response(&password("Circle of Life")).unwrap(),
            response
        );
    };
    check(Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec");
    check(
        Algorithm::Sha256,
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    );
}

#[test]
fn hash_of_rfc_2617_without_and_with_qop() {
    let check = |qop, response: &str| {
        let ingredients = Ingredients {
            algorithm: Algorithm::Md5,
            username: "Mufasa",
            realm: "testrealm@host.com",
            nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            cnonce: "0a4f113b",
            nc: "00000001",
            qop,
            method: "GET",
            uri: "/dir/index.html",
            body: b"",
        };
        assert_eq!(
            ingredients.response(&password("Circle Of Life")).unwrap(),
            response
        );
    };
    check(Some(Qop::Auth), "6629fae49393a05397450978507c4ef1");
    check(None, "670fd8c2df070c60b045671b8b24ff02");
}

#[test]
fn hmac_of_rfc_4231() {
    // Test case 1 has a key of 20 bytes; shorter keys are padded with zeros to the block.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    assert_eq!(
        hex(&hmac(&key, &[b"Hi ", b"There"])),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
}

#[test]
fn both_sides_agree_in_every_algorithm() {
    use Algorithm::*;
    for algorithm in [Md5, Md5Sess, Sha256, Sha256Sess, Sha512T256, Sha512T256Sess] {
        let now = Instant::now_for_tests();
        let mut server = server(now, &[algorithm]);
        let request = answered(&server.challenge(now, 1, false), "alice", "secret");
        let verdict = server.verify(now, &request, only_alice);
        assert_eq!(
            verdict,
            Verdict::Ok {
                username: "alice".into()
            },
            "{algorithm:?}"
        );
    }
}

#[test]
fn verdicts() {
    let now = Instant::now_for_tests();
    let name = |n: &str| n.to_owned();
    let mut server = server(now, &[]);
    let challenge = server.challenge(now, 1, false);
    for (user, pass, verdict) in [
        (
            "alice",
            "wrong",
            Verdict::WrongPassword {
                username: name("alice"),
            },
        ),
        (
            "Alice",
            "secret",
            Verdict::UnknownUser {
                username: name("Alice"),
            },
        ),
        (
            "mallory",
            "",
            Verdict::UnknownUser {
                username: name("mallory"),
            },
        ),
        (
            "alice",
            "secret",
            Verdict::Ok {
                username: name("alice"),
            },
        ),
    ] {
        let request = answered(&challenge, user, pass);
        assert_eq!(
            server.verify(now, &request, only_alice),
            verdict,
            "{user} {pass}"
        );
    }
}

#[test]
fn headers_that_are_no_answer() {
    let now = Instant::now_for_tests();
    for (value, verdict) in [
        ("NoOneKnowsThisScheme opaque-data=here", Verdict::Missing),
        ("Basic YTpi", Verdict::Missing),
        (
            "Digest username=\"a\", realm=\"other\", nonce=\"n\", uri=\"u\", response=\"r\"",
            Verdict::Missing,
        ),
        ("Digest", Verdict::Malformed("no username")),
        (
            "Digest username=\"a\", realm=\"asterisk\"",
            Verdict::Malformed("no nonce"),
        ),
        (
            "Digest username=\"a\",realm=\"asterisk\",nonce=\"n\",uri=\"u\",response=\"r\",qop=x",
            Verdict::Malformed("unknown qop"),
        ),
        (
            "Digest username=\"a\",realm=\"asterisk\",nonce=\"n\",uri=\"u\",response=\"r\",\
             qop=auth,cnonce=\"c\",nc=zz",
            Verdict::Malformed("qop without cnonce and nc"),
        ),
    ] {
        let mut request = register();
        request.headers.push(HeaderName::Authorization, value);
        assert_eq!(
            server(now, &[]).verify(now, &request, only_alice),
            verdict,
            "{value}"
        );
    }
    assert_eq!(
        server(now, &[]).verify(now, &register(), only_alice),
        Verdict::Missing
    );
}

#[test]
fn an_answer_counts_once() {
    let now = Instant::now_for_tests();
    let mut server = server(now, &[]);
    let mut client = client(&server.challenge(now, 1, false), "alice", "secret").unwrap();
    let mut requests = Vec::new();
    for _ in 0..20 {
        let mut request = register();
        client.authorize(&mut request, "c0ffee");
        requests.push(request);
    }
    let ok = Verdict::Ok {
        username: "alice".into(),
    };
    let stale = Verdict::Stale {
        username: "alice".into(),
    };
    // Overtaking is fine, repeating is not. The 17th use has nc=00000011: hexadecimal.
    for (at, verdict) in [
        (1, &ok),
        (0, &ok),
        (1, &stale),
        (16, &ok),
        (0, &stale),
        (15, &ok),
    ] {
        assert_eq!(
            server.verify(now, &requests[at], only_alice),
            *verdict,
            "{at}"
        );
    }
    let header = requests[16]
        .headers
        .text(HeaderName::Authorization)
        .unwrap();
    assert!(header.contains("nc=00000011"), "{header}");
}

#[test]
fn nonces_grow_old_and_cannot_be_made_up() {
    let now = Instant::now_for_tests();
    let stale = Verdict::Stale {
        username: "alice".into(),
    };
    let mut ours = server(now, &[]);
    let request = answered(&ours.challenge(now, 1, false), "alice", "secret");
    let late = now + LIFETIME + Duration::from_secs(1);
    assert_eq!(ours.verify(late, &request, only_alice), stale);
    let other_key = DigestServer::new("asterisk", [8; 32], now, LIFETIME, &[]);
    let request = answered(&other_key.challenge(now, 1, false), "alice", "secret");
    assert_eq!(ours.verify(now, &request, only_alice), stale);
}

#[test]
fn clients_without_qop_get_one_use() {
    let now = Instant::now_for_tests();
    let mut server = server(now, &[]);
    let challenge = server.challenge(now, 1, false)[0].replace(", qop=\"auth\"", "");
    let request = answered(&[challenge], "alice", "secret");
    assert!(
        !request
            .headers
            .text(HeaderName::Authorization)
            .unwrap()
            .contains("qop")
    );
    assert_eq!(
        server.verify(now, &request, only_alice),
        Verdict::Ok {
            username: "alice".into()
        }
    );
    let again = server.verify(now, &request, only_alice);
    assert_eq!(
        again,
        Verdict::Stale {
            username: "alice".into()
        }
    );
}

#[test]
fn hashed_passwords_serve_their_algorithm_only() {
    let now = Instant::now_for_tests();
    let hash = password("secret")
        .ha1(Algorithm::Md5, "alice", "asterisk")
        .unwrap();
    let hashes = |_: &str| Some(Secret::Hashes(vec![(Algorithm::Md5, hash.to_uppercase())]));
    for (algorithm, is_ok) in [(Algorithm::Md5, true), (Algorithm::Sha256, false)] {
        let mut server = server(now, &[algorithm]);
        let request = answered(&server.challenge(now, 1, false), "alice", "secret");
        let verdict = server.verify(now, &request, hashes);
        assert_eq!(
            matches!(verdict, Verdict::Ok { .. }),
            is_ok,
            "{algorithm:?}"
        );
    }
}

#[test]
fn the_strongest_known_challenge_is_answered() {
    let challenge = |algorithm: &str| {
        format!("Digest realm=\"r\", nonce=\"{algorithm}\", algorithm={algorithm}, qop=\"auth\"")
    };
    for (offered, chosen) in [
        (vec!["MD5", "SHA-256"], Some("SHA-256")),
        (vec!["SHA-256", "MD5"], Some("SHA-256")),
        (vec!["SHA-512-256", "SHA-256"], Some("SHA-512-256")),
        (vec!["QUANTUM", "MD5"], Some("MD5")),
        (vec!["QUANTUM"], None),
    ] {
        let values: Vec<_> = offered.iter().map(|a| challenge(a)).collect();
        let picked = client(&values, "alice", "secret").map(|c| c.challenge().nonce.clone());
        assert_eq!(picked.as_deref(), chosen, "{offered:?}");
        let one_line = [values.join(", ")];
        let picked = client(&one_line, "alice", "secret").map(|c| c.challenge().nonce.clone());
        assert_eq!(picked.as_deref(), chosen, "{offered:?} in one header");
    }
}

#[test]
fn a_refusal_is_not_answered_forever() {
    let now = Instant::now_for_tests();
    let server = server(now, &[]);
    let ask = |random, stale| client(&server.challenge(now, random, stale), "alice", "x").unwrap();
    let mut first = ask(1, false);
    assert!(!first.is_refused_by(&ask(2, false)), "not answered yet");
    first.authorize(&mut register(), "c");
    assert!(first.is_refused_by(&ask(2, false)), "wrong password");
    assert!(!first.is_refused_by(&ask(2, true)), "only stale");
    assert!(first.is_refused_by(&ask(1, true)), "the same nonce again");
}

#[test]
fn auth_int_covers_the_body() {
    let ingredients = |body: &'static [u8]| Ingredients {
        algorithm: Algorithm::Md5,
        username: "u",
        realm: "r",
        nonce: "n",
        cnonce: "c",
        nc: "00000001",
        qop: Some(Qop::AuthInt),
        method: "INVITE",
        uri: "sip:a@b",
        body,
    };
    let response = |body| ingredients(body).response(&password("p"));
    assert_ne!(response(b"v=0"), response(b"v=1"));
}

#[test]
fn only_right_answers_take_memory() {
    let now = Instant::now_for_tests();
    let mut server = server(now, &[]);
    for random in 0..100 {
        let challenge = server.challenge(now, random, false);
        let verdict = server.verify(now, &answered(&challenge, "alice", "bad"), only_alice);
        assert!(matches!(verdict, Verdict::WrongPassword { .. }));
    }
    assert_eq!(server.nonces_in_use(), 0);
    for random in 0..100 {
        let challenge = server.challenge(now, random, false);
        server.verify(now, &answered(&challenge, "alice", "secret"), only_alice);
    }
    assert_eq!(server.nonces_in_use(), 100);
    let late = now + LIFETIME * 2;
    let challenge = server.challenge(late, 0, false);
    server.verify(late, &answered(&challenge, "alice", "secret"), only_alice);
    assert_eq!(server.nonces_in_use(), 1);
}

#[test]
fn quotes_in_names_survive() {
    let now = Instant::now_for_tests();
    let mut server = server(now, &[]);
    let name = "al \"x\" ice\\";
    let request = answered(&server.challenge(now, 1, false), name, "secret");
    let verdict = server.verify(now, &request, |user| {
        (user == name).then(|| password("secret"))
    });
    // The hash is over the name as written between the quotes, on both sides.
    assert_eq!(
        verdict,
        Verdict::Ok {
            username: name.into()
        }
    );
}

/// The clock of a test; only differences matter.
trait Start {
    fn now_for_tests() -> Self;
}

impl Start for Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "an Instant cannot be made any other way"
    )]
    fn now_for_tests() -> Self {
        Self::now()
    }
}
