//! Progress: open the sound before the answer.

use call::Signal;
use call::script::prelude::*;

/// Lets the caller hear something before the answer.
pub(crate) struct Progress;

impl Application for Progress {
    const DOC: AppDoc = AppDoc {
        name: "Progress",
        synopsis: "Let the caller hear something before the answer.",
        syntax: &[],
        options: &[],
        description: "Tells the caller's device that sound follows although the call is not answered. \
            Has no effect on a call that is.",
        see_also: &["Ringing", "Proceeding", "Playback"],
        examples: &["same => n,Progress()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        early_sound(call);
        Ok(Continue)
    }
}

/// Opens the sound of a call that is not answered, so that what follows can be heard.
pub(crate) fn early_sound(call: &Call) {
    if call.is_ringing_in() {
        call.signal(Signal::Progress { early_media: true });
    }
}
