//! What the house is built from: SIP, the ports of media, the database.

use std::cell::RefCell;
use std::net::IpAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use call::{ChannelIds, Event, LogLevel, Switchboard, WallClock};
use media::control::{MediaCommand, MediaId};
use services::Database;
use sip_channel::{MediaPorts, SipChannel};

use crate::clock;
use crate::directories::Installation;
use crate::load::Configuration;
use crate::log::Logger;
use crate::media_thread::MediaLink;
use crate::net::addresses::KernelRoutes;
use crate::net::rtp_ports::RtpPorts;
use crate::store::Store;

/// SIP, with the registrations that were stored.
pub(super) fn new_sip(
    now: Instant,
    configuration: &Configuration,
    ids: ChannelIds,
    opener: Opener,
    database: &Database,
) -> SipChannel {
    let mut sip = SipChannel::new(sip_channel::Parts {
        now,
        wall: WallClock::new(now, clock::since_epoch()),
        settings: configuration.sip.clone(),
        ids,
        ports: Box::new(opener),
        local: Box::new(KernelRoutes::new()),
        seed: clock::random_seeds(),
    });
    let rows = database.rows_below("", "");
    sip.restore(
        now,
        rows.iter()
            .map(|(f, k, v)| (f.as_str(), k.as_str(), v.as_str())),
    );
    sip
}

/// The switchboard with all globals.
pub(super) fn new_switchboard(
    now: Instant,
    configuration: &Configuration,
    ids: &ChannelIds,
) -> Switchboard {
    let mut switchboard = Switchboard::new(
        now,
        WallClock::new(now, clock::since_epoch()),
        configuration.registry.clone(),
        configuration.switchboard.clone(),
        configuration.dialplan.clone(),
        ids.clone(),
        clock::random_seed(),
    );
    for (name, value) in &configuration.globals {
        switchboard.set_global(name, value);
    }
    switchboard
}

/// The database of `DB()` and of registrations.
pub(super) fn open_store(
    installation: &Installation,
    log: &mut Logger,
) -> (Store, crate::store::Rows) {
    let folder = Path::new(&installation.directories.database);
    match Store::open(folder) {
        Ok(opened) => opened,
        Err(error) => {
            let text = format!(
                "the database in {} cannot be used ({error}); registrations and DB() are forgotten at \
                 the end",
                folder.display()
            );
            log.event(
                &Event::Log {
                    level: LogLevel::Error,
                    channel: None,
                    text,
                },
                0,
            );
            (Store::forgetful(), Vec::new())
        }
    }
}

/// Opens media ports at once, for an offer must carry the number.
pub(super) struct Opener {
    pub(super) ports: Rc<RefCell<RtpPorts>>,
    pub(super) media: MediaLink,
}

impl Opener {
    /// On these ports, for this media plane.
    pub(super) fn new(ports: &Rc<RefCell<RtpPorts>>, media: &MediaLink) -> Self {
        Self {
            ports: ports.clone(),
            media: media.clone(),
        }
    }
}

impl MediaPorts for Opener {
    fn open(&mut self, media: MediaId, address: IpAddr) -> Option<u16> {
        let (port, pair) = self.ports.borrow_mut().open(address)?;
        self.media.open(media, pair);
        Some(port)
    }

    fn close(&mut self, media: MediaId) {
        self.media.order(MediaCommand::Close { media });
    }
}
