//! What a script may order of the media plane beside sounds.

use audio::Gain;
use media::control::{MediaCommand, Watch};
use media::jitter::JitterSetup;

use super::Call;
use crate::Technology;

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
