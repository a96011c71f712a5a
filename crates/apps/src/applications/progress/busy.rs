//! Busy: refuse as busy, or play the busy tone.

use call::script::prelude::*;

use crate::numbers;

/// Tells the caller that the line is busy.
pub(crate) struct Busy;

impl Application for Busy {
    const DOC: AppDoc = AppDoc {
        name: "Busy",
        synopsis: "Tell the caller that the line is busy, then end the call.",
        syntax: &[Param::optional(
            "timeout",
            "Seconds until the call ends; without it the caller ends it.",
        )],
        options: &[],
        description: "A call that was not answered is refused as busy; one that was hears the busy \
            tone.",
        see_also: &["Congestion", "PlayTones", "Hangup"],
        examples: &["same => n,Busy()", "same => n,Busy(20)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if !call.is_up() {
            call.change(|c| c.hangup_cause = HangupCause::USER_BUSY);
        }
        call.indicate_busy();
        wait_for_the_end(call, args.0).await
    }
}

/// Waits for the caller's hang-up, or so many seconds; the call ends in both cases.
pub(crate) async fn wait_for_the_end(call: &mut Call, seconds: &str) -> Flow {
    let until = numbers::seconds(seconds).map(|patience| call.now() + patience);
    while call.next(until).await?.is_some() {}
    Ok(End)
}
