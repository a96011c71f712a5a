//! Jitter buffers: packets come at odd times, late, twice or never; they leave in order and on time.
//!
//! Asterisk's two kinds: `fixed` delays by a constant, `adaptive` by as much as the line needs just now.
//! The owner asks in its own time; clocks that drift apart cost a packet now and then, never delay.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use transits::Transits;

#[cfg(test)]
mod tests;
mod transits;

/// Which kind of buffer, as `jbimpl` and its companions say. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JitterSetup {
    /// A constant delay (`jbimpl=fixed`, `jbmaxsize`).
    Fixed {
        /// The delay.
        delay_ms: u16,
        /// A packet that is further off its time than this begins the stream anew (`jbresyncthreshold`).
        resync_ms: u16,
    },
    /// A delay that follows the jitter (`jbimpl=adaptive`, `jbmaxsize`, `jbtargetextra`).
    Adaptive {
        /// Delay beyond the measured jitter.
        extra_ms: u16,
        /// The longest delay.
        max_ms: u16,
        /// A packet that is further off its time than this begins the stream anew.
        resync_ms: u16,
    },
}

impl JitterSetup {
    /// What mixing and recording use when nobody asks for anything else.
    pub const QUICK: Self = Self::Adaptive {
        extra_ms: 5,
        max_ms: 200,
        resync_ms: 1_000,
    };
    /// Asterisk's fixed buffer without further options.
    pub const FIXED: Self = Self::Fixed {
        delay_ms: 200,
        resync_ms: 1_000,
    };
    /// Asterisk's adaptive buffer without further options.
    pub const ADAPTIVE: Self = Self::Adaptive {
        extra_ms: 40,
        max_ms: 200,
        resync_ms: 1_000,
    };
}

/// One packet's place in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Sequence number.
    pub sequence: u16,
    /// RTP timestamp.
    pub timestamp: u32,
    /// How long it lasts, in timestamp units.
    pub units: u32,
}

/// What became of a packet that was put in.
#[derive(Debug, PartialEq, Eq)]
pub enum Put<T> {
    /// It waits for its time.
    Kept,
    /// Its time is over.
    Late(T),
    /// It is here already.
    Duplicate(T),
}

/// What is due.
#[derive(Debug, PartialEq, Eq)]
pub enum Pulled<T> {
    /// A packet, in order.
    Packet(T),
    /// A packet that may be heard shortened or not at all: the delay shrinks by it.
    Surplus(T),
    /// A packet of so many units did not come in time.
    Lost(u32),
    /// The delay grows: something of so many units is to be made up.
    Stretch(u32),
    /// Nothing is due yet, or the stream pauses.
    Nothing,
}

/// What a buffer went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JitterCounts {
    /// Packets that came after their time.
    pub late: u64,
    /// Packets that came twice.
    pub duplicate: u64,
    /// Packets that were missing when they were due.
    pub lost: u64,
    /// Times that the delay grew or shrank by a packet.
    pub adapted: u64,
    /// Times that the stream began anew.
    pub restarts: u64,
}

/// The packets of one received stream that wait for their time.
pub struct JitterBuffer<T> {
    setup: JitterSetup,
    clock: i64,
    waiting: VecDeque<Waiting<T>>,
    playing: Option<Playing>,
    transits: Transits,
    counts: JitterCounts,
    late_in_a_row: u8,
    epoch: Option<Instant>,
}

struct Waiting<T> {
    /// Timestamp that does not wrap.
    at: i64,
    sequence: u16,
    units: u32,
    item: T,
}

/// Times are in microseconds since the epoch, timestamps in units that do not wrap.
#[derive(Clone, Copy)]
struct Playing {
    /// The timestamp that is due next.
    next: i64,
    /// Wall time of timestamp zero, delay included.
    offset: i64,
    last_timestamp: i64,
    last_sequence: Option<u16>,
    /// Units of the last packet.
    units: u32,
    adapted: i64,
    heard: i64,
}

impl<T> JitterBuffer<T> {
    /// A buffer for timestamps of `clock` Hz.
    pub fn new(setup: JitterSetup, clock: u32) -> Self {
        Self {
            setup,
            clock: i64::from(clock.max(1)),
            waiting: VecDeque::new(),
            playing: None,
            transits: Transits::default(),
            counts: JitterCounts::default(),
            late_in_a_row: 0,
            epoch: None,
        }
    }

    /// What it went through.
    pub fn counts(&self) -> JitterCounts {
        self.counts
    }

