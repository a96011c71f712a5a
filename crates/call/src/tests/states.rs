//! Devices and extensions with hints.

use std::sync::Arc;

use super::world::{World, dialplan};
use crate::{Command, DeviceReport, DeviceState, Event, ExtensionState, Input, Signal};

const PLAN: &str = "100,1,Dial(SIP/bob,20)\n100,hint,SIP/bob&Custom:lamp\n\
    _2XX,hint,SIP/${EXTEN}\n300,hint,${DEVICES},CustomPresence:300\n400,1,Wait(60)";

fn reports(world: &mut World, device: &str, reachable: Option<bool>) {
    world.input(Input::Device(DeviceReport {
        device: device.to_owned(),
        reachable,
        busy_at: None,
    }));
}

/// All changes so far, devices and extensions, in order; forgets them.
fn changes(world: &mut World) -> Vec<String> {
    let events = std::mem::take(&mut world.events);
    let change = |event: Event| match event {
        Event::DeviceStateChanged { device, state } => Some(format!("{device} {}", state.text())),
        Event::ExtensionStateChanged {
            extension, state, ..
        } => Some(format!("{extension} {}", state.text())),
        _ => None,
    };
    events.into_iter().filter_map(change).collect()
}

#[test]
fn an_extension_follows_its_devices_through_a_call() {
    let mut world = World::new(PLAN);
    reports(&mut world, "SIP/bob", Some(false));
    let expected = ["SIP/bob UNAVAILABLE", "100 Unavailable"];
    assert_eq!(changes(&mut world), expected);
    reports(&mut world, "SIP/bob", Some(true));
    reports(&mut world, "SIP/alice", Some(true));
    assert_eq!(
        changes(&mut world),
        ["SIP/bob NOT_INUSE", "100 Idle", "SIP/alice NOT_INUSE"]
    );
    let alice = world.dials("alice", "100");
    assert_eq!(changes(&mut world), ["SIP/alice INUSE"]);
    let bob = world.channel("SIP/bob");
    world.rings(bob);
    assert_eq!(changes(&mut world), ["SIP/bob RINGING", "100 Ringing"]);
    world.answers(bob);
    assert_eq!(changes(&mut world), ["SIP/bob INUSE", "100 InUse"]);
    world.says(bob, Signal::Hold);
    assert_eq!(changes(&mut world), ["SIP/bob ONHOLD", "100 Hold"]);
    world.hangs_up(alice);
    let expected = ["SIP/bob NOT_INUSE", "100 Idle", "SIP/alice NOT_INUSE"];
    assert_eq!(changes(&mut world), expected);
}

#[test]
fn a_second_call_to_a_busy_phone_rings_too() {
    let mut world = World::new(PLAN);
    reports(&mut world, "SIP/bob", Some(true));
    world.dials("bob", "400");
    world.dials("alice", "100");
    let second = world.channel("SIP/bob");
    world.rings(second);
    assert_eq!(world.board.device_state("sip/BOB"), DeviceState::RingInUse);
    let state = world.board.extension_state("phones", "100");
    assert_eq!(state.map(ExtensionState::text), Some("InUse&Ringing"));
}

#[test]
fn states_that_are_set_count_like_those_of_phones() {
    let mut world = World::new(PLAN);
    let (device, state) = ("Custom:lamp".to_owned(), DeviceState::Busy);
    world.orders(Command::SetDeviceState { device, state });
    assert_eq!(changes(&mut world), ["Custom:lamp BUSY", "100 Busy"]);
}

#[test]
fn pattern_hints_are_watched_when_somebody_asks() {
    let mut world = World::new(PLAN);
    reports(&mut world, "SIP/201", Some(true));
    assert_eq!(changes(&mut world), ["SIP/201 NOT_INUSE"]);
    let watched = world.board.watch_extension("phones", "201");
    assert_eq!(watched, Some(ExtensionState::Idle));
    assert_eq!(world.board.watch_extension("phones", "999"), None);
    reports(&mut world, "SIP/201", Some(false));
    assert_eq!(
        changes(&mut world),
        ["SIP/201 UNAVAILABLE", "201 Unavailable"]
    );
    // They stay watched when the dialplan is read again.
    world.board.set_dialplan(Arc::new(dialplan(PLAN)));
    reports(&mut world, "SIP/201", Some(true));
    assert_eq!(changes(&mut world), ["SIP/201 NOT_INUSE", "201 Idle"]);
}

#[test]
fn hints_may_name_globals_and_change_with_the_dialplan() {
    let mut world = World::new(PLAN);
    reports(&mut world, "SIP/carol", Some(false));
    world.board.set_global("DEVICES", "SIP/carol");
    world.board.set_dialplan(Arc::new(dialplan(PLAN)));
    let rows = world.board.hints();
    let row = rows.iter().find(|r| r.extension == "300").unwrap();
    assert_eq!(
        (row.devices.as_str(), row.state.text()),
        ("SIP/carol", "Unavailable")
    );
    world.events.clear();
    reports(&mut world, "SIP/carol", Some(true));
    assert_eq!(changes(&mut world), ["SIP/carol NOT_INUSE", "300 Idle"]);
    world
        .board
        .set_dialplan(Arc::new(dialplan("300,hint,SIP/nobody")));
    world.input(Input::Tick);
    assert_eq!(changes(&mut world), ["300 Unavailable"]);
}

#[test]
fn local_devices_are_free_when_they_exist() {
    let world = World::new(PLAN);
    assert_eq!(
        world.board.device_state("Local/400@phones"),
        DeviceState::NotInUse
    );
    assert_eq!(
        world.board.device_state("Local/999@phones"),
        DeviceState::Invalid
    );
}
