//! `meetme.conf`: rooms of Asterisk's older conferences, with their PINs.

use config::{Problem, Tree};

/// A room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetMeRoom {
    /// Its number.
    pub name: String,
    /// Its PIN; empty is none.
    pub pin: String,
    /// The administrator's PIN; empty is none.
    pub admin_pin: String,
}

/// Reads the rooms.
pub fn meet_me_rooms(tree: &Tree) -> (Vec<MeetMeRoom>, Vec<Problem>) {
    let (mut rooms, mut problems) = (Vec::new(), Vec::new());
    for section in tree.live() {
        for entry in &section.entries {
            let known = [
                "audiobuffers",
                "logmembercount",
                "fuzzystart",
                "earlyalert",
                "endalert",
            ];
            if entry.name.eq_ignore_ascii_case("conf") {
                let mut parts = entry.value.split(',').map(|part| part.trim().to_owned());
                let name = parts.next().unwrap_or_default();
                if name.is_empty() {
                    let text = "meetme.conf: a room has no number";
                    problems.push(Problem::warning(&entry.span, text.to_owned()));
                    continue;
                }
                rooms.push(MeetMeRoom {
                    name,
                    pin: parts.next().unwrap_or_default(),
                    admin_pin: parts.next().unwrap_or_default(),
                });
            } else if !known.iter().any(|it| entry.name.eq_ignore_ascii_case(it)) {
                let text = format!("meetme.conf: '{}' has no effect", entry.name);
                problems.push(Problem::warning(&entry.span, text));
            }
        }
    }
    (rooms, problems)
}
