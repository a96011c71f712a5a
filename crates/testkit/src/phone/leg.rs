//! One call as a phone sees it.

use std::time::Instant;

use media::sdp::{self, AnswerOrder, Attribute, Description, LocalMedia, MediaKind, MediaLine};
use sip::auth::DigestClient;
use sip::message::Request;
use sip::stack::{DialogId, TransactionId};

use super::setup::Setup;
use super::voice::Voice;

/// A call of a phone, present or past.
pub(crate) struct Leg {
    /// The phone called; else it was called.
    pub(crate) outgoing: bool,
    /// The INVITE that began it.
    pub(crate) invite: Request,
    pub(crate) transaction: Option<TransactionId>,
    pub(crate) dialog: Option<DialogId>,
    pub(crate) progress: Progress,
    /// Provisional answers that came, or that were given.
    pub(crate) provisionals: Vec<(Instant, u16)>,
    pub(crate) local: LocalMedia,
    /// Our last description and theirs.
    pub(crate) ours: Option<Description>,
    pub(crate) theirs: Option<Description>,
    pub(crate) voice: Option<Voice>,
    pub(crate) digest: Option<DigestClient>,
    /// We put the other side on hold.
    pub(crate) holding: bool,
    /// What was said about a transfer that we asked for (NOTIFY with a sipfrag).
    pub(crate) transfer_news: Vec<String>,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Not answered.
    Calling,
    /// Answered by us, and the ACK is not here yet.
    Answered,
    /// Both sides talk.
    Talking,
    /// Over.
    Over(Ending, Instant),
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With this status.
    Refused(u16),
    /// The caller gave up.
    Cancelled,
    /// The other side hung up.
    HungUpThere,
    /// This phone hung up.
    HungUpHere,
}

impl Leg {
    pub(crate) fn new(outgoing: bool, invite: Request, local: LocalMedia) -> Self {
        Self {
            outgoing,
            invite,
            transaction: None,
            dialog: None,
            progress: Progress::Calling,
            provisionals: Vec::new(),
            local,
            ours: None,
            theirs: None,
            voice: None,
            digest: None,
            holding: false,
            transfer_news: Vec::new(),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.progress, Progress::Over(..))
    }

    pub(crate) fn is_ringing(&self) -> bool {
        !self.outgoing && self.progress == Progress::Calling
    }
}

/// Our side of the sound, for the call that uses the RTP port `port`.
pub(crate) fn local_media(setup: &Setup, ip: std::net::IpAddr, port: u16) -> LocalMedia {
    LocalMedia {
        address: ip,
        port,
        codecs: setup.codecs.clone(),
        digits: setup.digits,
        ptime: setup.packet_ms,
        direction: media::control::Direction::SendReceive,
        order: AnswerOrder::Theirs,
        symmetric: false,
        rtcp_mux: false,
        owner: "-".to_owned(),
        title: "phone".to_owned(),
        id: u64::from(port),
        version: 1,
    }
}

/// A first offer, with video where the phone has it.
pub(crate) fn first_offer(setup: &Setup, local: &LocalMedia) -> Description {
    let mut offer = sdp::offer(local);
    if setup.video {
        offer.media.push(MediaLine {
            kind: MediaKind::Video,
            port: local.port + 100,
            port_count: None,
            proto: "RTP/AVP".to_owned(),
            formats: vec!["34".to_owned(), "99".to_owned()],
            connection: None,
            attributes: vec![
                Attribute::new("rtpmap", "34 H263/90000"),
                Attribute::new("rtpmap", "99 H264/90000"),
            ],
            other: Vec::new(),
        });
    }
    offer
}
