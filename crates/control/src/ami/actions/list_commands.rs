//! `ListCommands`: what the account may do.

use super::{ACTIONS, Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

pub(super) struct ListCommands;

impl Action for ListCommands {
    const DOC: ActionDoc = ActionDoc {
        name: "ListCommands",
        classes: Classes::NONE,
        synopsis: "Lists the actions that this account may do.",
        headers: &[],
    };

    fn run(desk: &mut Desk<'_>, _: &Message) -> Answer {
        let mut block = Block::new("Response", "Success");
        for action in ACTIONS {
            let classes = action.doc.classes;
            if classes == Classes::NONE || desk.may(classes) {
                let privilege = classes.text();
                let text = format!("{}  (Priv: {privilege})", action.doc.synopsis);
                block.add_foreign(action.doc.name, &text);
            }
        }
        Answer::of(block)
    }
}
