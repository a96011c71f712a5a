//! `ExtensionState`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

pub(super) struct ExtensionState;

impl Action for ExtensionState {
    const DOC: ActionDoc = ActionDoc {
        name: "ExtensionState",
        classes: Classes(Classes::CALL.0 | Classes::REPORTING.0),
        synopsis: "Tells what an extension with a hint is doing.",
        headers: &[
            ("Exten", "The extension."),
            ("Context", "Its context; default where it is missing."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let Some(extension) = message.find("Exten") else {
            return Answer::error("Extension not specified");
        };
        let context = message.find("Context").unwrap_or("default");
        let state = desk.switchboard().extension_state(context, extension);
        let hint = desk.switchboard().in_plan(|plan, moment| {
            let hint = plan.hint(moment, context, extension);
            hint.map(str::to_owned)
        });
        let (number, text) = match state {
            Some(state) => (state.number().to_string(), state.text()),
            None => ("-1".to_owned(), "Unknown"),
        };
        Answer::of(
            Block::new("Response", "Success")
                .with("Message", "Extension Status")
                .with("Exten", extension)
                .with("Context", context)
                .with("Hint", hint.unwrap_or_default())
                .with("Status", number)
                .with("StatusText", text),
        )
    }
}
