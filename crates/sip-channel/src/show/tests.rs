use std::time::Duration;

use super::*;
use crate::aor::AorKey;
use crate::contact::Reach;
use crate::endpoint::Dialect;
use crate::settings::tests::load;

const PJSIP: &str = "
[transport-udp]
type=transport
protocol=udp
bind=0.0.0.0:5060
[6001]
type=endpoint
allow=!all,ulaw
auth=6001
aors=6001
transport=transport-udp
[6001]
type=auth
username=6001
password=x
[6001]
type=aor
max_contacts=1
contact=sip:6001@127.0.0.1:5061
[net]
type=identify
endpoint=6001
match=10.0.0.0/8
";

/// What a command prints, with these files and what the closure changes.
fn show(files: &[(&str, &str)], change: impl Fn(&mut Contacts), command: &str) -> String {
    let words: Vec<_> = command.split(' ').collect();
    let answer = with_show(files, change, |show| show.answer(&words));
    answer.unwrap_or_else(|| "no such command".to_owned())
}

/// What somebody asks of the tables, with these files and what the closure changes.
fn with_show<T>(
    files: &[(&str, &str)],
    change: impl Fn(&mut Contacts),
    ask: impl Fn(&Show<'_>) -> T,
) -> T {
    let (settings, _) = load(files);
    let mut contacts = Contacts::default();
    contacts.configure(&settings);
    change(&mut contacts);
    let now = crate::tests::start();
    let mut registrations = OutboundRegistrations::new(1);
    registrations.configure(now, &settings);
    ask(&Show {
        settings: &settings,
        contacts: &contacts,
        registrations: &registrations,
        channels: &|_| 0,
        now,
        wall: &WallClock::new(now, Duration::ZERO),
    })
}

fn watched(contacts: &mut Contacts) {
    let key = AorKey::new(Dialect::Pjsip, "6001");
    contacts.by_aor.get_mut(&key).unwrap()[0].reach = Reach::Reachable(Duration::from_micros(1500));
}

fn check(files: &[(&str, &str)], command: &str, expected: &str) {
    let found = show(files, |_| {}, command);
    let trimmed: Vec<_> = found.lines().map(str::trim_end).collect();
    let wanted: Vec<_> = expected.lines().map(str::trim_end).collect();
    assert_eq!(trimmed, wanted, "{command}\n{found}");
}

#[test]
fn pjsip_list_aors() {
    check(
        &[("pjsip.conf", PJSIP)],
        "pjsip list aors",
        "
      Aor:  <Aor..............................................>  <MaxContact>
==========================================================================================

      Aor:  6001                                                 1

Objects found: 1

",
    );
    assert_eq!(
        show(&[("pjsip.conf", "")], |_| {}, "pjsip list aors"),
        "No objects found.\n\n"
    );
}

#[test]
fn pjsip_show_endpoints() {
    let expected = "
 Endpoint:  <Endpoint/CID.....................................>  <State.....>  <Channels.>
    I/OAuth:  <AuthId/UserName...........................................................>
        Aor:  <Aor............................................>  <MaxContact>
      Contact:  <Aor/ContactUri..........................> <Hash....> <Status> <RTT(ms)..>
  Transport:  <TransportId........>  <Type>  <cos>  <tos>  <BindAddress..................>
   Identify:  <Identify/Endpoint.........................................................>
        Match:  <criteria.........................>
==========================================================================================

 Endpoint:  6001                                                 Not in use    0 of inf
     InAuth:  6001/6001
        Aor:  6001                                               1
      Contact:  6001/sip:6001@127.0.0.1:5061               HASH       Avail          1.500
  Transport:  transport-udp             udp      0      0  0.0.0.0:5060
   Identify:  net/6001
        Match:  10.0.0.0/8

Objects found: 1

";
    let found = show(&[("pjsip.conf", PJSIP)], watched, "pjsip show endpoints");
    let mut hash = format!("{:032x}", crate::registrar::hash("sip:6001@127.0.0.1:5061"));
    hash.truncate(10);
    assert_eq!(found.replace(&hash, "HASH      "), expected, "\n{found}");
}

#[test]
fn pjsip_show_one_endpoint() {
    let found = show(&[("pjsip.conf", PJSIP)], |_| {}, "pjsip show endpoint 6001");
    for line in [
        " ParameterName        : ParameterValue",
        " allow                : (ulaw)",
        " auth                 : 6001",
    ] {
        assert!(found.lines().any(|one| one == line), "{line}\n{found}");
    }
    let none = show(&[("pjsip.conf", PJSIP)], |_| {}, "pjsip show endpoint 7");
    assert_eq!(none, "Unable to find object 7.\n\n");
}

#[test]
fn pjsip_show_registrations() {
    let text = "[t]\ntype=registration\nserver_uri=sip:reg.example\nclient_uri=sip:u@reg.example\n";
    check(
        &[("pjsip.conf", text)],
        "pjsip show registrations",
        "
 <Registration/ServerURI..............................>  <Auth....................>  <Status.......>
==========================================================================================

 t/sip:reg.example                                       n/a                         Unregistered

Objects found: 1

",
    );
}

const SIP: &str = "
[general]
register => 1234:pw@sip.example:5070/s
[001]
type=friend
host=dynamic
defaultuser=001
nat=force_rport,comedia
secret=x
deny=1.1.1.1
[trunk]
type=peer
host=10.0.0.2
qualify=yes
[user]
type=user
context=in
";

#[test]
fn sip_show_peers() {
    check(
        &[("sip.conf", SIP)],
        "sip show peers",
        "\
Name/username             Host                                    Dyn Forcerport Comedia    ACL Port     Status      Description
001/001                   (Unspecified)                            D  Yes        Yes         A  0        Unmonitored
trunk                     10.0.0.2                                    Auto (No)  No             5060     UNKNOWN
2 sip peers [Monitored: 0 online, 1 offline Unmonitored: 0 online, 1 offline]
",
    );
}

#[test]
fn sip_show_registry_and_users() {
    check(
        &[("sip.conf", SIP)],
        "sip show registry",
        "\
Host                                    dnsmgr Username       Refresh State                Reg.Time
sip.example:5070                        N      1234               120 Request Sent
1 SIP registrations.
",
    );
    check(
        &[("sip.conf", SIP)],
        "sip show users",
        "\
Username                   Secret           Accountcode      Def.Context      ACL  Forcerport
001                        <Set>                             default          Yes  Yes
user                                                         in               No   Auto (No)
",
    );
}

#[test]
fn sip_show_one_peer() {
    let found = show(&[("sip.conf", SIP)], |_| {}, "sip show peer TRUNK");
    for line in [
        "  * Name       : trunk",
        "  Addr->IP     : 10.0.0.2:5060",
        "  Dynamic      : No",
    ] {
        assert!(found.lines().any(|one| one == line), "{line}\n{found}");
    }
    assert_eq!(
        show(&[("sip.conf", SIP)], |_| {}, "sip show peer x"),
        "Peer x not found.\n"
    );
}

#[test]
fn a_driver_that_is_not_configured_has_no_commands() {
    for command in [
        "pjsip list aors",
        "pjsip frobnicate",
        "sip show",
        "sip show nothing",
    ] {
        assert_eq!(
            show(&[("sip.conf", SIP)], |_| {}, command),
            "no such command",
            "{command}"
        );
    }
    // Lists of an empty driver are empty.
    let peers = show(&[("pjsip.conf", "")], |_| {}, "sip show peers");
    assert!(peers.starts_with("Name/username"), "{peers}");
    assert!(peers.contains("0 sip peers"), "{peers}");
}

#[test]
fn long_names_are_cut() {
    let name = "é".repeat(60);
    let text = format!("[{name}]\ntype=friend\nhost=dynamic\n");
    let found = show(&[("sip.conf", &text)], |_| {}, "sip show peers");
    let line = found.lines().nth(1).unwrap();
    assert!(
        line.starts_with(&format!("{} (Unspecified)", "é".repeat(25))),
        "{line}"
    );
}

#[test]
fn single_values() {
    use call::DriverFact::{AddressOfRecord, Contact, DialContacts, Endpoint, Peer};
    let sip = "[general]\nbind=0.0.0.0\n[bob]\ntype=peer\nhost=10.0.0.9\ncontext=inside\ncallerid=Bob <12>\nqualify=no\n";
    let files = [("pjsip.conf", PJSIP), ("sip.conf", sip)];
    let id = "6001;@sip:6001@127.0.0.1:5061";
    let rows = [
        (Endpoint, "6001", "aors", Some("6001")),
        (Endpoint, "6001", "transport", Some("transport-udp")),
        (Endpoint, "6001", "nonsense", None),
        (Endpoint, "6002", "aors", None),
        (AddressOfRecord, "6001", "max_contacts", Some("1")),
        (AddressOfRecord, "6001", "contact", Some(id)),
        (Contact, id, "status", Some("Reachable")),
        (Contact, id, "rtt", Some("1500")),
        (Contact, id, "uri", Some("sip:6001@127.0.0.1:5061")),
        (Contact, "6001;@x", "uri", None),
        (
            DialContacts,
            "6001",
            "",
            Some("PJSIP/6001/sip:6001@127.0.0.1:5061"),
        ),
        (
            DialContacts,
            "6001",
            ",55",
            Some("PJSIP/6001/sip:55@127.0.0.1:5061"),
        ),
        (DialContacts, "6001", "other", Some("")),
        (Peer, "bob", "context", Some("inside")),
        (Peer, "bob", "callerid_num", Some("12")),
        (Peer, "bob", "status", Some("Unmonitored")),
        (Peer, "bob", "dynamic", Some("no")),
        (Peer, "eve", "context", None),
    ];
    for (about, name, item, expected) in rows {
        let found = with_show(&files, watched, |show| show.value(about, name, item));
        assert_eq!(found.as_deref(), expected, "{about:?} {name} {item}");
    }
}
