//! Consoles: `-rx` for scripts, `-r` for people.

use crate::clock;
use crate::exchange::{BINARY, Exchange, PJSIP, PLAN, SIP, pjsip_user, sip_user};
use crate::terminal::Terminal;
use crate::wire_phone::WirePhone;

/// Both dialects in one exchange: chan_sip at a port of its own.
fn exchange() -> Exchange {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let sip = format!(
        "{}{}",
        SIP.replace("127.0.0.1:@PORT@", "127.0.0.2:@PORT@"),
        sip_user("desk")
    );
    let plan = format!("{PLAN}exten => 601,hint,PJSIP/alice\n");
    Exchange::with(&[
        ("pjsip.conf", &pjsip),
        ("sip.conf", &sip),
        ("extensions.conf", &plan),
    ])
}

#[test]
fn every_command_answers_as_scripts_expect() {
    let exchange = exchange();
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(alice.dial("600"), 200);
    alice.voice.says(Some(500.0));
    alice.voice.hears(500.0);
    for (command, expected) in [
        ("core show version", "Asterisk "),
        ("core waitfullybooted", "Asterisk has fully booted.\n"),
        ("core show uptime", "System uptime: "),
        (
            "core show channels",
            "Channel              Location             State   Application(Data)",
        ),
        (
            "core show channels",
            "PJSIP/alice-00000000 600@phones:2         Up      Echo()",
        ),
        (
            "core show channels",
            "1 active channel\n1 active call\n1 call processed\n",
        ),
        (
            "core show channels concise",
            "PJSIP/alice-00000000!phones!600!2!Up!Echo!",
        ),
        (
            "core show channels verbose",
            "PJSIP/alice-00000000 phones               600",
        ),
        ("core show channels count", "1 active channel\n"),
        (
            "core show channel PJSIP/alice-00000000",
            "Name: PJSIP/alice-00000000",
        ),
        ("core show applications", "Dial"),
        ("core show applications", "Playback"),
        (
            "core show application Dial",
            "-= Info about Application 'Dial' =-",
        ),
        (
            "core show application dial",
            "-= Info about Application 'Dial' =-",
        ),
        ("core show functions", "CALLERID"),
        ("core show function DB", "-= Info about Function 'DB' =-"),
        ("core show hints", "601@phones"),
        ("core show settings", "PBX Core settings"),
        (
            "dialplan show phones",
            "[ Context 'phones' created by 'pbx_config' ]",
        ),
        ("dialplan show phones", "'600' =>          1. Answer()"),
        ("dialplan show phones", "[extensions.conf:2]"),
        (
            "dialplan show",
            "[ Context 'phones' created by 'pbx_config' ]",
        ),
        (
            "dialplan show 600@phones",
            "-= 1 extension (2 priorities) in 1 context. =-",
        ),
        ("dialplan reload", "Dialplan reloaded."),
        ("sip show peers", "desk"),
        (
            "sip show peers",
            "1 sip peers [Monitored: 0 online, 0 offline Unmonitored: 0 online, 1 offline]",
        ),
        ("sip show registry", "0 SIP registrations."),
        ("pjsip show endpoints", "Endpoint:  alice"),
        (
            "pjsip show endpoint alice",
            "Contact:  alice/sip:alice@127.0.0.1:",
        ),
        ("pjsip show aors", "Aor:  alice"),
        (
            "pjsip show contacts",
            "Contact:  alice/sip:alice@127.0.0.1:",
        ),
        ("pjsip show registrations", "No objects found."),
        ("pjsip list aors", "Aor:  alice"),
        ("pjsip list endpoints", "Objects found: 1"),
        ("database put a b c", "Updated database successfully"),
        ("database get a b", "Value: c"),
        ("core set verbose 5", "is now 5"),
        ("core set debug 2", "Core debug was OFF and is now 2."),
        ("module show like pjsip", "res_pjsip.so"),
        ("logger show channels", "Channel"),
        ("core show help core stop", "Usage: core stop"),
        ("help", "core show version"),
        (
            "core show nothing",
            "No such command 'core show nothing' (type 'core show help core show' for other possible commands)",
        ),
        (
            "bla",
            "No such command 'bla' (type 'core show help bla' for other possible commands)",
        ),
        (
            "core show application Nothing",
            "Your application(s) is (are) not registered",
        ),
        (
            "dialplan show nowhere",
            "There is no existence of 'nowhere' context",
        ),
        ("module reload nothing", "No such module 'nothing'"),
    ] {
        let output = exchange.console_output(command);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            text.contains(expected),
            "{command}: {expected:?} is not in {text}"
        );
        assert!(output.status.success(), "{command}");
    }
    let version = exchange.console("core show version");
    assert!(
        version.starts_with("Asterisk ") && version.ends_with('\n'),
        "{version}"
    );
    for quiet in [
        "sip reload",
        "pjsip reload",
        "module reload",
        "core reload",
        "",
    ] {
        assert_eq!(exchange.console(quiet), "", "{quiet}");
    }
    alice.hangs_up();
}

