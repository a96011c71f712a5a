//! Events about conferences.

use crate::ChannelId;

/// What happened in a conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConferenceNews {
    /// It began.
    Started,
    /// Its last member left.
    Ended,
    /// A member came.
    Joined,
    /// A member left.
    Left,
    /// A member is heard no longer.
    Muted,
    /// A member is heard again.
    Unmuted,
    /// A member begins, or ends, to talk.
    Talking(bool),
    /// A recording began.
    RecordingBegan,
    /// Its recording ended.
    RecordingEnded,
}

/// An event about a conference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConferenceEvent {
    /// Its name.
    pub conference: String,
    /// Tells it from others of the same name, earlier and later.
    pub unique_id: String,
    /// What happened.
    pub news: ConferenceNews,
    /// The member that it is about.
    pub channel: Option<ChannelId>,
    /// That member is an administrator.
    pub admin: bool,
    /// That member is muted.
    pub muted: bool,
    /// How many there are in it now.
    pub parties: usize,
}
