//! Mailboxes, queues, music classes and profiles that the plan names: somebody must define them.

use config::{Entry, Section, Span, Tree};
use dialplan::arguments::OptionLetters;

use super::Inspection;
use super::passed_on::texts;
use super::uses::Use;
use crate::finding::Kind;
use crate::references::references;

pub(super) fn look(inspection: &mut Inspection<'_>) {
    for each in inspection.uses {
        mailboxes(inspection, each);
        queues(inspection, each);
        profiles(inspection, each);
        music(inspection, each);
        asked(inspection, each);
    }
    phones(inspection);
    of_queues(inspection);
}

fn mailboxes(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let prefixes = if each.is_any(&["VoiceMail", "Voicemail2"]) {
        "ubsjp"
    } else if each.is_any(&[
        "VoiceMailMain",
        "MailboxExists",
        "VMAuthenticate",
        "HasVoicemail",
    ]) {
        "sp"
    } else {
        return;
    };
    for mailbox in each.argument(0).split('&') {
        for (mailbox, at) in texts(inspection, each, mailbox.trim()) {
            mailbox_of(inspection, &at, &mailbox, prefixes);
        }
    }
}

/// Queues and mailboxes that functions are asked about.
fn asked(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    if each.nested {
        return;
    }
    for reference in references(each.arguments) {
        let (Some(name), Some(arguments)) = (reference.name(), reference.arguments()) else {
            continue;
        };
        let first = arguments.split(',').next().unwrap_or_default().trim();
        let is_any = |names: &[&str]| names.contains(&name);
        let at = inspection.at(each);
        if is_any(QUEUE_FUNCTIONS) && is_literal(first) && !is_from_database(inspection) {
            queue(inspection, first, &at);
        } else if is_any(&["VMCOUNT", "VM_INFO"]) && is_literal(first) {
            mailbox_of(inspection, &at, first, "");
        }
    }
}

/// `prefixes`: letters that may stand before the number, as options once did.
fn mailbox_of(inspection: &mut Inspection<'_>, span: &Span, mailbox: &str, prefixes: &str) {
    if mailbox.is_empty() || mailbox.contains('$') || is_from_database(inspection) {
        return;
    }
    let (number, context) = mailbox.split_once('@').unwrap_or((mailbox, "default"));
    let bare = number.trim_start_matches(|letter| prefixes.contains(letter));
    let tree = inspection.material.tree("voicemail.conf");
    let has = |number: &str| {
        let sections = tree.into_iter().flat_map(|tree| tree.live());
        sections
            .filter(|s| s.name == context)
            .any(|s| s.all(number).next().is_some())
    };
    if number.is_empty() || has(number) || has(bare) {
        return;
    }
    let text = match tree {
        Some(_) => format!("voicemail.conf has no mailbox {bare} in [{context}]"),
        None => format!("there is no voicemail.conf, and so no mailbox {bare}"),
    };
    let known: Vec<String> = tree
        .into_iter()
        .flat_map(|tree| tree.live())
        .filter(|s| s.name == context)
        .flat_map(|s| s.entries.iter().map(|entry| entry.name.clone()))
        .collect();
    let finding = inspection.report(Kind::UnknownMailbox, span, mailbox, text);
    finding.did_you_mean(bare, known.iter().map(String::as_str));
}

fn queues(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let name = each.argument(0);
    if !each.is_any(QUEUE_APPLICATIONS) || !is_literal(&name) || is_from_database(inspection) {
        return;
    }
    let span = &inspection.at(each);
    queue(inspection, &name, span);
    let section = inspection
        .material
        .tree("queues.conf")
        .and_then(|tree| tree.find(&name));
    let adds = || {
        let mut uses = inspection.uses.iter();
        uses.any(|each| each.is("AddQueueMember"))
    };
    if each.is("Queue")
        && section.is_some_and(|section| section.all("member").next().is_none())
        && !adds()
    {
        let text = format!("queue '{name}' has no member in queues.conf, and no step adds one");
        inspection.report(Kind::QueueWithoutMembers, span, &name, text);
    }
}

