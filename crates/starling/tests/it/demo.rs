//! Newcomers and their softphones on the demo exchange.

use crate::exchange::{Exchange, MUSIC, demo_pitch};
use crate::softphone::Softphone;

#[test]
fn the_card_tells_what_to_dial() {
    let demo = Exchange::demo();
    let (alice, bob) = demo.demo_passwords();
    let card = demo.printed();
    for word in [
        alice,
        bob,
        format!(":{}", demo.port),
        "600  echo test".to_owned(),
    ] {
        assert!(card.contains(&word), "{word} is not in {card}");
    }
}

#[test]
fn a_softphone_hears_itself_over_udp() {
    hears_itself("");
}

#[test]
fn a_softphone_hears_itself_over_tcp() {
    hears_itself(";transport=tcp");
}

fn hears_itself(options: &str) {
    let demo = Exchange::demo();
    let password = demo.demo_passwords().0;
    let mut alice = Softphone::start("alice", &password, demo.address(), 1300.0, options);
    assert!(
        demo.console("pjsip show contacts")
            .contains("alice/sip:alice")
    );
    alice.dials("600");
    alice.reports("CALL_ESTABLISHED");
    alice.hears(demo_pitch("demo-echotest"));
    alice.hears(1300.0);
    alice.presses('#');
    alice.hears(demo_pitch("demo-echodone"));
    alice.reports("CALL_CLOSED");
    demo.becomes_idle();
}

#[test]
fn a_softphone_walks_through_the_menu() {
    let demo = Exchange::demo();
    let password = demo.demo_passwords().0;
    let mut alice = Softphone::start("alice", &password, demo.address(), 1500.0, "");
    alice.dials("800");
    alice.reports("CALL_ESTABLISHED");
    is_asked(&mut alice);
    alice.presses('9');
    alice.hears(demo_pitch("pbx-invalid"));
    is_asked(&mut alice);
    alice.presses('3');
    alice.hears(demo_pitch("beep"));
    alice.did_not_hear(demo_pitch("digits/7"));
    for key in ['1', '7', '2', '#'] {
        alice.presses(key);
    }
    for digit in ["digits/1", "digits/7", "digits/2"] {
        alice.hears(demo_pitch(digit));
    }
    is_asked(&mut alice);
    alice.did_not_hear(1500.0);
    alice.presses('1');
    alice.hears(demo_pitch("demo-echotest"));
    alice.hears(1500.0);
    alice.did_not_hear(MUSIC);
    alice.hangs_up();
    alice.reports("CALL_CLOSED");
    demo.becomes_idle();
}

#[test]
fn the_menu_plays_music_and_calls_people() {
    let demo = Exchange::demo();
    let (alice_password, bob_password) = demo.demo_passwords();
    let mut alice = Softphone::start("alice", &alice_password, demo.address(), 1500.0, "");
    alice.dials("800");
    is_asked(&mut alice);
    alice.presses('2');
    alice.hears(MUSIC);
    alice.hangs_up();
    alice.reports("CALL_CLOSED");
    demo.becomes_idle();
    let mut bob = Softphone::start(
        "bob",
        &bob_password,
        demo.address(),
        1800.0,
        ";answermode=auto",
    );
    alice.dials("800");
    is_asked(&mut alice);
    for key in ['1', '0', '2'] {
        alice.presses(key);
    }
    bob.reports("CALL_ESTABLISHED");
    alice.hears(1800.0);
    bob.hears(1500.0);
    alice.hangs_up();
    bob.reports("CALL_CLOSED");
    demo.becomes_idle();
}

/// Keys that are pressed while another prompt is played count for nothing.
fn is_asked(phone: &mut Softphone) {
    phone.listens_afresh();
    phone.hears(demo_pitch("vm-enter-num-to-call"));
}

#[test]
fn two_softphones_talk_to_each_other() {
    let demo = Exchange::demo();
    let (alice_password, bob_password) = demo.demo_passwords();
    let mut alice = Softphone::start("alice", &alice_password, demo.address(), 1300.0, "");
    let auto = ";answermode=auto;transport=tcp";
    let mut bob = Softphone::start("bob", &bob_password, demo.address(), 1700.0, auto);
    alice.dials("102");
    bob.reports("CALL_ESTABLISHED");
    alice.reports("CALL_ESTABLISHED");
    alice.hears(1700.0);
    bob.hears(1300.0);
    assert!(
        demo.console("core show channels")
            .contains("1 active call\n")
    );
    bob.hangs_up();
    alice.reports("CALL_CLOSED");
    demo.becomes_idle();
}

#[test]
fn nobody_at_home_is_said() {
    let demo = Exchange::demo();
    let password = demo.demo_passwords().0;
    let mut alice = Softphone::start("alice", &password, demo.address(), 1300.0, "");
    alice.dials("102");
    alice.hears(demo_pitch("vm-isunavail"));
    alice.reports("CALL_CLOSED");
    demo.becomes_idle();
}
