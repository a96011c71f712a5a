//! Queue: the caller waits until a member answers.

mod connect;
mod options;
mod request;
mod variables;
mod waiting;

use call::script::prelude::*;
use services::queue::Refusal;

use options::QueueLetters;
use request::Request;
pub(crate) use variables::set_queue_variables;
use waiting::Waiting;

/// Waits in a queue.
pub(crate) struct Queue;

impl Application for Queue {
    const DOC: AppDoc = AppDoc {
        name: "Queue",
        synopsis: "Queue a call for a call queue.",
        syntax: &[
            Param::required("queuename", "The queue, as `queues.conf` names it."),
            Param::optional("options", "Letters, see below."),
            Param::optional("URL", "Goes to the queue log only."),
            Param::optional(
                "announceoverride",
                "Prompts for the member instead of the queue's own, several joined by `&`.",
            ),
            Param::optional("timeout", "Seconds to wait at most."),
            Param::optional("AGI", "Not supported."),
            Param::optional("macro", "A macro that runs on the member's channel."),
            Param::optional(
                "gosub",
                "A subroutine that runs on the member's channel before it is connected.",
            ),
            Param::optional(
                "rule",
                "A rule of `queuerules.conf` instead of the queue's.",
            ),
            Param::optional("position", "A better place than the last."),
        ],
        options: QueueLetters::PARAMS,
        description: "The caller waits, with music, until a member answers. Queue does not answer the \
            call before that. After the conversation the call ends, unless option c is given. When the \
            caller leaves without having been connected the dialplan goes on; QUEUESTATUS then is \
            TIMEOUT, FULL, JOINEMPTY, LEAVEEMPTY, CONTINUE or UNKNOWN. Digits lead to extensions of \
            the queue's context. QUEUE_PRIO gives the caller a priority; QUEUE_MAX_PENALTY, \
            QUEUE_MIN_PENALTY and QUEUE_RAISE_PENALTY say whom it may be given to.",
        see_also: &[
            "AddQueueMember",
            "PauseQueueMember",
            "QueueLog",
            "QUEUE_MEMBER",
            "QUEUE_VARIABLES",
        ],
        examples: &["same => n,Queue(support,t,,,120)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable(
            "QUEUESTATUS",
            "TIMEOUT, FULL, JOINEMPTY, LEAVEEMPTY, JOINUNAVAIL, LEAVEUNAVAIL, CONTINUE, WITHDRAWN or UNKNOWN.",
        ),
        Param::variable("QUEUEPOSITION", "The place in the queue at the beginning."),
    ];

    fn check(arguments: &str) -> Vec<String> {
        let mut problems = QueueLetters::check(arguments, 1);
        let parts = Args(arguments).split();
        if parts.first().is_none_or(|name| name.trim().is_empty()) {
            problems.push("Queue needs the name of a queue".to_owned());
        }
        if parts.get(5).is_some_and(|agi| !agi.trim().is_empty()) {
            problems.push("Queue runs no AGI program on the member's channel".to_owned());
        }
        problems
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some(request) = Request::read(call, args) else {
            return Ok(Continue);
        };
        if let Some(target) = &request.letters.before_joining {
            request::run_subroutine(call, call.id(), target).await?;
        }
        match Waiting::join(call, &request) {
            Ok(waiting) => waiting.run(call).await,
            Err(refusal) => {
                let status = match refusal {
                    Refusal::Unknown => {
                        call.warn(format!("Queue: there is no queue '{}'", request.queue));
                        "UNKNOWN"
                    }
                    Refusal::JoinEmpty => "JOINEMPTY",
                    Refusal::Full => "FULL",
                };
                call.set("QUEUESTATUS", status);
                Ok(Continue)
            }
        }
    }
}
