//! The variables that a queue sets.

use call::ChannelId;
use call::script::Call;
use services::queue::Queues;

/// QUEUENAME and the like, if the queue is known.
pub(crate) fn set_queue_variables(
    call: &Call,
    on: ChannelId,
    queues: &Queues,
    queue: &str,
) -> bool {
    let known =
        queues.with(|machine| Some((machine.config(queue)?.clone(), machine.numbers(queue)?)));
    let Some((config, numbers)) = known else {
        return false;
    };
    let values = [
        ("QUEUENAME", config.name.clone()),
        ("QUEUEMAX", config.options.maxlen.to_string()),
        ("QUEUESTRATEGY", config.options.strategy.as_str().to_owned()),
        ("QUEUECALLS", numbers.waiting.to_string()),
        ("QUEUEHOLDTIME", numbers.hold_time.to_string()),
        ("QUEUETALKTIME", numbers.talk_time.to_string()),
        ("QUEUECOMPLETED", numbers.completed.to_string()),
        ("QUEUEABANDONED", numbers.abandoned.to_string()),
        ("QUEUESRVLEVEL", numbers.service_level.to_string()),
        ("QUEUESRVLEVELPERF", format!("{:.1}", numbers.performance)),
        ("QUEUESRVLEVELPERF2", format!("{:.1}", numbers.performance2)),
    ];
    for (name, value) in values {
        call.set_on(on, name, value);
    }
    true
}

/// MEMBERINTERFACE, QEHOLDTIME, QUEUENAME and the like on both channels, as the queue wishes.
pub(super) fn set_on_answer(call: &Call, member: ChannelId, queues: &Queues, queue: &str) {
    let me = call.id();
    let now = call.now();
    let known = queues.with(|machine| {
        let options = &machine.config(queue)?.options;
        let wishes = [
            options.setinterfacevar,
            options.setqueueentryvar,
            options.setqueuevar,
        ];
        Some((
            wishes,
            machine.member_of(me).map(|(facts, _)| facts),
            machine.patience_of(now, me),
        ))
    });
    let Some(([interface, entry, queue_too], facts, patience)) = known else {
        return;
    };
    let mut values = Vec::new();
    if let Some(facts) = facts.filter(|_| interface) {
        let word = |yes: bool| if yes { "1" } else { "0" };
        values.extend([
            ("MEMBERINTERFACE", facts.interface.clone()),
            ("MEMBERNAME", facts.name.clone()),
            ("MEMBERCALLS", facts.calls.to_string()),
            ("MEMBERLASTCALL", facts.last_call.to_string()),
            ("MEMBERPENALTY", facts.penalty.to_string()),
            (
                "MEMBERDYNAMIC",
                word(facts.membership == "dynamic").to_owned(),
            ),
            (
                "MEMBERREALTIME",
                word(facts.membership == "realtime").to_owned(),
            ),
        ]);
    }
    if let Some((waited, position)) = patience.filter(|_| entry) {
        values.extend([
            ("QEHOLDTIME", waited.as_secs().to_string()),
            ("QEORIGINALPOS", position.to_string()),
        ]);
    }
    for (name, value) in values {
        call.set_on(me, name, value.clone());
        call.set_on(member, name, value);
    }
    if queue_too {
        set_queue_variables(call, me, queues, queue);
        set_queue_variables(call, member, queues, queue);
    }
}
