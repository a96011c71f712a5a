//! Which records are open, and how each event moves them on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use call::{
    BridgeId, ChannelId, ChannelPicture, DialStatus, Event, HangupCause, Picture, WallClock,
};
use dialplan::Location;

use super::settings::CdrOptions;
use super::{Disposition, Record};

/// The open records of all channels.
#[derive(Debug)]
pub struct Ledger {
    options: CdrOptions,
    wall: WallClock,
    legs: BTreeMap<ChannelId, Leg>,
    done: VecDeque<Record>,
    sequence: u32,
}

#[derive(Debug)]
struct Leg {
    picture: Arc<ChannelPicture>,
    /// Somebody's dialplan called it: alone it has no record.
    dialled: bool,
    /// `h` runs, and records ended before it.
    in_h: bool,
    entries: Vec<Entry>,
    /// Whose records have this channel as the second party.
    callers: BTreeSet<ChannelId>,
}

/// A record while it is open, and until its channel is gone.
#[derive(Debug)]
struct Entry {
    phase: Phase,
    start: Duration,
    answer: Option<Duration>,
    end: Duration,
    disposition: Option<Disposition>,
    first: Arc<ChannelPicture>,
    second: Option<Arc<ChannelPicture>>,
    bridge: Option<BridgeId>,
    location: Location,
    application: (String, String),
    sequence: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The channel is alone with the dialplan.
    Alone,
    /// The second party is being called.
    Dialling,
    /// It answered, and they do not talk yet.
    Reached,
    /// They talk.
    Talking,
    /// It waits in a parking lot.
    Parked,
    Over,
}

impl Ledger {
    /// Without a call. `wall` is the clock of the moments in `CallRecord`.
    pub fn new(options: CdrOptions, wall: WallClock) -> Self {
        Self {
            options,
            wall,
            legs: BTreeMap::new(),
            done: VecDeque::new(),
            sequence: 0,
        }
    }

    /// Other rules from now on.
    pub fn configure(&mut self, options: CdrOptions) {
        self.options = options;
    }

    /// A finished record.
    pub fn poll(&mut self) -> Option<Record> {
        self.done.pop_front()
    }

    /// Is there no call?
    pub fn is_empty(&self) -> bool {
        self.legs.is_empty()
    }

    /// Forgets all calls: records are no longer wanted.
    pub fn clear(&mut self) {
        self.legs.clear();
    }

    /// A step of the dialplan begins on a channel.
    pub fn step(
        &mut self,
        at: Duration,
        channel: ChannelId,
        location: &Location,
        app: (&str, &str),
    ) {
        let is_h = &*location.extension == "h";
        if is_h && self.options.endbeforehexten {
            self.end_all(at, channel);
            if let Some(leg) = self.legs.get_mut(&channel) {
                leg.in_h = true;
            }
            return;
        }
        let sequence = self.next_sequence();
        let Some(leg) = self.legs.get_mut(&channel) else {
            return;
        };
        if leg.in_h {
            return;
        }
        if leg.entries.iter().all(|e| e.phase == Phase::Over) {
            let entry = Entry::new(at, leg.picture.clone(), sequence);
            leg.push(entry, &mut self.done, &self.options, self.wall);
        }
        for entry in leg.entries.iter_mut().filter(|e| e.phase == Phase::Alone) {
            if !is_h {
                entry.location = location.clone();
            }
            entry.application = (app.0.to_owned(), app.1.to_owned());
        }
    }

    /// Something happened.
    pub fn pictured(&mut self, picture: &Picture) {
        let at = picture.since_epoch;
        for channel in &picture.channels {
            self.look(at, channel);
        }
        match &picture.event {
            Event::DialBegins { caller, callee, .. } => self.dial_begins(at, *caller, *callee),
            Event::DialEnds {
                caller,
                callee,
                status,
            } => self.dial_ends(at, *caller, *callee, *status),
            Event::ChannelEnteredBridge { channel, bridge } => {
                let members = picture.bridge.as_ref().map(|b| b.members.as_slice());
                for other in members.unwrap_or_default() {
                    if other != channel {
                        self.talk(at, *channel, *other, *bridge);
                    }
                }
            }
            Event::ChannelLeftBridge { channel, bridge } => self.part(at, *channel, *bridge),
            Event::CallParked { channel, lot, .. } => {
                self.end_all(at, *channel);
                let sequence = self.next_sequence();
                if let Some(leg) = self.legs.get_mut(channel) {
                    let mut entry = Entry::new(at, leg.picture.clone(), sequence);
                    entry.phase = Phase::Parked;
                    entry.application = ("Park".to_owned(), lot.clone());
                    leg.push(entry, &mut self.done, &self.options, self.wall);
                }
            }
            Event::ParkedCallEnded { channel, .. } => {
                if let Some(leg) = self.legs.get_mut(channel) {
                    leg.end(at, &self.options, |e| e.phase == Phase::Parked);
                }
            }
            Event::ChannelDestroyed { channel, .. } => self.gone(at, *channel),
            _ => {}
        }
    }

