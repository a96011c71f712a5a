//! Events that are about no channel: devices, hints, registrations, calls out that were asked for.

use call::{Event, OriginateTo, Picture, Technology};

use super::{Told, shown_name};
use crate::ami::Classes;

/// The event that a picture makes.
pub(super) fn told(picture: &Picture) -> Option<Told> {
    match &picture.event {
        Event::DeviceStateChanged { device, state } => Some(
            Told::new("DeviceStateChange", Classes::CALL)
                .with("Device", device)
                .with("State", state.text()),
        ),
        Event::ExtensionStateChanged {
            context,
            extension,
            devices,
            state,
        } => Some(
            Told::new("ExtensionStatus", Classes::CALL)
                .with("Exten", extension)
                .with("Context", context)
                .with("Hint", devices)
                .with("Status", state.number().to_string())
                .with("StatusText", state.text()),
        ),
        Event::Originated(outcome) => Some(originated(outcome)),
        _ => None,
    }
}

/// `OriginateResponse`.
fn originated(outcome: &call::Originated) -> Told {
    let mut told = Told::new("OriginateResponse", Classes::CALL);
    // Behind the program's own name for it may stand a mark of ours.
    let id = outcome.note.split('\u{1}').next().unwrap_or_default();
    if !id.is_empty() {
        told.block.add("ActionID", id);
    }
    let success = outcome.status == call::DialStatus::Answer;
    told.block
        .add("Response", if success { "Success" } else { "Failure" });
    told.block.add("Channel", &outcome.channel);
    match &outcome.to {
        OriginateTo::Extension {
            context, extension, ..
        } => {
            told.block.add("Context", context);
            told.block.add("Exten", extension);
        }
        OriginateTo::Application { name, arguments } => {
            told.block.add("Application", name);
            told.block.add("Data", arguments);
        }
    }
    told.block.add("Reason", outcome.reason().to_string());
    told.block
        .add("Uniqueid", outcome.unique_id.as_deref().unwrap_or("<null>"));
    told.block
        .add("CallerIDNum", shown_name(&outcome.caller.number));
    told.block
        .add("CallerIDName", shown_name(&outcome.caller.name));
    told
}

/// The event that a driver's report makes.
pub(super) fn of_driver(event: &Event) -> Option<Told> {
    if let Event::ProgramEvent { name, fields } = event {
        let mut told = Told::new("UserEvent", Classes::USER).with("UserEvent", name);
        for (name, value) in fields {
            told.block.add_foreign(name, value);
        }
        return Some(told);
    }
    let Event::EndpointStatus {
        technology,
        endpoint,
        status,
        detail,
    } = event
    else {
        return None;
    };
    let chan_type = match technology {
        Technology::Pjsip => "PJSIP",
        Technology::Sip => "SIP",
        Technology::Local => return None,
    };
    let told = Told::new("PeerStatus", Classes::SYSTEM)
        .with("ChannelType", chan_type)
        .with("Peer", format!("{chan_type}/{endpoint}"))
        .with("PeerStatus", *status);
    Some(match *status {
        "Registered" | "Unregistered" if !detail.is_empty() => told.with("Address", detail),
        "Rejected" if !detail.is_empty() => told.with("Cause", detail),
        _ => told,
    })
}
