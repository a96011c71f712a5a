//! Registrations, passwords, transports.

use sip::header::Transport;
use sip::message::Response;

use crate::scenarios::secs;
use crate::{Dialect, World};

pub(super) fn a_wrong_password_is_refused(world: &mut World) {
    world.dialplan("exten => 600,1,Answer()");
    let alice = world.phone("alice");
    let thief = world.phone_with("thief", |setup| {
        setup.user = "bob".to_owned();
        setup.auth_user = "bob".to_owned();
        setup.password = "right".to_owned();
        setup.registers = false;
    });
    thief.uses_password("wrong");
    thief.asks_to_register();
    thief.is_refused_registration(401);
    alice.dials("600");
    alice.is_answered();
}

pub(super) fn an_unknown_user_sees_the_same_as_a_wrong_password(world: &mut World) {
    for dialect in [Dialect::Pjsip, Dialect::Sip] {
        let mut world = world.another();
        world.speaks(dialect);
        let known = world.phone_with("bob", |setup| setup.registers = false);
        let unknown = world.stranger("eve");
        known.uses_password("wrong");
        for phone in [&known, &unknown] {
            phone.asks_to_register();
            phone.waits_for_refusal();
        }
        let answers = [known, unknown].map(|phone| {
            let responses = phone.received_responses().into_iter();
            responses
                .map(|(_, response)| plain(&response))
                .collect::<Vec<_>>()
        });
        assert_eq!(
            answers[0], answers[1],
            "what a known and an unknown user are told"
        );
    }
}

/// A response without what must differ: names, tags, nonces.
fn plain(response: &Response) -> Vec<String> {
    let mut lines = vec![format!("{} {}", response.status, response.reason)];
    for header in response.headers.iter() {
        let name = header.name().into_owned();
        let text = header.text().into_owned();
        lines.push(match name.as_str() {
            "Via" | "From" | "To" | "Call-ID" | "CSeq" => name,
            "WWW-Authenticate" => {
                let parts = text.split(',').map(|part| part.trim());
                let parts = parts.filter(|part| !part.starts_with("nonce"));
                format!("{name}: {}", parts.collect::<Vec<_>>().join(","))
            }
            _ => format!("{name}: {text}"),
        });
    }
    lines
}

pub(super) fn a_phone_signs_off_and_cannot_be_called(world: &mut World) {
    world.dialplan(
        "exten => 200,1,Dial(PJSIP/bob,20)\n same => n,Playback(vm-isunavail)\n same => n,Hangup()",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    bob.signs_off();
    alice.dials("200");
    alice.hears_prompt("vm-isunavail");
    alice.is_hung_up();
    bob.was_never_called();
    bob.registers();
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_call_over_tcp(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let alice = world.phone_with("alice", |setup| setup.transport = Transport::Tcp);
    let bob = world.phone_with("bob", |setup| setup.transport = Transport::Tcp);
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.says(440.0, secs(1));
    bob.hears(440.0);
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn chan_sip_phones_call_each_other(world: &mut World) {
    world.speaks(Dialect::Sip);
    world.dialplan("exten => 200,1,Dial(SIP/BOB,20)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.says(440.0, secs(1));
    bob.says(620.0, secs(1));
    bob.hears(440.0);
    alice.hears(620.0);
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn strangers_may_not_call(world: &mut World) {
    world.dialplan("exten => 600,1,Answer()\n same => n,Echo()");
    let eve = world.stranger("eve");
    eve.dials("600");
    eve.gets_final(401);
    world.is_quiet();
}
