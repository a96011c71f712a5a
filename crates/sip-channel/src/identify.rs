//! Whose request is this? Each dialect has its own order of ways from a request to an endpoint.

mod chan_sip;
mod pjsip;
#[cfg(test)]
pub(crate) mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use sip::header::Transport;
use sip::message::Request;

use crate::contact::Contacts;
use crate::endpoint::{Dialect, Endpoint};
use crate::settings::Settings;

/// A request on its way to an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The request.
    pub request: &'a Request,
    /// Where it came from.
    pub source: SocketAddr,
    /// How it came.
    pub kind: Transport,
    /// The transport of ours that it came by; all of the kind when it is not known.
    pub transport: Option<&'a crate::transport::Transport>,
}

/// Whose request it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Identified {
    /// This endpoint's, if it can prove it.
    Endpoint(Arc<Endpoint>),
    /// A stranger's, who may call with this profile.
    Guest(Arc<Endpoint>),
    /// Nobody's: answer it as one whose password is wrong, in this dialect's manner.
    Unknown(Dialect),
    /// An endpoint's, or anyone's, whose address is not let in: 403.
    Forbidden(Dialect),
}

impl Settings {
    /// Whose request it is. Where both dialects listen, `pjsip.conf` comes first; a guest of
    /// `sip.conf` is let in only when nobody knows the request.
    pub fn identify(&self, incoming: &Incoming<'_>, contacts: &Contacts) -> Identified {
        let serves = |dialect| incoming.transport.is_none_or(|one| one.serves(dialect));
        let pjsip = self.pjsip.as_ref().filter(|_| serves(Dialect::Pjsip));
        let chan_sip = self.chan_sip.as_ref().filter(|_| serves(Dialect::ChanSip));
        let first = pjsip.map(|global| pjsip::identify(self, global, incoming, contacts));
        match (first, chan_sip) {
            (Some(Identified::Unknown(_)) | None, Some(general)) => {
                match chan_sip::identify(self, general, incoming, contacts) {
                    Identified::Unknown(_) if pjsip.is_some() => {
                        Identified::Unknown(Dialect::Pjsip)
                    }
                    found => found,
                }
            }
            (Some(found), _) => found,
            (None, None) => Identified::Unknown(Dialect::ChanSip),
        }
    }

    /// The host names whose addresses identification and calls need: name, port when one is written,
    /// and whether SRV records are asked for. Report them with [`Contacts::note_host`].
    pub fn host_names(&self) -> Vec<(String, Option<u16>, bool)> {
        let srv = self
            .chan_sip
            .as_ref()
            .is_some_and(|general| general.srv_lookup);
        let devices = self
            .endpoints(Dialect::ChanSip)
            .filter_map(|one| one.static_host.as_ref());
        let devices =
            devices.map(|fixed| (fixed.host.clone(), fixed.port, srv && fixed.port.is_none()));
        let identifies = self.identifies.iter().flat_map(|identify| {
            identify
                .hosts
                .iter()
                .map(move |host| (host.clone(), None, identify.srv_lookups))
        });
        let mut names: Vec<_> = devices.chain(identifies).collect();
        names.retain(|(host, ..)| host.parse::<std::net::IpAddr>().is_err());
        names.sort();
        names.dedup();
        names
    }
}
