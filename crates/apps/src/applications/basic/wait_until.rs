//! WaitUntil and WaitDigit: until a moment, or a key.

use std::time::Duration;

use call::script::prelude::*;

use crate::applications::input::background::ALL_KEYS;
use crate::numbers::{leading_float, seconds};

/// Waits for a moment.
pub(crate) struct WaitUntil;

impl Application for WaitUntil {
    const DOC: AppDoc = AppDoc {
        name: "WaitUntil",
        synopsis: "Wait until a moment.",
        syntax: &[Param::required(
            "epoch",
            "Seconds since 1970 began, with a fraction.",
        )],
        options: &[],
        description: "WAITUNTILSTATUS tells OK, FAILURE when that is no moment, HANGUP, or PAST.",
        see_also: &["Wait"],
        examples: &["same => n,WaitUntil($[${EPOCH} + 5])"],
        since: "1.4",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "WAITUNTILSTATUS",
        "OK, PAST, FAILURE or HANGUP.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let moment = leading_float(args.0);
        let Ok(moment) = Duration::try_from_secs_f64(moment) else {
            call.set("WAITUNTILSTATUS", "FAILURE");
            return Ok(Continue);
        };
        if args.0.trim().is_empty() || moment.is_zero() {
            call.warn("WaitUntil needs a moment in seconds since 1970");
            call.set("WAITUNTILSTATUS", "FAILURE");
            return Ok(Continue);
        }
        let Some(left) = moment.checked_sub(call.since_epoch()) else {
            call.set("WAITUNTILSTATUS", "PAST");
            return Ok(Continue);
        };
        let waited = call.sleep(left).await;
        let status = if waited.is_ok() { "OK" } else { "HANGUP" };
        call.set("WAITUNTILSTATUS", status);
        waited.map(|()| Continue)
    }
}

/// Waits for a key.
pub(crate) struct WaitDigit;

impl Application for WaitDigit {
    const DOC: AppDoc = AppDoc {
        name: "WaitDigit",
        synopsis: "Wait for a key.",
        syntax: &[
            Param::optional("seconds", "How long; TIMEOUT(response) when left out."),
            Param::optional("digits", "The keys that count; all when left out."),
        ],
        options: &[],
        description: "WAITDIGITSTATUS tells DTMF or TIMEOUT, WAITDIGITRESULT the key.",
        see_also: &["Read", "WaitExten"],
        examples: &["same => n,WaitDigit(5,123)"],
        since: "16",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable("WAITDIGITSTATUS", "DTMF, TIMEOUT, CANCEL or ERROR."),
        Param::variable("WAITDIGITRESULT", "The digit."),
    ];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let usual = call.look(|c| c.timeouts.response).unwrap_or_default();
        let until = call.after(seconds(part(0)).unwrap_or(usual));
        let wanted = if part(1).is_empty() {
            ALL_KEYS
        } else {
            part(1)
        };
        call.set("WAITDIGITRESULT", "");
        call.set("WAITDIGITSTATUS", "TIMEOUT");
        while let Some(digit) = call.next_digit(Some(until)).await? {
            if wanted.contains(digit) {
                call.set("WAITDIGITRESULT", digit.to_string());
                call.set("WAITDIGITSTATUS", "DTMF");
                break;
            }
        }
        Ok(Continue)
    }
}
