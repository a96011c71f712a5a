//! The program as a service: background, process id, signals, stop and restart, several on one machine.

use std::process::Command;

use crate::clock;
use crate::exchange::{BINARY, Exchange, PJSIP, PLAN, is_alive, link_as, pjsip_user, signal};
use crate::wire_phone::WirePhone;

fn exchange() -> Exchange {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    Exchange::with(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)])
}

#[test]
fn in_the_background_the_command_returns_when_it_is_ready() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let exchange = Exchange::not_started(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    let output = exchange.command().output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // No waiting: whoever was told that it is ready may call at once.
    let pid: u32 = exchange
        .folder
        .read("run/asterisk.pid")
        .trim()
        .parse()
        .unwrap();
    let at_end = Ended(pid);
    assert_eq!(
        exchange.console("core waitfullybooted"),
        "Asterisk has fully booted.\n"
    );
    WirePhone::new("alice", exchange.address()).registered();

    let second = exchange.command().output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let text = String::from_utf8_lossy(&second.stderr);
    assert!(text.contains("already running on"), "{text}");
    assert!(is_alive(pid), "the first one was harmed");

    signal(pid, "TERM");
    clock::until("SIGTERM ends it", || (!is_alive(pid)).then_some(()));
    assert_eq!(exchange.folder.read("run/asterisk.pid"), "");
    assert!(!exchange.folder.path().join("run/asterisk.ctl").exists());
    drop(at_end);
}

/// Ends a process that is nobody's child any more.
struct Ended(u32);

impl Drop for Ended {
    fn drop(&mut self) {
        if is_alive(self.0) {
            signal(self.0, "KILL");
        }
    }
}

#[test]
fn a_start_that_fails_says_why_and_returns_an_error() {
    let exchange = Exchange::not_started(&[("extensions.conf", "[broken\nexten => 1,1,NoOp()\n")]);
    for background in [true, false] {
        let mut command = exchange.command();
        command.arg("--strict");
        if !background {
            command.arg("-f");
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(
            text.contains("extensions.conf:1"),
            "background {background}: {text}"
        );
    }
    let pid = exchange.folder.path().join("run/asterisk.pid");
    assert!(!pid.exists(), "a process id is left");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let exchange = Exchange::not_started(&[]);
    exchange
        .folder
        .write("run", "a file where a folder should be");
    let output = exchange.command().output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("/run"), "{text}");
}

#[test]
fn core_stop_now_ends_calls_and_the_program() {
    let mut exchange = exchange();
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(phone.dial("600"), 200);
    exchange.console("core stop now");
    phone.request("BYE");
    assert!(exchange.wait().success());
    let refused = exchange.console_output("core show version");
    assert_eq!(refused.status.code(), Some(1));
    let text = String::from_utf8_lossy(&refused.stderr);
    assert!(
        text.contains("Unable to connect to remote asterisk"),
        "{text}"
    );
}

#[test]
fn core_stop_gracefully_waits_for_the_last_call() {
    let mut exchange = exchange();
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    let mut late = WirePhone::new("alice", exchange.address());
    assert_eq!(phone.dial("600"), 200);
    exchange.console("core stop gracefully");
    phone.voice.says(Some(800.0));
    phone.voice.hears(800.0);
    assert!(exchange.runs(), "it did not wait");
    assert_eq!(late.dial("600"), 503, "no new calls while it waits");
    phone.hangs_up();
    assert!(exchange.wait().success());
}

#[test]
fn a_graceful_stop_can_be_called_off() {
    let mut exchange = exchange();
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(phone.dial("600"), 200);
    exchange.console("core stop gracefully");
    exchange.console("core abort shutdown");
    phone.hangs_up();
    exchange.becomes_idle();
    assert!(exchange.runs());
    assert_eq!(phone.dial("600"), 200);
    phone.hangs_up();
}

#[test]
fn core_restart_now_starts_again_as_the_same_process() {
    let mut exchange = exchange();
    let started = |exchange: &Exchange| exchange.console("core show uptime seconds");
    clock::until("some time passes", || {
        (!started(&exchange).contains("uptime: 0")).then_some(())
    });
    let pid = exchange.pid();
    exchange.console("core restart now");
    clock::until("it is there again", || {
        started(&exchange).contains("uptime: 0").then_some(())
    });
    assert!(exchange.runs());
    assert_eq!(exchange.pid(), pid);
    WirePhone::new("alice", exchange.address()).registered();
}

#[test]
fn sigterm_ends_calls_and_succeeds() {
    let mut exchange = exchange();
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(phone.dial("600"), 200);
    exchange.signal("TERM");
    phone.request("BYE");
    assert!(exchange.wait().success());
    assert!(!exchange.folder.path().join("run/asterisk.ctl").exists());
    assert!(!exchange.folder.path().join("run/asterisk.pid").exists());
}

#[test]
fn what_a_killed_one_left_is_no_obstacle() {
    let mut exchange = exchange();
    exchange.signal("KILL");
    assert!(!exchange.wait().success());
    assert!(exchange.folder.path().join("run/asterisk.ctl").exists());
    exchange.start();
    WirePhone::new("alice", exchange.address()).registered();
}

#[test]
fn two_exchanges_live_side_by_side() {
    let (one, two) = (exchange(), exchange());
    let mut alice = WirePhone::new("alice", one.address()).registered();
    assert!(
        one.console("pjsip show contacts")
            .contains("alice/sip:alice")
    );
    assert!(
        !two.console("pjsip show contacts")
            .contains("alice/sip:alice")
    );
    assert_eq!(alice.dial("600"), 200);
    assert!(two.console("core show channels").contains("0 active calls"));
    alice.hangs_up();
}

#[test]
fn under_the_name_asterisk_it_is_the_same() {
    let exchange = exchange();
    let link = link_as("asterisk", &exchange.folder);
    let ask = |program: &str, words: &[&str]| {
        let config = exchange.folder.path().join("etc/asterisk.conf");
        let output = Command::new(program)
            .arg("-C")
            .arg(config)
            .args(words)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let link = link.to_string_lossy().into_owned();
    for words in [
        ["-rx", "core show version"].as_slice(),
        &["-rx", "pjsip show aors"],
        &["-V"],
    ] {
        let text = ask(&link, words);
        assert!(!text.is_empty(), "{words:?}");
        assert_eq!(text, ask(BINARY, words), "{words:?}");
    }
    assert!(ask(&link, &["-rx", "core show version"]).starts_with("Asterisk "));
    assert!(ask(&link, &["-V"]).starts_with("Asterisk "));
}