fn queue(inspection: &mut Inspection<'_>, name: &str, span: &Span) {
    named(
        inspection,
        "queues.conf",
        name,
        span,
        Kind::UnknownQueue,
        "queue",
        &|_| true,
    );
}

/// A parking lot, in whichever file the release keeps them.
pub(super) fn parking_lot(inspection: &mut Inspection<'_>, span: &Span, name: &str) {
    let features = inspection.material.tree("features.conf");
    let is_old = features.is_some_and(|tree| tree.find(name).is_some());
    // A plain number is the time-out of old releases.
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    if !is_literal(name) || name == "default" || is_old || is_number {
        return;
    }
    named(
        inspection,
        "res_parking.conf",
        name,
        span,
        Kind::UnknownProfile,
        "parking lot",
        &|_| true,
    );
}

fn profiles(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let span = &inspection.at(each);
    if each.is("ConfBridge") {
        for (at, wanted) in [(1, "bridge"), (2, "user"), (3, "menu")] {
            let name = each.argument(at);
            let is_type = |section: &Section| {
                section
                    .get("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case(wanted))
            };
            if is_literal(&name) && name != format!("default_{wanted}") {
                let what = format!("{wanted} profile");
                named(
                    inspection,
                    "confbridge.conf",
                    &name,
                    span,
                    Kind::UnknownProfile,
                    &what,
                    &is_type,
                );
            }
        }
    } else if each.is("FollowMe") {
        let wanted = texts(inspection, each, &each.argument(0));
        for (name, at) in wanted.into_iter().filter(|(name, _)| !name.is_empty()) {
            named(
                inspection,
                "followme.conf",
                &name,
                &at,
                Kind::UnknownProfile,
                "profile",
                &|_| true,
            );
        }
    } else if each.is_any(&["Park", "ParkAndAnnounce"]) {
        parking_lot(inspection, span, &each.argument(0));
    } else if each.is("ParkedCall") {
        parking_lot(inspection, span, &each.argument(1));
    } else if each.is("Set")
        && let Some((target, lot)) = each.arguments.split_once('=')
        && ["CHANNEL(parkinglot)", "PARKINGLOT"].contains(&target.trim())
    {
        parking_lot(inspection, span, lot.trim());
    } else if each.is("MeetMe") && is_literal(&each.argument(0)) {
        let dynamic = each.argument(1).contains(['d', 'D', 'e', 'E']);
        let tree = inspection.material.tree("meetme.conf");
        let defined = tree.is_none_or(|tree| {
            let rooms = tree.live().flat_map(|section| section.all("conf"));
            rooms
                .map(first_field)
                .any(|number| number == each.argument(0))
        });
        if !dynamic && !defined {
            let text = format!("meetme.conf has no conference {}", each.argument(0));
            inspection.report(Kind::UnknownProfile, span, &each.argument(0), text);
        }
    }
}

/// A section that must be there.
fn named(
    inspection: &mut Inspection<'_>,
    file: &str,
    name: &str,
    span: &Span,
    kind: Kind,
    what: &str,
    is_meant: &dyn Fn(&Section) -> bool,
) {
    let tree: Option<&Tree> = inspection.material.tree(file);
    let sections = || {
        let live = tree.into_iter().flat_map(|tree| tree.live());
        live.filter(|section| section.name != "general" && is_meant(section))
    };
    if sections().any(|section| section.name.eq_ignore_ascii_case(name)) {
        return;
    }
    let text = match tree {
        Some(_) => format!("{file} has no {what} '{name}'"),
        None => format!("there is no {file}, and so no {what} '{name}'"),
    };
    let known: Vec<String> = sections().map(|section| section.name.clone()).collect();
    let finding = inspection.report(kind, span, name, text);
    finding.did_you_mean(name, known.iter().map(String::as_str));
}

fn music(inspection: &mut Inspection<'_>, each: &Use<'_>) {
    let at = inspection.at(each);
    if each.is_any(&["MusicOnHold", "SetMusicOnHold", "StartMusicOnHold"]) {
        music_class(inspection, &at, &each.argument(0));
    } else if each.is_any(&["Dial", "Queue"]) {
        let options = OptionLetters::parse(&each.argument(if each.is("Dial") { 2 } else { 1 }));
        if let Some(class) = options.argument('m') {
            music_class(inspection, &at, class);
        }
    } else if each.is("Set")
        && let Some((target, class)) = each.arguments.split_once('=')
        && target.to_ascii_lowercase().contains("musicclass")
    {
        music_class(inspection, &at, class);
    }
}

pub(super) fn music_class(inspection: &mut Inspection<'_>, span: &Span, class: &str) {
    let class = class.trim();
    let music = &inspection.material.music;
    if !is_literal(class)
        || class == "default"
        || music.find(class).is_some()
        || is_from_database(inspection)
    {
        return;
    }
    let text = format!("musiconhold.conf has no class '{class}': the default one is heard");
    let known: Vec<String> = music.names().map(str::to_owned).collect();
    let finding = inspection.report(Kind::UnknownMusicClass, span, class, text);
    finding.did_you_mean(class, known.iter().map(String::as_str));
}

/// Mailboxes and music that phones name.
fn phones(inspection: &mut Inspection<'_>) {
    let material = inspection.material;
    for file in ["sip.conf", "pjsip.conf"] {
        let sections = material.tree(file).into_iter().flat_map(|tree| tree.live());
        for entry in sections.flat_map(|section| &section.entries) {
            match entry.name.to_ascii_lowercase().as_str() {
                "mailbox" | "mailboxes" => {
                    for mailbox in entry.value.split(',') {
                        mailbox_of(inspection, &entry.span, mailbox.trim(), "");
                    }
                }
                "mohsuggest" | "mohinterpret" | "moh_suggest" | "musicclass" => {
                    let class = entry.value.clone();
                    // `passthrough` hands the hold on to the other side.
                    if class != "passthrough" {
                        music_class(inspection, &entry.span, &class);
                    }
                }
                _ => {}
            }
        }
    }
}

fn of_queues(inspection: &mut Inspection<'_>) {
    let sections = inspection.material.tree("queues.conf").into_iter();
    let sections = sections.flat_map(|tree| &tree.sections);
    let music = ["music", "musicclass", "musiconhold"];
    let entries: Vec<&Entry> = sections
        .filter(|section| section.name != "general")
        .flat_map(|section| &section.entries)
        .filter(|entry| {
            music
                .iter()
                .any(|name| entry.name.eq_ignore_ascii_case(name))
        })
        .collect();
    for entry in entries {
        music_class(inspection, &entry.span, &entry.value);
    }
}

fn first_field(entry: &Entry) -> String {
    entry
        .value
        .split(',')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn is_literal(text: &str) -> bool {
    !text.is_empty() && !text.contains('$')
}

fn is_from_database(inspection: &Inspection<'_>) -> bool {
    inspection
        .material
        .present
        .iter()
        .any(|name| name == "extconfig.conf")
}

const QUEUE_APPLICATIONS: &[&str] = &[
    "Queue",
    "AddQueueMember",
    "RemoveQueueMember",
    "QueueLog",
    "QueueUpdate",
];
const QUEUE_FUNCTIONS: &[&str] = &[
    "QUEUE_MEMBER",
    "QUEUE_MEMBER_COUNT",
    "QUEUE_MEMBER_LIST",
    "QUEUE_MEMBER_PENALTY",
    "QUEUE_VARIABLES",
    "QUEUE_WAITING_COUNT",
];
