//! Wait: let time pass.

use call::script::prelude::*;

use crate::numbers;

/// Waits.
pub(crate) struct Wait;

impl Application for Wait {
    const DOC: AppDoc = AppDoc {
        name: "Wait",
        synopsis: "Wait for some time.",
        syntax: &[Param::required(
            "seconds",
            "How long; a fraction and the units ms, s, m and h may be used.",
        )],
        options: &[],
        description: "Digits that the caller presses meanwhile are ignored; a tone or music that runs \
            goes on. Anything that is not above zero does not wait at all.",
        see_also: &["WaitExten"],
        examples: &[
            "same => n,Wait(2)",
            "same => n,Wait(0.5)",
            "same => n,Wait(500ms)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if let Some(time) = numbers::time_length(args.0) {
            call.sleep(time).await?;
        }
        Ok(Continue)
    }
}
