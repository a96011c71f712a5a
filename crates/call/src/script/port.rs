//! What a script hears. The port is the only thing that a script waits on.

use std::collections::VecDeque;
use std::time::Instant;

use super::recording::RecordingOver;
use crate::{ChannelId, EffectId, HangupCause, Outcome};

/// News about a channel: the script's own, or one that it dialled.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The channel that it is about.
    pub about: ChannelId,
    /// What is new.
    pub news: News,
}

/// What is new.
#[derive(Clone, Debug)]
pub enum News {
    /// A digit ended.
    Digit {
        /// The digit.
        digit: char,
        /// Its length in milliseconds.
        duration_ms: u32,
    },
    /// The far end's first packet came.
    FirstPacket,
    /// A playback came to its end.
    PlaybackEnded(media::control::PlaybackId),
    /// What was watched for: sound or silence (`Call::watch`).
    Heard(media::control::Stretch),
    /// In its mix it begins, or ends, to talk (`MixMember::talk_events`).
    Talking(bool),
    /// A recording that this script listens to has ended (`Call::record` waits for it).
    RecordingEnded(RecordingOver),
    /// A call that this script began elsewhere was answered, or came to nothing (`Call::originate`).
    Originated(crate::DialStatus),
    /// An effect is done.
    Done(EffectId, Outcome),
    /// It is being called, but does not ring yet.
    Proceeding,
    /// It rings.
    Ringing,
    /// Progress, with something to hear or not.
    Progress {
        /// Sound flows already.
        early_media: bool,
    },
    /// It is busy, or refuses.
    Busy,
    /// It could not be reached for congestion.
    Congestion,
    /// It answered.
    Answered,
    /// It asks to call another number instead.
    Redirect {
        /// The number.
        extension: String,
    },
    /// Another channel answers for it.
    PickedUp {
        /// That channel; it is ours from now on.
        by: ChannelId,
    },
    /// It transfers the other side to this number.
    Transfer {
        /// The number.
        extension: String,
    },
    /// Another channel takes the place of the one that is talked to.
    Joined(Box<Joining>),
    /// What came of `Signal::SendAway`.
    SentAway(bool),
    /// Its far end put us on hold, or took us off.
    Hold(bool),
    /// It is gone.
    Gone(HangupCause),
    /// A script that was started on it has ended.
    ScriptEnded,
    /// Somebody else sent it elsewhere; it is no longer ours.
    Taken,
    /// A service has something for this script.
    Woken,
}

/// A channel to talk to, instead of another one.
#[derive(Clone, Debug)]
pub struct Joining {
    /// Which.
    pub(crate) with: ChannelId,
    /// It hears the sound of a complete transfer first.
    pub(crate) with_sound: bool,
    /// When it still rings: what to do if it does not answer.
    pub(crate) recall: Option<crate::bridge::Recall>,
}

/// The mailbox of one script.
#[derive(Debug, Default)]
pub(crate) struct Port {
    pub(crate) inbox: VecDeque<Notice>,
    pub(crate) deadline: Option<Instant>,
    /// The deadline as it stands in the house's list.
    pub(crate) listed: Option<Instant>,
    /// It stands in the queue of those that have something to do.
    pub(crate) ready: bool,
}

impl Port {
    pub(crate) fn post(&mut self, notice: Notice) {
        if self.inbox.len() >= MOST_NOTICES {
            self.inbox.pop_front();
        }
        self.inbox.push_back(notice);
    }
}

/// A far end that sends digits all day to a script that does not read must not fill the memory.
const MOST_NOTICES: usize = 512;
