//! Events about one channel.

use call::{ChannelPicture, Event, Party, Picture};

use super::Told;
use crate::ami::Classes;
use crate::ami::message::Block;

/// The names of a channel's lines, which differ where an event shows two channels.
pub(super) struct Names {
    channel: &'static str,
    state: &'static str,
    state_text: &'static str,
    caller_number: &'static str,
    caller_name: &'static str,
    connected_number: &'static str,
    connected_name: &'static str,
    language: &'static str,
    account: &'static str,
    context: &'static str,
    extension: &'static str,
    priority: &'static str,
    unique_id: &'static str,
    linked_id: &'static str,
}

/// The names with a word before each.
macro_rules! names {
    ($prefix:literal) => {
        Names {
            channel: concat!($prefix, "Channel"),
            state: concat!($prefix, "ChannelState"),
            state_text: concat!($prefix, "ChannelStateDesc"),
            caller_number: concat!($prefix, "CallerIDNum"),
            caller_name: concat!($prefix, "CallerIDName"),
            connected_number: concat!($prefix, "ConnectedLineNum"),
            connected_name: concat!($prefix, "ConnectedLineName"),
            language: concat!($prefix, "Language"),
            account: concat!($prefix, "AccountCode"),
            context: concat!($prefix, "Context"),
            extension: concat!($prefix, "Exten"),
            priority: concat!($prefix, "Priority"),
            unique_id: concat!($prefix, "Uniqueid"),
            linked_id: concat!($prefix, "Linkedid"),
        }
    };
}

/// The channel that an event is about.
pub(super) const PLAIN: Names = names!("");
/// The channel that is called.
pub(super) const CALLED: Names = names!("Dest");
/// Who transfers, with the call that it was in first.
pub(super) const FIRST_TRANSFERER: Names = names!("OrigTransferer");
/// Who transfers blindly.
pub(super) const TRANSFERER: Names = names!("Transferer");
/// Who is transferred.
pub(super) const TRANSFEREE: Names = names!("Transferee");
/// Who is parked.
pub(super) const PARKED: Names = names!("Parkee");
/// Who takes a parked call.
pub(super) const RETRIEVER: Names = names!("Retriever");
/// Who rang when another one answered.
pub(super) const TARGET: Names = names!("Target");

/// The events about channels that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    let first = picture.channels.first();
    let about = |name: &'static str, classes: Classes| {
        let mut told = Told::new(name, classes);
        if let Some(channel) = first {
            put(&mut told.block, channel, &PLAIN);
        }
        told
    };
    let told = match &picture.event {
        Event::ChannelCreated { .. } => about("Newchannel", Classes::CALL),
        Event::ChannelStateChanged { .. } => about("Newstate", Classes::CALL),
        Event::StepBegins {
            location,
            application,
            arguments,
            ..
        } => about("Newexten", Classes::DIALPLAN)
            .with("Extension", location.extension.to_string())
            .with("Application", application)
            .with("AppData", arguments),
        Event::VariableSet { name, value, .. } => about("VarSet", Classes::DIALPLAN)
            .with("Variable", name)
            .with("Value", value),
        Event::HangupRequested { cause, .. } => {
            about("HangupRequest", Classes::CALL).with("Cause", cause.0.to_string())
        }
        Event::ChannelDestroyed { cause, .. } => about("Hangup", Classes::CALL)
            .with("Cause", cause.0.to_string())
            .with("Cause-txt", super::cause_text(*cause)),
        Event::HoldChanged { held: true, .. } => about("Hold", Classes::CALL),
        Event::HoldChanged { held: false, .. } => about("Unhold", Classes::CALL),
        Event::DigitReceived {
            digit, duration_ms, ..
        } => about("DTMFEnd", Classes::DTMF)
            .with("Digit", digit.to_string())
            .with("DurationMs", duration_ms.to_string())
            .with("Direction", "Received"),
        Event::UserEvent { name, fields, .. } => {
            let mut told = about("UserEvent", Classes::USER).with("UserEvent", name);
            for (name, value) in fields {
                told.block.add_foreign(name, value);
            }
            told
        }
        Event::DialBegins {
            caller,
            callee,
            dial_string,
        } => dial(picture, "DialBegin", *caller, *callee).with("DialString", dial_string),
        Event::DialEnds {
            caller,
            callee,
            status,
        } => dial(picture, "DialEnd", *caller, *callee).with("DialStatus", status.text()),
        _ => return None,
    };
    Some(told)
}

fn dial(
    picture: &Picture,
    name: &'static str,
    caller: Option<call::ChannelId>,
    callee: call::ChannelId,
) -> Told {
    let mut told = Told::new(name, Classes::CALL);
    if let Some(caller) = caller.and_then(|id| picture.channel(id)) {
        put(&mut told.block, caller, &PLAIN);
    }
    if let Some(callee) = picture.channel(callee) {
        put(&mut told.block, callee, &CALLED);
    }
    told
}

/// The lines that show a channel.
pub(crate) fn put_channel(block: &mut Block, channel: &ChannelPicture) {
    put(block, channel, &PLAIN);
}

pub(super) fn put(block: &mut Block, channel: &ChannelPicture, names: &Names) {
    let PartyNames { number, name } = PartyNames::of(&channel.parties.caller);
    let connected = PartyNames::of(&channel.parties.connected);
    block.add(names.channel, &channel.name);
    block.add(names.state, channel.state.number().to_string());
    block.add(names.state_text, channel.state.text());
    block.add(names.caller_number, number);
    block.add(names.caller_name, name);
    block.add(names.connected_number, connected.number);
    block.add(names.connected_name, connected.name);
    block.add(names.language, &channel.language);
    block.add(names.account, &channel.account_code);
    block.add(names.context, channel.location.context.to_string());
    block.add(names.extension, channel.location.extension.to_string());
    block.add(names.priority, channel.location.priority.to_string());
    block.add(names.unique_id, &channel.unique_id);
    block.add(names.linked_id, &channel.linked_id);
}

struct PartyNames<'a> {
    number: &'a str,
    name: &'a str,
}

impl<'a> PartyNames<'a> {
    fn of(party: &'a Party) -> Self {
        Self {
            number: shown_name(&party.number),
            name: shown_name(&party.name),
        }
    }
}

/// A name or number as events show it.
pub(crate) fn shown_name(text: &str) -> &str {
    if text.is_empty() { "<unknown>" } else { text }
}