#[test]
fn calls_are_begun_and_ended_from_the_console() {
    let exchange = exchange();
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    for order in ["extension 600@phones", "application Echo"] {
        exchange.console(&format!("channel originate PJSIP/alice {order}"));
        alice.answers();
        alice.voice.says(Some(750.0));
        alice.voice.listens_afresh();
        alice.voice.hears(750.0);
        let channels = exchange.console("core show channels concise");
        let name = channels.split('!').next().unwrap();
        assert!(name.starts_with("PJSIP/alice-"), "{channels}");
        let text = exchange.console(&format!("channel request hangup {name}"));
        assert_eq!(text, format!("Requested Hangup on channel '{name}'\n"));
        alice.is_hung_up();
        exchange.becomes_idle();
    }
    let text = exchange.console("channel request hangup PJSIP/nobody-1");
    assert!(
        text.contains("PJSIP/nobody-1 is not a known channel"),
        "{text}"
    );
}

#[test]
fn a_person_at_the_console_sees_calls() {
    let exchange = exchange();
    let config = exchange.folder.path().join("etc/asterisk.conf");
    let home = exchange.folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    let command = format!("{BINARY} -C {} -rvvvvvvv", config.display());
    let mut console = Terminal::open(&command, &home);
    let banner = console.shows("(pid = ");
    assert!(banner.contains("Connected to Asterisk "), "{banner}");
    assert!(banner.contains(" currently running on "), "{banner}");
    console.shows(&format!("{})", exchange.pid()));
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let prompt = format!("{}*CLI> ", host.trim());
    console.shows(&prompt);
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(alice.dial("600"), 200);
    console
        .shows("-- Executing [600@phones:1] Answer(\"PJSIP/alice-00000000\", \"\") in new stack");
    console.shows("-- Executing [600@phones:2] Echo(");
    console.types("core show channels");
    console.shows("1 active channel");
    alice.hangs_up();
    console.types("core sho vers");
    console.shows("No such command");
    console.types("exit");
    assert_eq!(console.ends(), Some(0));
    let history = std::fs::read_to_string(home.join(".asterisk_history")).unwrap();
    assert!(history.contains("core show channels"), "{history}");
    assert!(
        exchange
            .console("core show version")
            .starts_with("Asterisk ")
    );
}

#[test]
fn a_history_that_cannot_be_written_is_only_mentioned() {
    let exchange = exchange();
    let config = exchange.folder.path().join("etc/asterisk.conf");
    // Not even root can write a history here.
    let command = format!("{BINARY} -C {} -r", config.display());
    let mut console = Terminal::open(&command, std::path::Path::new("/proc/nowhere"));
    console.shows("*CLI> ");
    console.types("core show version");
    console.shows("Asterisk 2");
    console.types("core show uptime");
    console.shows("System uptime:");
    console.types("quit");
    assert_eq!(console.ends(), Some(0));
}

#[test]
fn the_console_ends_with_the_exchange() {
    let mut exchange = exchange();
    let config = exchange.folder.path().join("etc/asterisk.conf");
    let command = format!("{BINARY} -C {} -rvvv", config.display());
    let mut console = Terminal::open(&command, exchange.folder.path());
    console.shows("*CLI> ");
    console.types("core stop now");
    assert!(exchange.wait().success());
    console.ends();
}

#[test]
fn a_trace_shows_messages_line_by_line() {
    let exchange = exchange();
    let config = exchange.folder.path().join("etc/asterisk.conf");
    let command = format!("{BINARY} -C {} -rvvv", config.display());
    let mut console = Terminal::open(&command, exchange.folder.path());
    console.shows("*CLI> ");
    console.types("pjsip set logger on");
    console.shows("PJSIP Logging enabled");
    WirePhone::new("alice", exchange.address()).registered();
    let shown = console.shows("200 OK");
    let line = shown.lines().find(|line| line.starts_with("REGISTER sip:"));
    assert_eq!(
        line.map(|line| line.trim_end().ends_with("SIP/2.0")),
        Some(true),
        "{shown}"
    );
}

#[test]
fn scripts_may_wait_for_the_boot_of_an_exchange_that_is_just_starting() {
    let mut exchange = Exchange::not_started(&[("extensions.conf", PLAN)]);
    exchange.spawn();
    let booted = clock::within(clock::PATIENCE, || {
        let output = exchange.console_output("core waitfullybooted");
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    });
    assert_eq!(booted.as_deref(), Some("Asterisk has fully booted.\n"));
    assert!(exchange.runs());
}