    fn next_sequence(&mut self) -> u32 {
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }

    /// How a channel looks now.
    fn look(&mut self, at: Duration, picture: &Arc<ChannelPicture>) {
        let id = picture.id;
        if !self.legs.contains_key(&id) {
            let sequence = self.next_sequence();
            let entry = Entry::new(picture.created.min(at), picture.clone(), sequence);
            self.legs.insert(
                id,
                Leg {
                    picture: picture.clone(),
                    dialled: false,
                    in_h: false,
                    entries: vec![entry],
                    callers: BTreeSet::new(),
                },
            );
        }
        let Some(leg) = self.legs.get_mut(&id) else {
            return;
        };
        leg.picture = picture.clone();
        for entry in leg.entries.iter_mut().filter(|e| e.phase != Phase::Over) {
            entry.first = picture.clone();
            entry.note_answer();
        }
        for caller in leg.callers.clone() {
            let entries = self.legs.get_mut(&caller).map(|l| l.entries.iter_mut());
            for entry in entries.into_iter().flatten() {
                if entry.is_open_with(id) {
                    entry.second = Some(picture.clone());
                }
            }
        }
    }

    fn dial_begins(&mut self, at: Duration, caller: Option<ChannelId>, callee: ChannelId) {
        let Some(caller) = caller else {
            if let Some(entry) = self
                .legs
                .get_mut(&callee)
                .and_then(|l| l.entries.last_mut())
            {
                entry.phase = Phase::Dialling;
            }
            return;
        };
        if let Some(leg) = self.legs.get_mut(&callee) {
            leg.dialled = true;
        }
        self.pair(at, caller, callee, Phase::Dialling, None);
    }

    fn dial_ends(
        &mut self,
        at: Duration,
        caller: Option<ChannelId>,
        callee: ChannelId,
        status: DialStatus,
    ) {
        let options = &self.options;
        let is_ours = |e: &Entry| match caller {
            Some(_) => e.is_open_with(callee),
            None => e.second.is_none(),
        };
        let Some(leg) = self.legs.get_mut(&caller.unwrap_or(callee)) else {
            return;
        };
        let mut entries = leg.entries.iter_mut();
        let entry = entries.find(|e| e.phase == Phase::Dialling && is_ours(e));
        let Some(entry) = entry else {
            return;
        };
        match (status, caller) {
            (DialStatus::Answer, None) => entry.phase = Phase::Alone,
            (DialStatus::Answer, Some(_)) => {
                entry.disposition = Some(Disposition::Answered);
                entry.phase = Phase::Reached;
            }
            _ => {
                entry.disposition = Some(of_status(status, options));
                entry.end(at, options);
            }
        }
    }

    fn talk(&mut self, at: Duration, one: ChannelId, other: ChannelId, bridge: BridgeId) {
        let (Some(a), Some(b)) = (self.legs.get(&one), self.legs.get(&other)) else {
            return;
        };
        // Who was called is the second party; between two of a kind, who came later.
        let one_first = match (a.picture.incoming, b.picture.incoming) {
            (true, false) => true,
            (false, true) => false,
            _ => (a.picture.created, one) <= (b.picture.created, other),
        };
        let (first, second) = if one_first {
            (one, other)
        } else {
            (other, one)
        };
        self.pair(at, first, second, Phase::Talking, Some(bridge));
    }

