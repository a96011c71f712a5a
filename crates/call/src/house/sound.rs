//! What each far end hears, and how that is found through Local channels, which have no media.

use std::collections::VecDeque;
use std::sync::Arc;

use audio::{Sound, ToneList};
use media::control::{MediaCommand, MixId, MixMember, PlaybackId, Source};

use super::House;
use crate::ChannelId;

/// What a channel was told to let its far end hear.
#[derive(Clone, Debug, Default)]
pub(crate) enum Heard {
    /// Nothing.
    #[default]
    Silence,
    /// The far end of another channel.
    Relay { from: ChannelId, with_digits: bool },
    /// A tone, sounds, music, itself. The number tells it from others like it.
    Generator(u64, Source),
}

/// What the media plane was told last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sent {
    #[default]
    Silence,
    Relay(ChannelId, bool),
    Echo,
    Generator(u64),
}

/// What a far end really hears, and whose order that was.
struct Resolved {
    source: Source,
    sent: Sent,
    ordered_by: ChannelId,
}

impl House {
    /// Lets a channel's far end hear this.
    pub(crate) fn send(&mut self, id: ChannelId, source: Source) {
        let heard = match source {
            Source::Silence => Heard::Silence,
            Source::Relay { from, with_digits } => Heard::Relay {
                from: ChannelId(from.0),
                with_digits,
            },
            generator => {
                self.last_sound += 1;
                Heard::Generator(self.last_sound, generator)
            }
        };
        self.set_heard(id, heard);
    }

    /// Ends tones, sounds and music: a channel hears its bridge again, or nothing.
    pub(crate) fn restore_sound(&mut self, id: ChannelId) {
        let heard = self.bridge_sound(id).unwrap_or_default();
        self.set_heard(id, heard);
    }

    pub(crate) fn next_playback(&mut self) -> PlaybackId {
        self.last_playback += 1;
        PlaybackId(self.last_playback)
    }

    pub(crate) fn next_mix(&mut self) -> MixId {
        self.last_mix += 1;
        MixId(self.last_mix)
    }

    /// Plays sounds to everybody in a mix, after those that are being played.
    pub(crate) fn announce_in_mix(&mut self, mix: MixId, sounds: Vec<Arc<Sound>>) {
        if let Some(waiting) = self.announcements.get_mut(&mix) {
            if waiting.len() < MOST_ANNOUNCEMENTS {
                waiting.push_back(sounds);
            }
            return;
        }
        self.announcements.insert(mix, VecDeque::new());
        self.play_in_mix(mix, sounds);
    }

    /// What is played in a mix came to its end.
    pub(crate) fn next_announcement(&mut self, mix: MixId) {
        let next = self.announcements.get_mut(&mix).map(VecDeque::pop_front);
        match next {
            Some(Some(sounds)) => self.play_in_mix(mix, sounds),
            Some(None) => drop(self.announcements.remove(&mix)),
            None => {}
        }
    }

    /// A mix is over.
    pub(crate) fn close_mix(&mut self, mix: MixId) {
        self.announcements.remove(&mix);
        self.order_media(MediaCommand::CloseMix { mix });
    }

    fn play_in_mix(&mut self, mix: MixId, sounds: Vec<Arc<Sound>>) {
        let playback = self.next_playback();
        self.order_media(MediaCommand::PlayInMix {
            mix,
            playback,
            sounds,
        });
    }

    /// A tone of the channel's zone by name, or a list as it is written.
    pub(crate) fn tone(&self, id: ChannelId, name_or_list: &str) -> Option<Arc<ToneList>> {
        let zone = self.channels.get(&id).map_or("", |c| c.tone_zone.as_str());
        let list = self
            .settings
            .tones
            .find(zone, name_or_list)
            .unwrap_or(name_or_list);
        ToneList::parse(list).ok().map(Arc::new)
    }

    /// The channel that ordered what this one's far end hears: itself, unless that comes through
    /// Local channels.
    pub(crate) fn sound_ordered_by(&self, id: ChannelId) -> ChannelId {
        self.resolve(id).ordered_by
    }

