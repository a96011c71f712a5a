//! `QueueAdd`, `QueueRemove`, `QueuePause`, `QueuePenalty`.

use call::QueueLogLine;
use services::queue::{AddMember, Addition, MemberLine, Membership, Removal};

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};

pub(super) struct QueueAdd;
pub(super) struct QueueRemove;
pub(super) struct QueuePause;
pub(super) struct QueuePenalty;

const QUEUE: (&str, &str) = ("Queue", "The queue.");
const INTERFACE: (&str, &str) = ("Interface", "The member's device.");

impl Action for QueueAdd {
    const DOC: ActionDoc = ActionDoc {
        name: "QueueAdd",
        classes: Classes::AGENT,
        synopsis: "Adds a member to a queue.",
        headers: &[
            QUEUE,
            INTERFACE,
            ("Penalty", "Members with less of it are rung first."),
            ("Paused", "It begins with a pause."),
            ("MemberName", "Its name."),
            ("StateInterface", "The device whose state counts."),
            ("Reason", "Why it pauses."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (queue, interface) = (message.get("Queue"), message.get("Interface"));
        if queue.is_empty() {
            return Answer::error("'Queue' not specified.");
        }
        if interface.is_empty() {
            return Answer::error("'Interface' not specified.");
        }
        let or_interface = |header: &str| match message.get(header) {
            "" => interface.to_owned(),
            text => text.to_owned(),
        };
        let add = AddMember {
            line: MemberLine {
                interface: interface.to_owned(),
                name: or_interface("MemberName"),
                state_interface: or_interface("StateInterface"),
                penalty: message.get("Penalty").trim().parse().unwrap_or(0).max(0),
                paused: is_true(message.get("Paused")),
                ..MemberLine::default()
            },
            membership: Membership::Dynamic,
            reason: message.get("Reason").to_owned(),
        };
        let (now, queues) = (desk.exchange.now(), desk.exchange.queues());
        let name = add.line.name.clone();
        let added = queues.with(|machine| machine.add_member(now, queue, add));
        if added == Addition::Added {
            log(desk, queue, (&name, interface), "ADDMEMBER");
        }
        desk.exchange.settle();
        match added {
            Addition::Added => Answer::success("Added interface to queue"),
            Addition::Already => Answer::error("Unable to add interface: Already there"),
            Addition::NoQueue => Answer::error("Unable to add interface to queue: No such queue"),
        }
    }
}

impl Action for QueueRemove {
    const DOC: ActionDoc = ActionDoc {
        name: "QueueRemove",
        classes: Classes::AGENT,
        synopsis: "Removes a member from a queue.",
        headers: &[QUEUE, INTERFACE],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (queue, interface) = (message.get("Queue"), message.get("Interface"));
        if queue.is_empty() || interface.is_empty() {
            return Answer::error("Need 'Queue' and 'Interface' parameters.");
        }
        let (now, queues) = (desk.exchange.now(), desk.exchange.queues());
        let known = queues.with(|machine| machine.member(queue, interface));
        let removed = queues.with(|machine| machine.remove_member(now, queue, interface));
        if removed == Removal::Removed {
            let name = known.map_or_else(|| interface.to_owned(), |facts| facts.name);
            log(desk, queue, (&name, interface), "REMOVEMEMBER");
        }
        desk.exchange.settle();
        match removed {
            Removal::Removed => Answer::success("Removed interface from queue"),
            Removal::NotInQueue => Answer::error("Unable to remove interface: Not there"),
            Removal::NoQueue => {
                Answer::error("Unable to remove interface from queue: No such queue")
            }
            Removal::NotDynamic => Answer::error("Member not dynamic"),
        }
    }
}

impl Action for QueuePause {
    const DOC: ActionDoc = ActionDoc {
        name: "QueuePause",
        classes: Classes::AGENT,
        synopsis: "Lets a member pause, or go on.",
        headers: &[
            INTERFACE,
            ("Paused", "It pauses, or it does not any more."),
            ("Queue", "In this queue only."),
            ("Reason", "Why."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (interface, paused) = (message.get("Interface"), message.get("Paused"));
        if interface.is_empty() || paused.is_empty() {
            return Answer::error("Need 'Interface' and 'Paused' parameters.");
        }
        let queue = Some(message.get("Queue")).filter(|q| !q.is_empty());
        let (paused, reason) = (is_true(paused), message.get("Reason"));
        let (now, queues) = (desk.exchange.now(), desk.exchange.queues());
        let found = queues.with(|m| m.pause_member(now, queue, interface, paused, reason));
        desk.exchange.settle();
        match (found, paused) {
            (false, _) => Answer::error("Interface not found"),
            (true, true) => Answer::success("Interface paused successfully"),
            (true, false) => Answer::success("Interface unpaused successfully"),
        }
    }
}

impl Action for QueuePenalty {
    const DOC: ActionDoc = ActionDoc {
        name: "QueuePenalty",
        classes: Classes::AGENT,
        synopsis: "Gives a member another penalty.",
        headers: &[
            INTERFACE,
            ("Penalty", "The penalty."),
            ("Queue", "In this queue only."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (interface, penalty) = (message.get("Interface"), message.get("Penalty"));
        if interface.is_empty() || penalty.is_empty() {
            return Answer::error("Need 'Interface' and 'Penalty' parameters.");
        }
        let queue = Some(message.get("Queue")).filter(|q| !q.is_empty());
        let (now, queues) = (desk.exchange.now(), desk.exchange.queues());
        let penalty = penalty.trim().parse().unwrap_or(0);
        let found = queues.with(|m| m.set_penalty(now, queue, interface, penalty));
        desk.exchange.settle();
        match found {
            true => Answer::success("Interface penalty set successfully"),
            false => Answer::error("Invalid interface, queuename or penalty"),
        }
    }
}

/// Does this text mean yes?
fn is_true(text: &str) -> bool {
    let small = text.trim().to_ascii_lowercase();
    matches!(small.as_str(), "yes" | "true" | "y" | "t" | "1" | "on")
}

fn log(desk: &Desk<'_>, queue: &str, (name, interface): (&str, &str), event: &str) {
    let queues = desk.exchange.queues();
    let names = queues.with(|machine| machine.logs_names());
    queues.log(QueueLogLine {
        call_id: "MANAGER".to_owned(),
        queue: queue.to_owned(),
        agent: if names { name } else { interface }.to_owned(),
        event: event.to_owned(),
        data: String::new(),
    });
}
