//! Echo: the caller hears himself.

use call::script::prelude::*;
use media::control::Source;

use crate::applications::progress::progress_tone::early_sound;

/// Sends back what the caller sends.
pub(crate) struct Echo;

impl Application for Echo {
    const DOC: AppDoc = AppDoc {
        name: "Echo",
        synopsis: "Send the caller's own sound and digits back.",
        syntax: &[],
        options: &[],
        description: "Shows how long sound is under way. Ends when the caller presses `#`.",
        see_also: &["Milliwatt"],
        examples: &["same => n,Echo()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        early_sound(call);
        call.send(Source::Echo);
        while call.next_digit(None).await? != Some('#') {}
        call.restore_sound();
        Ok(Continue)
    }
}
