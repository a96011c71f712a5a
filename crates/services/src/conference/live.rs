//! One conference: its members in the order of their coming, and the rules among them.

use std::time::Instant;

use call::{ChannelId, ConferenceEvent, ConferenceNews};
use media::control::TapId;

use super::{BridgeProfile, UserProfile, Who};

/// Somebody who wants to come in.
#[derive(Clone, Debug)]
pub struct Joining {
    /// Its channel.
    pub channel: ChannelId,
    /// The channel's name.
    pub name: String,
    /// The number of its caller.
    pub number: String,
    /// How it is in.
    pub user: UserProfile,
    /// How the conference works, if it is the first one.
    pub bridge: BridgeProfile,
    /// The names of its profiles: bridge, user, menu.
    pub profiles: [String; 3],
}

/// Somebody in a conference.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its channel.
    pub channel: ChannelId,
    /// The channel's name.
    pub name: String,
    /// The number of its caller.
    pub number: String,
    /// How it is in.
    pub user: UserProfile,
    /// The names of its profiles: bridge, user, menu.
    pub profiles: [String; 3],
    /// It is not heard, by its own or others' will.
    pub muted: bool,
    /// It waits for a marked member.
    pub waiting: bool,
    /// It talks just now.
    pub talking: bool,
    /// It must go.
    pub removed: Option<Removal>,
    /// It is to hear that the leader has gone, or that it has to wait for one.
    pub leader_left: bool,
    /// How loud it hears, and how loud it is heard, in steps.
    pub volumes: [i8; 2],
    /// When it came.
    pub since: Instant,
}

/// Why a member must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Somebody sent it away.
    Kicked,
    /// The marked members are gone.
    EndMarked,
}

/// What a member hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing: it waits.
    Nothing,
    /// Music: it waits, or is alone.
    Music,
    /// The others.
    Mixed {
        /// Nobody hears it.
        muted: bool,
    },
}

/// What came of somebody's going.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Nobody is left.
    pub is_last: bool,
    /// Others hear of it.
    pub is_heard: bool,
    /// It was recorded so.
    pub recording: Option<TapId>,
}

/// A conference.
#[derive(Clone, Debug)]
pub struct Conference {
    /// Its name.
    pub name: String,
    /// Tells it from others of the same name.
    pub unique_id: String,
    /// How it works.
    pub bridge: BridgeProfile,
    /// Who is in it.
    pub members: Vec<Member>,
    /// Only administrators may come in.
    pub locked: bool,
    /// All but administrators are muted.
    pub all_muted: bool,
    /// A recording is wanted.
    pub recording_wanted: bool,
    /// The recording.
    pub recording: Option<TapId>,
    /// Its file.
    pub recording_path: String,
    /// When it began.
    pub since: Instant,
}

impl Conference {
    pub(super) fn new(name: &str, number: u64, now: Instant, first: &Joining) -> Self {
        Self {
            name: name.to_owned(),
            unique_id: format!("conference-{number:08x}"),
            bridge: first.bridge.clone(),
            members: Vec::new(),
            locked: false,
            all_muted: false,
            recording_wanted: first.bridge.record_conference,
            recording: None,
            recording_path: String::new(),
            since: now,
        }
    }

    /// May somebody with this profile come in?
    pub(super) fn admits(&self, user: &UserProfile) -> bool {
        let most = usize::try_from(self.bridge.max_members).unwrap_or(usize::MAX);
        let full = most > 0 && self.members.len() >= most;
        user.admin || !self.locked && !full
    }

    /// A member.
    pub fn member(&self, channel: ChannelId) -> Option<&Member> {
        self.members.iter().find(|m| m.channel == channel)
    }

    pub(super) fn member_mut(&mut self, channel: ChannelId) -> Option<&mut Member> {
        self.members.iter_mut().find(|m| m.channel == channel)
    }

    /// How many do not wait.
    pub fn active(&self) -> usize {
        self.members.iter().filter(|m| !m.waiting).count()
    }

    /// How many are marked.
    pub fn marked(&self) -> usize {
        self.members.iter().filter(|m| m.user.marked).count()
    }

