//! ExecIfTime: an application at certain times.

use call::script::prelude::*;
use dialplan::TimeSpecification;

use super::exec::run_by_name;

/// Runs an application when the time is right.
pub(crate) struct ExecIfTime;

impl Application for ExecIfTime {
    const DOC: AppDoc = AppDoc {
        name: "ExecIfTime",
        synopsis: "Run an application at certain times.",
        syntax: &[
            Param::required(
                "times,weekdays,days,months[,timezone]",
                "When, as in timed includes.",
            ),
            Param::required("?application(arguments)", "Runs then."),
        ],
        options: &[],
        description: "At other times the dialplan just goes on.",
        see_also: &["GotoIfTime", "ExecIf", "IFTIME"],
        examples: &["same => n,ExecIfTime(9:00-17:00,mon-fri,*,*?NoOp(open))"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some((when, application)) = args.0.split_once('?') else {
            call.warn("ExecIfTime needs times,weekdays,days,months?application(arguments)");
            return Ok(Continue);
        };
        if !is_now(call, when) {
            return Ok(Continue);
        }
        run_by_name(call, application).await
    }
}

/// Does a time specification hold now?
pub(crate) fn is_now(call: &Call, text: &str) -> bool {
    let (times, faults) = TimeSpecification::parse(text);
    for fault in faults {
        call.warn(format!("time '{text}': {fault}"));
    }
    call.in_plan(|_, now| times.covers(now))
}
