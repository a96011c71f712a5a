//! `meetme.conf` to `confbridge.conf`.

use super::Desk;
use crate::Material;

/// A room of `meetme.conf`.
pub(super) struct Conference {
    pub(super) number: String,
    pin: String,
    admin_pin: String,
}

impl Conference {
    /// The user profile that asks for its PIN.
    pub(super) fn profile(&self) -> String {
        if self.pin.is_empty() && self.admin_pin.is_empty() {
            "default_user".to_owned()
        } else {
            format!("room_{}", self.number)
        }
    }
}

/// All rooms.
pub(super) fn rooms(material: &Material) -> Vec<Conference> {
    let sections = material.tree("meetme.conf").into_iter();
    let entries = sections
        .flat_map(|tree| tree.live())
        .flat_map(|section| section.all("conf"));
    let room = |value: &str| {
        let mut fields = value.split(',').map(|field| field.trim().to_owned());
        Conference {
            number: fields.next().unwrap_or_default(),
            pin: fields.next().unwrap_or_default(),
            admin_pin: fields.next().unwrap_or_default(),
        }
    };
    entries.map(|entry| room(&entry.value)).collect()
}

pub(super) fn rewrite(desk: &mut Desk<'_>) {
    if !desk.has("meetme.conf") {
        return;
    }
    let rooms = rooms(desk.material);
    let old = desk.sheet("meetme.conf");
    old.dropped = true;
    old.because(
        0,
        "MeetMe is gone since 21: rooms with a PIN are profiles of confbridge.conf",
    );
    let has_file = desk.has("confbridge.conf");
    let new = desk.sheet("confbridge.conf");
    new.because(
        0,
        "rooms of meetme.conf; ConfBridge makes rooms without a PIN by itself",
    );
    if !has_file {
        new.appended.push("[general]".to_owned());
    }
    for room in rooms.iter().filter(|room| room.profile() != "default_user") {
        let lines = &mut new.appended;
        lines.push(String::new());
        lines.push(format!("[{}]", room.profile()));
        lines.push("type=user".to_owned());
        lines.push(format!("pin={}", room.pin));
        if !room.admin_pin.is_empty() {
            let number = &room.number;
            new.because(
                0,
                format!("by hand: room {number} has another PIN for its leader: a second profile with admin=yes"),
            );
        }
    }
}
