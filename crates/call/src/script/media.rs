//! What a script may order of the media plane beside sounds.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use audio::{Gain, Sound};
use media::control::{MediaCommand, MixId, MixMember, MixSetup, Recorded, Source, Watch};
use media::jitter::JitterSetup;

use super::Call;
use crate::house::House;
use crate::{ChannelId, Technology};

/// A mix that closes when it is dropped.
pub struct OpenMix {
    house: Rc<RefCell<House>>,
    mix: MixId,
}

impl OpenMix {
    /// Its number.
    pub fn id(&self) -> MixId {
        self.mix
    }
}

impl Drop for OpenMix {
    fn drop(&mut self) {
        self.house.borrow_mut().close_mix(self.mix);
    }
}

/// Mixes: conferences, and listening in.
impl Call {
    /// Opens a mix.
    pub fn open_mix(&self, setup: MixSetup) -> OpenMix {
        let mut house = self.house.borrow_mut();
        let mix = house.next_mix();
        house.order_media(MediaCommand::OpenMix { mix, setup });
        OpenMix {
            house: self.house.clone(),
            mix,
        }
    }

    /// Lets the channel be in a mix.
    pub fn join_mix(&self, mix: &OpenMix, member: MixMember) {
        let mix = mix.mix;
        self.send(Source::Mix { mix, member });
    }

    /// A mix that is open works so for whoever joins it from now on.
    pub fn set_up_mix(&self, mix: &OpenMix, setup: MixSetup) {
        let mix = mix.mix;
        let mut house = self.house.borrow_mut();
        house.order_media(MediaCommand::OpenMix { mix, setup });
    }

    /// Plays sounds to everybody in a mix, after those that are being played.
    pub fn announce(&self, mix: &OpenMix, sounds: Vec<Arc<Sound>>) {
        if !sounds.is_empty() {
            self.house.borrow_mut().announce_in_mix(mix.mix, sounds);
        }
    }

    /// Changes the channel's part in the mix that it is in.
    pub fn change_member(&self, member: MixMember) {
        let media = self.channel.media();
        self.order_media(MediaCommand::ChangeMember { media, member });
    }

    /// Adds the sound of a channel to a mix that it is not in; None ends it. False when the channel
    /// has no media.
    pub fn lend(&self, channel: ChannelId, mix: &OpenMix, what: Option<Recorded>) -> bool {
        let mut house = self.house.borrow_mut();
        let Some(speaker) = house.media_behind(channel) else {
            return false;
        };
        house.order_media(MediaCommand::Lend {
            media: speaker.media(),
            mix: mix.mix,
            what,
        });
        true
    }

    /// Lets a channel hear a mix over everything else that it hears; None ends it.
    pub fn overhear(&self, channel: ChannelId, mix: Option<&OpenMix>) {
        let mut house = self.house.borrow_mut();
        if let Some(listener) = house.media_behind(channel) {
            house.order_media(MediaCommand::Overhear {
                media: listener.media(),
                mix: mix.map(|it| it.mix),
            });
        }
    }

    /// The channel at the other end of a channel's bridge.
    pub fn bridged_with(&self, channel: ChannelId) -> Option<ChannelId> {
        let house = self.house.borrow();
        let bridge = house.channels.get(&channel)?.bridge?;
        house.bridges.get(&bridge)?.other(channel)
    }
}

impl Call {
    /// Has sound and silence of the far end told as `News::Heard` from now on, or no longer.
    pub fn watch(&self, watch: Option<Watch>) {
        let media = self.channel.media();
        self.order_media(MediaCommand::Watch { media, watch });
    }

    /// Makes what the far end says, and what it hears, louder or softer: above 0 multiplies, below 0
    /// divides, 0 changes nothing.
    pub fn set_volume(&self, received: f32, sent: f32) {
        self.change(|c| c.volume = [received, sent]);
        self.order_media(MediaCommand::Volume {
            media: self.channel.media(),
            received: Gain::from_volume(received),
            sent: Gain::from_volume(sent),
        });
    }

    /// Puts a jitter buffer before what the far end says, or none.
    pub fn set_jitter(&self, buffer: Option<JitterSetup>) {
        let media = self.channel.media();
        self.order_media(MediaCommand::Jitter { media, buffer });
    }

    /// Local channels have no media of their own.
    fn order_media(&self, command: MediaCommand) {
        let local = self.look(|c| c.technology == Technology::Local);
        if local == Some(false) {
            self.house.borrow_mut().order_media(command);
        }
    }
}
