//! `queue reload`.

use services::queue::Loaded;

use super::show::queue_names;
use crate::cli::commands::prelude::*;

pub(crate) struct Reload;

impl ConsoleCommand for Reload {
    const DOC: CommandDoc = CommandDoc {
        words: "queue reload {all|members|parameters|rules}",
        aliases: &[],
        syntax: "[<queue>...]",
        summary: "Reload queues, members, queue rules, or parameters",
        description: "Reads the files of the queues again, or only that part. Calls go on.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [part, names @ ..] = arguments else {
            return Reply::misused();
        };
        let is = |word: &str| part.eq_ignore_ascii_case(word) || part.eq_ignore_ascii_case("all");
        let what = Loaded {
            parameters: is("parameters"),
            members: is("members"),
            rules: is("rules"),
        };
        let only: Vec<Option<&str>> = match names {
            [] => vec![None],
            names => names.iter().map(|name| Some(*name)).collect(),
        };
        for queue in only {
            match exchange.reload_queues(what, queue) {
                Some(problems) if !problems.is_empty() => return Reply::text(problems),
                Some(_) => {}
                None => {
                    return Reply::failed(
                        "The files cannot be used; nothing was changed. 'core reload' says why.\n",
                    );
                }
            }
        }
        Reply::text("")
    }

    fn complete(exchange: &dyn Exchange, _: &[&str]) -> Vec<String> {
        queue_names(exchange)
    }
}
