//! Menus: which keys do what in a conference.

use config::{Problem, Section};
use dialplan::arguments::split_arguments;

/// What keys do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuAction {
    /// Play this.
    Playback(Vec<String>),
    /// Play this, and go on reading keys.
    PlaybackAndContinue(Vec<String>),
    /// Nobody hears me, or everybody again.
    ToggleMute,
    /// Nothing.
    NoOp,
    /// I hear the others louder, softer, or as they are (0).
    ListeningVolume(i8),
    /// The others hear me louder, softer, or as I am (0).
    TalkingVolume(i8),
    /// Run this place of the dialplan, then come back.
    DialplanExec(String),
    /// Leave.
    LeaveConference,
    /// Send away who came last.
    AdminKickLast,
    /// Lock or unlock.
    AdminToggleLock,
    /// Mute all but administrators, or no longer.
    AdminToggleMuteParticipants,
    /// How many there are.
    ParticipantCount,
    /// Known to Asterisk, and not to us: says its name.
    Unsupported(&'static str),
}

/// Keys and what they do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    entries: Vec<(String, Vec<MenuAction>)>,
}

/// What keys mean that were pressed so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// What they do, when they are whole.
    pub actions: Option<&'a [MenuAction]>,
    /// More may follow.
    pub may_grow: bool,
}

impl Menu {
    /// Reads a section.
    pub fn load(section: &Section) -> (Self, Vec<Problem>) {
        let (mut menu, mut problems) = (Self::default(), Vec::new());
        for entry in &section.entries {
            if ["type", "template"]
                .iter()
                .any(|name| entry.name.eq_ignore_ascii_case(name))
            {
                continue;
            }
            let keys = entry.name.trim().trim_start_matches('\\');
            if keys.is_empty() || !keys.chars().all(is_key) {
                problems.push(Problem::warning(
                    &entry.span,
                    format!("menu '{}': '{}' are no keys", section.name, entry.name),
                ));
                continue;
            }
            match actions(&entry.value) {
                Ok(actions) => {
                    for action in &actions {
                        if let MenuAction::Unsupported(name) = action {
                            problems.push(Problem::warning(
                                &entry.span,
                                format!("menu '{}': {name} has no effect", section.name),
                            ));
                        }
                    }
                    menu.add(keys, actions);
                }
                Err(what) => problems.push(Problem::warning(
                    &entry.span,
                    format!("menu '{}': '{what}' is no action", section.name),
                )),
            }
        }
        (menu, problems)
    }

    /// Keys do this from now on.
    pub fn add(&mut self, keys: &str, actions: Vec<MenuAction>) {
        self.entries.retain(|(known, _)| known != keys);
        self.entries.push((keys.to_owned(), actions));
    }

    /// What keys are to do, with commas between.
    ///
    /// # Errors
    /// When one of it is no action.
    pub fn read_actions(text: &str) -> Result<Vec<MenuAction>, String> {
        actions(text).map_err(|what| format!("'{what}' is no action of a menu"))
    }

    /// Does it have no keys?
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What these keys mean; `None` when nothing begins so.
    pub fn find(&self, keys: &str) -> Option<Match<'_>> {
        let whole = self.entries.iter().find(|(known, _)| known == keys);
        let may_grow = self
            .entries
            .iter()
            .any(|(known, _)| known.len() > keys.len() && known.starts_with(keys));
        (whole.is_some() || may_grow).then(|| Match {
            actions: whole.map(|(_, actions)| actions.as_slice()),
            may_grow,
        })
    }
}

fn is_key(c: char) -> bool {
    c.is_ascii_digit() || "*#ABCDabcd".contains(c)
}

/// Actions with commas between them; an error is the one that is none.
fn actions(text: &str) -> Result<Vec<MenuAction>, String> {
    let parts = split_arguments(text);
    let parts = parts.iter().map(|part| part.trim());
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(action).collect()
}

fn action(text: &str) -> Result<MenuAction, String> {
    let (name, argument) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end().trim_end_matches(')').trim()),
        None => (text, ""),
    };
    let files = || -> Vec<String> {
        let files = argument.split('&').map(str::trim);
        files
            .filter(|file| !file.is_empty())
            .map(str::to_owned)
            .collect()
    };
    Ok(match name.to_ascii_lowercase().as_str() {
        "playback" => MenuAction::Playback(files()),
        "playback_and_continue" => MenuAction::PlaybackAndContinue(files()),
        "toggle_mute" => MenuAction::ToggleMute,
        "no_op" => MenuAction::NoOp,
        "increase_listening_volume" => MenuAction::ListeningVolume(1),
        "decrease_listening_volume" => MenuAction::ListeningVolume(-1),
        "reset_listening_volume" => MenuAction::ListeningVolume(0),
        "increase_talking_volume" => MenuAction::TalkingVolume(1),
        "decrease_talking_volume" => MenuAction::TalkingVolume(-1),
        "reset_talking_volume" => MenuAction::TalkingVolume(0),
        "dialplan_exec" => MenuAction::DialplanExec(argument.to_owned()),
        "leave_conference" => MenuAction::LeaveConference,
        "admin_kick_last" => MenuAction::AdminKickLast,
        "admin_toggle_conference_lock" => MenuAction::AdminToggleLock,
        "admin_toggle_mute_participants" => MenuAction::AdminToggleMuteParticipants,
        "participant_count" => MenuAction::ParticipantCount,
        "set_as_single_video_src" => MenuAction::Unsupported("set_as_single_video_src"),
        "release_as_single_video_src" => MenuAction::Unsupported("release_as_single_video_src"),
        "toggle_binaural" => MenuAction::Unsupported("toggle_binaural"),
        _ => return Err(text.to_owned()),
    })
}
