//! Macro and its kin: contexts that run inside a step of their caller.

use call::script::Spawned;
use call::script::prelude::*;
use dialplan::Location;

use crate::places;

/// Runs a macro.
pub(crate) struct Macro;

impl Application for Macro {
    const DOC: AppDoc = AppDoc {
        name: "Macro",
        synopsis: "Run the context `macro-name`, then go on here.",
        syntax: &[
            Param::required("name", "The context is called `macro-` and this."),
            Param::optional("args", "Become ARG1, ARG2, … inside."),
        ],
        options: &[],
        description: "Runs extension `s` from priority 1. MACRO_CONTEXT, MACRO_EXTEN and \
            MACRO_PRIORITY tell where the macro was called. It ends with MacroExit, behind its last \
            priority, or by a jump out of its context. Seven macros may run in each other. Gosub \
            does the same better.",
        see_also: &["MacroExit", "MacroIf", "Gosub"],
        examples: &["same => n,Macro(stdexten,100,SIP/phone)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        run_macro(call, args.0).await
    }
}

/// Runs a macro; others may run it at the same time, as in `Macro`.
pub(crate) struct MacroExclusive;

impl Application for MacroExclusive {
    const DOC: AppDoc = AppDoc {
        name: "MacroExclusive",
        synopsis: "Run a macro that only one call at a time should run.",
        syntax: &[
            Param::required("name", "The context is called `macro-` and this."),
            Param::optional("args", "Become ARG1, ARG2, … inside."),
        ],
        options: &[],
        description: "Runs the macro as Macro does. Calls do not wait for each other: steps of \
            different calls never run at the same moment here, which is what the lock is used for; \
            a macro that plays or waits may still be run by two calls at once.",
        see_also: &["Macro"],
        examples: &["same => n,MacroExclusive(count)"],
        since: "1.4",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        run_macro(call, args.0).await
    }
}

/// Runs a macro when a condition holds.
pub(crate) struct MacroIf;

impl Application for MacroIf {
    const DOC: AppDoc = AppDoc {
        name: "MacroIf",
        synopsis: "Run a macro if a condition holds.",
        syntax: &[
            Param::required("condition", "True unless it is empty or 0."),
            Param::required("?name,args", "The macro for the case that it is true."),
            Param::optional(":name,args", "The macro for the case that it is false."),
        ],
        options: &[],
        description: "Without a macro for the case at hand the dialplan goes on.",
        see_also: &["Macro", "GosubIf"],
        examples: &["same => n,MacroIf(1?stdexten,100:other)"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let Some((condition, branches)) = args.0.split_once('?') else {
            call.warn("MacroIf needs condition?name[,args][:name[,args]]");
            return Ok(Continue);
        };
        let (yes, no) = branches.split_once(':').unwrap_or((branches, ""));
        let chosen = if dialplan::is_true(condition.trim()) {
            yes
        } else {
            no
        };
        if chosen.is_empty() {
            Ok(Continue)
        } else {
            run_macro(call, chosen).await
        }
    }
}

/// Leaves a macro.
pub(crate) struct MacroExit;

impl Application for MacroExit {
    const DOC: AppDoc = AppDoc {
        name: "MacroExit",
        synopsis: "Leave the macro.",
        syntax: &[],
        options: &[],
        description: "The dialplan goes on behind the Macro that ran this. Outside of a macro it ends \
            the call.",
        see_also: &["Macro"],
        examples: &["same => n,MacroExit()"],
        since: "1.2",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        let depth = call.look(|c| c.macro_depth).unwrap_or(0);
        if depth == 0 {
            return Ok(End);
        }
        call.change(|c| c.macro_depth = depth - 1);
        Ok(Continue)
    }
}

/// Runs `name[,args]` on the channel, as `Macro` and the option M of `Dial` do.
pub(crate) async fn run_macro(call: &mut Call, text: &str) -> Flow {
    let mut arguments = text.split(',');
    let name = arguments.next().unwrap_or_default();
    if name.is_empty() {
        call.warn("Macro needs the name of a macro");
        return Ok(Continue);
    }
    let start = Location::new(format!("macro-{name}"), "s", 1);
    if !places::exists(call, &start).await {
        call.warn(format!(
            "there is no macro '{name}': no extension s in context macro-{name}"
        ));
        return Ok(Continue);
    }
    let depth = call.look(|c| c.macro_depth).ok_or(HungUp)?;
    if depth >= DEEPEST {
        call.log(
            LogLevel::Error,
            format!("Macro {name}: macros in each other, perhaps for ever"),
        );
        return Ok(Continue);
    }
    let came_from = call.location();
    let kept = enter(
        call,
        &came_from,
        &arguments.take(MOST_ARGUMENTS).collect::<Vec<_>>(),
    );
    call.change(|c| {
        c.macro_depth = depth + 1;
        c.location = start.clone();
    });
    let flow = run_steps(call, &start.context, depth + 1).await;
    call.change(|c| c.macro_depth = depth);
    leave(call, &start.context, came_from, &kept).await;
    flow
}

/// Sets the macro's variables; gives what they were before.
fn enter(call: &Call, came_from: &Location, arguments: &[&str]) -> Vec<(String, String)> {
    let mut values = vec![
        ("MACRO_CONTEXT".to_owned(), came_from.context.to_string()),
        ("MACRO_EXTEN".to_owned(), came_from.extension.to_string()),
        ("MACRO_PRIORITY".to_owned(), came_from.priority.to_string()),
        ("MACRO_OFFSET".to_owned(), String::new()),
    ];
    for (at, argument) in arguments.iter().enumerate() {
        values.push((format!("ARG{}", at + 1), (*argument).to_owned()));
    }
    let read = |name: &str| {
        call.look(|c| c.variables.get(name).map(str::to_owned))
            .flatten()
    };
    let kept = values
        .iter()
        .map(|(name, _)| (name.clone(), read(name).unwrap_or_default()));
    let kept = kept.collect();
    for (name, value) in values {
        call.set(&name, value);
    }
    kept
}

async fn run_steps(call: &mut Call, context: &str, depth: u32) -> Flow {
    let frames = call.look(|c| c.frames.len()).ok_or(HungUp)?;
    for step in 1..=MOST_STEPS {
        let at = call.location();
        match call.spawn_extension(&at).await {
            Spawned::NotFound => return Ok(Continue),
            Spawned::Done(Ok(Continue)) => {}
            Spawned::Done(other) => return other,
        }
        let now = call
            .look(|c| (c.macro_depth, c.frames.len()))
            .ok_or(HungUp)?;
        if now.0 < depth {
            return Ok(Continue);
        }
        call.advance();
        // A subroutine may well be elsewhere; it comes back.
        let left = !call.location().context.eq_ignore_ascii_case(context);
        if left && now.1 <= frames {
            return Ok(Continue);
        }
        if step % STEPS_A_TURN == 0 {
            call.take_a_breath().await;
        }
    }
    call.warn("this macro does not end; it was stopped");
    Ok(End)
}

/// Back behind the caller's step, unless the macro was left by a jump.
async fn leave(call: &mut Call, context: &str, came_from: Location, kept: &[(String, String)]) {
    let offset = call.get("MACRO_OFFSET").unwrap_or_default();
    for (name, value) in kept {
        call.set(name, value.clone());
    }
    let here = call.location();
    if !here.context.eq_ignore_ascii_case(context) {
        return call.jump(here);
    }
    let mut back_to = came_from;
    back_to.priority = back_to.priority.saturating_add(1);
    if let Ok(offset) = offset.trim().parse::<u32>() {
        let priority = back_to.priority.saturating_add(offset);
        let further = Location {
            priority,
            ..back_to.clone()
        };
        if places::exists(call, &further).await {
            back_to = further;
        }
    }
    call.jump(back_to);
}

/// So many macros may run in each other.
const DEEPEST: u32 = 7;
/// So many arguments are looked at.
const MOST_ARGUMENTS: usize = 80;
/// A macro that has run so many steps never ends by itself.
const MOST_STEPS: u32 = 10_000_000;
/// So many steps run before others get their turn.
const STEPS_A_TURN: u32 = 10_000;
