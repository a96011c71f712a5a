//! Answering for a phone that rings elsewhere (`*8`, `Pickup`).

use crate::script::{Call, News, Notice};
use crate::{Channel, ChannelId, ChannelState};

/// Which ringing channel is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickUp {
    /// The one that rings longest among those whose call groups meet our pickup groups.
    Group,
    /// The one that rings longest for this number in this context: it was called from a dialplan that
    /// stands there.
    Extension {
        /// Extension.
        extension: String,
        /// Context.
        context: String,
    },
    /// The one of this name; a name without the number behind its last dash names any of that device.
    Channel(String),
}

/// A call to the pickup number: it ends when nothing rings.
pub(crate) async fn pick_up_or_end(mut call: Call, which: PickUp) {
    call.pick_up(&which).await;
    let sound = call.features().sounds.pickup_failed.clone();
    if !sound.is_empty() && call.answer().await.is_ok() {
        let _ = call.play(&[&sound], "").await;
    }
    call.hang_up(crate::HangupCause::CALL_REJECTED);
}

impl Call {
    /// Answers for a channel that rings: whoever dialled it talks to this channel from now on, and the
    /// script that asked ends here. Comes back, with false, only when nothing rings.
    pub async fn pick_up(&mut self, which: &PickUp) -> bool {
        if !self.take_over(which) {
            return false;
        }
        // A script that does nothing takes the place of this one; what is new then reaches the dialler.
        self.start_on(self.channel, std::future::ready(()));
        std::future::pending().await
    }

    fn take_over(&self, which: &PickUp) -> bool {
        let Some((target, owner)) = self.find_ringing(which) else {
            return false;
        };
        self.answer_at_once();
        let mut house = self.house.borrow_mut();
        let Some(channel) = house.channels.get_mut(&self.channel) else {
            return false;
        };
        channel.owner = Some(owner);
        channel.frames.clear();
        let event = crate::Event::PickedUp {
            channel: self.channel,
            target,
        };
        house.happened(event);
        let news = News::PickedUp { by: self.channel };
        house.post(
            owner,
            Notice {
                about: target,
                news,
            },
        );
        true
    }

    /// The channel that is meant, and the one that dialled it.
    fn find_ringing(&self, which: &PickUp) -> Option<(ChannelId, ChannelId)> {
        let house = self.house.borrow();
        let me = house.channels.get(&self.channel)?;
        let meant = |c: &Channel, owner: &Channel| match which {
            PickUp::Group => {
                let shared = |name| me.named_groups[1].contains(name);
                c.call_groups & me.pickup_groups != 0 || c.named_groups[0].iter().any(shared)
            }
            PickUp::Extension { extension, context } => {
                let at = &owner.location;
                at.extension.as_ref() == extension && at.context.as_ref() == context
            }
            PickUp::Channel(name) => {
                let device = c.name.rsplit_once('-').map_or("", |(device, _)| device);
                c.name.eq_ignore_ascii_case(name) || device.eq_ignore_ascii_case(name)
            }
        };
        house.channels.values().find_map(|c| {
            let owner = house.channels.get(&c.owner?)?;
            let rings = matches!(c.state, ChannelState::Ringing | ChannelState::Dialing);
            let ours = [c.id, owner.id].contains(&me.id) || c.other_half == Some(me.id);
            let usable = rings && !ours && !c.hung_up && !owner.hung_up;
            (usable && meant(c, owner)).then_some((c.id, owner.id))
        })
    }
}
