//! Faults with which real installations were published: each is told at its line.

use super::checking::findings;
use super::world::{Folders, fixture};
use crate::finding::{Kind, text};

/// These faults are found in a folder; there may be others.
#[track_caller]
fn has(folder: &str, expected: &[(&str, u32, Kind)]) {
    let Some(path) = fixture(&format!("seeds/{folder}")) else {
        return;
    };
    let found = findings(&Folders(vec![path]));
    for (file, line, kind) in expected {
        let is_there = found
            .iter()
            .any(|f| &*f.span.file == *file && f.kind == *kind && f.span.line == *line);
        assert!(
            is_there,
            "{folder}/{file}:{line} {kind:?}\n{}",
            text(&found)
        );
    }
}

/// None of these kinds is found in a file of a folder.
#[track_caller]
fn has_no(folder: &str, file: &str, kinds: &[Kind]) {
    let Some(path) = fixture(&format!("seeds/{folder}")) else {
        return;
    };
    let mut found = findings(&Folders(vec![path]));
    found.retain(|f| &*f.span.file == file && kinds.contains(&f.kind));
    assert!(found.is_empty(), "{folder}\n{}", text(&found));
}

#[test]
fn a_line_at_home() {
    has(
        "s0-freephonie-antispam",
        &[
            // The file under its wrong name, and its line without a section.
            ("mailbox.conf", 1, Kind::FileNeverRead),
            ("sip.conf", 20, Kind::OldForm),
            ("sip.conf", 27, Kind::OldForm),
            ("sip.conf", 28, Kind::OldForm),
            ("sip.conf", 30, Kind::OldForm),
            ("sip.conf", 37, Kind::OldForm),
            ("sip.conf", 39, Kind::OldForm),
            ("sip.conf", 42, Kind::OldForm),
            ("extensions.conf", 3, Kind::RingingAfterAnswer),
            ("extensions.conf", 9, Kind::Injection),
        ],
    );
    // No music class is needed by an option that does nothing.
    has_no(
        "s0-freephonie-antispam",
        "sip.conf",
        &[Kind::UnknownMusicClass, Kind::UnknownMailbox],
    );
}

#[test]
fn a_spoken_menu() {
    let folder = "s1-laplateforme-ivr-dialer/ivr";
    has(
        folder,
        &[
            ("extensions.conf", 14, Kind::PatternWithoutUnderscore),
            ("extensions.conf", 15, Kind::NoFirstPriority),
            ("extensions.conf", 15, Kind::JumpToNowhere),
            ("extensions.conf", 16, Kind::JumpToNowhere),
        ],
    );
}

#[test]
fn a_check_of_callers() {
    has(
        "s2-tellows/full",
        &[
            ("extensions.conf", 82, Kind::Syntax),
            ("extensions.conf", 87, Kind::Syntax),
            ("extensions.conf", 89, Kind::JumpToNowhere),
            ("extensions.conf", 93, Kind::Syntax),
        ],
    );
    has_no(
        "s2-tellows/macro",
        "extensions.conf",
        &[Kind::JumpToNowhere, Kind::Syntax],
    );
}

#[test]
fn a_trunk_and_its_services() {
    let of = |folder: &str| format!("s3-trunk-services/{folder}");
    let plan = "extensions.conf";
    has(
        &of("part1-trunk/server-a"),
        &[(plan, 8, Kind::UnknownEndpoint)],
    );
    has(
        &of("part1-trunk/server-b"),
        &[(plan, 6, Kind::UnknownEndpoint)],
    );
    has(
        &of("part2-q3-attendant/ivr"),
        &[
            (plan, 9, Kind::VariableNeverSet),
            (plan, 12, Kind::UnknownTechnology),
        ],
    );
    has(
        &of("part2-q3-attendant/auto-attendant"),
        &[(plan, 9, Kind::VariableNeverSet)],
    );
    has(
        &of("part2-q4-conference/variant-1"),
        &[(plan, 1, Kind::NoSection)],
    );
    has(
        &of("part2-q4-conference/variant-2"),
        &[(plan, 1, Kind::NoSection)],
    );
    has(
        &of("part2-q5-pickup-park"),
        &[("features.conf", 1, Kind::NoSection)],
    );
    has(
        &of("part2-q6-callcenter/variant-1"),
        &[
            ("queues.conf", 6, Kind::MissingContext),
            ("queues.conf", 13, Kind::MissingContext),
        ],
    );
    has(
        &of("part2-q2-voicemail/mailbox"),
        &[("voicemail.conf", 5, Kind::BlankInMailbox)],
    );
    has(
        &of("final"),
        &[
            ("sip.conf", 4, Kind::GuestContextMissing),
            ("voicemail.conf", 5, Kind::BlankInMailbox),
            ("voicemail.conf", 4, Kind::WeakPassword),
            // Three of the four phones have no mailbox, and nobody has a profile.
            (plan, 14, Kind::UnknownMailbox),
            (plan, 15, Kind::UnknownMailbox),
            (plan, 16, Kind::UnknownMailbox),
            (plan, 13, Kind::UnknownProfile),
        ],
    );
    // Both spellings of an assignment are right, and so is the regular form of Gosub.
    has_no(
        &of("final"),
        plan,
        &[
            Kind::Syntax,
            Kind::JumpToNowhere,
            Kind::ArgumentCount,
            Kind::IncludeOfNothing,
        ],
    );
}

#[test]
fn a_plan_that_is_dropped() {
    has(
        "s4-laplateforme-asterisk21",
        &[
            ("asterisk.conf", 11, Kind::NoSection),
            ("extensions.conf", 4, Kind::Syntax),
            ("extensions.conf", 9, Kind::SwallowedByComment),
        ],
    );
}
