//! How channels and bridges looked when something happened: events with all that a renderer needs, so
//! that none of them keeps a second copy of the house.

use std::sync::Arc;
use std::time::Duration;

use dialplan::Location;

use crate::house::House;
use crate::{
    BridgeId, Channel, ChannelId, ChannelState, Event, HangupCause, Output, PartyIds, Technology,
};

/// Which events come with a picture (`Output::Pictured`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Pictured {
    /// None.
    #[default]
    Nothing,
    /// Those that records of calls are made from: no variables, no steps, no digits, no log lines.
    Calls,
    /// All but log lines and verbose text.
    Everything,
}

/// An event, with the channels and the bridge that it is about, as they were at that moment.
#[derive(Clone, Debug)]
pub struct Picture {
    /// When, since the Unix epoch.
    pub since_epoch: Duration,
    /// What happened.
    pub event: Event,
    /// The channels that the event names, in its order; those that are gone are left out.
    pub channels: Vec<Arc<ChannelPicture>>,
    /// The bridge that it names.
    pub bridge: Option<BridgePicture>,
}

impl Picture {
    /// One of the channels.
    pub fn channel(&self, id: ChannelId) -> Option<&ChannelPicture> {
        self.channels.iter().find(|c| c.id == id).map(|c| &**c)
    }
}

/// A channel at a moment.
#[derive(Clone, Debug)]
pub struct ChannelPicture {
    /// Its id.
    pub id: ChannelId,
    /// `PJSIP/alice-00000001`.
    pub name: String,
    /// Its unique id.
    pub unique_id: String,
    /// The call that it belongs to.
    pub linked_id: String,
    /// The driver.
    pub technology: Technology,
    /// How far it is.
    pub state: ChannelState,
    /// We were called.
    pub incoming: bool,
    /// The parties.
    pub parties: PartyIds,
    /// Language of prompts.
    pub language: String,
    /// Account code.
    pub account_code: String,
    /// Where its dialplan is.
    pub location: Location,
    /// The application that runs, and its arguments.
    pub application: (String, String),
    /// The bridge that it is in.
    pub bridge: Option<BridgeId>,
    /// Made, since the Unix epoch.
    pub created: Duration,
    /// Answered, since the Unix epoch.
    pub answered: Option<Duration>,
    /// Why it ends, once it does.
    pub cause: HangupCause,
    /// The far end is gone or must go.
    pub hung_up: bool,
    /// What the dialplan wants of the call's record.
    pub record: crate::CallRecord,
}

/// A bridge at a moment.
#[derive(Clone, Debug)]
pub struct BridgePicture {
    /// Its id.
    pub id: BridgeId,
    /// Its name for programs: looks like a UUID, differs from start to start.
    pub unique_id: String,
    /// Who is in it, in the order of their coming.
    pub members: Vec<ChannelId>,
}

impl House {
    /// Tells the event, and shows it where somebody wants pictures.
    pub(crate) fn happened(&mut self, event: Event) {
        self.show(&event, None);
        self.outputs.push_back(Output::Happened(event));
    }

    /// The same about a channel that is in the house no more.
    pub(crate) fn happened_last(&mut self, event: Event, channel: &Channel) {
        self.show(&event, Some(channel));
        self.outputs.push_back(Output::Happened(event));
    }

    fn show(&mut self, event: &Event, gone: Option<&Channel>) {
        if event
            .least_pictured()
            .is_none_or(|least| self.pictured < least)
        {
            return;
        }
        let mut channels: Vec<Arc<ChannelPicture>> = Vec::new();
        for id in event.channels().into_iter().flatten() {
            let channel = self
                .channels
                .get(&id)
                .or_else(|| gone.filter(|c| c.id == id));
            channels.extend(channel.map(|c| Arc::new(self.picture_of(c))));
        }
        let bridge = event.bridge().map(|id| self.picture_of_bridge(id));
        self.outputs.push_back(Output::Pictured(Arc::new(Picture {
            since_epoch: self.wall.at(self.now),
            event: event.clone(),
            channels,
            bridge,
        })));
    }

    pub(crate) fn picture_of(&self, channel: &Channel) -> ChannelPicture {
        ChannelPicture {
            id: channel.id,
            name: channel.name.clone(),
            unique_id: channel.unique_id.clone(),
            linked_id: channel.linked_id.clone(),
            technology: channel.technology,
            state: channel.state,
            incoming: channel.incoming,
            parties: channel.parties.clone(),
            language: channel.language.clone(),
            account_code: channel.account_code.clone(),
            location: channel.location.clone(),
            application: channel.application.clone(),
            bridge: channel.bridge,
            created: self.wall.at(channel.created),
            answered: channel.answered.map(|at| self.wall.at(at)),
            cause: channel.hangup_cause,
            hung_up: channel.is_hung_up(),
            record: channel.record.clone(),
        }
    }

    pub(crate) fn picture_of_bridge(&self, id: BridgeId) -> BridgePicture {
        let members = self.bridges.get(&id).map(|b| b.members());
        BridgePicture {
            id,
            unique_id: id.unique(self.seed),
            members: members.unwrap_or_default(),
        }
    }
}
