//! Congestion: refuse as congested, or play the congestion tone.

use call::script::prelude::*;

use super::busy::wait_for_the_end;

/// Tells the caller that the call cannot be carried.
pub(crate) struct Congestion;

impl Application for Congestion {
    const DOC: AppDoc = AppDoc {
        name: "Congestion",
        synopsis: "Tell the caller that the call cannot be carried, then end it.",
        syntax: &[Param::optional(
            "timeout",
            "Seconds until the call ends; without it the caller ends it.",
        )],
        options: &[],
        description: "A call that was not answered is refused as congested; one that was hears the \
            congestion tone.",
        see_also: &["Busy", "PlayTones", "Hangup"],
        examples: &["same => n,Congestion()", "same => n,Congestion(10)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if !call.is_up() {
            call.change(|c| c.hangup_cause = HangupCause::CONGESTION);
        }
        call.indicate_congestion();
        wait_for_the_end(call, args.0).await
    }
}
