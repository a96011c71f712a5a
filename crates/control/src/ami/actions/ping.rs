//! `Ping`.

use super::{Action, ActionDoc, Answer, Classes, Desk, Message};
use crate::ami::message::Block;

pub(super) struct Ping;

impl Action for Ping {
    const DOC: ActionDoc = ActionDoc {
        name: "Ping",
        classes: Classes::NONE,
        synopsis: "Answers, so that the connection stays alive.",
        headers: &[],
    };

    fn run(desk: &mut Desk<'_>, _: &Message) -> Answer {
        let now = desk.since_epoch();
        let stamp = format!("{}.{:06}", now.as_secs(), now.subsec_micros());
        Answer::of(
            Block::new("Response", "Success")
                .with("Ping", "Pong")
                .with("Timestamp", stamp),
        )
    }
}
