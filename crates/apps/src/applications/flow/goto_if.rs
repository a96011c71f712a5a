//! GotoIf: elsewhere, under a condition.

use call::script::prelude::*;

use super::goto::go;

/// Goes elsewhere when a condition holds.
pub(crate) struct GotoIf;

impl Application for GotoIf {
    const DOC: AppDoc = AppDoc {
        name: "GotoIf",
        synopsis: "Go elsewhere if a condition holds.",
        syntax: &[
            Param::required("condition", "True unless it is empty or 0."),
            Param::optional("?target", "Where to go when it is true, as Goto takes it."),
            Param::optional(":target", "Where to go when it is false."),
        ],
        options: &[],
        description: "Without a target for the case at hand the dialplan goes on.",
        see_also: &["Goto", "GotoIfTime", "GosubIf", "ExecIf"],
        examples: &[
            "same => n,GotoIf($[${COUNT} > 3]?done)",
            "same => n,GotoIf(1?default,s,1:done)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some((condition, branches)) = args.0.split_once('?') else {
            call.warn("GotoIf needs condition?target[:target]");
            return Ok(Continue);
        };
        let (yes, no) = branches.split_once(':').unwrap_or((branches, ""));
        Ok(go_if(call, dialplan::is_true(condition.trim()), yes, no))
    }
}

/// Goes to one of two targets; an empty one goes on.
pub(crate) fn go_if(call: &Call, condition: bool, yes: &str, no: &str) -> Next {
    let target = if condition { yes } else { no };
    if target.trim().is_empty() {
        Continue
    } else {
        go(call, target)
    }
}
