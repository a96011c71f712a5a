//! NoOp: nothing, but seen on the console.

use call::script::prelude::*;

/// Does nothing.
pub(crate) struct NoOp;

impl Application for NoOp {
    const DOC: AppDoc = AppDoc {
        name: "NoOp",
        synopsis: "Do nothing.",
        syntax: &[Param::optional(
            "text",
            "Anything; seen on a console with verbosity 3.",
        )],
        options: &[],
        description: "Its arguments are evaluated and shown with the step, which helps to debug a \
            dialplan.",
        see_also: &["Verbose", "Log"],
        examples: &["same => n,NoOp(status ${DIALSTATUS})"],
        since: "1.0",
    };

    async fn run(_: &mut Call, _: Args<'_>) -> Flow {
        Ok(Continue)
    }
}
