//! `DBGet`, `DBGetTree`, `DBPut`, `DBDel`, `DBDelTree`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

pub(super) struct Get;
pub(super) struct GetTree;
pub(super) struct Put;
pub(super) struct Del;
pub(super) struct DelTree;

const FAMILY: (&str, &str) = ("Family", "The family of the key.");
const KEY: (&str, &str) = ("Key", "The key.");

/// Both, or what is missing.
fn family_and_key(message: &Message) -> Result<(&str, &str), Answer> {
    let family = message.find("Family");
    let family = family.ok_or_else(|| Answer::error("No family specified."))?;
    let key = message.find("Key");
    let key = key.ok_or_else(|| Answer::error("No key specified."))?;
    Ok((family, key))
}

impl Action for Get {
    const DOC: ActionDoc = ActionDoc {
        name: "DBGet",
        classes: Classes(Classes::SYSTEM.0 | Classes::REPORTING.0),
        synopsis: "Reads a value of the database.",
        headers: &[FAMILY, KEY],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (family, key) = match family_and_key(message) {
            Ok(both) => both,
            Err(answer) => return answer,
        };
        let Some(value) = desk.exchange.database().get(family, key) else {
            return Answer::error("Database entry not found");
        };
        let item = Block::new("Event", "DBGetResponse")
            .with("Family", family)
            .with("Key", key)
            .with("Val", value);
        Answer::list("Result will follow", vec![item], "DBGetComplete")
    }
}

impl Action for GetTree {
    const DOC: ActionDoc = ActionDoc {
        name: "DBGetTree",
        classes: Classes(Classes::SYSTEM.0 | Classes::REPORTING.0),
        synopsis: "Reads all values below a key, a family, or all there are.",
        headers: &[FAMILY, KEY],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let (family, key) = (message.get("Family"), message.get("Key"));
        let rows = desk.exchange.database().rows_below(family, key);
        let items = rows.into_iter().map(|(family, key, value)| {
            Block::new("Event", "DBGetTreeResponse")
                .with("Key", format!("/{family}/{key}"))
                .with("Val", value)
        });
        Answer::list("Result will follow", items.collect(), "DBGetTreeComplete")
    }
}

impl Action for Put {
    const DOC: ActionDoc = ActionDoc {
        name: "DBPut",
        classes: Classes::SYSTEM,
        synopsis: "Writes a value into the database.",
        headers: &[
            FAMILY,
            KEY,
            ("Val", "The value; empty where it is missing."),
        ],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        match family_and_key(message) {
            Ok((family, key)) => {
                let value = message.get("Val");
                desk.exchange.database().put(family, key, value);
                Answer::success("Updated database successfully")
            }
            Err(answer) => answer,
        }
    }
}

impl Action for Del {
    const DOC: ActionDoc = ActionDoc {
        name: "DBDel",
        classes: Classes::SYSTEM,
        synopsis: "Removes a value from the database.",
        headers: &[FAMILY, KEY],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        match family_and_key(message) {
            Ok((family, key)) => match desk.exchange.database().delete(family, key) {
                true => Answer::success("Key deleted successfully"),
                false => Answer::error("Database entry not found"),
            },
            Err(answer) => answer,
        }
    }
}

impl Action for DelTree {
    const DOC: ActionDoc = ActionDoc {
        name: "DBDelTree",
        classes: Classes::SYSTEM,
        synopsis: "Removes all values of a family, or those below a key.",
        headers: &[FAMILY, KEY],
    };

    fn run(desk: &mut Desk<'_>, message: &Message) -> Answer {
        let Some(family) = message.find("Family") else {
            return Answer::error("No family specified.");
        };
        let key = message.get("Key");
        match desk.exchange.database().delete_tree(family, key) {
            0 => Answer::error("Database entry not found"),
            _ => Answer::success("Key tree deleted successfully"),
        }
    }
}
