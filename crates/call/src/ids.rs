//! Names for the things that live in the switchboard.

use std::cell::Cell;
use std::rc::Rc;

/// One channel, for its whole life; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub u64);

impl ChannelId {
    /// The media session that belongs to this channel.
    pub fn media(self) -> media::control::MediaId {
        media::control::MediaId(self.0)
    }
}

/// One bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BridgeId(pub u64);

impl BridgeId {
    /// The name for programs: looks like a UUID (RFC 9562 section 5.4), and differs with the seed of
    /// the house.
    pub(crate) fn unique(self, seed: u64) -> String {
        let mix = |z: u64| {
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        let high = mix(seed ^ self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let low = mix(high ^ seed.rotate_left(17));
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 50),
            low & 0xffff_ffff_ffff
        )
    }
}

/// Hands out channel ids; shared by the switchboard (outgoing) and the channel drivers (incoming).
#[derive(Clone, Debug, Default)]
pub struct ChannelIds(Rc<Cell<u64>>);

impl ChannelIds {
    /// An id that was never used before.
    pub fn next(&self) -> ChannelId {
        let id = self.0.get() + 1;
        self.0.set(id);
        ChannelId(id)
    }
}
