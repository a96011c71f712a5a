//! The dialplan, line by line: comments and blanks stay as they are.

use std::collections::BTreeSet;

use super::Desk;
use super::applications::{Rewriting, rewritten};
use crate::check::uses::parts;

pub(super) fn rewrite(desk: &mut Desk<'_>) {
    let material = desk.material;
    let mut files: BTreeSet<String> = BTreeSet::new();
    for (_, _, step) in material.timeless.steps() {
        files.insert(step.span.file.to_string());
    }
    let sections = material.tree("extensions.conf").into_iter();
    let entries = sections
        .flat_map(|tree| &tree.sections)
        .flat_map(|s| &s.entries);
    files.extend(entries.map(|entry| entry.span.file.to_string()));
    let moves_to_pjsip = desk.sheets.iter().any(|sheet| sheet.name == "sip.conf");
    let rewriting = Rewriting {
        to_pjsip: moves_to_pjsip,
        entries_of_sip: entries_of_sip(desk),
        rooms: super::conferences::rooms(material),
    };
    for file in files {
        let mut context = String::new();
        let lines = material.lines(&file).len();
        for number in 1..=lines {
            line(desk, &file, number, &mut context, &rewriting);
        }
    }
    returns(desk);
}

/// Names of `sip.conf`'s entries.
fn entries_of_sip(desk: &Desk<'_>) -> Vec<String> {
    let tree = desk.material.tree("sip.conf");
    let sections = tree.into_iter().flat_map(|tree| tree.live());
    let devices = sections.filter(|section| section.name != "general");
    devices.map(|section| section.name.clone()).collect()
}

fn line(
    desk: &mut Desk<'_>,
    file: &str,
    number: usize,
    context: &mut String,
    rewriting: &Rewriting,
) {
    let sheet = desk.sheet(file);
    let Some(text) = sheet.current(number).map(str::to_owned) else {
        return;
    };
    let end = comment_start(&text);
    let (code, comment) = text.split_at(end);
    let bare = code.trim_start();
    if let Some(rest) = bare.strip_prefix('[') {
        let name = rest.split(']').next().unwrap_or_default();
        name.clone_into(context);
        return;
    }
    let Some(at) = code.find('=') else { return };
    let (key, rest) = code.split_at(at);
    let operator = if rest.starts_with("=>") { 2 } else { 1 };
    let value_at = at + operator + (rest.len() - operator - rest[operator..].trim_start().len());
    let (head, value) = code.split_at(value_at);
    let mut reasons = Vec::new();
    let key = key.trim().to_ascii_lowercase();
    let new = match key.as_str() {
        "exten" | "same" => statement(value, key == "exten", rewriting, &mut reasons),
        "include" | "ignorepat" | "switch" => match key.as_str() {
            "include" if value.contains('|') => {
                reasons.push("the comma separates an include's times since 1.6".to_owned());
                value.replace('|', ",")
            }
            _ => return,
        },
        _ => rewriting.text(value, &mut reasons),
    };
    if new == value {
        // Reasons without a change say what has to be done by hand.
        reasons
            .into_iter()
            .for_each(|why| sheet.because(number, why));
        return;
    }
    let code = format!("{head}{new}");
    sheet.rewrite(number, format!("{code}{comment}"));
    reasons
        .into_iter()
        .for_each(|why| sheet.because(number, why));
}

/// `[number,]priority,application`.
fn statement(
    value: &str,
    has_number: bool,
    rewriting: &Rewriting,
    reasons: &mut Vec<String>,
) -> String {
    let before = 1 + usize::from(has_number);
    let pieces = parts(value, ',');
    if pieces.len() <= before {
        return value.to_owned();
    }
    let place = pieces[..before].join(",");
    let application = &value[place.len() + 1..];
    let is_hint = pieces[before - 1].trim() == "hint";
    let new = if is_hint {
        rewriting.text(application, reasons)
    } else {
        let trimmed = application.trim_end();
        let blanks = &application[trimmed.len()..];
        format!("{}{blanks}", rewritten(trimmed, rewriting, reasons))
    };
    format!("{place},{new}")
}

/// A macro ends where its lines end; a subroutine ends at `Return`.
fn returns(desk: &mut Desk<'_>) {
    let material = desk.material;
    let mut last: Vec<(&str, &str, &dialplan::Step)> = Vec::new();
    for (context, name, step) in material.timeless.steps() {
        if !context.starts_with("macro-") {
            continue;
        }
        match last
            .iter_mut()
            .find(|(c, n, _)| *c == &**context && *n == name)
        {
            Some((_, _, known)) if known.priority < step.priority => *known = step,
            Some(_) => {}
            None => last.push((context, name, step)),
        }
    }
    for (_, name, step) in last {
        let ends = [
            "Goto",
            "Return",
            "Hangup",
            "MacroExit",
            "Busy",
            "Congestion",
        ];
        if ends
            .iter()
            .any(|known| step.application.eq_ignore_ascii_case(known))
        {
            continue;
        }
        let number = usize::try_from(step.span.line).unwrap_or(0);
        let sheet = desk.sheet(&step.span.file);
        sheet.add_behind(
            number,
            format!("exten => {name},{},Return()", step.priority + 1),
        );
        sheet.because(
            number,
            "a subroutine ends with Return; a macro ended where its lines did",
        );
    }
}

/// Where the comment begins, blanks before it included.
fn comment_start(line: &str) -> usize {
    let bytes = line.as_bytes();
    let at = (0..bytes.len())
        .find(|at| bytes[*at] == b';' && (*at == 0 || bytes[at - 1] != b'\\'))
        .unwrap_or(line.len());
    line[..at].trim_end().len()
}
