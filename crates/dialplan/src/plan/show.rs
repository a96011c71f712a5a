//! The text of `dialplan show`.

use std::fmt::Write;

use super::context::{Context, Extension, SwitchKind};
use super::{Dialplan, Step};

/// One context, or all, and a line of totals.
pub(super) fn show(plan: &Dialplan, wanted: Option<&str>) -> String {
    let mut text = String::new();
    let mut totals = Totals::default();
    for context in &plan.contexts {
        if wanted.is_none_or(|wanted| wanted == &*context.name) {
            show_context(&mut text, context, &mut totals);
        }
    }
    match wanted {
        Some(wanted) if totals.contexts == 0 => format!("There is no context '{wanted}'\n"),
        _ => {
            let Totals {
                contexts,
                extensions,
                priorities,
            } = totals;
            let _ = writeln!(
                text,
                "-= {extensions} {} ({priorities} {}) in {contexts} {}. =-",
                counted(extensions, "extension", "extensions"),
                counted(priorities, "priority", "priorities"),
                counted(contexts, "context", "contexts"),
            );
            text
        }
    }
}

#[derive(Default)]
struct Totals {
    contexts: usize,
    extensions: usize,
    priorities: usize,
}

fn counted<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

fn show_context(text: &mut String, context: &Context, totals: &mut Totals) {
    totals.contexts += 1;
    let _ = writeln!(
        text,
        "[ Context '{}' created by '{}' ]",
        context.name, context.registrar
    );
    for extension in &context.extensions {
        totals.extensions += 1;
        totals.priorities += extension.steps.len() + usize::from(extension.hint.is_some());
        show_extension(text, extension);
    }
    for include in &context.includes {
        line(
            text,
            "Include =>",
            &format!("'{}'", include.text),
            &include.registrar,
        );
    }
    for (pattern, registrar) in &context.ignore_patterns {
        line(
            text,
            "Ignore pattern =>",
            &format!("'{pattern}'"),
            registrar,
        );
    }
    for switch in &context.switches {
        let title = match switch.kind {
            SwitchKind::Plain | SwitchKind::Literal => "Alt. Switch =>",
            SwitchKind::Evaluated => "Eval. Switch =>",
        };
        line(
            text,
            title,
            &format!("'{}/{}'", switch.name, switch.data),
            &switch.registrar,
        );
    }
    text.push('\n');
}

fn show_extension(text: &mut String, extension: &Extension) {
    let mut title = match &extension.caller {
        Some(caller) => format!("'{}' (CID match '{caller}') =>", extension.name),
        None => format!("'{}' =>", extension.name),
    };
    if let Some(hint) = &extension.hint {
        line(
            text,
            &title,
            &format!("hint: {}", hint.devices),
            &source(&hint.span, &hint.registrar),
        );
        title.clear();
    }
    for step in extension.steps.values() {
        if let Some(label) = &step.label {
            if title.is_empty() {
                title = format!("   [{label}]");
            } else {
                let _ = write!(title, " [{label}]");
            }
        }
        let Step {
            priority,
            application,
            raw_arguments,
            ..
        } = step;
        let what = format!("{priority}. {application}({raw_arguments})");
        line(text, &title, &what, &source(&step.span, &step.registrar));
        title.clear();
    }
}

/// File and line, or who made it when no file has it.
fn source(span: &config::Span, registrar: &str) -> String {
    if span.line == 0 {
        return registrar.to_owned();
    }
    format!("{}:{}", span.file, span.line)
}

fn line(text: &mut String, title: &str, what: &str, source: &str) {
    let _ = writeln!(text, "  {title:<17} {what:<45} [{source}]");
}
