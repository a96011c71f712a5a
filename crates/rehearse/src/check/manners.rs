//! Small things that are legal and not what was meant.

use super::Inspection;
use crate::finding::Kind;
use crate::names;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    comments(inspection);
    files(inspection);
    ringing(inspection);
    mailbox_fields(inspection);
}

/// A line of the dialplan that has slipped into the comment of the line before.
fn comments(inspection: &mut Inspection<'_>) {
    let material = inspection.material;
    let plan_files: Vec<&str> = {
        let plan = inspection.map.plan;
        let mut files: Vec<&str> = plan.steps().map(|(_, _, step)| &*step.span.file).collect();
        files.sort_unstable();
        files.dedup();
        files
    };
    for file in plan_files {
        for (number, line) in (1_u32..).zip(material.lines(file)) {
            let Some((code, comment)) = line.split_once(';') else {
                continue;
            };
            let swallowed = ["exten =>", "exten=>", "same =>", "same=>"];
            let at = swallowed
                .iter()
                .filter_map(|words| comment.find(words))
                .min();
            let Some(at) = at.filter(|_| !code.trim().is_empty()) else {
                continue;
            };
            let span = config::Span {
                file: file.into(),
                line: number,
                column: 1,
            };
            let text = "this comment holds a line of the dialplan, which has no effect";
            let end = comment[at..]
                .find(';')
                .map_or(comment.len(), |end| at + end);
            let finding =
                inspection.report(Kind::SwallowedByComment, &span, &comment[at..end], text);
            finding.hint("put it on a line of its own");
        }
    }
}

/// Files whose name no module knows.
fn files(inspection: &mut Inspection<'_>) {
    let material = inspection.material;
    let included: Vec<&str> = material
        .files()
        .map(|name| name.rsplit('/').next().unwrap_or(name))
        .collect();
    for name in &material.present {
        if !name.ends_with(".conf") || names::is_file(name) || included.contains(&name.as_str()) {
            continue;
        }
        let text = format!("no module reads a file of the name {name}");
        let span = config::Span {
            line: 1,
            ..config::Span::of_file(name)
        };
        let finding = inspection.report(Kind::FileNeverRead, &span, "", text);
        match CALLED_WRONG.iter().find(|(wrong, _)| wrong == name) {
            Some((_, right)) => finding.hint(format!("did you mean {right}?")),
            None => finding.did_you_mean(name.trim_end_matches(".conf"), names::files()),
        }
    }
}

/// `Ringing` after `Answer` in one extension.
fn ringing(inspection: &mut Inspection<'_>) {
    let map = inspection.map;
    for extension in &map.extensions {
        let is = |application: &str, name: &str| application.eq_ignore_ascii_case(name);
        let mut answered = false;
        for step in &extension.steps {
            // A label may be reached before the answer.
            answered &= step.label.is_none();
            if answered && is(&step.application, "Ringing") {
                let text = "the call is answered: no phone shows ringing now, the caller hears a tone instead";
                inspection.report(
                    Kind::RingingAfterAnswer,
                    &step.span,
                    &step.application,
                    text,
                );
            }
            answered |= is(&step.application, "Answer");
        }
    }
}

/// A blank before a field of a mailbox is part of it.
fn mailbox_fields(inspection: &mut Inspection<'_>) {
    let sections = inspection
        .material
        .tree("voicemail.conf")
        .into_iter()
        .flat_map(|tree| tree.live());
    let sections = sections.filter(|s| !matches!(s.name.as_str(), "general" | "zonemessages"));
    for entry in sections.flat_map(|section| &section.entries) {
        let address = entry.value.split(',').nth(2).unwrap_or_default();
        if address.starts_with(' ') && address.contains('@') {
            let text = "the blank before this address is part of the address";
            inspection.report(Kind::BlankInMailbox, &entry.span, address, text);
        }
    }
}

const CALLED_WRONG: &[(&str, &str)] = &[
    ("mailbox.conf", "voicemail.conf"),
    ("mailboxes.conf", "voicemail.conf"),
    ("queue.conf", "queues.conf"),
    ("extension.conf", "extensions.conf"),
    ("parking.conf", "res_parking.conf"),
    ("conference.conf", "confbridge.conf"),
    ("moh.conf", "musiconhold.conf"),
];
