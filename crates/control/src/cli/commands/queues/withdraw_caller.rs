//! `queue withdraw caller`.

use services::queue::Input;

use super::show::queue_names;
use crate::cli::commands::prelude::*;

pub(crate) struct WithdrawCaller;

impl ConsoleCommand for WithdrawCaller {
    const DOC: CommandDoc = CommandDoc {
        words: "queue withdraw caller",
        aliases: &[],
        syntax: "<channel> from <queue>",
        summary: "Request to withdraw a caller from the queue",
        description: "The caller leaves the queue and goes on in the dialplan; QUEUESTATUS is WITHDRAW.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [channel, "from", queue] = arguments else {
            return Reply::misused();
        };
        let (now, queues) = (exchange.now(), exchange.queues());
        let Some(view) = queues.with(|machine| machine.view(now, queue)) else {
            return Reply::failed(format!(
                "Could not withdraw caller: no such queue {queue}\n"
            ));
        };
        let Some(caller) = view.callers.iter().find(|c| c.name == *channel) else {
            return Reply::failed(format!(
                "Could not withdraw caller: no such caller {channel}\n"
            ));
        };
        queues.report(now, caller.channel, Input::Withdrawn);
        exchange.settle();
        Reply::text("Caller withdraw request accepted\n")
    }

    fn complete(exchange: &dyn Exchange, before: &[&str]) -> Vec<String> {
        match before.len() {
            1 => words(&["from"]),
            2 => queue_names(exchange),
            _ => Vec::new(),
        }
    }
}
