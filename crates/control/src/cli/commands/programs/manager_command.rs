//! `manager show command`.

use crate::ami::catalogue;
use crate::cli::commands::prelude::*;

pub(crate) struct ShowAction;

impl ConsoleCommand for ShowAction {
    const DOC: CommandDoc = CommandDoc {
        words: "manager show command",
        aliases: &[],
        syntax: "<action> [<action> [...]]",
        summary: "Show a manager interface command",
        description: "Tells what an action of the manager interface does, who may do it and its headers.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if arguments.is_empty() {
            return Reply::misused();
        }
        let mut text = String::new();
        for name in arguments {
            let found = catalogue().find(|action| action.name.eq_ignore_ascii_case(name));
            let Some(action) = found else {
                let _ = writeln!(text, "No manager command found with name: {name}");
                continue;
            };
            let _ = writeln!(text, "[Syntax]\nAction: {}", action.name);
            for (header, _) in action.headers {
                let _ = writeln!(text, "{header}: <value>");
            }
            let _ = writeln!(text, "\n[Synopsis]\n{}\n\n[Arguments]", action.synopsis);
            for (header, help) in action.headers {
                let _ = writeln!(text, "{header}\n    {help}");
            }
            let _ = writeln!(text, "\n[Privilege]\n{}", action.classes.text());
        }
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, _: &[&str]) -> Vec<String> {
        catalogue().map(|action| action.name.to_owned()).collect()
    }
}
