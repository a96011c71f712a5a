//! `parking show`.

use services::{LotSettings, Parking};

use crate::cli::commands::prelude::*;

pub(crate) struct ShowParking;

impl ConsoleCommand for ShowParking {
    const DOC: CommandDoc = CommandDoc {
        words: "parking show",
        aliases: &["parkedcalls show"],
        syntax: "[lot]",
        summary: "Show a parking lot or a list of all parking lots.",
        description: "Without a name: the lots. With one: its settings, and the calls that are parked in it.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let parking = exchange.parking();
        match arguments {
            [] => {
                let mut text = String::from("Parking Lots:\n-------------\n");
                for lot in parking.lots() {
                    let _ = writeln!(text, "{}", lot.name);
                }
                Reply::text(text)
            }
            [name] => match parking.lot(name) {
                Some(lot) => Reply::text(text(&parking, &lot)),
                None => Reply::failed(format!("Could not find parking lot: '{name}'\n")),
            },
            _ => Reply::misused(),
        }
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if !before.is_empty() {
            return Vec::new();
        }
        let lots = exchange.parking().lots().into_iter();
        lots.map(|lot| lot.name).collect()
    }
}

fn text(parking: &Parking, lot: &LotSettings) -> String {
    let yes_no = |on: bool| if on { "yes" } else { "no" };
    let unused = if lot.to_origin {
        " (comebacktoorigin=yes, not used)"
    } else {
        ""
    };
    let mut text = format!("Parking Lot: {}\n{}\n", lot.name, "-".repeat(80));
    let rows = [
        ("Parking Extension", lot.park_extension.clone()),
        ("Parking Context", lot.context.clone()),
        (
            "Parking Spaces",
            format!("{}-{}", lot.spaces.0, lot.spaces.1),
        ),
        ("Parking Time", format!("{} sec", lot.time_limit.as_secs())),
        ("Comeback to Origin", yes_no(lot.to_origin).to_owned()),
        (
            "Comeback Context",
            format!("{}{unused}", lot.comeback_context),
        ),
        (
            "Comeback Dial Time",
            format!("{} sec", lot.dial_time.as_secs()),
        ),
        ("MusicOnHold Class", lot.music.clone()),
        ("Enabled", "yes".to_owned()),
        ("Dynamic", yes_no(lot.is_dynamic).to_owned()),
    ];
    for (name, value) in rows {
        let _ = writeln!(text, "{name:<20}:  {value}");
    }
    text.push_str("\nParked Calls\n------------\n");
    let parked = parking.parked(&lot.name);
    if parked.is_empty() {
        text.push_str("  (none)\n");
    }
    for (space, call) in parked {
        let parker = call.parker.as_str();
        let device = parker.rsplit_once('-').map_or(parker, |(device, _)| device);
        let _ = writeln!(text, "  Space               :  {space}");
        let _ = writeln!(text, "  Channel             :  {}", call.name);
        let _ = writeln!(text, "  Parker Dial String  :  {device}\n");
    }
    text
}
