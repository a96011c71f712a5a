//! Tables of states.

use super::DeviceState::*;
use super::*;

#[test]
fn several_states_become_one() {
    let rows: &[(&[DeviceState], DeviceState)] = &[
        (&[], Invalid),
        (&[Invalid, Unknown], Unknown),
        (&[Unavailable, NotInUse], NotInUse),
        (&[Unavailable, Invalid], Unavailable),
        (&[NotInUse, InUse], InUse),
        (&[NotInUse, Ringing], Ringing),
        (&[Ringing, InUse], RingInUse),
        (&[OnHold, Ringing], RingInUse),
        (&[Busy, InUse], Busy),
        (&[OnHold, NotInUse], OnHold),
        (&[OnHold, InUse], InUse),
    ];
    for (states, expected) in rows {
        assert_eq!(combined(states.iter().copied()), *expected, "{states:?}");
    }
}

#[test]
fn words_are_read_and_written() {
    for (state, text) in DeviceState::TABLE {
        assert_eq!(state.text(), *text);
        assert_eq!(DeviceState::from_text(&text.to_lowercase()), Some(*state));
    }
    assert_eq!(DeviceState::from_text("SLEEPING"), None);
}

#[test]
fn devices_are_found_by_their_drivers_manners() {
    let same = |one: &str, other: &str| Device::new(one) == Device::new(other);
    assert!(same("sip/Alice", "SIP/alice"));
    assert!(same("pjsip/Alice", "PJSIP/Alice"));
    assert!(!same("PJSIP/Alice", "PJSIP/alice"));
    assert!(same("custom:lamp", "Custom:lamp"));
    assert!(!same("Custom:Lamp", "Custom:lamp"));
    assert_eq!(
        Device::of_channel("SIP/a-b-00000001"),
        Device::new("SIP/a-b")
    );
}

#[test]
fn a_device_is_what_its_calls_and_its_driver_say() {
    let mut devices = Devices::default();
    let alice = Device::new("SIP/alice");
    let look = |id: ChannelId| match id.0 {
        1 => Some((ChannelState::Up, false)),
        2 => Some((ChannelState::Ringing, false)),
        3 => Some((ChannelState::Up, true)),
        _ => None,
    };
    let report = |reachable, busy_at| DeviceReport {
        device: "SIP/Alice".to_owned(),
        reachable,
        busy_at,
    };
    assert_eq!(devices.state(&alice, look), Unknown);
    devices.report(&report(Some(false), None));
    assert_eq!(devices.state(&alice, look), Unavailable);
    assert_eq!(devices.state(&Device::new("SIP/bob"), look), Invalid);
    assert_eq!(devices.state(&Device::new("PJSIP/bob"), look), Unknown);
    devices.report(&report(Some(true), Some(2)));
    assert_eq!(devices.state(&alice, look), NotInUse);
    devices.channel_begins(alice.clone(), ChannelId(2));
    assert_eq!(devices.state(&alice, look), Ringing);
    devices.channel_begins(alice.clone(), ChannelId(1));
    assert_eq!(devices.state(&alice, look), Busy);
    devices.report(&report(Some(true), None));
    assert_eq!(devices.state(&alice, look), RingInUse);
    devices.channel_ends(&alice, ChannelId(2));
    devices.channel_ends(&alice, ChannelId(1));
    devices.channel_begins(alice.clone(), ChannelId(3));
    assert_eq!(devices.state(&alice, look), OnHold);
    assert_eq!(devices.state(&Device::new("Custom:x"), look), Unknown);
    devices.set("custom:x", Ringing);
    assert_eq!(devices.state(&Device::new("Custom:x"), look), Ringing);
    assert_eq!(devices.state(&Device::new("Nothing:x"), look), Invalid);
}
