//! `queue add member`.

use call::QueueLogLine;
use services::queue::{Addition, MemberLine, Membership};

use super::show::queue_names;
use crate::cli::commands::prelude::*;

pub(crate) struct AddMember;

impl ConsoleCommand for AddMember {
    const DOC: CommandDoc = CommandDoc {
        words: "queue add member",
        aliases: &[],
        syntax: "<dial string> to <queue> [[[penalty <penalty>] as <membername>] state_interface <interface>]",
        summary: "Add a channel to a specified queue",
        description: "Adds a member to a queue, with a penalty, a name, and the device whose state counts.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [interface, to, queue, rest @ ..] = arguments else {
            return Reply::misused();
        };
        if !to.eq_ignore_ascii_case("to") || rest.len() % 2 != 0 {
            return Reply::misused();
        }
        let mut line = MemberLine {
            interface: (*interface).to_owned(),
            name: (*interface).to_owned(),
            state_interface: (*interface).to_owned(),
            ..MemberLine::default()
        };
        for pair in rest.chunks_exact(2) {
            let (word, value) = (pair[0], pair[1]);
            match (word.to_ascii_lowercase().as_str(), value.parse()) {
                ("penalty", Ok(penalty)) if penalty >= 0 => line.penalty = penalty,
                ("penalty", _) => return Reply::text("Penalty must be an integer >= 0\n"),
                ("as", _) => value.clone_into(&mut line.name),
                ("state_interface", _) => value.clone_into(&mut line.state_interface),
                _ => return Reply::misused(),
            }
        }
        let (now, queues) = (exchange.now(), exchange.queues());
        let add = services::queue::AddMember {
            line,
            membership: Membership::Dynamic,
            reason: String::new(),
        };
        let text = match queues.with(|machine| machine.add_member(now, queue, add)) {
            Addition::Added => {
                queues.log(log_line(queue, interface, "ADDMEMBER"));
                format!("Added interface '{interface}' to queue '{queue}'\n")
            }
            Addition::Already => {
                format!("Unable to add interface '{interface}' to queue '{queue}': Already there\n")
            }
            Addition::NoQueue => {
                format!("Unable to add interface to queue '{queue}': No such queue\n")
            }
        };
        exchange.settle();
        Reply::text(text)
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before.len() {
            1 => words(&["to"]),
            2 => queue_names(exchange),
            3 => words(&["penalty", "as", "state_interface"]),
            5 => words(&["as", "state_interface"]),
            7 => words(&["state_interface"]),
            _ => Vec::new(),
        }
    }
}

/// A line of the queue log about something that the console did.
pub(super) fn log_line(queue: &str, interface: &str, event: &str) -> QueueLogLine {
    QueueLogLine {
        call_id: "CLI".to_owned(),
        queue: queue.to_owned(),
        agent: interface.to_owned(),
        event: event.to_owned(),
        data: String::new(),
    }
}
