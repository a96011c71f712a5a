//! QUEUE_WAITING_COUNT, QUEUE_GET_CHANNEL: who waits.

use call::script::prelude::*;
use services::queue::Queues;

/// How many wait.
pub(crate) struct QueueWaitingCount;

impl Function for QueueWaitingCount {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_WAITING_COUNT",
        synopsis: "Count number of calls currently waiting in a queue.",
        syntax: &[Param::optional("queuename", "The queue.")],
        description: "0 for a queue that is not known.",
        see_also: &["Queue", "QUEUE_MEMBER"],
        examples: &["${QUEUE_WAITING_COUNT(support)}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let queues = super::members::service(call)?;
        let numbers = queues.with(|machine| machine.numbers(args.0.trim()));
        Ok(numbers.map_or(0, |n| n.waiting).to_string())
    }
}

/// Who stands at a place.
pub(crate) struct QueueGetChannel;

impl Function for QueueGetChannel {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_GET_CHANNEL",
        synopsis: "Return caller at the specified position in a queue.",
        syntax: &[
            Param::required("queuename", "The queue."),
            Param::optional("position", "Its place; 1 when left out."),
        ],
        description: "The name of the channel; empty when nobody stands there.",
        see_also: &["Queue", "QUEUE_WAITING_COUNT"],
        examples: &["${QUEUE_GET_CHANNEL(support,1)}"],
        since: "16.21.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let queues: std::rc::Rc<Queues> = super::members::service(call)?;
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let position = match part(1) {
            "" => 1,
            text => text
                .parse()
                .map_err(|_| Fault::from(format!("'{text}' is no position")))?,
        };
        let caller = queues.with(|machine| machine.caller_at(part(0), position));
        let name = caller.and_then(|id| call.look_at(id, |c| c.name.clone()));
        Ok(name.unwrap_or_default())
    }
}
