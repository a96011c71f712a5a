use call::Event;
use sip::header::Via;
use sip::stack::{ConnectionId, ListenerId};

use super::*;
use crate::identify::tests::request;
use crate::settings::tests::load;

const PJSIP: &str = "
[alice]
type=endpoint
allow=ulaw
aors=alice
[alice]
type=aor
max_contacts=2
default_expiration=600
[bob]
type=endpoint
allow=ulaw
aors=bob
rewrite_contact=yes
[bob]
type=aor
max_contacts=1
remove_existing=yes
support_path=yes
[fixed]
type=endpoint
allow=ulaw
aors=fixed
[fixed]
type=aor
contact=sip:10.0.0.9
";
const SIP: &str = "
[general]
defaultexpiry=300
[001]
type=friend
host=dynamic
[nat]
type=friend
host=dynamic
nat=force_rport,comedia
[trunk]
type=peer
host=10.0.0.20
";

/// An office where phones register.
struct Office {
    settings: Settings,
    contacts: Contacts,
    start: Instant,
    now: Instant,
    cseq: u32,
    changes: Changes,
}

impl Office {
    fn new() -> Self {
        let (settings, problems) = load(&[("pjsip.conf", PJSIP), ("sip.conf", SIP)]);
        assert_eq!(problems, []);
        let mut contacts = Contacts::default();
        contacts.configure(&settings);
        let now = crate::tests::start();
        let changes = Changes::default();
        Self {
            settings,
            contacts,
            start: now,
            now,
            cseq: 0,
            changes,
        }
    }

    fn wall(&self) -> WallClock {
        WallClock::new(self.start, Duration::from_secs(1_000_000))
    }

    /// Registers with these headers from a source; gives status and contacts as answered.
    fn register(&mut self, who: (Dialect, &str), source: &str, more: &[(&str, &str)]) -> String {
        self.cseq += 1;
        let cseq = format!("{} REGISTER", self.cseq);
        let mut headers = more.to_vec();
        if !more.iter().any(|(name, _)| *name == "CSeq") {
            headers.push(("CSeq", &cseq));
        }
        headers.push(("Call-ID", "call"));
        let user = format!("{}@pbx", who.1);
        let mut request = request("REGISTER", &user, &user, &headers);
        let via = Via::new(Transport::Udp, "10.0.0.9", None, "z9hG4bKx");
        request.headers.set(HeaderName::Via, via.to_string());
        self.send(who, source, &request, None)
    }

    fn send(
        &mut self,
        (dialect, name): (Dialect, &str),
        source: &str,
        request: &Request,
        connection: Option<ConnectionId>,
    ) -> String {
        let endpoint = self.settings.endpoint(dialect, name).unwrap();
        let kind = if connection.is_some() {
            Transport::Tcp
        } else {
            Transport::Udp
        };
        let flow = Flow {
            listener: ListenerId(1),
            kind,
            remote: source.parse().unwrap(),
            connection,
        };
        let wall = self.wall();
        let registering = Registering {
            settings: &self.settings,
            endpoint,
            request,
            flow,
            transport: "udp",
            now: self.now,
            wall: &wall,
        };
        let Registered { response, changes } = register(&mut self.contacts, &registering);
        self.changes = changes;
        let contacts = response.headers.all(HeaderName::Contact);
        let contacts: Vec<_> = contacts
            .map(|value| String::from_utf8_lossy(value))
            .collect();
        format!("{} {}", response.status, contacts.join(" "))
            .trim_end()
            .to_owned()
    }

    fn uris(&self, dialect: Dialect, name: &str) -> Vec<String> {
        let all = self.contacts.of(&AorKey::new(dialect, name));
        all.iter().map(|contact| contact.uri.to_string()).collect()
    }

    fn statuses(&self) -> Vec<&'static str> {
        let status = |event: &Event| match event {
            Event::EndpointStatus { status, .. } => *status,
            other => panic!("{other:?}"),
        };
        self.changes.events.iter().map(status).collect()
    }
}

