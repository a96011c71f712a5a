//! Events about parked calls.

use std::time::Duration;

use call::{ChannelPicture, Event, ParkingEnd, Picture};

use super::Told;
use super::channels::{PARKED, RETRIEVER, put};
use crate::ami::Classes;
use crate::ami::message::Block;

/// The event about a parked call that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    match &picture.event {
        Event::CallParked {
            channel,
            parker,
            lot,
            space,
            time_limit,
        } => {
            let mut told = Told::new("ParkedCall", Classes::CALL);
            let parked = picture.channel(*channel)?;
            parked_name(&mut told.block, parked);
            put_space(&mut told.block, parker, lot, *space, *time_limit);
            Some(told)
        }
        Event::ParkedCallEnded {
            channel,
            lot,
            space,
            why,
        } => {
            let name = match why {
                ParkingEnd::Taken(_) => "UnParkedCall",
                ParkingEnd::TimedOut => "ParkedCallTimeOut",
                ParkingEnd::GaveUp => "ParkedCallGiveUp",
                ParkingEnd::Moved => "ParkedCallSwap",
            };
            let mut told = Told::new(name, Classes::CALL);
            if let Some(parked) = picture.channel(*channel) {
                parked_name(&mut told.block, parked);
            }
            told.block.add("Parkinglot", lot);
            told.block.add("ParkingSpace", space.to_string());
            if let ParkingEnd::Taken(by) = why
                && let Some(by) = picture.channel(*by)
            {
                put(&mut told.block, by, &RETRIEVER);
            }
            Some(told)
        }
        _ => None,
    }
}

/// The lines that show a parked channel.
pub(crate) fn parked_name(block: &mut Block, channel: &ChannelPicture) {
    put(block, channel, &PARKED);
}

/// The lines that show where it is parked, by whom and for how long at most.
pub(crate) fn put_space(block: &mut Block, parker: &str, lot: &str, space: u32, limit: Duration) {
    let device = parker.rsplit_once('-').map_or(parker, |(device, _)| device);
    block.add("ParkerDialString", device);
    block.add("Parkinglot", lot);
    block.add("ParkingSpace", space.to_string());
    block.add("ParkingTimeout", limit.as_secs().to_string());
}
