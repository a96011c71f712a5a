//! Events about transfers, and about calls that another phone answers.

use call::{ChannelId, Event, Picture};

use super::Told;
use super::channels::{FIRST_TRANSFERER, Names, PLAIN, TARGET, TRANSFEREE, TRANSFERER, put};
use crate::ami::Classes;

/// The event that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    let about = |told: Told, rows: [(ChannelId, &Names); 2]| {
        rows.into_iter().fold(told, |mut told, (id, names)| {
            if let Some(channel) = picture.channel(id) {
                put(&mut told.block, channel, names);
            }
            told
        })
    };
    match &picture.event {
        Event::BlindTransfer {
            transferer,
            transferee,
            location,
        } => {
            let told = Told::new("BlindTransfer", Classes::CALL).with("Result", "Success");
            let rows = [(*transferer, &TRANSFERER), (*transferee, &TRANSFEREE)];
            let told = about(told, rows).with("IsExternal", "Yes");
            let told = told.with("Context", location.context.to_string());
            Some(told.with("Extension", location.extension.to_string()))
        }
        Event::AttendedTransfer {
            transferer,
            transferee,
            target,
            ..
        } => {
            let told = Told::new("AttendedTransfer", Classes::CALL).with("Result", "Success");
            let rows = [(*transferer, &FIRST_TRANSFERER), (*transferee, &TRANSFEREE)];
            let told = about(told, rows).with("IsExternal", "No");
            let to = if target.is_some() { "Bridge" } else { "App" };
            Some(told.with("DestType", to))
        }
        Event::PickedUp { channel, target } => {
            let told = Told::new("Pickup", Classes::CALL);
            Some(about(told, [(*channel, &PLAIN), (*target, &TARGET)]))
        }
        _ => None,
    }
}
