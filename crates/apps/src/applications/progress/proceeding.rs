//! Proceeding: the call is on its way.

use call::Signal;
use call::script::prelude::*;

/// Tells the caller's device that the call is under way.
pub(crate) struct Proceeding;

impl Application for Proceeding {
    const DOC: AppDoc = AppDoc {
        name: "Proceeding",
        synopsis: "Tell the caller's device that the call is on its way.",
        syntax: &[],
        options: &[],
        description: "Has no effect on a call that is answered.",
        see_also: &["Ringing", "Progress"],
        examples: &["same => n,Proceeding()"],
        since: "1.6.1",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        if !call.is_up() {
            call.signal(Signal::Proceeding);
        }
        Ok(Continue)
    }
}
