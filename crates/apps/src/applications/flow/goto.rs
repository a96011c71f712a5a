//! Goto: elsewhere in the dialplan.

use call::script::prelude::*;

use crate::places;

/// Goes elsewhere.
pub(crate) struct Goto;

impl Application for Goto {
    const DOC: AppDoc = AppDoc {
        name: "Goto",
        synopsis: "Go on elsewhere in the dialplan.",
        syntax: &[
            Param::optional("context", "This one when left out."),
            Param::optional("extension", "This one when left out."),
            Param::required("priority", "A number, `+n` or `-n` from here, or a label."),
        ],
        options: &[],
        description: "One argument is a priority or label, two are extension and priority. A number \
            that does not exist there leads to the extension `i`; an unknown label ends the call.",
        see_also: &["GotoIf", "GotoIfTime", "Gosub"],
        examples: &[
            "same => n,Goto(1)",
            "same => n,Goto(s,1)",
            "same => n(again),Goto(default,s,1)",
            "same => n,Goto(again)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if args.0.trim().is_empty() {
            call.warn("Goto needs [[context,]extension,]priority");
            return Ok(End);
        }
        Ok(go(call, args.0))
    }
}

/// Goes to a target; a label that does not exist ends the call.
pub(crate) fn go(call: &Call, target: &str) -> Next {
    match places::target(call, target) {
        Ok(location) => {
            call.jump(location);
            Continue
        }
        Err(problem) => {
            call.warn(problem);
            End
        }
    }
}