    /// How many administrators there are.
    pub fn admins(&self) -> usize {
        self.members.iter().filter(|m| m.user.admin).count()
    }

    /// Is this member heard by nobody?
    pub fn is_muted(&self, member: &Member) -> bool {
        member.muted || self.all_muted && !member.user.admin
    }

    /// What a member hears.
    pub fn part(&self, channel: ChannelId) -> Option<Part> {
        let member = self.member(channel)?;
        let alone = member.waiting || self.active() == 1;
        Some(match (alone, member.user.music_on_hold_when_empty) {
            (true, true) => Part::Music,
            (true, false) if member.waiting => Part::Nothing,
            _ => Part::Mixed {
                muted: self.is_muted(member),
            },
        })
    }

    /// Whether the first marked member is about to come to somebody who waits.
    pub fn begins_with(&self, user: &UserProfile) -> bool {
        user.marked && self.marked() == 0 && self.members.iter().any(|m| m.waiting)
    }

    /// Adds a member; tells whose part changed.
    pub(super) fn join(&mut self, now: Instant, joining: Joining) -> Vec<ChannelId> {
        let waiting = joining.user.wait_marked && !joining.user.marked && self.marked() == 0;
        if joining.user.marked {
            for member in &mut self.members {
                member.waiting = false;
            }
        }
        let woken = self.members.iter().map(|m| m.channel).collect();
        self.members.push(Member {
            channel: joining.channel,
            name: joining.name,
            number: joining.number,
            muted: joining.user.startmuted,
            user: joining.user,
            profiles: joining.profiles,
            waiting,
            talking: false,
            removed: None,
            leader_left: false,
            volumes: [0, 0],
            since: now,
        });
        woken
    }

    /// Removes a member; tells whose part changed.
    pub(super) fn leave(&mut self, channel: ChannelId) -> (Leaving, Vec<ChannelId>) {
        let gone = self.members.iter().position(|m| m.channel == channel);
        let gone = gone.map(|at| self.members.remove(at));
        let was_marked = gone.as_ref().is_some_and(|m| m.user.marked);
        if was_marked {
            self.marked_left();
        }
        let leaving = Leaving {
            is_last: self.members.is_empty(),
            is_heard: gone.is_some_and(|m| !m.user.quiet && !m.waiting),
            recording: self.recording,
        };
        (leaving, self.members.iter().map(|m| m.channel).collect())
    }

    fn marked_left(&mut self) {
        let was_last = self.marked() == 0;
        for member in &mut self.members {
            let goes = member.user.end_marked_any
                || was_last && member.user.end_marked && !member.user.marked;
            if goes {
                member.removed.get_or_insert(Removal::EndMarked);
            } else if was_last && member.user.wait_marked && !member.user.marked {
                member.waiting = true;
                member.leader_left = true;
            }
        }
    }

    pub(super) fn meant(&self, who: Who<'_>) -> Vec<ChannelId> {
        let named = |m: &&Member| match who {
            Who::All => true,
            Who::Participants => !m.user.admin,
            Who::Last => false,
            Who::Channel(name) => m
                .name
                .get(..name.len())
                .is_some_and(|start| !name.is_empty() && start.eq_ignore_ascii_case(name)),
        };
        if who == Who::Last {
            let last = self.members.last().filter(|m| !m.user.admin);
            return last.map(|m| m.channel).into_iter().collect();
        }
        let found = self.members.iter().filter(named).map(|m| m.channel);
        match who {
            Who::Channel(_) => found.take(1).collect(),
            _ => found.collect(),
        }
    }

    pub(super) fn event(
        &self,
        news: ConferenceNews,
        channel: Option<ChannelId>,
    ) -> ConferenceEvent {
        let member = channel.and_then(|channel| self.member(channel));
        ConferenceEvent {
            conference: self.name.clone(),
            unique_id: self.unique_id.clone(),
            news,
            channel,
            admin: member.is_some_and(|m| m.user.admin),
            muted: member.is_some_and(|m| self.is_muted(m)),
            parties: self.members.len(),
        }
    }
}
