//! QUEUE_EXISTS, QUEUE_VARIABLES.

use call::script::prelude::*;

use crate::applications::set_queue_variables;

/// Is there such a queue?
pub(crate) struct QueueExists;

impl Function for QueueExists {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_EXISTS",
        synopsis: "Check if a named queue exists on this server.",
        syntax: &[Param::optional("queuename", "The queue.")],
        description: "1 or 0.",
        see_also: &["Queue"],
        examples: &["${QUEUE_EXISTS(support)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let queues = super::members::service(call)?;
        let known = queues.with(|machine| machine.config(args.0.trim()).is_some());
        Ok(u8::from(known).to_string())
    }
}

/// The numbers of a queue as variables.
pub(crate) struct QueueVariables;

impl Function for QueueVariables {
    const DOC: FunctionDoc = FunctionDoc {
        name: "QUEUE_VARIABLES",
        synopsis: "Return Queue information in variables.",
        syntax: &[Param::required("queuename", "The queue.")],
        description: "Sets QUEUEMAX, QUEUESTRATEGY, QUEUECALLS, QUEUEHOLDTIME, QUEUETALKTIME, \
            QUEUECOMPLETED, QUEUEABANDONED, QUEUESRVLEVEL, QUEUESRVLEVELPERF and \
            QUEUESRVLEVELPERF2. The value is 0, or -1 when there is no such queue.",
        see_also: &["Queue"],
        examples: &["${QUEUE_VARIABLES(support)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let queues = super::members::service(call)?;
        let known = set_queue_variables(call, call.id(), &queues, args.0.trim());
        Ok(if known { "0" } else { "-1" }.to_owned())
    }
}
