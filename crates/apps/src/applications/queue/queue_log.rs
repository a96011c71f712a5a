//! QueueLog, QueueUpdate: what the dialplan knows better.

use std::time::Duration;

use call::QueueLogLine;
use call::script::prelude::*;
use services::queue::Queues;

/// Writes a line into the queue log.
pub(crate) struct QueueLog;

impl Application for QueueLog {
    const DOC: AppDoc = AppDoc {
        name: "QueueLog",
        synopsis: "Writes to the queue_log file.",
        syntax: &[
            Param::required("queuename", "The queue."),
            Param::required("uniqueid", "The call."),
            Param::required("agent", "The member."),
            Param::required("event", "What happened."),
            Param::optional("additionalinfo", "Further facts, `|` between them."),
        ],
        options: &[],
        description: "Adds a line of your own to the queue log.",
        see_also: &["Queue"],
        examples: &["same => n,QueueLog(101,${UNIQUEID},${AGENT},WENTONBREAK,600)"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map(|p| p.trim()).unwrap_or_default();
        let named = (0..4).all(|at| !part(at).is_empty());
        let Some(queues) = call.service::<Queues>().filter(|_| named) else {
            call.warn("QueueLog needs four arguments: queue, unique id, agent, event");
            return Ok(Continue);
        };
        let data: Vec<&str> = parts.iter().skip(4).map(String::as_str).collect();
        queues.log(QueueLogLine {
            queue: part(0).to_owned(),
            call_id: part(1).to_owned(),
            agent: part(2).to_owned(),
            event: part(3).to_owned(),
            data: data.join(","),
        });
        Ok(Continue)
    }
}

/// Counts a call that a member made by itself.
pub(crate) struct QueueUpdate;

impl Application for QueueUpdate {
    const DOC: AppDoc = AppDoc {
        name: "QueueUpdate",
        synopsis: "Writes to the queue_log file for outbound calls and updates statistics.",
        syntax: &[
            Param::required("queuename", "The queue."),
            Param::required("uniqueid", "The call."),
            Param::required("agent", "The member's interface."),
            Param::required("status", "What came of the call, for the log."),
            Param::required("talktime", "Seconds of talk."),
            Param::optional("params", "Further facts for the log."),
        ],
        options: &[],
        description: "The call counts for the member as one of the queue: it rests afterwards, and its \
            numbers change. The log gets an OUTCALL line. QUEUEUPDATESTATUS is OK or ERROR.",
        see_also: &["QueueLog", "Queue"],
        examples: &["same => n,QueueUpdate(support,${UNIQUEID},PJSIP/alice,${DIALSTATUS},60)"],
        since: "18.21.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("QUEUEUPDATESTATUS", "OK or ERROR.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map(|p| p.trim()).unwrap_or_default();
        let talked = part(4).parse::<u32>().ok();
        let (Some(queues), Some(talked)) = (call.service::<Queues>(), talked) else {
            call.warn("QueueUpdate needs queue, unique id, agent, status and seconds of talk");
            call.set("QUEUEUPDATESTATUS", "ERROR");
            return Ok(Continue);
        };
        let (now, talk) = (call.now(), Duration::from_secs(talked.into()));
        let counted = queues.with(|m| m.count_outside(now, part(0), part(2), talk));
        if counted {
            queues.log(QueueLogLine {
                queue: part(0).to_owned(),
                call_id: part(1).to_owned(),
                agent: part(2).to_owned(),
                event: "OUTCALL".to_owned(),
                data: format!("{}|{talked}|{}", part(3), part(5)),
            });
        } else {
            call.warn(format!(
                "QueueUpdate: {} is no member of '{}'",
                part(2),
                part(0)
            ));
        }
        call.set("QUEUEUPDATESTATUS", if counted { "OK" } else { "ERROR" });
        Ok(Continue)
    }
}
