//! Transfer: have the far end call another number by itself.

use call::script::prelude::*;

/// Asks the far end to go elsewhere.
pub(crate) struct Transfer;

impl Application for Transfer {
    const DOC: AppDoc = AppDoc {
        name: "Transfer",
        synopsis: "Have the far end call another number by itself.",
        syntax: &[Param::required(
            "destination",
            "[Technology/]number; with a technology only channels of that one are sent.",
        )],
        options: &[],
        description: "No channel type here can send its far end away yet: TRANSFERSTATUS tells \
            UNSUPPORTED, or FAILURE without a destination, and the dialplan goes on, where Dial can \
            call the number instead.",
        see_also: &["Dial"],
        examples: &["same => n,Transfer(PJSIP/200)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if args.0.trim().is_empty() {
            call.warn("Transfer needs a destination");
            call.set("TRANSFERSTATUS", "FAILURE");
            return Ok(Continue);
        }
        call.warn(format!(
            "the far end is not sent to '{}': channels cannot do that yet",
            args.0.trim()
        ));
        call.set("TRANSFERSTATUS", "UNSUPPORTED");
        call.set("TRANSFERSTATUSPROTOCOL", "0");
        Ok(Continue)
    }
}