const ALICE: (Dialect, &str) = (Dialect::Pjsip, "alice");
const BOB: (Dialect, &str) = (Dialect::Pjsip, "bob");
const P001: (Dialect, &str) = (Dialect::ChanSip, "001");

#[test]
fn expiry_is_what_was_asked_within_bounds() {
    for (who, headers, expected) in [
        (ALICE, vec![("Contact", "<sip:a@10.0.0.9>")], 600),
        (
            ALICE,
            vec![("Contact", "<sip:a@10.0.0.9>"), ("Expires", "120")],
            120,
        ),
        (
            ALICE,
            vec![
                ("Contact", "<sip:a@10.0.0.9>;expires=90"),
                ("Expires", "120"),
            ],
            90,
        ),
        (ALICE, vec![("Contact", "<sip:a@10.0.0.9>;expires=5")], 60),
        (
            ALICE,
            vec![("Contact", "<sip:a@10.0.0.9>;expires=99999999999")],
            7200,
        ),
        (P001, vec![("Contact", "<sip:a@10.0.0.9>")], 300),
        (P001, vec![("Contact", "<sip:a@10.0.0.9>;expires=5")], 60),
        (
            P001,
            vec![("Contact", "<sip:a@10.0.0.9>"), ("Expires", "9999")],
            3600,
        ),
    ] {
        let mut office = Office::new();
        let answer = office.register(who, "10.0.0.9:5060", &headers);
        assert_eq!(
            answer,
            format!("200 <sip:a@10.0.0.9>;expires={expected}"),
            "{headers:?}"
        );
        let end = office.now + Duration::from_secs(expected);
        assert_eq!(office.contacts.next_deadline(), Some(end));
        assert_eq!(office.statuses(), ["Registered"]);
    }
}

#[test]
fn contacts_expire() {
    let mut office = Office::new();
    office.register(
        ALICE,
        "10.0.0.9:5060",
        &[("Contact", "<sip:a@10.0.0.9>;expires=60")],
    );
    let just_before = office.now + Duration::from_millis(59_999);
    assert!(
        office
            .contacts
            .expire(&office.settings, just_before)
            .events
            .is_empty()
    );
    let changes = office
        .contacts
        .expire(&office.settings, office.now + Duration::from_secs(60));
    assert_eq!((changes.events.len(), changes.rows.len()), (1, 1));
    assert_eq!(changes.rows[0].value, None);
    assert_eq!(office.contacts.next_deadline(), None);
}

#[test]
fn unregistering() {
    for headers in [
        vec![("Contact", "<sip:a@10.0.0.9>;expires=0")],
        vec![("Contact", "<sip:a@10.0.0.9>"), ("Expires", "0")],
        vec![("Contact", "*"), ("Expires", "0")],
    ] {
        for who in [ALICE, BOB, P001] {
            let mut office = Office::new();
            office.register(who, "10.0.0.9:5060", &[("Contact", "<sip:a@10.0.0.9>")]);
            assert_eq!(
                office.register(who, "10.0.0.9:5060", &headers),
                "200",
                "{headers:?}"
            );
            assert_eq!(office.statuses(), ["Unregistered"]);
            assert_eq!(office.uris(who.0, who.1), Vec::<String>::new());
        }
    }
}

#[test]
fn bad_requests_change_nothing() {
    for headers in [
        vec![("Contact", "*")],
        vec![("Contact", "*"), ("Expires", "60")],
        vec![
            ("Contact", "*"),
            ("Contact", "<sip:a@10.0.0.9>"),
            ("Expires", "0"),
        ],
        vec![("Contact", "<tel:123>")],
        vec![("Contact", "<sip:a@10.0.0.9")],
        vec![("Contact", "<sip:b@10.0.0.9>"), ("CSeq", "x")],
    ] {
        let mut office = Office::new();
        office.register(ALICE, "10.0.0.9:5060", &[("Contact", "<sip:a@10.0.0.9>")]);
        assert_eq!(
            office.register(ALICE, "10.0.0.9:5060", &headers),
            "400",
            "{headers:?}"
        );
        assert_eq!(office.uris(ALICE.0, ALICE.1), ["sip:a@10.0.0.9"]);
        assert!(office.changes.events.is_empty() && office.changes.rows.is_empty());
    }
}

