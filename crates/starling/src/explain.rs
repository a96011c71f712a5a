//! `starling explain`: the path of a call, told before it is made.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::*;
use rehearse::explain::{
    Answering, Caller, Keys, Question, explain, moment, print as shown, seconds,
};

use crate::rehearsal::{Rehearsal, usual_place};
use crate::{clock, print, refuse};

/// `explain`.
pub(crate) fn run(words: &[String]) -> ExitCode {
    let told = match Wanted::parse(words) {
        Ok(wanted) if wanted.help => return print(HELP),
        Ok(wanted) => wanted.tell(),
        Err(fault) => Err(format!("{fault}; try explain --help")),
    };
    match told {
        Ok(text) => print(&text),
        Err(fault) => refuse(&fault),
    }
}

struct Wanted {
    place: Option<PathBuf>,
    question: Question,
    from: Option<String>,
    number: Option<String>,
    help: bool,
}

impl Wanted {
    fn parse(words: &[String]) -> Result<Self, lexopt::Error> {
        let now = clock::since_epoch();
        let mut this = Self {
            place: None,
            question: Question::new(Caller::phone(""), "", now, clock::now()),
            from: None,
            number: None,
            help: false,
        };
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("from") => this.from = Some(parser.value()?.string()?),
                Long("context") => this.question.caller.context = Some(parser.value()?.string()?),
                Long("callerid") => {
                    let text = parser.value()?.string()?;
                    this.question.caller.caller_id = Some(call::Party::parse(&text));
                }
                Long("at") => {
                    let text = parser.value()?.string()?;
                    let at = moment(&text, now, apps::time::format_time);
                    this.question.since_epoch =
                        wanted(at, "a time such as '2024-03-05 10:00'", &text)?;
                }
                Long("digits") => {
                    let text = parser.value()?.string()?;
                    this.question.digits =
                        wanted(Keys::parse_list(&text), "keys such as 1,2,100#", &text)?;
                }
                Long("answer") => this
                    .question
                    .answers
                    .push(answer(&parser.value()?.string()?)?),
                Long("set") => {
                    let text = parser.value()?.string()?;
                    let pair = text
                        .split_once('=')
                        .map(|(n, v)| (n.to_owned(), v.to_owned()));
                    this.question
                        .variables
                        .push(wanted(pair, "NAME=VALUE", &text)?);
                }
                Long("given") => {
                    let text = parser.value()?.string()?;
                    rehearse::plan_test::circumstance(&mut this.question, &text)?;
                }
                Long("hangup") => {
                    let text = parser.value()?.string()?;
                    let after: Option<Duration> = seconds(&text);
                    this.question.hangs_up = Some(wanted(after, "a time such as 20s", &text)?);
                }
                Short('C') | Long("config") => this.place = Some(parser.value()?.into()),
                Short('h') | Long("help") => this.help = true,
                Value(number) if this.number.is_none() => this.number = Some(number.string()?),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(this)
    }

    fn tell(self) -> Result<String, String> {
        let mut question = self.question;
        let missing = |what: &str| format!("{what} is missing; try explain --help");
        question.caller.phone = self.from.ok_or_else(|| missing("--from PHONE"))?;
        question.number = self.number.ok_or_else(|| missing("the number"))?;
        let place = self.place.unwrap_or_else(usual_place);
        let rehearsal = Rehearsal::read(&place, false);
        let length = |name: &str, language: &str| rehearsal.length(name, language);
        let exchange = rehearsal.exchange(&length)?;
        explain(&exchange, &question).map(|story| shown(&story))
    }
}

/// `bob=after 5s`.
fn answer(text: &str) -> Result<(String, Answering), lexopt::Error> {
    let pair = text
        .split_once('=')
        .and_then(|(phone, how)| Some((phone.trim().to_owned(), Answering::parse(how)?)));
    wanted(
        pair,
        "PHONE=after 5s, busy, never, declines, unreachable, congestion or notfound",
        text,
    )
}

fn wanted<T>(value: Option<T>, expected: &str, text: &str) -> Result<T, lexopt::Error> {
    value.ok_or_else(|| lexopt::Error::from(format!("'{text}': expected {expected}")))
}

const HELP: &str = "\
Usage: starling explain --from PHONE NUMBER [options]

Plays a call through on a virtual clock and tells its path: file and line, applications with their
arguments, variables, who rings, what is heard, how it ends and why. Nothing is sent and nothing
is performed.

  --from PHONE      an endpoint of pjsip.conf or sip.conf (PJSIP/alice, SIP/alice, alice), or guest
  --at TIME         2024-03-05 10:00, or 10:00 today; otherwise now
  --digits 1,2      what the caller presses, each when the exchange next listens; 1@12s: at that time
  --answer PHONE=HOW  what a called phone does: after 5s, never, busy, declines, unreachable,
                    congestion, notfound; otherwise it rings and nobody answers
  --set VAR=VALUE   a variable of the caller's channel
  --given TEXT      a line of a test behind its 'given': 'agi TEXT gives A=1', 'sql TEXT gives a=1',
                    'web TEXT gives TEXT', 'command TEXT prints TEXT', 'database family/key = value'
  --hangup TIME     the caller hangs up after so long
  --context NAME    enter this context, not the phone's own
  --callerid TEXT   'Name <number>' instead of the phone's own
  -C FILE or DIR    asterisk.conf, or the folder of all files (/etc/asterisk)
";
