//! SendDTMF: digits to a far end.

use std::time::Duration;

use call::script::prelude::*;

use crate::numbers::leading_integer;
use crate::sending::{Pace, send_digits};

/// Sends digits.
pub(crate) struct SendDtmf;

impl Application for SendDtmf {
    const DOC: AppDoc = AppDoc {
        name: "SendDTMF",
        synopsis: "Send digits to the far end.",
        syntax: &[
            Param::required(
                "digits",
                "0 to 9, *, #, A to D; w waits half a second, W a whole one.",
            ),
            Param::optional(
                "timeout_ms",
                "Silence between two digits; 250 when left out.",
            ),
            Param::optional("duration_ms", "Length of a digit; 100 when left out."),
            Param::optional(
                "channel",
                "Another channel whose far end gets them; this one when left out.",
            ),
        ],
        options: &[],
        description: "Keys of the caller are ignored meanwhile.",
        see_also: &["Read", "Dial"],
        examples: &[
            "same => n,SendDTMF(1234#)",
            "same => n,SendDTMF(ww5,300,150)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        if part(0).is_empty() {
            call.warn("SendDTMF needs digits");
            return Ok(Continue);
        }
        let mut pace = Pace::default();
        if let Ok(gap @ 1..) = u64::try_from(leading_integer(part(1))) {
            pace.gap = Duration::from_millis(gap.min(LONGEST_MS));
        }
        if let Ok(length @ 1..) = u32::try_from(leading_integer(part(2))) {
            pace.digit_ms = length.min(60_000);
        }
        let to = match part(3) {
            "" => Some(call.id()),
            name => call.find_channel(name),
        };
        match to {
            Some(to) => send_digits(call, to, part(0), pace, "SendDTMF").await?,
            None => call.warn(format!("SendDTMF: there is no channel '{}'", part(3))),
        }
        Ok(Continue)
    }
}

const LONGEST_MS: u64 = 60_000;
