//! Park and its kin: spaces, announcements, time-outs, who may do what afterwards.

use super::harness::World;

const PLAN: &str = "[default]\nexten => 100,1,Park({park})\nsame => n,NoOp(behind)\n\
    exten => 70,1,Set(CALLERID(num)=14)\nsame => n,ParkedCall({take})\nexten => 200,1,NoOp(back ${PARKING_SPACE} ${PARKEDLOT})\n\
    exten => h,1,NoOp(h ${PARKINGSLOT})\n";

fn world(park: &str, take: &str) -> World {
    let mut world = World::new(&PLAN.replace("{park}", park).replace("{take}", take));
    world.dials("100");
    world.passes(5.0);
    world
}

#[test]
fn a_call_that_parks_itself_hears_the_space_and_music() {
    let mut world = world("", "");
    let heard = world.heard("alice").join(" ");
    assert!(
        heard.contains("digits/7") && heard.contains("music"),
        "{heard}"
    );
    assert_eq!(
        world.variable("alice", "PARKINGSLOT").as_deref(),
        Some("701")
    );
    world.hangs_up("alice");
    assert_eq!(world.notes(), ["h 701"]);
    world.passes(1.0);
    assert!(world.is_quiet());
}

#[test]
fn options_of_both_forms() {
    for (park, back) in [
        ("default,st(10)c(default,200,1)", true),
        ("10000,default,200,1,s,default", true),
        ("default,sr", false),
    ] {
        let mut world = world(park, "");
        assert!(
            !world.heard("alice").join(" ").contains("digits/7"),
            "{park}"
        );
        world.passes(6.0);
        assert_eq!(
            world.notes().first() == Some(&"back 701 default"),
            back,
            "{park}"
        );
        if !back {
            world.hangs_up("alice");
        }
        world.passes(1.0);
        assert!(world.is_quiet(), "{park}");
    }
}

#[test]
fn a_lot_that_is_not_there_parks_nobody() {
    let mut world = world("nowhere", "");
    assert!(world.heard("alice").join(" ").contains("pbx-parkingfailed"));
    assert_eq!(world.notes()[0], "behind");
    world.passes(1.0);
    assert!(world.is_quiet());
}

#[test]
fn nobody_is_there_to_be_taken() {
    for take in ["", "default,705", "705", "other,701"] {
        let mut world = World::new(&PLAN.replace("{park}", "").replace("{take}", take));
        world.dials("70");
        assert!(
            world.heard("alice").join(" ").contains("pbx-invalidpark"),
            "{take}"
        );
        world.passes(3.0);
        assert!(world.is_quiet());
    }
}

#[test]
fn nobody_takes_it_so_the_device_is_rung() {
    let mut world = world("default,s", "");
    world.passes(41.0);
    assert_eq!(world.invitations.len(), 1);
    assert_eq!(world.invitations[0].resource, "alice");
    world.passes(60.0);
    assert!(world.is_quiet());
}
