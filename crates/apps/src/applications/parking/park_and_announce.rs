//! ParkAndAnnounce: park a call, and tell somebody elsewhere where it is.

use std::time::Duration;

use call::script::prelude::*;

use super::park::ParkOptions;
use super::park::space::{self, Announcing, Comeback, Order};
use crate::places;

/// Parks and announces.
pub(crate) struct ParkAndAnnounce;

impl Application for ParkAndAnnounce {
    const DOC: AppDoc = AppDoc {
        name: "ParkAndAnnounce",
        synopsis: "Park the call, and tell somebody elsewhere where it is.",
        syntax: &[
            Param::optional("parking_lot_name", "The lot."),
            Param::optional("options", "Letters, see below."),
            Param::required(
                "announce:prompts",
                "Prompts with `:` between them; PARKED is the number of the space.",
            ),
            Param::required("dial", "Technology/resource to call."),
        ],
        options: ParkOptions::PARAMS,
        description: "As Park, but the number is said to whoever answers at the dialled device. The old \
            form ParkAndAnnounce(prompts,seconds,dial[,place to return to]) is understood too.",
        see_also: &["Park", "ParkedCall"],
        examples: &["same => n,ParkAndAnnounce(,,pbx-transfer:PARKED,PJSIP/alice)"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let is_old = part(2).contains('/') && !part(2).contains(':') && part(0).contains("PARKED");
        let (prompts, dial) = if is_old {
            (part(0), part(2))
        } else {
            (part(2), part(3))
        };
        if prompts.is_empty() || !dial.contains('/') {
            call.warn("ParkAndAnnounce needs prompts and technology/resource");
            return Ok(End);
        }
        let prompts = prompts
            .split(':')
            .filter(|p| !p.is_empty())
            .map(str::to_owned);
        let announcing = Announcing::Dialled(dial.to_owned(), prompts.collect());
        let order = if is_old {
            let back = (!part(3).is_empty()).then(|| parts[3..].join(","));
            let place = back.and_then(|text| places::target(call, &text).ok());
            let seconds = part(1).parse().ok().filter(|seconds| *seconds > 0);
            Order {
                lot: String::new(),
                ringing: false,
                random: false,
                announcing,
                time_limit: seconds.map(Duration::from_secs),
                comeback: place.map(Comeback::Place),
            }
        } else {
            let options = ParkOptions::parse(call, part(1)).unwrap_or_default();
            let place = options.comeback.as_deref();
            let place = place.and_then(|text| places::target(call, text).ok());
            Order {
                lot: part(0).to_owned(),
                ringing: options.ringing,
                random: options.random,
                announcing,
                time_limit: options.time_limit,
                comeback: place.map(Comeback::Place),
            }
        };
        space::park(call, order).await
    }
}