#[test]
fn a_register_without_contact_asks() {
    let mut office = Office::new();
    office.register(
        ALICE,
        "10.0.0.9:5060",
        &[("Contact", "<sip:a@10.0.0.9>;expires=100")],
    );
    office.now += Duration::from_millis(10_500);
    assert_eq!(
        office.register(ALICE, "10.0.0.9:5060", &[]),
        "200 <sip:a@10.0.0.9>;expires=90"
    );
}

#[test]
fn a_late_cseq_is_refused() {
    let mut office = Office::new();
    office.register(
        ALICE,
        "10.0.0.9:5060",
        &[("Contact", "<sip:a@10.0.0.9>"), ("CSeq", "7 REGISTER")],
    );
    let late = [
        ("Contact", "<sip:a@10.0.0.9>;expires=0"),
        ("CSeq", "6 REGISTER"),
    ];
    assert_eq!(office.register(ALICE, "10.0.0.9:5060", &late), "500");
    assert_eq!(office.uris(ALICE.0, ALICE.1).len(), 1);
}

#[test]
fn the_limit_of_contacts() {
    let mut office = Office::new();
    let one = |n: u8| format!("<sip:a{n}@10.0.0.9>;expires=100");
    for (n, expected) in [(1, "200"), (2, "200"), (3, "403"), (2, "200")] {
        let answer = office.register(ALICE, "10.0.0.9:5060", &[("Contact", &one(n))]);
        assert_eq!(answer.split(' ').next(), Some(expected), "{n}");
    }
    // Giving one up makes room for another in the same request.
    let swap = "<sip:a1@10.0.0.9>;expires=0, <sip:a3@10.0.0.9>;expires=100";
    office.register(ALICE, "10.0.0.9:5060", &[("Contact", swap)]);
    assert_eq!(
        office.uris(ALICE.0, ALICE.1),
        ["sip:a2@10.0.0.9", "sip:a3@10.0.0.9"]
    );
}

#[test]
fn remove_existing_makes_room() {
    let mut office = Office::new();
    office.register(BOB, "1.1.1.1:1000", &[("Contact", "<sip:b@10.0.0.9>")]);
    office.register(BOB, "1.1.1.1:2000", &[("Contact", "<sip:b@10.0.0.9>")]);
    assert_eq!(office.uris(BOB.0, BOB.1), ["sip:b@1.1.1.1:2000"]);
    assert_eq!(office.statuses(), ["Unregistered", "Registered"]);
    assert_eq!(office.changes.rows.len(), 2);
}

#[test]
fn a_chan_sip_phone_moves_without_leaving() {
    let mut office = Office::new();
    office.register(P001, "10.0.0.9:5060", &[("Contact", "<sip:001@10.0.0.9>")]);
    office.register(P001, "10.0.0.9:5060", &[("Contact", "<sip:001@10.0.0.10>")]);
    assert_eq!(office.uris(P001.0, P001.1), ["sip:001@10.0.0.10"]);
    assert_eq!(office.statuses(), ["Registered"]);
}

