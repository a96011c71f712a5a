//! `ParkedCalls` and `Parkinglots`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;
use crate::ami::render::{parked_name, put_space};

pub(super) struct ParkedCalls;
pub(super) struct Parkinglots;

impl Action for ParkedCalls {
    const DOC: ActionDoc = ActionDoc {
        name: "ParkedCalls",
        classes: Classes::NONE,
        synopsis: "Lists parked calls.",
        headers: &[("ParkingLot", "One lot only.")],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let wanted = message.get("ParkingLot");
        let parking = desk.exchange.parking();
        if !wanted.is_empty() && parking.lot(wanted).is_none() {
            return Answer::error("Requested parking lot could not be found.");
        }
        let pictures = desk.switchboard().pictures();
        let mut items = Vec::new();
        let lots = parking.lots().into_iter();
        for lot in lots.filter(|lot| wanted.is_empty() || lot.name == wanted) {
            for (space, parked) in parking.parked(&lot.name) {
                let mut block = Block::new("Event", "ParkedCall");
                if let Some(channel) = pictures.iter().find(|c| c.id == parked.channel) {
                    parked_name(&mut block, channel);
                }
                let (parker, limit) = (&parked.parker, parked.time_limit);
                put_space(&mut block, parker, &lot.name, space, limit);
                items.push(block);
            }
        }
        let total = items.len().to_string();
        let mut answer = Answer::list("Parked calls will follow", items, "ParkedCallsComplete");
        if let Some(last) = answer.blocks.last_mut() {
            last.add("Total", total);
        }
        answer
    }
}

impl Action for Parkinglots {
    const DOC: ActionDoc = ActionDoc {
        name: "Parkinglots",
        classes: Classes::NONE,
        synopsis: "Lists the parking lots.",
        headers: &[],
    };

    fn run(desk: &mut Desk<'_>, _: &Message) -> Answer {
        let lots = desk.exchange.parking().lots().into_iter();
        let items = lots.map(|lot| {
            Block::new("Event", "Parkinglot")
                .with("Name", &lot.name)
                .with("StartSpace", lot.spaces.0.to_string())
                .with("StopSpace", lot.spaces.1.to_string())
                .with("Timeout", lot.time_limit.as_secs().to_string())
        });
        let items = items.collect();
        Answer::list("Parking lots should follow", items, "ParkinglotsComplete")
    }
}
