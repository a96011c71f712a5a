//! Our side of a call's sound: the port, the descriptions said so far, and what was agreed.

use std::net::IpAddr;

use audio::Codec;
use call::{ChannelId, Signal};
use media::control::{DigitTransport, Direction, MediaCommand, MediaId, StreamSetup};
use media::sdp::{
    self, AnswerOrder, AnswerRefused, Description, DigitMode, LocalMedia, OfferRefused,
};

use crate::endpoint::{Dialect, DtmfMode, Endpoint};
use crate::office::Office;

/// The media of one leg.
#[derive(Debug)]
pub(crate) struct LegMedia {
    channel: ChannelId,
    local: LocalMedia,
    ours: Option<Description>,
    agreed: Option<StreamSetup>,
    sends_digits: bool,
}

impl LegMedia {
    /// Opens a port towards `remote`. `None` when there is none.
    pub(crate) fn open(
        office: &mut Office,
        channel: ChannelId,
        endpoint: &Endpoint,
        remote: IpAddr,
        behind_router: bool,
    ) -> Option<Self> {
        let (shown, bound) = office.media_addresses(endpoint, remote);
        let port = office.ports.open(channel.media(), bound)?;
        let mut local = local_media(endpoint, behind_router);
        (local.address, local.port) = (shown, port);
        local.id = office.random();
        local.version = local.id;
        let sends_digits = endpoint.dtmf != DtmfMode::None;
        Some(Self {
            channel,
            local,
            ours: None,
            agreed: None,
            sends_digits,
        })
    }

    /// Its name in the media plane.
    pub(crate) fn id(&self) -> MediaId {
        self.channel.media()
    }

    /// Puts a codec in front, if it is allowed: the one that the other side of the call speaks.
    pub(crate) fn prefer(&mut self, codecs: &[Codec]) {
        let wanted = codecs
            .iter()
            .find(|codec| self.local.codecs.contains(codec));
        if let Some(&wanted) = wanted {
            self.local.codecs.retain(|codec| *codec != wanted);
            self.local.codecs.insert(0, wanted);
        }
    }

    /// Keeps the first codec only.
    pub(crate) fn keep_preferred(&mut self) {
        self.local.codecs.truncate(1);
    }

    /// A description to offer; the same as before while nothing has changed.
    pub(crate) fn offer(&mut self) -> Description {
        let made = match &self.ours {
            None => sdp::offer(&self.local),
            Some(previous) => sdp::reoffer(&self.local, previous),
        };
        self.said(made)
    }

    /// Answers an offer.
    pub(crate) fn answer(
        &mut self,
        office: &mut Office,
        offer: &Description,
    ) -> Result<Description, OfferRefused> {
        let (made, setup) = sdp::answer(&self.local, offer)?;
        let made = self.said(made);
        self.agree(office, setup);
        Ok(made)
    }

    /// Takes the answer to our last offer.
    pub(crate) fn accept(
        &mut self,
        office: &mut Office,
        answer: &Description,
    ) -> Result<(), AnswerRefused> {
        let ours = self.ours.as_ref().ok_or(AnswerRefused::AudioDeclined)?;
        let setup = sdp::accept(&self.local, ours, answer)?;
        self.agree(office, setup);
        Ok(())
    }

    /// Whether sound can flow.
    pub(crate) fn is_agreed(&self) -> bool {
        self.agreed.is_some()
    }

    /// Whether digits go by INFO.
    pub(crate) fn digits_by_info(&self) -> bool {
        self.agreed
            .as_ref()
            .is_some_and(|setup| setup.digits == DigitTransport::Signalling)
    }

    /// Whether digits are sent at all.
    pub(crate) fn sends_digits(&self) -> bool {
        self.sends_digits
    }

    /// Notes what we say, with a higher version when it differs from before (RFC 3264 §8).
    fn said(&mut self, mut made: Description) -> Description {
        if let Some(previous) = &self.ours
            && *previous != made
        {
            self.local.version = self.local.version.wrapping_add(1);
            if let Some(origin) = &mut made.origin {
                origin.version = self.local.version.to_string();
            }
        }
        self.ours = Some(made.clone());
        made
    }

    fn agree(&mut self, office: &mut Office, setup: StreamSetup) {
        if self.agreed.as_ref() == Some(&setup) {
            return;
        }
        let codec = setup.send.1;
        let known = self.agreed.as_ref().map(|before| before.send.1);
        let media = self.id();
        office.order(MediaCommand::Negotiated {
            media,
            stream: setup.clone(),
        });
        if known != Some(codec) {
            office.tell(self.channel, Signal::Codec(codec));
        }
        let told = self.agreed.is_some() && self.digits_by_info();
        self.agreed = Some(setup);
        if self.digits_by_info() != told {
            let by_signalling = self.digits_by_info();
            office.tell(self.channel, Signal::DigitsBySignalling(by_signalling));
        }
    }
}

/// The codecs that an offer and an endpoint share, as an answer would order them.
pub(crate) fn judge(endpoint: &Endpoint, offer: &Description) -> Result<Vec<Codec>, OfferRefused> {
    let (_, setup) = sdp::answer(&local_media(endpoint, false), offer)?;
    Ok(setup.receive.into_iter().map(|(_, codec)| codec).collect())
}

fn local_media(endpoint: &Endpoint, behind_router: bool) -> LocalMedia {
    let chan_sip = endpoint.dialect == Dialect::ChanSip;
    let codecs: Vec<Codec> = endpoint.audio_codecs().collect();
    let ptime = codecs
        .first()
        .and_then(|first| endpoint.packet_ms.iter().find(|(codec, _)| codec == first))
        .and_then(|(_, ms)| u8::try_from(*ms).ok());
    let or = |text: &str, usual: &str| {
        if text.is_empty() {
            usual.to_owned()
        } else {
            text.to_owned()
        }
    };
    let nat = endpoint.nat;
    LocalMedia {
        address: IpAddr::from([0, 0, 0, 0]),
        // Only for judging; a real description has the port that was opened.
        port: 9,
        codecs,
        digits: digit_mode(endpoint.dtmf),
        ptime: ptime.unwrap_or(USUAL_PACKET_MS),
        direction: Direction::SendReceive,
        order: if chan_sip {
            AnswerOrder::Ours
        } else {
            AnswerOrder::Theirs
        },
        symmetric: nat.symmetric_rtp || nat.auto_symmetric_rtp && behind_router,
        rtcp_mux: false,
        owner: or(&endpoint.sdp_owner, "-"),
        title: or(&endpoint.sdp_session, "Starling"),
        id: 0,
        version: 0,
    }
}

fn digit_mode(mode: DtmfMode) -> DigitMode {
    match mode {
        DtmfMode::Rfc4733 => DigitMode::TelephoneEvent,
        DtmfMode::Inband => DigitMode::InBand,
        DtmfMode::Info | DtmfMode::None => DigitMode::Signalling,
        DtmfMode::Auto => DigitMode::Auto,
        DtmfMode::AutoInfo => DigitMode::AutoSignalling,
    }
}

const USUAL_PACKET_MS: u8 = 20;
