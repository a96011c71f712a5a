//! `UserEvent`: a program tells other programs something.

use call::Event;

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};

pub(super) struct UserEvent;

impl Action for UserEvent {
    const DOC: ActionDoc = ActionDoc {
        name: "UserEvent",
        classes: Classes::USER,
        synopsis: "Tells all programs something.",
        headers: &[
            ("UserEvent", "What it is called."),
            ("Header1", "Any further headers, as they are."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let fields = message
            .headers()
            .iter()
            .filter(|(name, _)| !OURS.iter().any(|our| name.eq_ignore_ascii_case(our)))
            .cloned()
            .collect();
        desk.exchange.tell(Event::ProgramEvent {
            name: message.get("UserEvent").to_owned(),
            fields,
        });
        Answer::success("Event Sent")
    }
}

const OURS: &[&str] = &["Action", "ActionID", "UserEvent"];
