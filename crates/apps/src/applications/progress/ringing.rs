//! Ringing: the caller hears that it rings.

use call::script::prelude::*;

/// Lets the caller hear ringing.
pub(crate) struct Ringing;

impl Application for Ringing {
    const DOC: AppDoc = AppDoc {
        name: "Ringing",
        synopsis: "Let the caller hear that it rings.",
        syntax: &[],
        options: &[],
        description: "Before the answer the caller's device is told that it rings; after it the ring \
            tone of the channel's zone is played until something else is heard.",
        see_also: &["Progress", "Busy", "PlayTones"],
        examples: &["same => n,Ringing()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        call.indicate_ringing();
        Ok(Continue)
    }
}
