//! `manager show commands`.

use crate::ami::catalogue;
use crate::cli::commands::prelude::*;

pub(crate) struct ShowActions;

impl ConsoleCommand for ShowActions {
    const DOC: CommandDoc = CommandDoc {
        words: "manager show commands",
        aliases: &[],
        syntax: "",
        summary: "List manager interface commands",
        description: "Lists the actions of the manager interface.",
    };

    fn run(_: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        if !arguments.is_empty() {
            return Reply::misused();
        }
        let mut text = format!("  {:<25}  Synopsis\n", "Action");
        let _ = writeln!(text, "  {:<25}  --------", "------");
        for action in catalogue() {
            let _ = writeln!(text, "  {:<25}  {}", action.name, action.synopsis);
        }
        Reply::text(text)
    }
}
