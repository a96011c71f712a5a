//! While, EndWhile, ExitWhile and ContinueWhile: loops within one extension. A loop is where its words
//! stand in the extension, so nothing has to be remembered while it runs.

use call::script::prelude::*;
use dialplan::Location;

use crate::places;

/// Begins a loop.
pub(crate) struct While;

impl Application for While {
    const DOC: AppDoc = AppDoc {
        name: "While",
        synopsis: "Begin a loop.",
        syntax: &[Param::required(
            "condition",
            "True unless it is empty or 0.",
        )],
        options: &[],
        description: "Runs the steps up to the matching EndWhile again and again while the condition \
            is true, then goes on behind it.",
        see_also: &["EndWhile", "ExitWhile", "ContinueWhile"],
        examples: &["same => n,While($[${I} < 3])"],
        since: "1.2",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if dialplan::is_true(args.0.trim()) {
            return Ok(Continue);
        }
        let here = call.location();
        match end_of(call, &here) {
            Some(end) => jump_to(call, end.saturating_add(1)),
            None => call.warn("While: there is no EndWhile for it"),
        }
        Ok(Continue)
    }
}

/// Ends a loop.
pub(crate) struct EndWhile;

impl Application for EndWhile {
    const DOC: AppDoc = AppDoc {
        name: "EndWhile",
        synopsis: "End a loop.",
        syntax: &[],
        options: &[],
        description: "Goes back to the matching While, which looks at its condition again.",
        see_also: &["While", "ExitWhile", "ContinueWhile"],
        examples: &["same => n,EndWhile()"],
        since: "1.2",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        back_to_while(call, "EndWhile");
        Ok(Continue)
    }
}

/// Leaves a loop.
pub(crate) struct ExitWhile;

impl Application for ExitWhile {
    const DOC: AppDoc = AppDoc {
        name: "ExitWhile",
        synopsis: "Leave a loop.",
        syntax: &[],
        options: &[],
        description: "Goes on behind the EndWhile of the innermost loop.",
        see_also: &["While", "EndWhile", "ContinueWhile"],
        examples: &["same => n,ExitWhile()"],
        since: "1.4",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        let here = call.location();
        let end = begin_of(call, &here).and_then(|begin| {
            end_of(
                call,
                &Location {
                    priority: begin,
                    ..here
                },
            )
        });
        match end {
            Some(end) => jump_to(call, end.saturating_add(1)),
            None => call.warn("ExitWhile: it is not inside of a loop"),
        }
        Ok(Continue)
    }
}

/// Begins the next round of a loop.
pub(crate) struct ContinueWhile;

impl Application for ContinueWhile {
    const DOC: AppDoc = AppDoc {
        name: "ContinueWhile",
        synopsis: "Begin the next round of a loop.",
        syntax: &[],
        options: &[],
        description: "Goes back to the While of the innermost loop, which looks at its condition.",
        see_also: &["While", "EndWhile", "ExitWhile"],
        examples: &["same => n,ContinueWhile()"],
        since: "1.4",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        back_to_while(call, "ContinueWhile");
        Ok(Continue)
    }
}

fn back_to_while(call: &Call, application: &str) {
    match begin_of(call, &call.location()) {
        Some(begin) => jump_to(call, begin),
        None => call.warn(format!("{application}: there is no While for it")),
    }
}

/// The priority of the `EndWhile` that belongs to the `While` at this place.
fn end_of(call: &Call, at: &Location) -> Option<u32> {
    let mut depth = 0_u32;
    let mut at = at.clone();
    loop {
        at.priority = at.priority.checked_add(1)?;
        let application = places::application_at(call, &at)?;
        if application.eq_ignore_ascii_case("While") {
            depth += 1;
        } else if application.eq_ignore_ascii_case("EndWhile") {
            if depth == 0 {
                return Some(at.priority);
            }
            depth -= 1;
        }
    }
}

/// The priority of the `While` that a step at this place is inside of.
fn begin_of(call: &Call, at: &Location) -> Option<u32> {
    let mut depth = 0_u32;
    let mut at = at.clone();
    loop {
        at.priority = at.priority.checked_sub(1).filter(|p| *p > 0)?;
        let application = places::application_at(call, &at)?;
        if application.eq_ignore_ascii_case("EndWhile") {
            depth += 1;
        } else if application.eq_ignore_ascii_case("While") {
            if depth == 0 {
                return Some(at.priority);
            }
            depth -= 1;
        }
    }
}

fn jump_to(call: &Call, priority: u32) {
    call.jump(Location {
        priority,
        ..call.location()
    });
}
