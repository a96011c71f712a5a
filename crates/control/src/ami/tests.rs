//! Messages, classes, filters, actions; one whole connection over a pipe.

use super::class::Classes;
use super::filter::Filters;
use super::message::{Block, Message, Reader};
use super::{AmiSettings, actions, desk, render};
use crate::cli::fake::Fake;

fn read(text: &str) -> Vec<Result<Message, &'static str>> {
    let mut reader = Reader::default();
    reader.push(text.as_bytes());
    std::iter::from_fn(|| reader.next()).collect()
}

#[test]
fn messages_are_blocks_of_lines() {
    let all = read("Action: Ping\r\nActionID: 7\r\n\r\n\r\naction: Getvar\nVariable:  a b \n\nAct");
    assert_eq!(all.len(), 2);
    let second = all[1].as_ref().unwrap();
    assert_eq!(
        (second.get("ACTION"), second.get("variable")),
        ("Getvar", "a b")
    );
}

#[test]
fn what_is_too_much_is_said_and_forgotten() {
    let many = format!(
        "Action: Ping\r\n{}\r\nAction: Ping\r\n\r\n",
        "A: b\r\n".repeat(200)
    );
    let all = read(&many);
    assert!(all[0].is_err() && all[1].is_ok(), "{all:?}");
    let long = format!("Action: {}\r\n\r\nAction: Ping\r\n\r\n", "x".repeat(20_000));
    let all = read(&long);
    assert!(all[0].is_err() && all[1].is_ok(), "{all:?}");
}

#[test]
fn values_cannot_forge_lines() {
    let block = Block::new("Event", "X").with("A", "1\r\nEvent: Y");
    assert_eq!(block.text(), "Event: X\r\nA: 1  Event: Y\r\n\r\n");
}

#[test]
fn classes_are_told_in_their_order() {
    for (text, told) in [
        ("call", "call,all"),
        ("dialplan,system", "system,dialplan,all"),
        ("", "<none>"),
    ] {
        assert_eq!(Classes::read(text).0.text(), told, "{text}");
    }
    assert_eq!(Classes::read("call,nonsense").1, ["nonsense"]);
}

fn settings(text: &str) -> AmiSettings {
    let files = config::MemoryFiles::new().with("manager.conf", text);
    let loaded = config::load(&files, "manager.conf", &config::LoadOptions::default()).unwrap();
    AmiSettings::load(&loaded.tree, &std::collections::BTreeMap::new()).0
}

fn filters(lines: &str) -> Filters {
    let all = settings(&format!("[x]\nsecret=s\n{lines}"));
    all.accounts["x"].filters.clone()
}

#[test]
fn filters_old_and_new() {
    let event =
        |name: &str, channel: &str| Block::new("Event", name.to_owned()).with("Channel", channel);
    for (lines, name, channel, heard) in [
        ("", "Newchannel", "PJSIP/a", true),
        (
            "eventfilter=Event: Newchannel",
            "Newchannel",
            "PJSIP/a",
            true,
        ),
        ("eventfilter=Event: Newchannel", "Hangup", "PJSIP/a", false),
        ("eventfilter=!Channel: Local/", "Hangup", "Local/1", false),
        ("eventfilter=!Channel: Local/", "Hangup", "PJSIP/1", true),
        ("eventfilter(name(Hangup)) =", "Hangup", "PJSIP/1", true),
        ("eventfilter(name(Hangup)) =", "Newstate", "PJSIP/1", false),
        (
            "eventfilter(action(exclude),name(Hangup),header(Channel),method(starts_with)) = Local/",
            "Hangup",
            "Local/1",
            false,
        ),
        (
            "eventfilter(action(exclude),name(Hangup),header(Channel),method(starts_with)) = Local/",
            "Hangup",
            "PJSIP/1",
            true,
        ),
    ] {
        let event = event(name, channel);
        let allowed = filters(lines).allow(&event, &event.text());
        assert_eq!(allowed, heard, "{lines}: {name} {channel}");
    }
}

/// What an account with these classes gets for an action.
fn acts(write: &str, text: &str) -> Vec<String> {
    let mut fake = Fake::new();
    let settings = settings(&format!("[x]\nsecret=s\nwrite={write}\n"));
    let mut desk = desk::Desk {
        exchange: &mut fake,
        account: &settings.accounts["x"],
        since_epoch: std::time::Duration::from_secs(1_700_000_000),
        random: 1,
    };
    let message = read(text).remove(0).unwrap();
    let answer = actions::perform(&mut desk, &message);
    answer.blocks.iter().map(Block::text).collect()
}

