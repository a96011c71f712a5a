//! Gosub and GosubIf: subroutines.

use call::script::prelude::*;
use dialplan::Location;
use dialplan::arguments::{split_arguments, split_raw};

use crate::places;

/// Calls a subroutine.
pub(crate) struct Gosub;

impl Application for Gosub {
    const DOC: AppDoc = AppDoc {
        name: "Gosub",
        synopsis: "Call a subroutine of the dialplan.",
        syntax: &[
            Param::optional("context", "This one when left out."),
            Param::optional("extension", "This one when left out."),
            Param::required(
                "priority(arguments)",
                "A number or a label; arguments become ARG1, ARG2, … and ARGC.",
            ),
        ],
        options: &[],
        description: "Return comes back to the next priority. Arguments and what LOCAL() sets belong \
            to the subroutine and are gone then. A place that does not exist ends the call.",
        see_also: &["GosubIf", "Return", "StackPop", "LOCAL", "Macro"],
        examples: &[
            "same => n,Gosub(tell,s,1(one,two))",
            "same => n,Gosub(again)",
        ],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if args.0.trim().is_empty() {
            call.warn("Gosub needs [[context,]extension,]priority[(arguments)]");
            return Ok(End);
        }
        Ok(enter(call, args.0).await)
    }
}

/// Calls a subroutine when a condition holds.
pub(crate) struct GosubIf;

impl Application for GosubIf {
    const DOC: AppDoc = AppDoc {
        name: "GosubIf",
        synopsis: "Call a subroutine if a condition holds.",
        syntax: &[
            Param::required("condition", "True unless it is empty or 0."),
            Param::optional(
                "?target(arguments)",
                "As Gosub takes it, for the case that it is true.",
            ),
            Param::optional(":target(arguments)", "For the case that it is false."),
        ],
        options: &[],
        description: "Without a target for the case at hand the dialplan goes on.",
        see_also: &["Gosub", "Return", "GotoIf"],
        examples: &["same => n,GosubIf($[${COUNT} > 3]?tell,s,1(much):tell,s,1(little))"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let mut parts = split_raw(args.0, '?', 2).into_iter();
        let (Some(condition), Some(branches)) = (parts.next(), parts.next()) else {
            call.warn("GosubIf needs condition?target[(arguments)][:target[(arguments)]]");
            return Ok(Continue);
        };
        let index = usize::from(!dialplan::is_true(condition.trim()));
        let target = split_raw(&branches, ':', 2)
            .into_iter()
            .nth(index)
            .unwrap_or_default();
        if target.trim().is_empty() {
            return Ok(Continue);
        }
        Ok(enter(call, &target).await)
    }
}

/// Enters the subroutine `target(arguments)`, to come back behind this step.
async fn enter(call: &mut Call, text: &str) -> Next {
    let (target, arguments) = places::name_and_arguments(text);
    let location = match places::target(call, target) {
        Ok(location) => location,
        Err(problem) => {
            call.log(LogLevel::Error, format!("Gosub: {problem}"));
            return End;
        }
    };
    if !places::exists(call, &location).await {
        let text = format!("Gosub: there is no {location}");
        call.log(LogLevel::Error, text);
        return End;
    }
    if call.look(|c| c.frames.len()).unwrap_or(0) >= DEEPEST {
        call.log(
            LogLevel::Error,
            format!("Gosub: more than {DEEPEST} subroutines in each other"),
        );
        return End;
    }
    let here = call.location();
    let back_to = Location {
        priority: here.priority.saturating_add(1),
        ..here
    };
    call.enter_frame(back_to, &split_arguments(arguments), false);
    call.jump(location);
    Continue
}

/// A subroutine that calls itself for ever must not fill the memory.
const DEEPEST: usize = 1_000;
