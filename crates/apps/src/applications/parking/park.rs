//! Park: wait in a numbered space until somebody takes the call, or time is up.

pub(crate) mod space;

use std::time::Duration;

use call::script::prelude::*;
use dialplan::Location;

use crate::{numbers, places};
use space::{Announcing, Comeback, Order};

options! {
    /// Options of `Park`.
    pub(crate) struct ParkOptions {
        /// The parked call hears ringing instead of music.
        'r' => ringing: bool,
        /// Any free space is given, not the first one.
        'R' => random: bool,
        /// The space is not announced.
        's' => silent: bool,
        /// Where the call goes when nobody takes it.
        'c'("[[context,]extension,]priority") => comeback: Option<String>,
        /// Seconds until then, instead of those of the lot.
        't'("seconds") => time_limit: Option<Duration>,
    }
}

/// Parks the channel.
pub(crate) struct Park;

impl Application for Park {
    const DOC: AppDoc = AppDoc {
        name: "Park",
        synopsis: "Wait in a parking lot until somebody takes the call.",
        syntax: &[
            Param::optional(
                "parking_lot_name",
                "The lot; PARKINGLOT, CHANNEL(parkinglot) or `default` when left out.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: ParkOptions::PARAMS,
        description: "The first free space is taken, or the one in PARKINGEXTEN. Its number is said to \
            whoever parked the call by a transfer or a code, else to the call itself, which then hears \
            music. PARKINGSLOT and PARKEDLOT tell where it is, PARKER who parked it. When nobody takes \
            it in time it goes back to the parker's device, or to the lot's comebackcontext, with \
            PARKING_SPACE and PARKER_FLAT set. The old form \
            Park(milliseconds,context,extension,priority,options,lot) is understood too. A lot that \
            is not there is made where parkeddynamic allows it, after PARKINGDYNAMIC, with \
            PARKINGDYNCONTEXT, PARKINGDYNEXTEN and PARKINGDYNPOS.",
        see_also: &["ParkedCall", "ParkAndAnnounce"],
        examples: &[
            "same => n,Park()",
            "same => n,Park(default,sc(default,100,1))",
        ],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable("PARKINGSLOT", "The space."),
        Param::variable("PARKEDLOT", "The lot, when the call has come back."),
        Param::variable("PARKER", "Who has parked it."),
    ];

    fn check(arguments: &str) -> Vec<String> {
        if Args(arguments).split().len() > 2 {
            return Vec::new();
        }
        ParkOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some(order) = order(call, &args.split()) else {
            return Ok(End);
        };
        space::park(call, order).await
    }
}

fn order(call: &Call, parts: &[String]) -> Option<Order> {
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    let is_old = parts.len() > 2 || !part(0).is_empty() && numbers::seconds(part(0)).is_some();
    if is_old && space::lot_named(call, part(0)).is_none() {
        return Some(old_order(call, parts));
    }
    let options = ParkOptions::parse(call, part(1))?;
    let comeback = options.comeback.as_deref().and_then(|text| {
        let found = places::target(call, text);
        found
            .map_err(|problem| call.warn(format!("Park: {problem}")))
            .ok()
    });
    Some(Order {
        lot: part(0).to_owned(),
        ringing: options.ringing,
        random: options.random,
        announcing: if options.silent {
            Announcing::Nobody
        } else {
            Announcing::Parker
        },
        time_limit: options.time_limit,
        comeback: comeback.map(Comeback::Place),
    })
}

/// `milliseconds,context,extension,priority,options,lot`, as Asterisk 1.8 to 11 have it.
fn old_order(call: &Call, parts: &[String]) -> Order {
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    let here = call.location();
    let or =
        |text: &str, otherwise: &str| if text.is_empty() { otherwise } else { text }.to_owned();
    let returns = [1, 2, 3].iter().any(|at| !part(*at).is_empty());
    let place = Location::new(
        or(part(1), &here.context),
        or(part(2), &here.extension),
        part(3).parse().unwrap_or(here.priority),
    );
    let letters = part(4);
    Order {
        lot: part(5).to_owned(),
        ringing: letters.contains('r'),
        random: letters.contains('R'),
        announcing: if letters.contains('s') {
            Announcing::Nobody
        } else {
            Announcing::Parker
        },
        time_limit: part(0).parse().ok().map(Duration::from_millis),
        comeback: returns.then_some(Comeback::Place(place)),
    }
}
