//! The part of the dialplan's listing that matches one number.

use dialplan::{Dialplan, DialplanBuilder, MomentForTimes, NewStep, WallTime};

/// The extensions that match a number in a context and those that it includes, or in all contexts.
/// `None` when there are none.
pub(super) fn of(plan: &Dialplan, context: Option<&str>, number: &str) -> Option<String> {
    let mut waiting: Vec<String> = match context {
        Some(context) => vec![context.to_owned()],
        None => plan.contexts().map(|name| name.to_string()).collect(),
    };
    waiting.reverse();
    let (mut seen, mut text) = (Vec::new(), String::new());
    let (mut contexts, mut extensions, mut priorities) = (0, 0, 0);
    while let Some(name) = waiting.pop() {
        if seen.contains(&name) || !plan.has_context(&name) {
            continue;
        }
        let listing = plan.show(Some(&name));
        if context.is_some() {
            let mut inner: Vec<String> = listing.lines().filter_map(included).collect();
            inner.reverse();
            waiting.append(&mut inner);
        }
        seen.push(name);
        let blocks = matching_blocks(&listing, number);
        if blocks.is_empty() {
            continue;
        }
        contexts += 1;
        extensions += blocks.len();
        text.push_str(listing.lines().next().unwrap_or_default());
        text.push('\n');
        for line in blocks.iter().flatten() {
            priorities += 1;
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
    }
    let s = |count: usize| if count == 1 { "" } else { "s" };
    let ies = |count: usize| if count == 1 { "y" } else { "ies" };
    text.push_str(&format!(
        "-= {extensions} extension{} ({priorities} priorit{}) in {contexts} context{}. =-\n",
        s(extensions),
        ies(priorities),
        s(contexts)
    ));
    (extensions > 0).then_some(text)
}

/// The lines of each extension whose name or pattern takes the number.
fn matching_blocks<'t>(listing: &'t str, number: &str) -> Vec<Vec<&'t str>> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in listing.lines() {
        if let Some(name) = extension(line) {
            inside = takes(name, number);
            if inside {
                blocks.push(vec![line]);
            }
        } else if inside && line.starts_with("   ") {
            if let Some(block) = blocks.last_mut() {
                block.push(line);
            }
        } else {
            inside = false;
        }
    }
    blocks
}

/// The name on a line that begins an extension (`  '600' =>`).
fn extension(line: &str) -> Option<&str> {
    let (title, _) = line.strip_prefix("  '")?.split_once(" =>")?;
    title.split('\'').next()
}

/// The context that a line includes, whatever the time.
fn included(line: &str) -> Option<String> {
    let (_, rest) = line.strip_prefix("  Include =>")?.split_once('\'')?;
    let (name, _) = rest.split_once(['\'', ',', '|'])?;
    Some(name.trim().to_owned())
}

fn takes(name: &str, number: &str) -> bool {
    if !name.starts_with('_') {
        return name.replace('-', "") == number.replace('-', "");
    }
    let mut builder = DialplanBuilder::new();
    if builder
        .add_step(&NewStep::new("c", name, 1, "NoOp", "", "console"))
        .is_err()
    {
        return false;
    }
    let (plan, _) = builder.build();
    let any_time = WallTime {
        minute_of_day: 0,
        weekday: 0,
        day: 1,
        month: 1,
    };
    plan.exists(&MomentForTimes::local(any_time), "c", number, 1, None)
}
