//! Events with all that a renderer wants to know, in their order.

use super::world::World;
use crate::{Event, Pictured};

/// A call from alice to bob, with pictures.
fn call(of: Pictured) -> World {
    let mut world = World::new("100,1,Set(X=1)\n100,2,Dial(SIP/bob,20)");
    world.board.show_pictures(of);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    world.hangs_up(alice);
    world.is_empty();
    world
}

#[test]
fn nobody_looks_nothing_is_pictured() {
    assert!(call(Pictured::Nothing).pictures.is_empty());
}

#[test]
fn a_picture_shows_the_channels_as_they_were() {
    let world = call(Pictured::Everything);
    let first = &world.pictures[0];
    assert!(matches!(first.event, Event::ChannelCreated { .. }));
    assert_eq!(first.channels[0].parties.caller.number, "100");
    let mut ends = world.pictures.iter();
    let ends = ends.rfind(|p| matches!(p.event, Event::ChannelDestroyed { .. }));
    assert_eq!(
        ends.map(|p| p.channels.len()),
        Some(1),
        "it shows who is gone"
    );
    let entered = world
        .pictures
        .iter()
        .find(|p| matches!(p.event, Event::ChannelEnteredBridge { .. }));
    let Some(entered) = entered else {
        panic!("nobody entered a bridge");
    };
    let bridge = entered.bridge.as_ref().map(|b| b.unique_id.len());
    assert_eq!(bridge, Some(36));
    assert_eq!(
        entered.channels[0].bridge,
        entered.bridge.as_ref().map(|b| b.id)
    );
}

#[test]
fn records_of_calls_need_no_variables() {
    let (all, calls) = (call(Pictured::Everything), call(Pictured::Calls));
    let of_steps = |w: &World| {
        let mut all = w.pictures.iter();
        all.any(|p| {
            matches!(
                p.event,
                Event::StepBegins { .. } | Event::VariableSet { .. }
            )
        })
    };
    assert!(of_steps(&all) && !of_steps(&calls));
    assert!(calls.pictures.len() > 6);
}
