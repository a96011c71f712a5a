//! `QueueStatus` and `QueueSummary`.

use std::collections::HashMap;

use call::{ChannelId, ChannelPicture};
use services::queue::{CallerView, MemberView, QueueView};

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;
use crate::ami::render::{device_number, shown_name};

pub(super) struct QueueStatus;
pub(super) struct QueueSummary;

impl Action for QueueStatus {
    const DOC: ActionDoc = ActionDoc {
        name: "QueueStatus",
        classes: Classes::NONE,
        synopsis: "Tells how queues are doing, with their members and callers.",
        headers: &[
            ("Queue", "One queue only."),
            ("Member", "This member's device only."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let wanted = message.get("Member");
        let (mut items, pictures) = (Vec::new(), pictures(desk));
        for view in views(desk, message) {
            let queue = view.config.name.as_str();
            items.push(parameters(&view));
            let members = view.members.iter();
            let members = members
                .filter(|m| wanted.is_empty() || m.facts.interface.eq_ignore_ascii_case(wanted));
            items.extend(members.map(|m| member(queue, m)));
            let callers = view.callers.iter().enumerate();
            items.extend(callers.filter_map(|(at, c)| caller(&pictures, queue, at + 1, c)));
        }
        Answer::list("Queue status will follow", items, "QueueStatusComplete")
    }
}

impl Action for QueueSummary {
    const DOC: ActionDoc = ActionDoc {
        name: "QueueSummary",
        classes: Classes::NONE,
        synopsis: "Tells the numbers of queues.",
        headers: &[("Queue", "One queue only.")],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let items = views(desk, message).iter().map(summary).collect();
        Answer::list("Queue summary will follow", items, "QueueSummaryComplete")
    }
}

type Pictures = HashMap<ChannelId, ChannelPicture>;

fn pictures(desk: &Desk<'_>) -> Pictures {
    let all = desk.switchboard().pictures().into_iter();
    all.map(|channel| (channel.id, channel)).collect()
}

/// The queue that is named, or all of them.
fn views(desk: &Desk<'_>, message: &Message) -> Vec<QueueView> {
    let (now, queues) = (desk.exchange.now(), desk.exchange.queues());
    let wanted = message.get("Queue");
    queues.with(|machine| {
        let names = match wanted {
            "" => machine.queue_names(),
            name => vec![name.to_owned()],
        };
        let views = names.iter().filter_map(|name| machine.view(now, name));
        views.collect()
    })
}

fn parameters(view: &QueueView) -> Block {
    let (numbers, options) = (&view.numbers, &view.config.options);
    Block::new("Event", "QueueParams")
        .with("Queue", &view.config.name)
        .with("Max", options.maxlen.to_string())
        .with("Strategy", options.strategy.as_str())
        .with("Calls", numbers.waiting.to_string())
        .with("Holdtime", numbers.hold_time.to_string())
        .with("TalkTime", numbers.talk_time.to_string())
        .with("Completed", numbers.completed.to_string())
        .with("Abandoned", numbers.abandoned.to_string())
        .with("ServiceLevel", numbers.service_level.to_string())
        .with("ServicelevelPerf", format!("{:.1}", numbers.performance))
        .with("ServicelevelPerf2", format!("{:.1}", numbers.performance2))
        .with("Weight", options.weight.to_string())
}

fn member(queue: &str, member: &MemberView) -> Block {
    let facts = &member.facts;
    let flag = |on: bool| if on { "1" } else { "0" };
    Block::new("Event", "QueueMember")
        .with("Queue", queue)
        .with("Name", &facts.name)
        .with("Location", &facts.interface)
        .with("StateInterface", &facts.state_interface)
        .with("Membership", facts.membership)
        .with("Penalty", facts.penalty.to_string())
        .with("CallsTaken", facts.calls.to_string())
        .with("LastCall", facts.last_call.to_string())
        .with("LastPause", facts.last_pause.to_string())
        .with("LoginTime", facts.login.to_string())
        .with("InCall", flag(facts.in_call))
        .with("Status", device_number(facts.status))
        .with("Paused", flag(facts.paused))
        .with("PausedReason", &facts.reason)
        .with("Wrapuptime", facts.wrapup.to_string())
}

fn caller(pictures: &Pictures, queue: &str, position: usize, caller: &CallerView) -> Option<Block> {
    let channel = pictures.get(&caller.channel)?;
    let (own, connected) = (&channel.parties.caller, &channel.parties.connected);
    let block = Block::new("Event", "QueueEntry")
        .with("Queue", queue)
        .with("Position", position.to_string())
        .with("Channel", &channel.name)
        .with("Uniqueid", &channel.unique_id)
        .with("CallerIDNum", or_unknown(shown_name(&own.number)))
        .with("CallerIDName", or_unknown(shown_name(&own.name)))
        .with(
            "ConnectedLineNum",
            or_unknown(shown_name(&connected.number)),
        )
        .with("ConnectedLineName", or_unknown(shown_name(&connected.name)))
        .with("Wait", caller.waited.as_secs().to_string())
        .with("Priority", caller.priority.to_string());
    Some(block)
}

/// Here a name that is not known is told without brackets.
fn or_unknown(name: &str) -> &str {
    match name {
        "<unknown>" => "unknown",
        name => name,
    }
}

fn summary(view: &QueueView) -> Block {
    let members = view.members.iter();
    let here = members.filter(|m| is_here(m)).count();
    let free = view.members.iter().filter(|m| m.is_ready()).count();
    let longest = view.callers.iter().map(|c| c.waited.as_secs()).max();
    Block::new("Event", "QueueSummary")
        .with("Queue", &view.config.name)
        .with("LoggedIn", here.to_string())
        .with("Available", free.to_string())
        .with("Callers", view.numbers.waiting.to_string())
        .with("HoldTime", view.numbers.hold_time.to_string())
        .with("TalkTime", view.numbers.talk_time.to_string())
        .with("LongestHoldTime", longest.unwrap_or_default().to_string())
}

fn is_here(member: &MemberView) -> bool {
    let gone = ["4", "5"];
    !gone.contains(&device_number(member.facts.status))
}
