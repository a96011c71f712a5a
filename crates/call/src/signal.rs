//! What legs and the switchboard tell each other. Both ends of a call speak only this, never SIP.

use audio::Codec;

use crate::channel::{PartyIds, Technology};
use crate::{Channel, ChannelId, HangupCause, Party};

/// A message between a leg (the protocol side of a channel) and the switchboard, in either direction.
#[derive(Clone, Debug)]
pub enum Signal {
    /// From a leg: somebody calls us, make a channel. To a leg: call this out.
    Dial(Box<Invitation>),
    /// The far end was reached and is being called, but does not ring yet.
    Proceeding,
    /// It rings.
    Ringing,
    /// Call progress; `early_media` when there is something to hear before the answer.
    Progress {
        /// Sound flows already.
        early_media: bool,
    },
    /// From a leg: the called party is busy or refuses; a hang-up follows. To an incoming leg that is
    /// not answered: refuse as busy.
    Busy,
    /// From a leg: the call could not be carried; a hang-up follows. To an incoming leg that is not
    /// answered: refuse as congested.
    Congestion,
    /// The call is answered.
    Answer,
    /// The far end put us on hold (from a leg only).
    Hold,
    /// The far end took us off hold (from a leg only).
    Unhold,
    /// A digit. From a leg: one that came by signalling (INFO). To a leg: send it, however digits
    /// travel there.
    Digit {
        /// The digit.
        digit: char,
        /// Its length in milliseconds.
        duration_ms: u32,
    },
    /// From a leg: the codec that we send was agreed or has changed.
    Codec(Codec),
    /// From an outgoing leg: what the configuration of the endpoint that is called says. To be sent
    /// before anything else of that leg.
    Profile(Box<Profile>),
    /// From a leg: digits reach its far end by signalling (INFO) only, so those of the other side must
    /// be told to it.
    DigitsBySignalling(bool),
    /// The parties' names and numbers changed. Half of a Local channel, and a leg, hear of a new
    /// connected party.
    Update(Box<PartyIds>),
    /// From a leg: the far end asks to call this extension instead (302).
    Redirect {
        /// The number to call.
        extension: String,
    },
    /// From a leg: the far end transfers the other side to this extension (blind REFER).
    Transfer {
        /// The number to call.
        extension: String,
    },
    /// From a leg: the far end has another call, that of this channel, and connects the other sides of
    /// both with each other (REFER with Replaces).
    TransferAttended {
        /// Its other call.
        other: ChannelId,
    },
    /// To a leg: whether the transfer that it asked for was carried out.
    Transferred(bool),
    /// To a leg: have the far end call this one instead (302, REFER). Answered with `Transferred`.
    SendAway {
        /// A number, or a whole address.
        target: String,
    },
    /// To a leg: refuse because the number is incomplete and more digits may come (484); otherwise as
    /// a hang-up.
    Incomplete,
    /// The leg is over. From a leg: it is gone. To a leg: end it with this cause.
    Hangup(HangupCause),
}

/// What the configuration of a called endpoint says about its channel. Empty texts change nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// `context=`: where the called party's transfers and redirections are looked up.
    pub context: String,
    /// `language=`.
    pub language: String,
    /// `accountcode=`.
    pub account_code: String,
    /// Music class that it suggests.
    pub music_class: String,
    /// Tone zone.
    pub tone_zone: String,
    /// Call groups, bit n for group n: who may pick it up.
    pub call_groups: u64,
    /// Pickup groups, bit n for group n.
    pub pickup_groups: u64,
    /// Groups with names: call groups, then pickup groups.
    pub named_groups: [Vec<String>; 2],
    /// Who the endpoint is (`callerid=`).
    pub identity: Party,
}

/// A call that begins, on either side.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The driver.
    pub technology: Technology,
    /// Incoming: the name of the endpoint that calls, as it stands in the channel's name.
    /// Outgoing: what stands behind `Tech/` in the dial string.
    pub resource: String,
    /// Incoming: where the dialplan is entered. Outgoing: empty.
    pub context: String,
    /// Incoming: the dialled number. Outgoing: empty.
    pub extension: String,
    /// Who calls, who was called, who redirected.
    pub parties: PartyIds,
    /// Language of prompts; empty means the default.
    pub language: String,
    /// Account code; may be empty.
    pub account_code: String,
    /// Music class that the endpoint suggests; may be empty.
    pub music_class: String,
    /// Tone zone; may be empty.
    pub tone_zone: String,
    /// Incoming: the codecs that the caller offers and we allow, preferred first.
    /// Outgoing: the codecs of the caller's side, for the leg to prefer.
    pub codecs: Vec<Codec>,
    /// Channel variables to set.
    pub variables: Vec<(String, String)>,
    /// Header fields of the request (incoming), or to add to it (outgoing).
    pub headers: Vec<(String, String)>,
    /// An incomplete number may be answered as such (484).
    pub overlap: bool,
    /// Call groups and pickup groups, bit n for group n.
    pub call_groups: u64,
    /// See `call_groups`.
    pub pickup_groups: u64,
    /// Groups with names: call groups, then pickup groups.
    pub named_groups: [Vec<String>; 2],
    /// Incoming: the call whose place it takes (INVITE with Replaces).
    pub replaces: Option<ChannelId>,
}

impl Invitation {
    /// An outgoing call to `resource`, with nothing else known.
    pub fn outgoing(technology: Technology, resource: &str) -> Self {
        Self {
            technology,
            resource: resource.to_owned(),
            context: String::new(),
            extension: String::new(),
            parties: PartyIds::default(),
            language: String::new(),
            account_code: String::new(),
            music_class: String::new(),
            tone_zone: String::new(),
            codecs: Vec::new(),
            variables: Vec::new(),
            headers: Vec::new(),
            overlap: false,
            call_groups: 0,
            pickup_groups: 0,
            named_groups: Default::default(),
            replaces: None,
        }
    }

    /// An outgoing call on behalf of `caller`: its parties, language and account go along.
    pub fn on_behalf_of(caller: &Channel, technology: Technology, resource: &str) -> Self {
        Self {
            parties: caller.parties.clone(),
            language: caller.language.clone(),
            account_code: caller.account_code.clone(),
            codecs: caller.codec.into_iter().collect(),
            variables: caller.variables.inherited(),
            ..Self::outgoing(technology, resource)
        }
    }
}
