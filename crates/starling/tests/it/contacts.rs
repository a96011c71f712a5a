//! What outlives a restart: where phones are, and what the dialplan put into the database.

use crate::exchange::{Exchange, PJSIP, SIP, pjsip_user, sip_user};
use crate::wire_phone::WirePhone;

const PLAN: &str = "[phones]\nexten => 200,1,Dial(TECH/bob,20)\n\
     exten => 300,1,Set(DB(house/door)=open)\n same => n,Answer()\n same => n,Echo()\n\
     exten => 301,1,GotoIf($[\"${DB(house/door)}\" = \"open\"]?yes)\n same => n,Hangup(21)\n\
     same => n(yes),Answer()\n same => n,Echo()\n";

#[test]
fn a_phone_of_pjsip_conf_is_called_after_a_restart() {
    let text = format!("{PJSIP}{}{}", pjsip_user("alice"), pjsip_user("bob"));
    is_called_after_a_restart("pjsip.conf", &text, "PJSIP");
}

#[test]
fn a_phone_of_sip_conf_is_called_after_a_restart() {
    let text = format!("{SIP}{}{}", sip_user("alice"), sip_user("bob"));
    is_called_after_a_restart("sip.conf", &text, "SIP");
}

/// However it ended: when it was stopped, started again by itself, or killed.
fn is_called_after_a_restart(name: &str, endpoints: &str, technology: &str) {
    let plan = PLAN.replace("TECH", technology);
    let mut exchange = Exchange::with(&[(name, endpoints), ("extensions.conf", &plan)]);
    let mut bob = WirePhone::new("bob", exchange.address()).registered();
    for how in ["TERM", "KILL"] {
        exchange.signal(how);
        exchange.wait();
        exchange.start();
        let mut alice = WirePhone::new("alice", exchange.address()).registered();
        std::thread::scope(|scope| {
            scope.spawn(|| bob.answers());
            assert_eq!(alice.dial("200"), 200, "after {how}");
        });
        alice.voice.says(Some(600.0));
        bob.voice.says(Some(1200.0));
        alice.voice.hears(1200.0);
        bob.voice.hears(600.0);
        alice.hangs_up();
        bob.is_hung_up();
        exchange.becomes_idle();
    }
}

#[test]
fn what_the_dialplan_stored_is_there_after_a_restart() {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    let mut exchange = Exchange::with(&[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)]);
    let mut phone = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(phone.dial("301"), 403, "nothing is stored yet");
    assert_eq!(phone.dial("300"), 200);
    phone.hangs_up();
    exchange.console("database put house window shut");
    assert!(exchange.stop().success());
    exchange.start();
    assert!(
        exchange
            .console("database get house window")
            .contains("Value: shut")
    );
    assert!(
        exchange
            .console("database show house")
            .contains("/house/door")
    );
    assert_eq!(phone.dial("301"), 200);
    phone.hangs_up();
}
