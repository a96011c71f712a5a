//! Return and StackPop: the ends of a subroutine.

use call::script::prelude::*;

/// Comes back from a subroutine.
pub(crate) struct Return;

impl Application for Return {
    const DOC: AppDoc = AppDoc {
        name: "Return",
        synopsis: "Come back from a subroutine.",
        syntax: &[Param::optional("value", "Becomes GOSUB_RETVAL.")],
        options: &[],
        description: "Goes on behind the Gosub that came here. Without one the call ends.",
        see_also: &["Gosub", "StackPop"],
        examples: &["same => n,Return()", "same => n,Return(${RESULT})"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "GOSUB_RETVAL",
        "The value that it gives back.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some(frame) = call.leave_frame() else {
            call.log(
                LogLevel::Error,
                "Return without Gosub: no subroutine was called",
            );
            return Ok(End);
        };
        call.jump(frame.back_to);
        call.set("GOSUB_RETVAL", args.0);
        Ok(Continue)
    }
}

/// Forgets where the subroutine was called from.
pub(crate) struct StackPop;

impl Application for StackPop {
    const DOC: AppDoc = AppDoc {
        name: "StackPop",
        synopsis: "Forget where the subroutine was called from.",
        syntax: &[],
        options: &[],
        description: "The subroutine becomes the ordinary dialplan: its arguments are gone and Return \
            would go to an outer caller. Warns when there is no subroutine.",
        see_also: &["Gosub", "Return"],
        examples: &["same => n,StackPop()"],
        since: "1.2",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        if call.leave_frame().is_none() {
            call.warn("StackPop: no subroutine was called");
        }
        Ok(Continue)
    }
}
