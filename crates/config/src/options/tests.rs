use std::time::Duration;

use super::*;
use crate::{FromConf, Keyed, Milliseconds, Port, Repeated, Seconds, Span};

crate::choices! {
    /// How digits travel.
    enum DtmfMode {
        /// As events.
        Events = "rfc4733" | "rfc2833",
        /// As tones.
        Inband = "inband",
        Info = "info",
    }
}

crate::options! {
    /// A phone.
    /// It rings.
    struct Phone as "phone" {
        /// Context that calls enter.
        context: String = "default",
        /// Send RTP back to where it came from.
        rtp_symmetric: bool = "no",
        /// Provisional responses.
        "100rel" => reliable: bool = "yes",
        /// Name to register with.
        "defaultuser" | "username" => default_user: Option<String> = "",
        /// Codecs, best first.
        "allow" | "disallow" => codecs: Keyed = "",
        groups: Vec<String> = "1,2",
        "setvar" => variables: Repeated = "",
        rtp_timeout: Seconds = "30",
        qualify: Milliseconds = "2000",
        port: Port = "5060",
        "call-limit" => call_limit: u32 = "0",
        gain: f64 = "0.5",
        dtmf: DtmfMode = "rfc4733",
        "canreinvite" => reinvite: bool = "yes" (deprecated: "use directmedia"),
    }
    elsewhere: ["type"];
    unsupported: ["t38_udptl"];
    ignored: ["pedantic"];
}

fn section(lines: &[(&str, &str)]) -> Section {
    let span = |line| Span {
        file: "x.conf".into(),
        line,
        column: 1,
    };
    let entry = |(line, (name, value)): (u32, &(&str, &str))| Entry {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
        arrow: false,
        span: span(line),
    };
    Section {
        name: "alice".to_owned(),
        template: false,
        parents: Vec::new(),
        entries: (1..).zip(lines).map(entry).collect(),
        span: span(0),
    }
}

/// Loads lines that are all right.
fn good(lines: &[(&str, &str)]) -> Phone {
    let (phone, problems) = Phone::load(&section(lines));
    assert_eq!(problems, [], "{lines:?}");
    phone
}

#[test]
fn the_table_is_sound() {
    assert_eq!(Phone::check_table(), Ok(()));
}

crate::options! {
    /// Its default is no number.
    struct Unreadable as "x" {
        number: u8 = "many",
    }
}

crate::options! {
    /// Its name occurs twice.
    struct Twice as "x" {
        number: u8 = "1",
    }
    ignored: ["NUMBER"];
}

#[test]
fn faulty_tables_are_found() {
    assert_eq!(Unreadable::check_table(), Err("number".to_owned()));
    assert_eq!(Twice::check_table(), Err("NUMBER".to_owned()));
}

#[test]
fn defaults() {
    let phone = Phone::default();
    assert_eq!(phone, good(&[]));
    assert_eq!(phone.context, "default");
    assert!(phone.reliable && !phone.rtp_symmetric && phone.reinvite);
    assert_eq!(phone.default_user, None);
    assert_eq!(phone.groups, ["1", "2"]);
    assert_eq!(phone.rtp_timeout.0, Duration::from_secs(30));
    assert_eq!(phone.dtmf, DtmfMode::Events);
    assert_eq!(
        (phone.port, phone.call_limit, phone.gain),
        (Port(5060), 0, 0.5)
    );
}

#[test]
fn single_values_take_the_last_line() {
    let phone = good(&[
        ("context", "a"),
        ("CONTEXT", "b"),
        ("100rel", "no"),
        ("Username", "bob"),
        ("qualify", "500"),
        ("dtmf", "RFC2833"),
        ("type", "friend"),
    ]);
    assert_eq!(phone.context, "b");
    assert!(!phone.reliable);
    assert_eq!(phone.default_user.as_deref(), Some("bob"));
    assert_eq!(phone.qualify.0, Duration::from_millis(500));
    assert_eq!(phone.dtmf, DtmfMode::Events);
    assert_eq!(good(&[("dtmf", "inband")]).dtmf.as_str(), "inband");
}

