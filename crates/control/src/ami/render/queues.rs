//! Events about queues, their callers and their members.

use call::{
    ChannelId, DeviceState, Event, MemberFacts, MemberNews, Picture, QueueCall, QueueEvent,
};

use super::Told;
use super::channels::{CALLED, Names, PLAIN, put};
use crate::ami::Classes;

/// The event about a queue that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    let Event::Queue(event) = &picture.event else {
        return None;
    };
    Some(match &**event {
        QueueEvent::CallerJoined {
            queue,
            channel,
            position,
            count,
        } => of_caller(picture, "QueueCallerJoin", *channel)
            .with("Queue", queue)
            .with("Position", position.to_string())
            .with("Count", count.to_string()),
        QueueEvent::CallerLeft {
            queue,
            channel,
            position,
            count,
        } => of_caller(picture, "QueueCallerLeave", *channel)
            .with("Queue", queue)
            .with("Count", count.to_string())
            .with("Position", position.to_string()),
        QueueEvent::CallerAbandoned {
            queue,
            channel,
            position,
            original_position,
            hold_time,
        } => of_caller(picture, "QueueCallerAbandon", *channel)
            .with("Queue", queue)
            .with("Position", position.to_string())
            .with("OriginalPosition", original_position.to_string())
            .with("HoldTime", hold_time.to_string()),
        QueueEvent::AgentCalled(call) => of_call(picture, "AgentCalled", call),
        QueueEvent::AgentRingNoAnswer { call, ring_time_ms } => {
            of_call(picture, "AgentRingNoAnswer", call).with("RingTime", ring_time_ms.to_string())
        }
        QueueEvent::AgentConnected {
            call,
            ring_time,
            hold_time,
        } => of_call(picture, "AgentConnect", call)
            .with("RingTime", ring_time.to_string())
            .with("HoldTime", hold_time.to_string()),
        QueueEvent::AgentCompleted {
            call,
            hold_time,
            talk_time,
            end,
        } => of_call(picture, "AgentComplete", call)
            .with("HoldTime", hold_time.to_string())
            .with("TalkTime", talk_time.to_string())
            .with("Reason", end.text()),
        QueueEvent::AgentDumped(call) => of_call(picture, "AgentDump", call),
        QueueEvent::Member { news, facts } => of_member(*news, facts),
    })
}

fn of_caller(picture: &Picture, name: &'static str, caller: ChannelId) -> Told {
    let mut told = Told::new(name, Classes::AGENT);
    put_if_known(&mut told, picture, caller, &PLAIN);
    told
}

fn of_call(picture: &Picture, name: &'static str, call: &QueueCall) -> Told {
    let mut told = of_caller(picture, name, call.channel);
    if let Some(member) = call.member_channel {
        put_if_known(&mut told, picture, member, &CALLED);
    }
    told.with("Queue", &call.queue)
        .with("Interface", &call.interface)
        .with("MemberName", &call.member_name)
}

fn put_if_known(told: &mut Told, picture: &Picture, id: ChannelId, names: &Names) {
    if let Some(channel) = picture.channel(id) {
        put(&mut told.block, channel, names);
    }
}

fn of_member(news: MemberNews, facts: &MemberFacts) -> Told {
    let name = match news {
        MemberNews::Added => "QueueMemberAdded",
        MemberNews::Removed => "QueueMemberRemoved",
        MemberNews::Paused => "QueueMemberPause",
        MemberNews::Penalty => "QueueMemberPenalty",
        MemberNews::RingInUse => "QueueMemberRinginuse",
        MemberNews::Status => "QueueMemberStatus",
    };
    let flag = |on: bool| if on { "1" } else { "0" };
    Told::new(name, Classes::AGENT)
        .with("Queue", &facts.queue)
        .with("MemberName", &facts.name)
        .with("Interface", &facts.interface)
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
        .with("Ringinuse", flag(facts.ring_in_use))
        .with("Wrapuptime", facts.wrapup.to_string())
}

/// The number that queues show for what a device does.
pub(crate) fn device_number(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Unknown => "0",
        DeviceState::NotInUse => "1",
        DeviceState::InUse => "2",
        DeviceState::Busy => "3",
        DeviceState::Invalid => "4",
        DeviceState::Unavailable => "5",
        DeviceState::Ringing => "6",
        DeviceState::RingInUse => "7",
        DeviceState::OnHold => "8",
    }
}
