//! A story as text.

use std::fmt::Write as _;
use std::time::Duration;

use super::status::words;
use super::story::{Step, Story, What};

/// The whole story: one line for each thing that happened.
pub fn print(story: &Story) -> String {
    let mut out = format!("{}\n\n", story.beginning);
    for moment in &story.moments {
        // Both sides of a conversation need not be told.
        let other_side = !moment.channel.is_empty() && matches!(moment.what, What::Hears(_));
        let Some((place, text)) = told(&moment.what).filter(|_| !other_side) else {
            continue;
        };
        let whose = match moment.channel.as_str() {
            "" => String::new(),
            channel => format!("[{channel}] "),
        };
        let _ = writeln!(out, "{}  {place:<28} {whose}{text}", time(moment.at));
    }
    let ending = &story.ending;
    let (cause, cause_words) = &ending.cause;
    let _ = writeln!(
        out,
        "\nends after {} s: {}",
        time(ending.at).trim(),
        ending.why
    );
    let status = match ending.status {
        0 => "no final answer".to_owned(),
        200 => "200 OK, then BYE".to_owned(),
        status => format!("{status} {}", words(status)),
    };
    let _ = writeln!(
        out,
        "caller sees {}; cause {cause} ({cause_words})",
        status.trim_end()
    );
    if let Some(status) = &ending.dial_status {
        let _ = writeln!(out, "DIALSTATUS is {status}");
    }
    out
}

/// Where it is written, and what it says; `None` for what only clutters.
fn told(what: &What) -> Option<(String, String)> {
    let text = match what {
        What::Step(step) => return Some(step_text(step)),
        What::Variable { name, .. } if NOISE.iter().any(|noise| name.starts_with(noise)) => {
            return None;
        }
        What::Variable { name, value } if name == "DIALSTATUS" && value.is_empty() => return None,
        What::Variable { name, value } => format!("{name} = {value}"),
        What::Calls {
            destination, fate, ..
        } => format!("{destination}: {fate}"),
        What::Dialled {
            destination,
            status,
        } => format!("{destination}: {status}"),
        What::Prompts {
            names,
            length,
            missing,
        } => {
            let remark = match (missing.is_empty(), missing.len() == names.len()) {
                (true, _) => String::new(),
                (false, true) => ", no such file here".to_owned(),
                (false, false) => format!(", no file here for {}", missing.join(", ")),
            };
            format!(
                "hears {} ({} s{remark})",
                names.join(", "),
                length.as_secs_f64()
            )
        }
        What::Hears(text) => text.clone(),
        What::Told { status } => format!("caller gets {status} {}", words(*status)),
        What::Presses(key) => format!("presses {key}"),
        What::NotDone(text) => format!("would be done, and is not: {text}"),
        What::Warning(text) => format!("! {text}"),
        What::HangsUp(who) => format!("{who} hangs up"),
    };
    Some((String::new(), format!("  {text}")))
}

fn step_text(step: &Step) -> (String, String) {
    let place = match &step.span {
        Some(span) => format!("{}:{}", span.file, span.line),
        None => "(not in a file)".to_owned(),
    };
    let Step {
        location,
        application,
        arguments,
        ..
    } = step;
    let mark = match (step.missing, step.nested) {
        (true, _) => "  << not known here",
        (false, true) => "  (inside of the step)",
        (false, false) => "",
    };
    let pattern = match step.pattern == *location.extension {
        true => String::new(),
        false => format!(" (as {})", step.pattern),
    };
    let from = match &step.included_from {
        Some(context) => format!(" (of {context})"),
        None => String::new(),
    };
    let text = format!("{location}{pattern}{from}  {application}({arguments}){mark}");
    (place, text)
}

/// Seconds with milliseconds, right-aligned.
fn time(at: Duration) -> String {
    format!("{:>8.3}", at.as_secs_f64())
}

/// Variables that applications keep for themselves; a story without them reads better.
const NOISE: &[&str] = &[
    "DIALEDPEER",
    "DIALEDTIME",
    "ANSWEREDTIME",
    "RINGTIME",
    "PROGRESSTIME",
    "~",
];