    fn bridge_sound(&self, id: ChannelId) -> Option<Heard> {
        let bridge = self.bridges.get(&self.channels.get(&id)?.bridge?)?;
        if let Some(mix) = bridge.mix {
            let member = MixMember::default();
            return Some(Heard::Generator(mix.0, Source::Mix { mix, member }));
        }
        let other = bridge.other(id)?;
        Some(Heard::Relay {
            from: other,
            with_digits: !bridge.wants_digits_of(other),
        })
    }

    fn set_heard(&mut self, id: ChannelId, heard: Heard) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.heard = heard;
        self.refresh(id);
    }

    /// Tells the media plane of every channel whose sound depends on what this one was told.
    fn refresh(&mut self, id: ChannelId) {
        let mut todo = vec![id];
        for _ in 0..MOST_HOPS {
            let Some(id) = todo.pop() else { return };
            match self.channels.get(&id).and_then(|c| c.other_half) {
                None => self.tell_media(id),
                Some(half) => {
                    todo.extend(self.listeners(half));
                    if self.channels.get(&half).is_some_and(|c| is_echo(&c.heard)) {
                        todo.extend(self.listeners(id));
                    }
                }
            }
        }
    }

    /// The channels that were told to relay from half of a Local channel.
    fn listeners(&self, half: ChannelId) -> Vec<ChannelId> {
        let Some(channel) = self.channels.get(&half) else {
            return Vec::new();
        };
        let bridge = channel.bridge.and_then(|b| self.bridges.get(&b));
        let candidates = [bridge.and_then(|b| b.other(half)), channel.owner];
        let listens = |id: &ChannelId| {
            let heard = self.channels.get(id).map(|c| &c.heard);
            matches!(heard, Some(Heard::Relay { from, .. }) if *from == half)
        };
        let mut found: Vec<_> = candidates.into_iter().flatten().filter(listens).collect();
        found.dedup();
        found
    }

    fn tell_media(&mut self, id: ChannelId) {
        let Resolved { source, sent, .. } = self.resolve(id);
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if channel.sent == sent {
            return;
        }
        channel.sent = sent;
        self.order_media(MediaCommand::Send {
            media: id.media(),
            source,
        });
    }

    /// Follows Local channels to who or what really speaks.
    fn resolve(&self, id: ChannelId) -> Resolved {
        let silence = |ordered_by| Resolved {
            source: Source::Silence,
            sent: Sent::Silence,
            ordered_by,
        };
        let mut at = id;
        for _ in 0..MOST_HOPS {
            let Some(channel) = self.channels.get(&at) else {
                break;
            };
            match &channel.heard {
                Heard::Silence => return silence(at),
                Heard::Generator(_, Source::Echo) if at != id => {
                    let Some(half) = channel.other_half else {
                        break;
                    };
                    at = half;
                }
                Heard::Generator(number, source) => {
                    let (source, sent) = (source.clone(), Sent::Generator(*number));
                    return Resolved {
                        source,
                        sent,
                        ordered_by: at,
                    };
                }
                Heard::Relay { from, with_digits } => {
                    let Some(speaker) = self.channels.get(from) else {
                        break;
                    };
                    if let Some(half) = speaker.other_half {
                        at = half;
                        continue;
                    }
                    if *from == id {
                        return Resolved {
                            source: Source::Echo,
                            sent: Sent::Echo,
                            ordered_by: at,
                        };
                    }
                    // Through Local channels digits go by signalling, so that scripts hear them.
                    let with_digits = *with_digits && at == id;
                    let source = Source::Relay {
                        from: from.media(),
                        with_digits,
                    };
                    let sent = Sent::Relay(*from, with_digits);
                    return Resolved {
                        source,
                        sent,
                        ordered_by: at,
                    };
                }
            }
        }
        silence(id)
    }
}

fn is_echo(heard: &Heard) -> bool {
    matches!(heard, Heard::Generator(_, Source::Echo))
}

/// So many Local channels are followed at most.
const MOST_HOPS: usize = 128;
/// Calls that come and go all day must not fill the memory with what is said about them.
const MOST_ANNOUNCEMENTS: usize = 64;
