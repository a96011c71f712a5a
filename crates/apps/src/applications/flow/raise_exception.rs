//! RaiseException: to the extension `e`.

use call::script::prelude::*;
use dialplan::Location;

use crate::places;

/// Goes to the extension `e`.
pub(crate) struct RaiseException;

impl Application for RaiseException {
    const DOC: AppDoc = AppDoc {
        name: "RaiseException",
        synopsis: "Go to the extension `e`.",
        syntax: &[Param::required(
            "reason",
            "What EXCEPTION(reason) tells there.",
        )],
        options: &[],
        description: "EXCEPTION() tells there what happened and where. Without an extension `e` in \
            this context the call ends.",
        see_also: &["EXCEPTION"],
        examples: &["same => n,RaiseException(closed)"],
        since: "1.6.1",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if raise(call, args.0).await {
            return Ok(Continue);
        }
        call.warn("RaiseException: there is no extension 'e' in this context");
        Ok(End)
    }
}

/// Goes to `e`, if it is there.
pub(crate) async fn raise(call: &mut Call, reason: &str) -> bool {
    let here = call.location();
    let target = Location::new(here.context.clone(), "e", 1);
    if !places::exists(call, &target).await {
        return false;
    }
    call.set("EXCEPTION_REASON", reason);
    call.set("EXCEPTION_CONTEXT", here.context.to_string());
    call.set("EXCEPTION_EXTEN", here.extension.to_string());
    call.set("EXCEPTION_PRIORITY", here.priority.to_string());
    call.jump(target);
    true
}