#[test]
fn lists_grow_in_order() {
    let phone = good(&[
        ("disallow", "all"),
        ("allow", "alaw"),
        ("groups", "5, 6,,"),
        ("Allow", "g722,ulaw"),
        ("groups", "7"),
        ("setvar", "a=b,c"),
        ("setvar", "d=e"),
    ]);
    let keyed = |key, text: &str| (key, text.to_owned());
    assert_eq!(
        phone.codecs.0,
        [
            keyed("disallow", "all"),
            keyed("allow", "alaw"),
            keyed("allow", "g722,ulaw")
        ]
    );
    assert_eq!(phone.groups, ["5", "6", "7"]);
    assert_eq!(phone.variables.0, ["a=b,c", "d=e"]);
}

#[test]
fn a_section_over_another() {
    let mut phone = good(&[("context", "a"), ("groups", "5"), ("port", "1")]);
    assert_eq!(
        phone.apply(&section(&[
            ("context", "b"),
            ("groups", "6"),
            ("groups", "7")
        ])),
        []
    );
    assert_eq!((phone.context.as_str(), phone.port), ("b", Port(1)));
    assert_eq!(phone.groups, ["6", "7"]);
}

#[test]
fn complaints() {
    let check = |name, value, expected: &[&str]| {
        let (_, problems) = Phone::load(&section(&[(name, value)]));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected, "{name}={value}");
    };
    check(
        "rtp_symetric",
        "yes",
        &[
            "x.conf:1:1: warning: phone 'alice': option 'rtp_symetric' is not known; did you mean 'rtp_symmetric'?",
        ],
    );
    check(
        "usrname",
        "x",
        &[
            "x.conf:1:1: warning: phone 'alice': option 'usrname' is not known; did you mean 'username'?",
        ],
    );
    check(
        "zzzzzz",
        "x",
        &["x.conf:1:1: warning: phone 'alice': option 'zzzzzz' is not known"],
    );
    check(
        "rtp_symmetric",
        "maybe",
        &[
            "x.conf:1:1: warning: phone 'alice': rtp_symmetric = 'maybe': expected yes or no; the line is ignored",
        ],
    );
    check(
        "dtmf",
        "x",
        &[
            "x.conf:1:1: warning: phone 'alice': dtmf = 'x': expected one of rfc4733, inband, info; the line is ignored",
        ],
    );
    check(
        "rtp_timeout",
        "45 sec",
        &[
            "x.conf:1:1: warning: phone 'alice': rtp_timeout = '45 sec': expected a whole number of seconds; its first number counts",
        ],
    );
    check(
        "port",
        "70000",
        &[
            "x.conf:1:1: warning: phone 'alice': port = '70000': expected a port number, 0 to 65535; the line is ignored",
        ],
    );
    check(
        "t38_udptl",
        "yes",
        &[
            "x.conf:1:1: warning: phone 'alice': option 't38_udptl' is not supported yet and has no effect",
        ],
    );
    check("t38_udptl", "no", &[]);
    check(
        "pedantic",
        "yes",
        &["x.conf:1:1: note: phone 'alice': option 'pedantic' has no effect any more"],
    );
    check(
        "canreinvite",
        "no",
        &["x.conf:1:1: note: phone 'alice': option 'canreinvite' is deprecated; use directmedia"],
    );
}

#[test]
fn faulty_values_leave_what_was() {
    let (phone, problems) = Phone::load(&section(&[
        ("rtp_symmetric", "yes"),
        ("rtp_symmetric", "maybe"),
        ("rtp_timeout", "45 sec"),
        ("port", "x"),
    ]));
    assert!(phone.rtp_symmetric);
    assert_eq!(phone.rtp_timeout.0, Duration::from_secs(45));
    assert_eq!(phone.port, Port(5060));
    assert_eq!(problems.len(), 3);
}

#[test]
fn documentation() {
    let doc = Phone::DOC;
    assert_eq!((doc.kind, doc.about), ("phone", " A phone.\n It rings.\n"));
    let (option, key) = doc.find("Disallow").expect("the option is known");
    assert_eq!(
        (option.name, option.aliases, key),
        ("allow", ["disallow"].as_slice(), "disallow")
    );
    let (option, _) = doc.find("dtmf").expect("the option is known");
    assert_eq!(option.choices, ["rfc4733", "inband", "info"]);
    assert_eq!(option.default, "rfc4733");
    assert_eq!(option.kind, <DtmfMode as FromConf>::KIND);
    assert_eq!(doc.find("default_user"), None);
}
