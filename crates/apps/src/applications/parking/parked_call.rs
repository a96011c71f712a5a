//! ParkedCall: take a call out of a parking lot.

use call::script::prelude::*;
use call::{BridgeEnd, BridgeFeatures, TalkLimit};
use services::Parking;

use super::park::space::{lot_for, lot_named};

/// Takes a parked call.
pub(crate) struct ParkedCall;

impl Application for ParkedCall {
    const DOC: AppDoc = AppDoc {
        name: "ParkedCall",
        synopsis: "Take a call out of a parking lot.",
        syntax: &[
            Param::optional(
                "parking_lot_name",
                "The lot; PARKINGLOT or `default` when left out.",
            ),
            Param::optional("parking_space", "The space; the first call when left out."),
        ],
        options: &[],
        description: "When nobody is parked there, pbx-invalidpark is played and the call ends. The old \
            form ParkedCall(space,lot) is understood too. What both may do by digits is told by the \
            lot's parkedcalltransfers, parkedcallreparking, parkedcallhangup and parkedcallrecording.",
        see_also: &["Park", "ParkAndAnnounce"],
        examples: &[
            "same => n,ParkedCall(default,701)",
            "same => n,ParkedCall()",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let (first, second) = (part(0), part(1));
        let is_old = first.parse::<u32>().is_ok() && lot_named(call, first).is_none();
        let (name, space) = if is_old {
            (second, first)
        } else {
            (first, second)
        };
        let lot = lot_for(call, name);
        let found = lot.as_ref().and_then(|lot| {
            let space = match space {
                "" => None,
                text => Some(text.parse().ok()?),
            };
            call.service::<Parking>()?.find(&lot.name, space)
        });
        call.answer().await?;
        let taken = found.and_then(|(_, parked)| call.take(parked.channel));
        let (Some(lot), Some(mut leg)) = (lot, taken) else {
            call.play(&["pbx-invalidpark"], "").await?;
            return Ok(End);
        };
        if !lot.courtesy.is_empty() {
            if lot.courtesy_to.caller {
                call.play(&[&lot.courtesy], "").await?;
            }
            if lot.courtesy_to.callee {
                call.play_to_other(leg.id(), &[&lot.courtesy]).await?;
            }
        }
        let features = |caller: bool| {
            let may = |who: services::LotFeatures| if caller { who.caller } else { who.callee };
            BridgeFeatures {
                transfer: may(lot.transfers),
                disconnect: may(lot.hangup),
                park: may(lot.reparking),
                monitor: may(lot.recording),
                mix_monitor: may(lot.recording),
            }
        };
        let limit = TalkLimit::default();
        let end = call.talk(&mut leg, features(true), features(false), &limit);
        match end.await? {
            BridgeEnd::CallerTransferred => Ok(Continue),
            BridgeEnd::CalleeTransferred => {
                leg.release();
                Ok(End)
            }
            BridgeEnd::CalleeGone | BridgeEnd::TimeUp | BridgeEnd::Disconnected => Ok(End),
        }
    }
}
