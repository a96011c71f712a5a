//! `ConfbridgeList`, `ConfbridgeListRooms`, and what programs do to conferences.

use std::rc::Rc;

use services::conference::{Conferences, Refused, Who};

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

const CONFERENCE: (&str, &str) = ("Conference", "Its name.");
const CHANNEL: (&str, &str) = (
    "Channel",
    "A channel in it, or the beginning of its name; all; participants.",
);
const WHO_MAY: Classes = Classes(Classes::CALL.0 | Classes::SYSTEM.0);

fn service(desk: &Desk<'_>) -> Result<Rc<Conferences>, Answer> {
    let service = desk.switchboard().service::<Conferences>();
    service.ok_or_else(|| Answer::error("No active conferences."))
}

fn named<'a>(desk: &Desk<'_>, message: &'a Message) -> Result<(Rc<Conferences>, &'a str), Answer> {
    let name = message.find("Conference");
    let name = name.ok_or_else(|| Answer::error("No Conference name provided."))?;
    Ok((service(desk)?, name))
}

fn answer(done: Result<(), Refused>, word: &str) -> Answer {
    match done {
        Ok(()) => Answer::success(word),
        Err(Refused::NoConference) => Answer::error("No Conference by that name found."),
        Err(Refused::NoMember) => Answer::error("No Channel by that name found in Conference."),
        Err(Refused::Already) => Answer::error("Internal error while changing the recording"),
    }
}

fn who(name: &str) -> Who<'_> {
    match name.to_ascii_lowercase().as_str() {
        "all" => Who::All,
        "participants" => Who::Participants,
        _ => Who::Channel(name),
    }
}

fn yes(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

pub(super) struct ListRooms;

impl Action for ListRooms {
    const DOC: ActionDoc = ActionDoc {
        name: "ConfbridgeListRooms",
        classes: Classes::REPORTING,
        synopsis: "Lists conferences.",
        headers: &[],
    };

    fn run(desk: &mut Desk<'_>, _: &Message) -> Answer {
        let all = match service(desk) {
            Ok(all) => all,
            Err(answer) => return answer,
        };
        let rooms = all.names();
        if rooms.is_empty() {
            return Answer::error("No active conferences.");
        }
        let items = rooms.iter().filter_map(|name| {
            all.look(name, |room| {
                Block::new("Event", "ConfbridgeListRooms")
                    .with("Conference", name)
                    .with("Parties", room.members.len().to_string())
                    .with("Marked", room.marked().to_string())
                    .with("Locked", yes(room.locked))
                    .with("Muted", yes(room.all_muted))
            })
        });
        Answer::list(
            "Confbridge conferences will follow",
            items.collect(),
            "ConfbridgeListRoomsComplete",
        )
    }
}

pub(super) struct List;

impl Action for List {
    const DOC: ActionDoc = ActionDoc {
        name: "ConfbridgeList",
        classes: Classes::REPORTING,
        synopsis: "Lists who is in a conference.",
        headers: &[CONFERENCE],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (all, name) = match named(desk, message) {
            Ok(both) => both,
            Err(answer) => return answer,
        };
        let now = desk.exchange.now();
        let items = all.look(name, |room| {
            let members = room.members.iter().map(|member| {
                let user = &member.user;
                let seconds = now.saturating_duration_since(member.since).as_secs();
                Block::new("Event", "ConfbridgeList")
                    .with("Conference", name)
                    .with("Admin", yes(user.admin))
                    .with("MarkedUser", yes(user.marked))
                    .with("WaitMarked", yes(user.wait_marked))
                    .with("EndMarked", yes(user.end_marked))
                    .with("Waiting", yes(member.waiting))
                    .with("Muted", yes(room.is_muted(member)))
                    .with("Talking", yes(member.talking))
                    .with("AnsweredTime", seconds.to_string())
                    .with("Channel", &member.name)
                    .with("CallerIDNum", &member.number)
            });
            members.collect::<Vec<_>>()
        });
        match items {
            Some(items) => Answer::list(
                "Confbridge user list will follow",
                items,
                "ConfbridgeListComplete",
            ),
            None => Answer::error("No Conference by that name found."),
        }
    }
}

/// Actions that change a conference: name, synopsis, headers, what is done.
macro_rules! changes {
    ($($Name:ident, $name:literal, $synopsis:literal, [$($header:expr),*], $word:literal,
        |$all:ident, $conference:ident, $message:ident| $change:expr;)*) => {
        $(pub(super) struct $Name;

        impl Action for $Name {
            const DOC: ActionDoc = ActionDoc {
                name: $name,
                classes: WHO_MAY,
                synopsis: $synopsis,
                headers: &[$($header),*],
            };

            fn run(desk: &mut Desk<'_>, $message: &Message) -> Answer {
                let ($all, $conference) = match named(desk, $message) {
                    Ok(both) => both,
                    Err(answer) => return answer,
                };
                answer($change, $word)
            }
        })*
    };
}

changes! {
    Kick, "ConfbridgeKick", "Sends somebody out of a conference.", [CONFERENCE, CHANNEL],
        "User kicked",
        |all, name, message| all.kick(name, who(message.get("Channel"))).map(drop);
    Mute, "ConfbridgeMute", "Nobody hears a member any more.", [CONFERENCE, CHANNEL],
        "User muted",
        |all, name, message| all.mute(name, who(message.get("Channel")), true).map(drop);
    Unmute, "ConfbridgeUnmute", "A member is heard again.", [CONFERENCE, CHANNEL],
        "User unmuted",
        |all, name, message| all.mute(name, who(message.get("Channel")), false).map(drop);
    Lock, "ConfbridgeLock", "Only administrators may come in.", [CONFERENCE],
        "Conference locked",
        |all, name, message| { let _ = message; all.lock(name, true) };
    Unlock, "ConfbridgeUnlock", "Everybody may come in.", [CONFERENCE],
        "Conference unlocked",
        |all, name, message| { let _ = message; all.lock(name, false) };
    StartRecord, "ConfbridgeStartRecord", "Records a conference.",
        [CONFERENCE, ("RecordFile", "Where; a name of its own when left out.")],
        "Conference Recording Started.",
        |all, name, message| all.start_recording(name, message.find("RecordFile"));
    StopRecord, "ConfbridgeStopRecord", "Records it no longer.", [CONFERENCE],
        "Conference Recording Stopped.",
        |all, name, message| { let _ = message; all.stop_recording(name) };
}
