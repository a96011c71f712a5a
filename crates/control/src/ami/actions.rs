//! Everything a program may ask for: one action a file, one list.

mod call_out;
mod channel_list;
mod command;
mod conferences;
mod database;
mod extension_state;
mod get_variable;
mod hang_up;
mod list_commands;
mod parked_calls;
mod ping;
mod queue_members;
mod queue_status;
mod redirect;
mod set_variable;
mod status;
mod user_event;

use call::ChannelId;

use super::Classes;
use super::desk::{Answer, Desk};
use super::message::Message;

/// What `ListCommands` and `manager show command` tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionDoc {
    /// Its name, as Asterisk spells it.
    pub(crate) name: &'static str,
    /// An account needs one of these; none is for everybody.
    pub(crate) classes: Classes,
    /// One line.
    pub(crate) synopsis: &'static str,
    /// Its headers, each with what it is for.
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

/// An action.
pub(crate) trait Action {
    /// Its document.
    const DOC: ActionDoc;

    /// Carries it out.
    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer;
}

/// A row of the list.
pub(crate) struct ActionEntry {
    pub(crate) doc: ActionDoc,
    run: fn(&mut Desk<'_>, &Message) -> Answer,
}

impl ActionEntry {
    const fn of<A: Action>() -> Self {
        Self {
            doc: A::DOC,
            run: A::run,
        }
    }
}

/// Finds the action, sees whether the account may do it, does it.
pub(crate) fn perform(desk: &mut Desk<'_>, message: &Message) -> Answer {
    let name = message.get("Action");
    let found = ACTIONS
        .iter()
        .find(|a| a.doc.name.eq_ignore_ascii_case(name));
    let Some(action) = found else {
        return Answer::error("Invalid/unknown command");
    };
    if action.doc.classes != Classes::NONE && !desk.may(action.doc.classes) {
        return Answer::error("Permission denied");
    }
    (action.run)(desk, message)
}

/// The channels that a header names; an empty header is all of them.
fn channels_of(desk: &Desk<'_>, message: &Message) -> Result<Vec<ChannelId>, Answer> {
    match message.find("Channel") {
        Some(_) => desk.channel(message, "Channel").map(|id| vec![id]),
        None => Ok(desk.switchboard().channels(|c| c.id)),
    }
}

/// All of them, by name.
pub(crate) const ACTIONS: &[ActionEntry] = &[
    ActionEntry::of::<command::Command>(),
    ActionEntry::of::<conferences::Kick>(),
    ActionEntry::of::<conferences::List>(),
    ActionEntry::of::<conferences::ListRooms>(),
    ActionEntry::of::<conferences::Lock>(),
    ActionEntry::of::<conferences::Mute>(),
    ActionEntry::of::<conferences::StartRecord>(),
    ActionEntry::of::<conferences::StopRecord>(),
    ActionEntry::of::<conferences::Unlock>(),
    ActionEntry::of::<conferences::Unmute>(),
    ActionEntry::of::<channel_list::CoreShowChannels>(),
    ActionEntry::of::<database::Del>(),
    ActionEntry::of::<database::DelTree>(),
    ActionEntry::of::<database::Get>(),
    ActionEntry::of::<database::GetTree>(),
    ActionEntry::of::<database::Put>(),
    ActionEntry::of::<extension_state::ExtensionState>(),
    ActionEntry::of::<get_variable::Getvar>(),
    ActionEntry::of::<hang_up::Hangup>(),
    ActionEntry::of::<list_commands::ListCommands>(),
    ActionEntry::of::<call_out::Originate>(),
    ActionEntry::of::<parked_calls::ParkedCalls>(),
    ActionEntry::of::<parked_calls::Parkinglots>(),
    ActionEntry::of::<ping::Ping>(),
    ActionEntry::of::<queue_members::QueueAdd>(),
    ActionEntry::of::<queue_members::QueuePause>(),
    ActionEntry::of::<queue_members::QueuePenalty>(),
    ActionEntry::of::<queue_members::QueueRemove>(),
    ActionEntry::of::<queue_status::QueueStatus>(),
    ActionEntry::of::<queue_status::QueueSummary>(),
    ActionEntry::of::<redirect::Redirect>(),
    ActionEntry::of::<set_variable::Setvar>(),
    ActionEntry::of::<status::Status>(),
    ActionEntry::of::<user_event::UserEvent>(),
];
