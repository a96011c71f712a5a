//! Lots: which space is given, when it is free again, and what files say.

use std::time::Duration;

use call::ChannelId;
use config::{LoadOptions, MemoryFiles};

use super::{NotParked, Parked, Parking, ParkingSettings};

fn read(file: &str, text: &str) -> (ParkingSettings, usize) {
    let files = MemoryFiles::new().with(file, text);
    let loaded = config::load(&files, file, &LoadOptions::default()).unwrap();
    let (settings, problems) = if file == "features.conf" {
        ParkingSettings::load_old(&loaded.tree)
    } else {
        ParkingSettings::load(&loaded.tree)
    };
    (settings, problems.len())
}

fn call(number: u64) -> Parked {
    Parked {
        channel: ChannelId(number),
        name: format!("SIP/{number}"),
        parker: String::new(),
        time_limit: Duration::from_secs(45),
    }
}

#[test]
fn spaces_are_given_lowest_first_until_none_is_left() {
    let (settings, problems) = read(
        "res_parking.conf",
        "[default]\nparkext=>700\nparkpos=>701-703\n",
    );
    assert_eq!(problems, 0);
    let parking = Parking::new(settings);
    for (number, space) in [(1, 701), (2, 702), (3, 703)] {
        assert_eq!(parking.park("default", None, None, call(number)), Ok(space));
    }
    assert_eq!(
        parking.park("default", None, None, call(4)),
        Err(NotParked::Full)
    );
    assert_eq!(
        parking.park("x", None, None, call(4)),
        Err(NotParked::NoLot)
    );
    assert!(
        !parking.leave("default", 702, ChannelId(1)),
        "it is another one's"
    );
    assert!(parking.leave("default", 702, ChannelId(2)));
    assert_eq!(parking.park("default", None, None, call(5)), Ok(702));
    assert_eq!(parking.find("default", None).unwrap().0, 701);
    assert_eq!(parking.find("default", Some(702)).unwrap().1.name, "SIP/5");
}

#[test]
fn spaces_may_be_wanted_next_or_random() {
    let (settings, _) = read(
        "res_parking.conf",
        "[default]\nfindslot=next\nparkpos=701-704\n",
    );
    let parking = Parking::new(settings);
    assert_eq!(parking.park("default", Some(703), None, call(1)), Ok(703));
    assert_eq!(
        parking.park("default", Some(703), None, call(2)),
        Ok(704),
        "it is taken"
    );
    assert_eq!(
        parking.park("default", None, None, call(3)),
        Ok(701),
        "behind the last"
    );
    assert_eq!(parking.park("default", None, Some(5), call(4)), Ok(702));
    assert_eq!(parking.parked("default").len(), 4);
}

#[test]
fn lots_of_both_kinds_of_files() {
    let (settings, problems) = read(
        "res_parking.conf",
        "[general]\nparkeddynamic=yes\n[shop]\nparkext=800\nparkpos=801-810\ncontext=shop\nparkedcalltransfers=both\n",
    );
    assert_eq!(
        (problems, settings.dynamic, settings.lots.len()),
        (0, true, 2)
    );
    let shop = settings.lot("SHOP").unwrap();
    assert_eq!(
        (shop.spaces, shop.transfers.caller, shop.transfers.callee),
        ((801, 810), true, true)
    );
    let (old, problems) = read(
        "features.conf",
        "[general]\nparkext => 70\nparkpos => 71-79\ncontext => parked\nparkingtime => 60\npickupexten = *8\n\
         [parkinglot_x]\nparkpos => 81-89\n[featuremap]\nblindxfer => #1\n",
    );
    assert_eq!(problems, 0);
    let lot = old.lot("default").unwrap();
    assert_eq!(
        (
            lot.park_extension.as_str(),
            lot.spaces,
            lot.time_limit.as_secs()
        ),
        ("70", (71, 79), 60)
    );
    assert_eq!(old.lot("parkinglot_x").unwrap().spaces, (81, 89));
    let (bad, problems) = read("res_parking.conf", "[default]\nparkpos=5-1\n");
    assert_eq!(
        (problems, bad.lot("default").unwrap().spaces),
        (1, (701, 750))
    );
}

#[test]
fn calls_make_lots_that_go_with_their_last_call() {
    let (settings, _) = read("res_parking.conf", "[general]\nparkeddynamic=yes\n");
    let parking = Parking::new(settings);
    assert!(parking.make_lot("a", "nothing", None, None, None).is_none());
    let made = parking
        .make_lot("a", "default", None, None, Some((5, 6)))
        .unwrap();
    assert_eq!(made.spaces, (5, 6));
    assert_eq!(parking.park("a", None, None, call(1)), Ok(5));
    parking.configure(ParkingSettings::without_file());
    assert!(parking.lot("a").is_some(), "a reload keeps it");
    assert!(parking.leave("a", 5, ChannelId(1)));
    assert!(parking.lot("a").is_none());
    assert!(
        parking.make_lot("b", "default", None, None, None).is_none(),
        "not any more"
    );
}

#[test]
fn the_numbers_of_a_lot_are_in_the_dialplan() {
    let (settings, _) = read(
        "res_parking.conf",
        "[default]\nparkext=700\nparkpos=701-702\nparkinghints=yes\n",
    );
    let mut plan = dialplan::DialplanBuilder::new();
    settings.add_to(&mut plan);
    let (plan, _) = plan.build();
    let steps: Vec<String> = plan
        .steps()
        .map(|(_, extension, step)| {
            format!("{extension} {}({})", step.application, step.raw_arguments)
        })
        .collect();
    assert_eq!(
        steps,
        [
            "700 Park(default)",
            "701 ParkedCall(default,701)",
            "702 ParkedCall(default,702)"
        ]
    );
    assert_eq!(plan.hints().count(), 2);
}