    /// The delay that it gives now; zero before the first packet.
    pub fn delay(&self) -> Duration {
        let delay = self
            .playing
            .map_or(0, |playing| playing.offset - self.transits.least());
        Duration::from_micros(delay.max(0).cast_unsigned())
    }

    /// Another stream begins: what waits is given back, in order.
    pub fn restart(&mut self) -> impl Iterator<Item = T> + '_ {
        self.playing = None;
        self.transits = Transits::default();
        self.waiting.drain(..).map(|waiting| waiting.item)
    }

    /// Takes a packet that arrived.
    pub fn put(&mut self, now: Instant, place: Place, item: T) -> Put<T> {
        let now = self.since_epoch(now);
        let at = self.unwrapped(place.timestamp);
        let transit = now - self.micros(at);
        if self.is_another_time(transit) {
            self.counts.restarts += 1;
            self.playing = None;
            self.late_in_a_row = 0;
            self.transits = Transits::default();
            // What waits belongs to the time before.
            self.waiting.clear();
        }
        self.transits.add(transit);
        let delay = self.wanted_delay();
        let playing = self.playing.get_or_insert(Playing {
            next: at,
            offset: transit + delay,
            last_timestamp: at,
            last_sequence: None,
            units: place.units,
            adapted: now,
            heard: now,
        });
        playing.heard = now;
        playing.last_timestamp = playing.last_timestamp.max(at);
        if at < playing.next {
            self.counts.late += 1;
            self.late_in_a_row += 1;
            return Put::Late(item);
        }
        self.late_in_a_row = 0;
        let position = self.waiting.partition_point(|waiting| waiting.at < at);
        if self
            .waiting
            .get(position)
            .is_some_and(|waiting| waiting.at == at)
        {
            self.counts.duplicate += 1;
            return Put::Duplicate(item);
        }
        if self.waiting.len() >= MOST_WAITING {
            self.counts.late += 1;
            return Put::Late(item);
        }
        self.waiting.insert(
            position,
            Waiting {
                at,
                sequence: place.sequence,
                units: place.units,
                item,
            },
        );
        Put::Kept
    }

    /// The packet that waits in front, whatever is missing before it.
    pub fn peek(&self) -> Option<&T> {
        self.waiting.front().map(|waiting| &waiting.item)
    }

    /// When something is due; None while the stream pauses.
    pub fn next_deadline(&self) -> Option<Instant> {
        let playing = self.playing?;
        if self.waiting.is_empty() {
            return None;
        }
        let due = (self.micros(playing.next) + playing.offset).max(0);
        Some(self.epoch? + Duration::from_micros(due.cast_unsigned()))
    }

    /// What is due at `now`. Call until it gives `Nothing`.
    pub fn pull(&mut self, now: Instant) -> Pulled<T> {
        let now = self.since_epoch(now);
        let Some(mut playing) = self.playing else {
            return Pulled::Nothing;
        };
        if self.micros(playing.next) + playing.offset > now {
            return Pulled::Nothing;
        }
        let front = self.waiting.front().map(|first| (first.at, first.sequence));
        let Some((at, sequence)) = front else {
            return self.nothing_waits(now, playing);
        };
        if let Some(pulled) = self.grow(now, &mut playing) {
            return pulled;
        }
        if at > playing.next {
            let follows = playing
                .last_sequence
                .is_none_or(|last| sequence == last.wrapping_add(1));
            let units = i64::from(playing.units.max(1));
            if !follows {
                playing.units = u32::try_from((at - playing.next).min(units)).unwrap_or(1);
                return self.lose(playing);
            }
            // Nothing is missing: the speaker paused, and the packet waits for its time.
            playing.next = at;
            self.playing = Some(playing);
            if self.micros(at) + playing.offset > now {
                return Pulled::Nothing;
            }
        }
        let Some(packet) = self.waiting.pop_front() else {
            return Pulled::Nothing;
        };
        playing.next = packet.at + i64::from(packet.units);
        playing.last_sequence = Some(packet.sequence);
        if packet.units > 0 {
            playing.units = packet.units;
        }
        let shrinks = self.shrinks(now, &mut playing);
        self.playing = Some(playing);
        match shrinks {
            true => Pulled::Surplus(packet.item),
            false => Pulled::Packet(packet.item),
        }
    }

    /// The next packet is missing and nothing later is here: late, lost, or the end of a talk spurt.
    fn nothing_waits(&mut self, now: i64, mut playing: Playing) -> Pulled<T> {
        if now - playing.heard > PAUSE {
            // Nobody speaks. Time goes on, so that what comes late then is known to be late.
            let behind = now - playing.offset - self.micros(playing.next);
            if behind > PAUSE {
                playing.next += behind * self.clock / 1_000_000;
                playing.last_sequence = None;
            }
            self.playing = Some(playing);
            return Pulled::Nothing;
        }
        self.lose(playing)
    }

    fn lose(&mut self, mut playing: Playing) -> Pulled<T> {
        let units = playing.units.max(1);
        playing.next += i64::from(units);
        playing.last_sequence = playing.last_sequence.map(|last| last.wrapping_add(1));
        self.playing = Some(playing);
        self.counts.lost += 1;
        Pulled::Lost(units)
    }

    fn grow(&mut self, now: i64, playing: &mut Playing) -> Option<Pulled<T>> {
        let packet = self.micros(i64::from(playing.units));
        let least = self.transits.least();
        let short = least + self.wanted_delay() - playing.offset;
        // Slow packets come late already, or nearly.
        let late = least + self.transits.spread() > playing.offset && short > 0;
        if (short < packet / 2 && !late) || now - playing.adapted < AT_ONCE {
            return None;
        }
        playing.offset += packet;
        playing.adapted = now;
        self.counts.adapted += 1;
        self.playing = Some(*playing);
        Some(Pulled::Stretch(playing.units))
    }

    fn shrinks(&mut self, now: i64, playing: &mut Playing) -> bool {
        let packet = self.micros(i64::from(playing.units));
        let wanted = self.transits.least() + self.wanted_delay();
        let shrinks = playing.offset - wanted > packet
            && now - playing.adapted > AT_LEISURE
            && !self.waiting.is_empty();
        if shrinks {
            playing.offset -= packet;
            playing.adapted = now;
            self.counts.adapted += 1;
        }
        shrinks
    }

    /// Beyond the least transit, in microseconds.
    fn wanted_delay(&self) -> i64 {
        match self.setup {
            JitterSetup::Fixed { delay_ms, .. } => i64::from(delay_ms) * 1_000,
            JitterSetup::Adaptive {
                extra_ms, max_ms, ..
            } => {
                let wanted = self.transits.spread() + i64::from(extra_ms) * 1_000;
                wanted.min(i64::from(max_ms) * 1_000)
            }
        }
    }

    /// A packet that far off belongs to a stream that begins anew; so does one after several that were
    /// late, as from a sender whose timestamps stood still in a pause.
    fn is_another_time(&self, transit: i64) -> bool {
        let resync = i64::from(self.setup.resync_ms()) * 1_000 + self.longest_delay();
        self.late_in_a_row >= LATE_IN_A_ROW
            || self
                .playing
                .is_some_and(|playing| (playing.offset - transit).abs() > resync)
    }

    fn longest_delay(&self) -> i64 {
        match self.setup {
            JitterSetup::Fixed { delay_ms, .. } => i64::from(delay_ms) * 1_000,
            JitterSetup::Adaptive { max_ms, .. } => i64::from(max_ms) * 1_000,
        }
    }

    fn since_epoch(&mut self, now: Instant) -> i64 {
        let epoch = *self.epoch.get_or_insert(now);
        i64::try_from(now.saturating_duration_since(epoch).as_micros()).unwrap_or(i64::MAX / 4)
    }

    fn micros(&self, units: i64) -> i64 {
        units * 1_000_000 / self.clock
    }

    fn unwrapped(&self, timestamp: u32) -> i64 {
        let Some(playing) = self.playing else {
            return i64::from(timestamp);
        };
        let known = playing.last_timestamp;
        let step = timestamp.wrapping_sub(known as u32).cast_signed();
        known + i64::from(step)
    }
}

impl JitterSetup {
    fn resync_ms(self) -> u16 {
        match self {
            Self::Fixed { resync_ms, .. } | Self::Adaptive { resync_ms, .. } => resync_ms,
        }
    }
}

/// After so long without any packet the speaker pauses, in microseconds.
const PAUSE: i64 = 100_000;
/// Time between two changes of the delay: when packets come late, and when it could be shorter.
const AT_ONCE: i64 = 60_000;
const AT_LEISURE: i64 = 500_000;
const LATE_IN_A_ROW: u8 = 8;
/// A second and more of packets of 20 ms; a flood does not fill the memory.
const MOST_WAITING: usize = 64;
