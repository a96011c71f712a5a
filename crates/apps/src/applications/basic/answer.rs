//! Answer: pick up.

use std::time::Duration;

use call::script::prelude::*;

use crate::numbers;

/// Picks up the call.
pub(crate) struct Answer;

impl Application for Answer {
    const DOC: AppDoc = AppDoc {
        name: "Answer",
        synopsis: "Pick up the call.",
        syntax: &[
            Param::optional("delay", "Milliseconds to wait after the answer."),
            Param::optional(
                "options",
                "Accepted for old dialplans; nothing depends on it.",
            ),
        ],
        options: &[],
        description: "Answers a call that still rings, then waits until the caller's sound arrives, at \
            most half a second. With a delay it waits that long instead. A call that is answered \
            already goes on at once.",
        see_also: &["Hangup"],
        examples: &["same => n,Answer()", "same => n,Answer(500)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let delay = args
            .split()
            .first()
            .map_or(0, |d| numbers::leading_integer(d));
        match u64::try_from(delay) {
            Ok(delay @ 1..) if !call.is_up() => {
                call.answer_at_once();
                call.sleep(Duration::from_millis(delay.min(LONGEST_MS)))
                    .await?;
            }
            _ => call.answer().await?,
        }
        Ok(Continue)
    }
}

const LONGEST_MS: u64 = 3_600_000;
