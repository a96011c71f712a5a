//! GotoIfTime: elsewhere, at certain times.

use call::script::prelude::*;

use super::exec_if_time::is_now;
use super::goto_if::go_if;

/// Goes elsewhere when the time is right.
pub(crate) struct GotoIfTime;

impl Application for GotoIfTime {
    const DOC: AppDoc = AppDoc {
        name: "GotoIfTime",
        synopsis: "Go elsewhere at certain times.",
        syntax: &[
            Param::required(
                "times,weekdays,days,months[,timezone]",
                "When, as in timed includes.",
            ),
            Param::optional("?target", "Where to go then, as Goto takes it."),
            Param::optional(":target", "Where to go at other times."),
        ],
        options: &[],
        description: "Times are ranges like 9:00-17:00, weekdays and months names or ranges of them; \
            `*` is always and `&` joins.",
        see_also: &["GotoIf", "ExecIfTime", "IFTIME"],
        examples: &["same => n,GotoIfTime(9:00-17:00,mon-fri,*,*?open,s,1:closed,s,1)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some((when, branches)) = args.0.split_once('?') else {
            call.warn("GotoIfTime needs times,weekdays,days,months?target[:target]");
            return Ok(Continue);
        };
        let (yes, no) = branches.split_once(':').unwrap_or((branches, ""));
        let now = is_now(call, when);
        Ok(go_if(call, now, yes, no))
    }
}