    /// Two parties have to do with each other: the record that knows that goes on, or the first party's
    /// lonely one takes the second, or there is a new one.
    fn pair(
        &mut self,
        at: Duration,
        first: ChannelId,
        second: ChannelId,
        phase: Phase,
        bridge: Option<BridgeId>,
    ) {
        let sequence = self.next_sequence();
        let Some(partner) = self.legs.get_mut(&second) else {
            return;
        };
        partner.callers.insert(first);
        let partner = partner.picture.clone();
        let Some(leg) = self.legs.get_mut(&first) else {
            return;
        };
        let known = |e: &Entry| e.is_open_with(second);
        let alone =
            |e: &Entry| e.second.is_none() && matches!(e.phase, Phase::Alone | Phase::Dialling);
        let found = leg.entries.iter().position(known);
        let found = found.or_else(|| leg.entries.iter().position(alone));
        let index = match found {
            Some(index) => index,
            None => {
                let mut entry = Entry::new(at, leg.picture.clone(), sequence);
                if let Some(last) = leg.entries.last() {
                    entry.location = last.location.clone();
                    entry.application = last.application.clone();
                }
                leg.push(entry, &mut self.done, &self.options, self.wall);
                leg.entries.len() - 1
            }
        };
        if let Some(entry) = leg.entries.get_mut(index) {
            entry.phase = phase;
            entry.second = Some(partner);
            entry.bridge = bridge;
            entry.note_answer();
        }
    }

    /// A channel left a bridge: what it has to do with the others there is over.
    fn part(&mut self, at: Duration, channel: ChannelId, bridge: BridgeId) {
        let options = &self.options;
        let there = |e: &Entry| e.phase == Phase::Talking && e.bridge == Some(bridge);
        let Some(leg) = self.legs.get_mut(&channel) else {
            return;
        };
        leg.end(at, options, there);
        for caller in leg.callers.clone() {
            if let Some(leg) = self.legs.get_mut(&caller) {
                leg.end(at, options, |e| there(e) && e.is_open_with(channel));
            }
        }
    }

    fn end_all(&mut self, at: Duration, channel: ChannelId) {
        if let Some(leg) = self.legs.get_mut(&channel) {
            leg.end(at, &self.options, |_| true);
        }
    }

    /// A channel is gone, and its records can be written.
    fn gone(&mut self, at: Duration, channel: ChannelId) {
        let Some(mut leg) = self.legs.remove(&channel) else {
            return;
        };
        for caller in std::mem::take(&mut leg.callers) {
            if let Some(other) = self.legs.get_mut(&caller) {
                other.end(at, &self.options, |e| e.is_open_with(channel));
            }
        }
        for entry in &leg.entries {
            let second = entry.second.as_ref().and_then(|s| self.legs.get_mut(&s.id));
            if let Some(second) = second {
                second.callers.remove(&channel);
            }
        }
        leg.end(at, &self.options, |_| true);
        // What the dialplan wrote last belongs to the last record, even when that was over.
        if let Some(last) = leg.entries.last_mut() {
            last.first = leg.picture.clone();
        }
        for entry in &leg.entries {
            entry.write(leg.dialled, &mut self.done, &self.options, self.wall);
        }
    }
}

impl Leg {
    /// Adds an entry. A channel that begins records without end must not fill the memory.
    fn push(
        &mut self,
        entry: Entry,
        done: &mut VecDeque<Record>,
        options: &CdrOptions,
        wall: WallClock,
    ) {
        if self.entries.len() >= MOST_ENTRIES
            && let Some(index) = self.entries.iter().position(|e| e.phase == Phase::Over)
        {
            let oldest = self.entries.remove(index);
            oldest.write(self.dialled, done, options, wall);
        }
        if self.entries.len() < MOST_ENTRIES {
            self.entries.push(entry);
        }
    }

    fn end(&mut self, at: Duration, options: &CdrOptions, which: impl Fn(&Entry) -> bool) {
        let open = self.entries.iter_mut().filter(|e| e.phase != Phase::Over);
        for entry in open.filter(|e| which(e)) {
            entry.end(at, options);
        }
    }
}

impl Entry {
    fn new(at: Duration, first: Arc<ChannelPicture>, sequence: u32) -> Self {
        let mut entry = Self {
            phase: Phase::Alone,
            start: at,
            answer: None,
            end: at,
            disposition: None,
            second: None,
            bridge: None,
            location: first.location.clone(),
            application: first.application.clone(),
            first,
            sequence,
        };
        entry.note_answer();
        entry
    }

    fn is_open_with(&self, second: ChannelId) -> bool {
        self.phase != Phase::Over && self.second.as_ref().is_some_and(|s| s.id == second)
    }

    fn note_answer(&mut self) {
        if let (None, Some(answered)) = (self.answer, self.first.answered) {
            self.answer = Some(answered.max(self.start));
        }
    }

