//! `pjsip show …` and `pjsip list …`: tables of pjsip.conf's driver.

use super::sip_show::ask_driver;
use crate::cli::commands::prelude::*;

pub(crate) struct PjsipShow;

impl ConsoleCommand for PjsipShow {
    const DOC: CommandDoc = CommandDoc {
        words: "pjsip {show|list} {endpoints|endpoint|aors|aor|auths|auth|contacts|contact|\
                identifies|identify|registrations|registration|transports|transport|channels|channel}",
        aliases: &[],
        syntax: "[<name>]",
        summary: "Show the objects of pjsip.conf",
        description: "'list' prints one line an object, 'show' prints what belongs to it as well. The\n\
                      words in the singular take the name of one object.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let [how, what @ ..] = arguments else {
            return Reply::misused();
        };
        let how = if how.eq_ignore_ascii_case("list") {
            "list"
        } else {
            "show"
        };
        ask_driver(exchange, &["pjsip", how], what)
    }
}
