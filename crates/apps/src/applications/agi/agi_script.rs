//! AGI, EAGI and DeadAGI: programs that tell the call what to do.

use call::script::prelude::*;

use crate::agi::{Dialogue, Order, Over, Place, greeting};
use crate::applications::agi::speak;

/// Runs a program.
pub(crate) struct Agi;

impl Application for Agi {
    const DOC: AppDoc = AppDoc {
        name: "AGI",
        synopsis: "Run a program that tells the call what to do.",
        syntax: &[
            Param::required(
                "command",
                "A file in the folder of AGI scripts, an absolute path, or agi://host[:port][/script].",
            ),
            Param::optional("args", "What the program is given, with commas between."),
        ],
        options: &[],
        description: "The call is not answered. The program reads facts about the call and answers \
            from its input, and writes commands to its output; `agi show commands` lists them. \
            AGISTATUS tells SUCCESS, FAILURE (the program ended with a status, or a server cannot be \
            reached), NOTFOUND or HANGUP. When the call hangs up, the program gets SIGHUP (a server \
            the line HANGUP) unless AGISIGHUP is no, and may go on; unless AGIEXITONHANGUP is yes \
            the call waits for it, some minutes at most. A script `googletts.agi` that is not there \
            is spoken by Speak.",
        see_also: &["EAGI", "DeadAGI", "Speak", "System"],
        examples: &[
            "same => n,AGI(lookup.agi,${CALLERID(num)})",
            "same => n,AGI(agi://localhost/route?to=${EXTEN})",
        ],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        problems("AGI", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        run_script(call, "AGI", args).await
    }
}

/// Runs a program that hears the call.
pub(crate) struct Eagi;

impl Application for Eagi {
    const DOC: AppDoc = AppDoc {
        name: "EAGI",
        synopsis: "Run a program that wants to hear the call.",
        syntax: Agi::DOC.syntax,
        options: &[],
        description: "As AGI. This release gives the program no sound on its file descriptor 3 and \
            warns of that each time.",
        see_also: &["AGI", "DeadAGI"],
        examples: &["same => n,EAGI(listen.agi)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        problems("EAGI", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        call.warn("EAGI: the program is run, but hears nothing: this release gives it no sound");
        run_script(call, "EAGI", args).await
    }
}

/// Runs a program for a call that is over.
pub(crate) struct DeadAgi;

impl Application for DeadAgi {
    const DOC: AppDoc = AppDoc {
        name: "DeadAGI",
        synopsis: "Run a program for a call that is over.",
        syntax: Agi::DOC.syntax,
        options: &[],
        description: "As AGI, for the extension `h`: the program is not told of a hang-up that is \
            past. AGI does the same on a call that is over.",
        see_also: &["AGI"],
        examples: &["same => n,DeadAGI(bill.agi)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        problems("DeadAGI", arguments)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        run_script(call, "DeadAGI", args).await
    }
}

fn problems(who: &str, arguments: &str) -> Vec<String> {
    if arguments.contains('$') {
        return Vec::new();
    }
    let problem = match Order::read(Args(arguments)).place("") {
        Err(problem) => problem,
        Ok(Place::Async) => format!("{who}: AsyncAGI is not known here"),
        Ok(_) => return Vec::new(),
    };
    vec![problem]
}

async fn run_script(call: &mut Call, who: &str, args: Args<'_>) -> Flow {
    let order = Order::read(args);
    let is_over = call.is_hung_up();
    let status = match run_order(call, who, &order).await {
        Ok(Ended::Spoken(flow)) => return flow,
        Ok(Ended::As(status)) => status,
        Err(HungUp) => "HANGUP",
    };
    call.set("AGISTATUS", status);
    if call.is_hung_up() && !is_over {
        return Err(HungUp);
    }
    Ok(Continue)
}

enum Ended {
    As(&'static str),
    /// Something else than a program did it.
    Spoken(Flow),
}

async fn run_order(call: &mut Call, who: &str, order: &Order) -> Result<Ended, HungUp> {
    let folder = directory(call, "ASTAGIDIR");
    let place = match order.place(&folder) {
        Ok(place) => place,
        Err(problem) => {
            call.warn(format!("{who}: {problem}"));
            return Ok(Ended::As("FAILURE"));
        }
    };
    if let Place::File(path) = &place {
        let facts = call.perform(Effect::AskFile { path: path.clone() }).await?;
        if let Outcome::Facts(None) = facts {
            if path.ends_with("/googletts.agi") {
                return Ok(Ended::Spoken(speak::in_place_of_script(call, order).await));
            }
            call.warn(format!("{who}: there is no script '{path}'"));
            return Ok(Ended::As("NOTFOUND"));
        }
    }
    let Some(target) = place.target(order, environment(call)) else {
        call.warn(format!("{who}: AsyncAGI is not known here"));
        return Ok(Ended::As("FAILURE"));
    };
    let dead = call.is_hung_up();
    let wire = match call.open_wire(target).await? {
        Ok(wire) => wire,
        Err(why) => {
            call.warn(format!("{who}: {why}"));
            return Ok(Ended::As("FAILURE"));
        }
    };
    call.verbose(3, || format!("Launched AGI Script {}", order.request));
    let text = greeting(call, order, &place, who == "EAGI");
    let by_line = matches!(place, Place::Server { .. });
    let mut dialogue = Dialogue::new(call, wire, by_line);
    if dead {
        dialogue = dialogue.of_the_dead();
    }
    let over = dialogue.run(call, text).await?;
    call.verbose(3, || {
        format!("AGI Script {} completed ({over:?})", order.request)
    });
    Ok(Ended::As(match over {
        Over::Success => "SUCCESS",
        Over::Failure => "FAILURE",
        Over::HungUp if dead => "SUCCESS",
        Over::HungUp => "HANGUP",
    }))
}

/// The folders, as scripts know them.
fn environment(call: &Call) -> Vec<(String, String)> {
    let rows = [
        ("AST_CONFIG_DIR", "ASTETCDIR"),
        ("AST_MODULE_DIR", "ASTMODDIR"),
        ("AST_SPOOL_DIR", "ASTSPOOLDIR"),
        ("AST_VAR_DIR", "ASTVARLIBDIR"),
        ("AST_DATA_DIR", "ASTDATADIR"),
        ("AST_LOG_DIR", "ASTLOGDIR"),
        ("AST_AGI_DIR", "ASTAGIDIR"),
        ("AST_KEY_DIR", "ASTKEYDIR"),
        ("AST_RUN_DIR", "ASTRUNDIR"),
    ];
    let mut all: Vec<(String, String)> = rows
        .iter()
        .map(|(theirs, ours)| ((*theirs).to_owned(), directory(call, ours)))
        .filter(|(_, path)| !path.is_empty())
        .collect();
    let etc = directory(call, "ASTETCDIR");
    all.push(("AST_CONFIG_FILE".to_owned(), format!("{etc}/asterisk.conf")));
    let spool = directory(call, "ASTSPOOLDIR");
    all.push(("AST_MONITOR_DIR".to_owned(), format!("{spool}/monitor")));
    all
}

/// A folder of the exchange.
pub(crate) fn directory(call: &Call, name: &str) -> String {
    let settings = call.settings();
    let found = settings.directories.iter().find(|(it, _)| it == name);
    found.map_or_else(String::new, |(_, path)| path.clone())
}
