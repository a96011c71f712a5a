//! PauseQueueMember, UnpauseQueueMember.

use call::script::prelude::*;
use services::queue::Queues;

/// Pauses a member.
pub(crate) struct PauseQueueMember;

impl Application for PauseQueueMember {
    const DOC: AppDoc = AppDoc {
        name: "PauseQueueMember",
        synopsis: "Pauses a queue member.",
        syntax: SYNTAX,
        options: &[],
        description: "A member that pauses is not rung. Without a queue it pauses in all of them. \
            PQMSTATUS is PAUSED or NOTFOUND.",
        see_also: &["UnpauseQueueMember", "AddQueueMember", "Queue"],
        examples: &["same => n,PauseQueueMember(,PJSIP/alice,,lunch)"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("PQMSTATUS", "PAUSED or NOTFOUND.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let found = pause(call, args, true);
        call.set("PQMSTATUS", if found { "PAUSED" } else { "NOTFOUND" });
        Ok(Continue)
    }
}

/// Lets a member go on.
pub(crate) struct UnpauseQueueMember;

impl Application for UnpauseQueueMember {
    const DOC: AppDoc = AppDoc {
        name: "UnpauseQueueMember",
        synopsis: "Unpauses a queue member.",
        syntax: SYNTAX,
        options: &[],
        description: "The member is rung again. Without a queue it goes on in all of them. UPQMSTATUS \
            is UNPAUSED or NOTFOUND.",
        see_also: &["PauseQueueMember", "AddQueueMember", "Queue"],
        examples: &["same => n,UnpauseQueueMember(,PJSIP/alice)"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("UPQMSTATUS", "UNPAUSED or NOTFOUND.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let found = pause(call, args, false);
        call.set("UPQMSTATUS", if found { "UNPAUSED" } else { "NOTFOUND" });
        Ok(Continue)
    }
}

const SYNTAX: &[Param] = &[
    Param::optional("queuename", "The queue; all when left out."),
    Param::required("interface", "The member."),
    Param::optional("options", "Accepted; there are none."),
    Param::optional("reason", "Goes to the queue log."),
];

fn pause(call: &Call, args: Args<'_>, paused: bool) -> bool {
    let parts = args.split();
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    let (interface, reason) = (part(1), part(3));
    let Some(queues) = call.service::<Queues>().filter(|_| !interface.is_empty()) else {
        call.warn("the interface of a member is needed: ([queue],interface)");
        return false;
    };
    let (now, queue) = (call.now(), Some(part(0)).filter(|q| !q.is_empty()));
    let found = queues.with(|m| m.pause_member(now, queue, interface, paused, reason));
    if !found {
        call.warn(format!(
            "{interface} is no member of {}",
            queue.unwrap_or("any queue")
        ));
    }
    found
}
