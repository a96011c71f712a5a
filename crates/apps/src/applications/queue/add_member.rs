//! AddQueueMember, RemoveQueueMember: members that come and go while the exchange runs.

use std::time::Duration;

use call::QueueLogLine;
use call::script::prelude::*;
use services::queue::{AddMember, Addition, MemberLine, Membership, Queues, Removal};

use crate::numbers;

/// Adds a member.
pub(crate) struct AddQueueMember;

impl Application for AddQueueMember {
    const DOC: AppDoc = AppDoc {
        name: "AddQueueMember",
        synopsis: "Dynamically adds queue members.",
        syntax: &[
            Param::required("queuename", "The queue."),
            Param::optional("interface", "Whom; the caller's own device when left out."),
            Param::optional("penalty", "The member's penalty."),
            Param::optional("options", "Accepted; there are none."),
            Param::optional("membername", "The member's name."),
            Param::optional(
                "stateinterface",
                "The device whose state counts; the interface when left out.",
            ),
            Param::optional("wrapuptime", "Seconds of rest after a call."),
        ],
        options: &[],
        description: "AQMSTATUS is ADDED, MEMBERALREADY or NOSUCHQUEUE.",
        see_also: &["RemoveQueueMember", "PauseQueueMember", "Queue"],
        examples: &["same => n,AddQueueMember(support,PJSIP/alice,1,,Alice)"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "AQMSTATUS",
        "ADDED, MEMBERALREADY, NOSUCHQUEUE or ERROR.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let Some(queues) = call.service::<Queues>().filter(|_| !part(0).is_empty()) else {
            call.warn("AddQueueMember needs the name of a queue");
            return Ok(Continue);
        };
        let (queue, interface) = (part(0), interface(call, part(1)));
        let or_interface = |text: &str| match text {
            "" => interface.clone(),
            text => text.to_owned(),
        };
        let penalty = numbers::leading_integer(part(2));
        let line = MemberLine {
            penalty: i32::try_from(penalty.max(0)).unwrap_or(i32::MAX),
            name: or_interface(part(4)),
            state_interface: or_interface(part(5)),
            ring_in_use: None,
            wrapup: part(6).parse().ok().map(Duration::from_secs),
            paused: false,
            interface: interface.clone(),
        };
        let name = line.name.clone();
        let add = AddMember {
            line,
            membership: Membership::Dynamic,
            reason: String::new(),
        };
        let now = call.now();
        let status = match queues.with(|machine| machine.add_member(now, queue, add)) {
            Addition::Added => {
                log_change(call, &queues, queue, &name, &interface, "ADDMEMBER");
                "ADDED"
            }
            Addition::Already => "MEMBERALREADY",
            Addition::NoQueue => {
                call.warn(format!("AddQueueMember: there is no queue '{queue}'"));
                "NOSUCHQUEUE"
            }
        };
        call.set("AQMSTATUS", status);
        Ok(Continue)
    }
}

/// Removes a member.
pub(crate) struct RemoveQueueMember;

impl Application for RemoveQueueMember {
    const DOC: AppDoc = AppDoc {
        name: "RemoveQueueMember",
        synopsis: "Dynamically removes queue members.",
        syntax: &[
            Param::required("queuename", "The queue."),
            Param::optional("interface", "Whom; the caller's own device when left out."),
        ],
        options: &[],
        description: "RQMSTATUS is REMOVED, NOTINQUEUE, NOSUCHQUEUE, or NOTDYNAMIC for members of the \
            file.",
        see_also: &["AddQueueMember", "PauseQueueMember", "Queue"],
        examples: &["same => n,RemoveQueueMember(support,PJSIP/alice)"],
        since: "1.2",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "RQMSTATUS",
        "REMOVED, NOTINQUEUE, NOSUCHQUEUE or NOTDYNAMIC.",
    )];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let Some(queues) = call.service::<Queues>().filter(|_| !part(0).is_empty()) else {
            call.warn("RemoveQueueMember needs the name of a queue");
            return Ok(Continue);
        };
        let (queue, interface) = (part(0), interface(call, part(1)));
        let known = queues.with(|machine| machine.member(queue, &interface));
        let name = known.map_or_else(|| interface.clone(), |facts| facts.name);
        let now = call.now();
        let status = match queues.with(|m| m.remove_member(now, queue, &interface)) {
            Removal::Removed => {
                log_change(call, &queues, queue, &name, &interface, "REMOVEMEMBER");
                "REMOVED"
            }
            Removal::NotInQueue => "NOTINQUEUE",
            Removal::NotDynamic => "NOTDYNAMIC",
            Removal::NoQueue => {
                call.warn(format!("RemoveQueueMember: there is no queue '{queue}'"));
                "NOSUCHQUEUE"
            }
        };
        call.set("RQMSTATUS", status);
        Ok(Continue)
    }
}

/// The interface that is named, or that of the caller's own channel.
fn interface(call: &Call, text: &str) -> String {
    if !text.is_empty() {
        return text.to_owned();
    }
    let name = call.name();
    let own = name.rsplit_once('-').map(|(device, _)| device.to_owned());
    own.unwrap_or(name)
}

fn log_change(call: &Call, queues: &Queues, queue: &str, name: &str, interface: &str, event: &str) {
    let names = queues.with(|machine| machine.logs_names());
    queues.log(QueueLogLine {
        call_id: call.look(|c| c.unique_id.clone()).unwrap_or_default(),
        queue: queue.to_owned(),
        agent: if names { name } else { interface }.to_owned(),
        event: event.to_owned(),
        data: String::new(),
    });
}
