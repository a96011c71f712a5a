//! QUEUE_MEMBER and its older kin: members counted, listed and changed.

use std::rc::Rc;

use call::DeviceState;
use call::script::prelude::*;
use services::queue::{MemberView, Queues};

pub(super) fn service(call: &Call) -> Result<Rc<Queues>, Fault> {
    call.service::<Queues>()
        .ok_or_else(|| Fault::from("there are no queues here"))
}

fn members(call: &Call, queue: &str) -> Result<Vec<MemberView>, Fault> {
    let now = call.now();
    let view = service(call)?.with(|machine| machine.view(now, queue));
    view.map(|view| view.members)
        .ok_or_else(|| Fault(format!("there is no queue '{queue}'")))
}

fn is_logged_in(member: &&MemberView) -> bool {
    !matches!(
        member.facts.status,
        DeviceState::Unavailable | DeviceState::Invalid
    )
}

/// Everything about members.
pub(crate) struct QueueMember;

impl Function for QueueMember {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_MEMBER",
        synopsis: "Provides a count of queue members based on the provided criteria, or updates a \
            queue member's settings.",
        syntax: &[
            Param::optional("queuename", "The queue; when setting, all when left out."),
            Param::required(
                "option",
                "free, ready, logged, count; of one member penalty, paused, ringinuse.",
            ),
            Param::optional("interface", "The member, for the last three."),
        ],
        description: "free are those whose device is free and who do not pause; ready are those who do \
            not rest after a call either; logged are those who can be reached. penalty, paused and \
            ringinuse of a member can be set.",
        see_also: &["Queue", "QUEUE_MEMBER_LIST", "QUEUE_WAITING_COUNT"],
        examples: &[
            "${QUEUE_MEMBER(support,free)}",
            "Set(QUEUE_MEMBER(support,paused,PJSIP/alice)=1)",
        ],
        since: "1.8",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let members = members(call, part(0))?;
        let count = |wanted: &dyn Fn(&&MemberView) -> bool| {
            Ok(members.iter().filter(|m| wanted(m)).count().to_string())
        };
        let free = |m: &&MemberView| m.facts.status == DeviceState::NotInUse && !m.facts.paused;
        let one = || {
            let mut all = members.iter().map(|m| &m.facts);
            let wanted = part(2);
            all.find(|m| m.interface.eq_ignore_ascii_case(wanted))
                .ok_or_else(|| Fault(format!("'{wanted}' is no member of '{}'", part(0))))
        };
        let word = |yes: bool| u8::from(yes).to_string();
        match part(1).to_ascii_lowercase().as_str() {
            "free" => count(&free),
            "ready" => count(&|m| m.is_ready()),
            "logged" => count(&is_logged_in),
            "" | "count" => count(&|_| true),
            "penalty" => Ok(one()?.penalty.to_string()),
            "paused" => Ok(word(one()?.paused)),
            "ringinuse" => Ok(word(one()?.ring_in_use)),
            other => Err(Fault(format!("there is no option '{other}'"))),
        }
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let (queues, now) = (service(call)?, call.now());
        let queue = Some(part(0)).filter(|q| !q.is_empty());
        let (interface, value) = (part(2), value.trim());
        let number: i32 = value
            .parse()
            .map_err(|_| Fault(format!("'{value}' is no number")))?;
        let found = match part(1).to_ascii_lowercase().as_str() {
            "penalty" => queues.with(|m| m.set_penalty(now, queue, interface, number)),
            "paused" => queues.with(|m| m.pause_member(now, queue, interface, number != 0, "")),
            "ringinuse" => queues.with(|m| m.set_ring_in_use(now, queue, interface, number != 0)),
            other => return Err(Fault(format!("option '{other}' cannot be set"))),
        };
        match found {
            true => Ok(()),
            false => Err(Fault(format!("'{interface}' is no member"))),
        }
    }
}

/// How many can be reached.
pub(crate) struct QueueMemberCount;

impl Function for QueueMemberCount {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_MEMBER_COUNT",
        synopsis: "Count number of members answering a queue.",
        syntax: &[Param::required("queuename", "The queue.")],
        description: "Members who can be reached. QUEUE_MEMBER() tells more.",
        see_also: &["QUEUE_MEMBER"],
        examples: &["${QUEUE_MEMBER_COUNT(support)}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let members = members(call, args.0.trim())?;
        Ok(members.iter().filter(is_logged_in).count().to_string())
    }
}

/// Who is a member.
pub(crate) struct QueueMemberList;

impl Function for QueueMemberList {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_MEMBER_LIST",
        synopsis: "Returns a list of interfaces on a queue.",
        syntax: &[Param::required("queuename", "The queue.")],
        description: "The interfaces, with commas between them.",
        see_also: &["QUEUE_MEMBER"],
        examples: &["${QUEUE_MEMBER_LIST(support)}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let members = members(call, args.0.trim())?.into_iter();
        let names: Vec<String> = members.map(|m| m.facts.interface).collect();
        Ok(names.join(","))
    }
}

/// A member's penalty.
pub(crate) struct QueueMemberPenalty;

impl Function for QueueMemberPenalty {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_MEMBER_PENALTY",
        synopsis: "Gets or sets queue members penalty.",
        syntax: &[
            Param::required("queuename", "The queue."),
            Param::required("interface", "The member."),
        ],
        description: "QUEUE_MEMBER() does the same.",
        see_also: &["QUEUE_MEMBER"],
        examples: &["${QUEUE_MEMBER_PENALTY(support,PJSIP/alice)}"],
        since: "1.6.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let known = service(call)?.with(|machine| machine.member(part(0), part(1)));
        known
            .map(|facts| facts.penalty.to_string())
            .ok_or_else(|| Fault(format!("'{}' is no member of '{}'", part(1), part(0))))
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let (queues, now) = (service(call)?, call.now());
        let penalty: i32 = value
            .trim()
            .parse()
            .map_err(|_| Fault(format!("'{value}' is no number")))?;
        match queues.with(|m| m.set_penalty(now, Some(part(0)), part(1), penalty)) {
            true => Ok(()),
            false => Err(Fault(format!(
                "'{}' is no member of '{}'",
                part(1),
                part(0)
            ))),
        }
    }
}
