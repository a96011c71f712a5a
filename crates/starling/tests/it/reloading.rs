//! Changed files while calls are up.

use std::time::Duration;

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

/// A plan so long that reading it takes its time.
fn long_plan() -> String {
    let mut plan = String::from(PLAN);
    for context in 0..1_000 {
        plan.push_str(&format!("[long-{context}]\n"));
        for number in 100..125 {
            plan.push_str(&format!(
                "exten => {number},1,NoOp(from ${{CALLERID(num)}})\n same => n,Set(X=$[1+{number}])\n \
                 same => n,GotoIf($[\"${{X}}\"=\"7\"]?done)\n same => n(done),Hangup()\n"
            ));
        }
    }
    plan
}

#[test]
fn a_long_plan_is_read_beside_the_calls() {
    let exchange = exchange();
    let mut talking = WirePhone::new("alice", exchange.address()).registered();
    let mut other = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(talking.dial("900"), 200);
    talking.voice.hears(1004.0);
    let plan = long_plan();
    assert!(plan.lines().count() > 100_000);
    exchange.rewrite("extensions.conf", &plan);
    talking.voice.listens_afresh();
    let reply = std::thread::scope(|scope| {
        let reload = scope.spawn(|| exchange.console("dialplan reload"));
        // Others call, and commands are answered, before the plan is read.
        assert_eq!(other.dial("600"), 200);
        other.hangs_up();
        let uptime = exchange.console("core show uptime");
        assert!(uptime.contains("System uptime"), "{uptime}");
        assert!(!reload.is_finished(), "the calls had to wait");
        reload.join().unwrap()
    });
    assert!(reply.contains("Dialplan reloaded."), "{reply}");
    let shown = exchange.console("dialplan show 124@long-999");
    assert!(shown.contains("Hangup()"), "{shown}");
    let (heard, missing) = talking.voice.completeness();
    assert!(heard > Duration::from_millis(200), "{heard:?}");
    assert_eq!(missing, 0, "packets are missing in {heard:?}");
    talking.hangs_up();
}

#[test]
fn a_file_changed_while_it_is_read_is_read_again() {
    let exchange = exchange();
    exchange.rewrite("extensions.conf", &long_plan());
    std::thread::scope(|scope| {
        let first = scope.spawn(|| exchange.console("dialplan reload"));
        clock::until("the first reading is under way, or over", || {
            let plan = exchange.console("core show uptime");
            plan.contains("uptime").then_some(())
        });
        exchange.rewrite(
            "extensions.conf",
            &format!("{PLAN}exten => 55,1,Answer()\n"),
        );
        let second = exchange.console("dialplan reload");
        assert!(second.contains("Dialplan reloaded."), "{second}");
        let shown = exchange.console("dialplan show 55@phones");
        assert!(shown.contains("Answer()"), "{shown}");
        assert!(first.join().unwrap().contains("Dialplan reloaded."));
    });
    let shown = exchange.console("dialplan show 55@phones");
    assert!(shown.contains("Answer()"), "{shown}");
}

#[test]
fn a_silent_database_stalls_no_call() {
    // Takes connections and never says a word.
    let database = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = database.local_addr().unwrap().port();
    let exchange = exchange();
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    exchange.rewrite(
        "res_pgsql.conf",
        &format!("[general]\ndbhost=127.0.0.1\ndbport={port}\ndbname=a\ndbuser=a\ndbpass=a\n"),
    );
    exchange.rewrite(
        "extconfig.conf",
        "[settings]\nmusiconhold.conf => pgsql,general,ast_config\n",
    );
    std::thread::scope(|scope| {
        let reload = scope.spawn(|| exchange.console("core reload"));
        assert_eq!(phone.dial("600"), 200);
        phone.hangs_up();
        assert!(!reload.is_finished(), "the call had to wait");
        let reply = reload.join().unwrap();
        assert!(reply.contains("ast_config"), "{reply}");
    });
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

/// A plan of more than 2000 steps; one jump in it leads nowhere.
fn large_plan(number: &str) -> String {
    let mut plan = format!("{PLAN}exten => {number},1,Goto(gone,s,1)\n[many]\n");
    for step in 0..2_100 {
        plan.push_str(&format!("exten => 5{step:04},1,NoOp(${{EXTEN}})\n"));
    }
    plan
}

#[test]
fn a_large_plan_is_checked_beside_the_calls() {
    let exchange = exchange();
    let mut talking = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(talking.dial("600"), 200);
    let wrong = large_plan("605");
    exchange.rewrite("extensions.conf", &wrong);
    let told = exchange.console("dialplan reload");
    // The new plan is live before the check is done, which tells its findings in the log.
    assert!(!told.contains("gone"), "{told}");
    assert!(exchange.console("dialplan show phones").contains("'605'"));
    let line = wrong
        .lines()
        .position(|line| line.contains("gone"))
        .unwrap()
        + 1;
    let place = format!("extensions.conf:{line}:");
    let is_told = || {
        let printed = exchange.printed();
        let found = printed.lines().find(|line| line.contains(&place));
        found.map(str::to_owned)
    };
    let found = clock::until("the check beside the calls is done", is_told);
    assert!(
        found.contains("error[jump-to-nowhere]") && found.contains("'gone'"),
        "{found}"
    );
    still_talks(&talking, 660.0);
    // Two reloads in a row: the later check counts, and nothing waits for the earlier one.
    exchange.rewrite("extensions.conf", &large_plan("606"));
    exchange.console("dialplan reload");
    exchange.rewrite(
        "extensions.conf",
        &large_plan("607").replace("(gone", "(nowhere"),
    );
    exchange.console("dialplan reload");
    clock::until("the later check is done", || {
        exchange.printed().contains("'nowhere'").then_some(())
    });
    still_talks(&talking, 720.0);
    talking.hangs_up();
    exchange.becomes_idle();
}

#[test]
fn a_large_plan_with_a_fault_is_refused_when_strict() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let mut exchange = Exchange::not_started(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    exchange.add_arguments(&["--strict"]);
    exchange.start();
    exchange.rewrite("extensions.conf", &large_plan("605"));
    let told = exchange.console("dialplan reload");
    assert!(told.contains("there is no context 'gone'"), "{told}");
    assert!(told.contains("Nothing was changed"), "{told}");
    assert!(!exchange.console("dialplan show phones").contains("'605'"));
}
