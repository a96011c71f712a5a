//! Changed files while calls are up.

use crate::clock;
use crate::exchange::{Exchange, PJSIP, PLAN, SIP, pjsip_user, sip_user};
use crate::wire_phone::WirePhone;

fn exchange() -> Exchange {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    Exchange::with(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)])
}

/// Whoever talks to the echo hears himself.
#[track_caller]
fn still_talks(phone: &WirePhone, pitch: f64) {
    phone.voice.says(Some(pitch));
    phone.voice.listens_afresh();
    phone.voice.hears(pitch);
}

#[test]
fn a_new_dialplan_is_live_and_calls_go_on() {
    let exchange = exchange();
    let mut talking = WirePhone::new("alice", exchange.address()).registered();
    let mut other = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(talking.dial("600"), 200);
    still_talks(&talking, 700.0);
    for (number, command) in [
        ("601", "dialplan reload"),
        ("602", "core reload"),
        ("603", "module reload pbx_config.so"),
    ] {
        assert_eq!(other.dial(number), 404, "{number} before {command}");
        let plan = format!("{PLAN}exten => {number},1,Answer()\n same => n,Milliwatt()\n");
        exchange.rewrite("extensions.conf", &plan);
        exchange.console(command);
        assert_eq!(other.dial(number), 200, "{number} after {command}");
        other.voice.listens_afresh();
        other.voice.hears(1004.0);
        other.hangs_up();
        still_talks(&talking, 500.0);
    }
    // The step that a call is in may be gone from the plan.
    exchange.rewrite("extensions.conf", "[phones]\nexten => 1,1,Answer()\n");
    exchange.console("dialplan reload");
    still_talks(&talking, 900.0);
    talking.hangs_up();
    exchange.becomes_idle();
}

#[test]
fn sighup_reloads() {
    let mut exchange = exchange();
    exchange.rewrite(
        "extensions.conf",
        "[phones]\nexten => 77,1,Answer()\n same => n,Echo()\n",
    );
    exchange.signal("HUP");
    clock::until("the new plan is live", || {
        exchange
            .console("dialplan show phones")
            .contains("'77'")
            .then_some(())
    });
    assert!(exchange.runs());
}

#[test]
fn a_faulty_file_changes_nothing_when_strict() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let mut exchange = Exchange::not_started(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    exchange.add_arguments(&["--strict"]);
    exchange.start();
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(phone.dial("600"), 200);
    let faulty = "[phones]\nexten => 600,1,Hangup()\n[never closed\n";
    exchange.rewrite("extensions.conf", faulty);
    for command in ["dialplan reload", "core reload", "module reload"] {
        let text = exchange.console(command);
        assert!(text.contains("extensions.conf:3"), "{command}: {text}");
        assert!(text.contains("Nothing was changed"), "{command}: {text}");
        still_talks(&phone, 640.0);
    }
    assert!(exchange.console("dialplan show phones").contains("Echo()"));
    phone.hangs_up();
    assert_eq!(phone.dial("600"), 200);
    phone.hangs_up();
}

#[test]
fn a_mistake_is_told_by_the_reload_with_its_place() {
    let exchange = exchange();
    exchange.rewrite("extensions.conf", &format!("{PLAN}exten => 1,1,Answre()\n"));
    let text = exchange.console("dialplan reload");
    assert!(text.contains("extensions.conf:6"), "{text}");
    assert!(text.contains("Answer"), "{text}");
}

#[test]
fn new_users_may_register_after_a_reload_and_old_ones_no_more() {
    let exchange = exchange();
    for (name, command) in [
        ("bob", "pjsip reload"),
        ("carol", "module reload res_pjsip.so"),
        ("dave", "core reload"),
    ] {
        let mut phone = WirePhone::new(name, exchange.address());
        assert_eq!(phone.register(), 401, "{name} before {command}");
        let both = format!("{PJSIP}{}{}", pjsip_user("alice"), pjsip_user(name));
        exchange.rewrite("pjsip.conf", &both);
        exchange.console(command);
        assert_eq!(phone.register(), 200, "{name} after {command}");
        assert_eq!(phone.dial("600"), 200);
        phone.hangs_up();
    }
    assert_eq!(WirePhone::new("bob", exchange.address()).register(), 401);
}

#[test]
fn sip_reload_takes_new_users_too() {
    let sip = format!("{SIP}{}", sip_user("alice"));
    let exchange = Exchange::with(&[("sip.conf", &sip), ("extensions.conf", PLAN)]);
    let mut talking = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(talking.dial("600"), 200);
    let mut bob = WirePhone::new("bob", exchange.address());
    assert_ne!(bob.register(), 200);
    exchange.rewrite("sip.conf", &format!("{sip}{}", sip_user("bob")));
    exchange.console("sip reload");
    assert_eq!(bob.register(), 200);
    still_talks(&talking, 820.0);
    talking.hangs_up();
    assert!(exchange.console("sip show peers").contains("bob"));
}