#[test]
fn requests_go_to_the_source_behind_a_router() {
    let mut office = Office::new();
    let check =
        |office: &mut Office, who: (Dialect, &str), source: &str, uri: &str, at: Option<&str>| {
            let answer = office.register(who, source, &[("Contact", "<sip:x@10.0.0.9:5060>")]);
            // The phone finds its own contact in the answer.
            assert!(
                answer.starts_with("200 <sip:x@10.0.0.9:5060>;expires="),
                "{answer}"
            );
            let contact = office
                .contacts
                .of(&AorKey::new(who.0, who.1))
                .last()
                .unwrap()
                .clone();
            assert_eq!(contact.uri.as_str(), uri, "{who:?}");
            let hop = at.map_or(sip::stack::NextHop::Routed, |at| {
                sip::stack::NextHop::Address(Transport::Udp, at.parse().unwrap())
            });
            assert_eq!(contact.next_hop(), hop, "{who:?} {source}");
        };
    let far = "9.9.9.9:4321";
    check(&mut office, BOB, far, "sip:x@9.9.9.9:4321", Some(far));
    check(&mut office, ALICE, far, "sip:x@10.0.0.9:5060", None);
    check(
        &mut office,
        (Dialect::ChanSip, "nat"),
        far,
        "sip:x@10.0.0.9:5060",
        Some(far),
    );
    // By default chan_sip looks at the Via.
    check(&mut office, P001, far, "sip:x@10.0.0.9:5060", Some(far));
    check(
        &mut office,
        P001,
        "10.0.0.9:5060",
        "sip:x@10.0.0.9:5060",
        None,
    );
}

#[test]
fn path_is_kept_where_supported() {
    let mut office = Office::new();
    let headers = [
        ("Contact", "<sip:x@10.0.0.9>"),
        ("Path", "<sip:edge.example;lr>"),
    ];
    office.register(BOB, "9.9.9.9:4321", &headers);
    let contact = &office.contacts.of(&AorKey::new(BOB.0, BOB.1))[0];
    assert_eq!(
        (contact.path.as_str(), contact.uri.as_str()),
        ("<sip:edge.example;lr>", "sip:x@10.0.0.9")
    );
    office.register(ALICE, "9.9.9.9:4321", &headers);
    assert_eq!(
        office.contacts.of(&AorKey::new(ALICE.0, ALICE.1))[0].path,
        ""
    );
}

#[test]
fn nobody_registers_where_nothing_is_taken() {
    let mut office = Office::new();
    let contact = [("Contact", "<sip:x@10.0.0.9>")];
    assert_eq!(
        office.register((Dialect::Pjsip, "fixed"), "10.0.0.9:5060", &contact),
        "403"
    );
    assert_eq!(
        office.register((Dialect::ChanSip, "trunk"), "10.0.0.9:5060", &contact),
        "403"
    );
    let stranger = request(
        "REGISTER",
        "alice@pbx",
        "nobody@pbx",
        &[
            ("Contact", "<sip:x@10.0.0.9>"),
            ("CSeq", "1 REGISTER"),
            ("Call-ID", "c"),
        ],
    );
    assert_eq!(office.send(ALICE, "10.0.0.9:5060", &stranger, None), "404");
}

#[test]
fn a_lost_connection_takes_its_contacts_along() {
    let mut office = Office::new();
    let register = request(
        "REGISTER",
        "alice@pbx",
        "alice@pbx",
        &[
            ("Contact", "<sip:a@10.0.0.9;transport=tcp>"),
            ("CSeq", "1 REGISTER"),
            ("Call-ID", "c"),
        ],
    );
    let connection = ConnectionId::Accepted(7);
    office.send(ALICE, "10.0.0.9:33000", &register, Some(connection));
    let flow = office.contacts.of(&AorKey::new(ALICE.0, ALICE.1))[0]
        .flow
        .unwrap();
    let other = Flow {
        connection: Some(ConnectionId::Accepted(8)),
        ..flow
    };
    assert!(
        office
            .contacts
            .drop_flow(&office.settings, &other)
            .events
            .is_empty()
    );
    assert_eq!(
        office
            .contacts
            .drop_flow(&office.settings, &flow)
            .events
            .len(),
        1
    );
    assert!(office.uris(ALICE.0, ALICE.1).is_empty());
}

