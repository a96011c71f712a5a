//! `dialplan save`.

use crate::cli::commands::prelude::*;

pub(crate) struct Save;

impl ConsoleCommand for Save {
    const DOC: CommandDoc = CommandDoc {
        words: "dialplan save",
        aliases: &["save dialplan"],
        syntax: "[<folder or file>]",
        summary: "Save current dialplan into a file",
        description: "Writes the dialplan, as it is now, to extensions.conf in the configuration folder or\n\
                      in another. Comments and templates of the old file are lost. It is refused unless\n\
                      [general] has static=yes and writeprotect=no.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let place = match arguments {
            [] => None,
            [place] => Some(*place),
            _ => return Reply::misused(),
        };
        match exchange.save_dialplan(place) {
            Ok(path) => Reply::text(format!("Dialplan successfully saved into '{path}'\n")),
            Err(why) => Reply::failed(format!("{why}\n")),
        }
    }
}