    fn end(&mut self, at: Duration, options: &CdrOptions) {
        self.phase = Phase::Over;
        self.end = at.max(self.start);
        let fallback = match (self.answer, &self.second) {
            (Some(_), _) => Disposition::Answered,
            (None, Some(_)) => Disposition::NoAnswer,
            (None, None) => of_cause(self.first.cause, options),
        };
        self.disposition.get_or_insert(fallback);
    }

    /// Makes the record, and those that the dialplan closed before, unless nobody wants them.
    fn write(
        &self,
        dialled: bool,
        done: &mut VecDeque<Record>,
        options: &CdrOptions,
        wall: WallClock,
    ) {
        let wishes = &self.first.record;
        let disposition = self.disposition.unwrap_or(Disposition::Failed);
        let is_hidden = self.second.is_none()
            && (dialled || (disposition != Disposition::Answered && !options.unanswered));
        for past in &wishes.finished {
            let (began, ended) = (wall.at(past.began), wall.at(past.ended));
            if began < self.start.saturating_sub(SAME) || ended > self.end + SAME || is_hidden {
                continue;
            }
            let mut record = self.record(disposition, began, ended, options);
            record.user_field.clone_from(&past.user_field);
            record.own_fields.clone_from(&past.own_fields);
            done.push_back(record);
        }
        if is_hidden || wishes.disabled {
            return;
        }
        let began = wishes.began.map(|began| wall.at(began));
        let began = began.filter(|began| *began <= self.end);
        let start = began.map_or(self.start, |began| began.max(self.start));
        done.push_back(self.record(disposition, start, self.end, options));
    }

    fn record(
        &self,
        disposition: Disposition,
        start: Duration,
        end: Duration,
        options: &CdrOptions,
    ) -> Record {
        let (a, b) = (&self.first, self.second.as_ref());
        let answer = self.answer.filter(|answer| *answer <= end);
        let answer = answer.map(|answer| answer.max(start));
        let talked = answer.map_or(Duration::ZERO, |answer| end.saturating_sub(answer));
        let half = u64::from(options.initiatedseconds && talked.subsec_millis() >= 500);
        let mut user_field = a.record.user_field.clone();
        if let Some(more) = b.map(|b| &b.record.user_field).filter(|f| !f.is_empty()) {
            user_field = format!("{user_field};{more}");
        }
        let ama_flags = match a.record.ama_flags.as_str() {
            "" => "DOCUMENTATION",
            set => set,
        };
        let peer_account = match a.record.peer_account.as_str() {
            "" => b.map(|b| b.account_code.clone()).unwrap_or_default(),
            set => set.to_owned(),
        };
        Record {
            account_code: a.account_code.clone(),
            source: a.parties.caller.number.clone(),
            destination: self.location.extension.to_string(),
            context: self.location.context.to_string(),
            caller_id: a.parties.caller.all(),
            channel: a.name.clone(),
            other_channel: b.map(|b| b.name.clone()).unwrap_or_default(),
            application: self.application.0.clone(),
            arguments: self.application.1.clone(),
            start,
            answer,
            end,
            duration: end.saturating_sub(start).as_secs(),
            billed: talked.as_secs() + half,
            disposition,
            ama_flags: ama_flags.to_owned(),
            unique_id: a.unique_id.clone(),
            linked_id: a.linked_id.clone(),
            user_field,
            peer_account,
            sequence: self.sequence,
            own_fields: a.record.own_fields.clone(),
        }
    }
}

fn of_status(status: DialStatus, options: &CdrOptions) -> Disposition {
    match status {
        DialStatus::Answer | DialStatus::DontCall | DialStatus::Torture => Disposition::Answered,
        DialStatus::NoAnswer | DialStatus::Cancel => Disposition::NoAnswer,
        DialStatus::Busy => Disposition::Busy,
        DialStatus::Congestion if options.congestion => Disposition::Congestion,
        DialStatus::Congestion | DialStatus::ChanUnavail | DialStatus::InvalidArgs => {
            Disposition::Failed
        }
    }
}

fn of_cause(cause: HangupCause, options: &CdrOptions) -> Disposition {
    match cause {
        HangupCause::USER_BUSY => Disposition::Busy,
        HangupCause::CONGESTION if options.congestion => Disposition::Congestion,
        HangupCause::NORMAL_CLEARING | HangupCause::NO_ANSWER | HangupCause::NOT_DEFINED => {
            Disposition::NoAnswer
        }
        _ => Disposition::Failed,
    }
}

const MOST_ENTRIES: usize = 1_000;
/// Moments of two clocks that are one.
const SAME: Duration = Duration::from_millis(5);