#[test]
fn an_account_does_what_its_classes_say() {
    for (write, action, first) in [
        ("", "Ping", "Response: Success"),
        (
            "call",
            "DBPut\r\nFamily: a\r\nKey: b",
            "Response: Error\r\nMessage: Permission denied",
        ),
        (
            "system",
            "DBPut\r\nFamily: a\r\nKey: b",
            "Response: Success",
        ),
        (
            "system",
            "Nonsense",
            "Response: Error\r\nMessage: Invalid/unknown command",
        ),
        (
            "command",
            "Command\r\nCommand: core show version",
            "Response: Success",
        ),
        (
            "system",
            "Command\r\nCommand: core show version",
            "Response: Error",
        ),
        (
            "originate",
            "Originate\r\nChannel: SIP/a\r\nApplication: Echo\r\nAsync: true",
            "Response: Success",
        ),
        (
            "originate",
            "Originate\r\nApplication: Echo",
            "Response: Error",
        ),
        (
            "call",
            "Hangup\r\nChannel: SIP/none-1",
            "Response: Error\r\nMessage: No such channel",
        ),
    ] {
        let answer = acts(write, &format!("Action: {action}\r\n\r\n"));
        assert!(answer[0].starts_with(first), "{action}: {answer:?}");
    }
}

#[test]
fn lists_say_how_many() {
    let answer = acts("system", "Action: CoreShowChannels\r\n\r\n");
    let last = answer.last().unwrap();
    assert!(
        last.contains("EventList: Complete\r\nListItems: 0"),
        "{last}"
    );
}

#[test]
fn every_action_has_a_document() {
    let mut names: Vec<&str> = actions::ACTIONS.iter().map(|a| a.doc.name).collect();
    assert!(actions::ACTIONS.iter().all(|a| !a.doc.synopsis.is_empty()));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), actions::ACTIONS.len());
}

#[test]
fn a_device_is_told_in_the_words_of_the_interface() {
    let event = call::Event::EndpointStatus {
        technology: call::Technology::Pjsip,
        endpoint: "alice".to_owned(),
        status: "Registered",
        detail: "10.0.0.1:5060".to_owned(),
    };
    let news = crate::programs::News::Told(std::sync::Arc::new(event));
    let told = render::told(&news);
    assert_eq!(told[0].block.get("Peer"), Some("PJSIP/alice"));
}

#[test]
fn queues_and_lots_are_told_and_changed() {
    for (write, action, first) in [
        (
            "agent",
            "QueueAdd\r\nInterface: SIP/a",
            "Response: Error\r\nMessage: 'Queue' not specified.",
        ),
        (
            "agent",
            "QueueAdd\r\nQueue: none\r\nInterface: SIP/a",
            "Response: Error\r\nMessage: Unable to add interface to queue: No such queue",
        ),
        (
            "call",
            "QueueAdd\r\nQueue: none\r\nInterface: SIP/a",
            "Response: Error\r\nMessage: Permission denied",
        ),
        (
            "agent",
            "QueueRemove\r\nQueue: a",
            "Response: Error\r\nMessage: Need",
        ),
        (
            "agent",
            "QueuePause\r\nInterface: SIP/a\r\nPaused: true",
            "Response: Error\r\nMessage: Interface not found",
        ),
        (
            "agent",
            "QueuePenalty\r\nInterface: SIP/a",
            "Response: Error",
        ),
        ("call", "ParkedCalls\r\nParkingLot: none", "Response: Error"),
    ] {
        let answer = acts(write, &format!("Action: {action}\r\n\r\n"));
        assert!(answer[0].starts_with(first), "{action}: {answer:?}");
    }
    let lots = acts("call", "Action: Parkinglots\r\n\r\n");
    assert!(
        lots[1].contains("Name: default\r\nStartSpace: 701"),
        "{lots:?}"
    );
    let parked = acts("call", "Action: ParkedCalls\r\n\r\n");
    assert!(parked.last().unwrap().contains("Total: 0"), "{parked:?}");
    let status = acts("call", "Action: QueueStatus\r\n\r\n");
    assert!(
        status.last().unwrap().contains("QueueStatusComplete"),
        "{status:?}"
    );
}

#[test]
fn a_member_of_a_queue_is_told_with_all_its_facts() {
    let facts = call::MemberFacts {
        queue: "support".to_owned(),
        interface: "SIP/alice".to_owned(),
        name: "Alice".to_owned(),
        state_interface: "SIP/alice".to_owned(),
        membership: "dynamic",
        penalty: 2,
        calls: 3,
        last_call: 0,
        last_pause: 0,
        login: 1,
        in_call: false,
        status: call::DeviceState::Unavailable,
        paused: true,
        reason: "lunch".to_owned(),
        ring_in_use: true,
        wrapup: 0,
    };
    let event = call::Event::Queue(Box::new(call::QueueEvent::Member {
        news: call::MemberNews::Paused,
        facts: Box::new(facts),
    }));
    let picture = call::Picture {
        since_epoch: std::time::Duration::ZERO,
        event,
        channels: Vec::new(),
        bridge: None,
    };
    let told = render::told(&crate::programs::News::Pictured(std::sync::Arc::new(
        picture,
    )));
    let block = &told[0].block;
    for (name, value) in [
        ("Event", "QueueMemberPause"),
        ("Membership", "dynamic"),
        ("Status", "5"),
        ("Paused", "1"),
        ("PausedReason", "lunch"),
        ("Ringinuse", "1"),
    ] {
        assert_eq!(block.get(name), Some(value), "{name}");
    }
}
