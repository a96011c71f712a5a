//! Taking a channel that does something else, to talk to it.

use super::Leg;
use crate::ChannelId;
use crate::script::{Call, News, Notice};

impl Call {
    /// Takes another channel out of whatever it does: its script and its conversation end, and it is a
    /// leg of this one from now on. `None` when it is over, or this channel itself.
    pub fn take(&self, id: ChannelId) -> Option<Leg> {
        let mut house = self.house.borrow_mut();
        let usable = |c: &&mut crate::Channel| !c.hung_up && c.is_up();
        let channel = house.channels.get_mut(&id).filter(usable)?;
        if id == self.channel || channel.other_half == Some(self.channel) {
            return None;
        }
        let owner = channel.owner.replace(self.channel);
        channel.frames.clear();
        channel.macro_depth = 0;
        if let Some(owner) = owner {
            let news = News::Taken;
            house.post(owner, Notice { about: id, news });
        }
        house.leave_bridge(id);
        drop(house);
        // A script that does nothing takes the place of the one that runs there.
        self.start_on(id, std::future::ready(()));
        Some(Leg::taken(self, id))
    }
}