#[test]
fn registrations_survive_a_restart() {
    let mut office = Office::new();
    office.register(
        P001,
        "9.9.9.9:4321",
        &[("Contact", "<sip:001@10.0.0.9:5062;x=1>;expires=100")],
    );
    let mut rows = office.changes.rows.clone();
    assert_eq!(
        rows[0].value.as_deref(),
        Some("9.9.9.9:4321:100:001:sip:001@10.0.0.9:5062;x=1")
    );
    assert_eq!(
        (rows[0].family, rows[0].key.as_str()),
        ("SIP/Registry", "001")
    );
    office.register(
        BOB,
        "9.9.9.9:4321",
        &[
            ("Contact", "<sip:b@10.0.0.9;x=1>;expires=100"),
            ("User-Agent", "a \"quoted\" phone"),
        ],
    );
    rows.extend(office.changes.rows.clone());
    assert!(rows[1].key.starts_with("bob;@"), "{}", rows[1].key);

    let mut after = Office::new();
    let wall = office.wall();
    let stored = rows
        .iter()
        .map(|row| (row.family, row.key.as_str(), row.value.as_deref().unwrap()));
    let later = office.now + Duration::from_secs(40);
    after
        .contacts
        .restore(&after.settings, later, &wall, stored.clone());
    let bob = after.contacts.of(&AorKey::new(BOB.0, BOB.1))[0].clone();
    assert_eq!(bob.uri.as_str(), "sip:b@9.9.9.9:4321;x=1");
    assert_eq!(bob.user_agent, "a \"quoted\" phone");
    assert_eq!(bob.expires_at, Some(later + Duration::from_secs(60)));
    let phone = after.contacts.of(&AorKey::new(P001.0, P001.1))[0].clone();
    assert_eq!(phone.source, Some("9.9.9.9:4321".parse().unwrap()));
    assert!(phone.at_source);

    let mut too_late = Office::new();
    too_late.contacts.restore(
        &too_late.settings,
        office.now + Duration::from_secs(100),
        &wall,
        stored,
    );
    assert!(too_late.uris(BOB.0, BOB.1).is_empty());
}

#[test]
fn strange_rows_are_passed_over() {
    let mut office = Office::new();
    let wall = office.wall();
    let rows = [
        ("SIP/Registry", "nobody", "1.1.1.1:1:1:x:sip:x@y"),
        ("SIP/Registry", "001", ""),
        ("SIP/Registry", "001", "1.1.1.1:99999:1:x:sip:x@y"),
        ("SIP/Registry", "001", "é:é:é"),
        ("SIP/Registry", "trunk", "1.1.1.1:1:100:x:sip:x@y"),
        ("registrar/contact", "bob;@0", "{\"uri\":\"sip:b@1.1.1.1\"}"),
        (
            "registrar/contact",
            "bob;@0",
            "{\"uri\":\"sip:b@1.1.1.1\",\"expiration_time\":\"\\",
        ),
        ("registrar/contact", "bob", ""),
        ("other", "bob", "x"),
    ];
    office
        .contacts
        .restore(&office.settings, office.now, &wall, rows);
    assert_eq!(
        office
            .contacts
            .iter()
            .filter(|(_, one)| !one.is_permanent())
            .count(),
        0
    );
}

#[test]
fn a_reload_keeps_what_is_still_configured() {
    let mut office = Office::new();
    office.register(ALICE, "10.0.0.9:5060", &[("Contact", "<sip:a@10.0.0.9>")]);
    office.register(BOB, "10.0.0.9:5060", &[("Contact", "<sip:b@10.0.0.9>")]);
    let (less, _) = load(&[(
        "pjsip.conf",
        "[alice]\ntype=endpoint\nallow=ulaw\naors=alice\n[alice]\ntype=aor\nmax_contacts=1\n",
    )]);
    let changes = office.contacts.configure(&less);
    assert_eq!(office.uris(ALICE.0, ALICE.1), ["sip:a@10.0.0.9"]);
    assert!(office.uris(BOB.0, BOB.1).is_empty());
    assert_eq!(changes.rows.len(), 1);
}

#[test]
fn dates() {
    for (seconds, expected) in [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_289_690_940, "Sat, 13 Nov 2010 23:29:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ] {
        assert_eq!(http_date(Duration::from_secs(seconds)), expected);
    }
}
