//! Media ports that are numbers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;

use media::control::MediaId;
use sip_channel::MediaPorts;

/// Which ports are open, and whose they are.
#[derive(Default)]
pub(crate) struct Ports {
    pub(crate) open: BTreeMap<MediaId, u16>,
    /// Opened since the worker was told.
    pub(crate) fresh: Vec<(MediaId, u16)>,
    /// Given back without a word to the worker.
    pub(crate) forgotten: Vec<MediaId>,
}

/// Opens ports for the legs.
pub(crate) struct Opener(pub(crate) Rc<RefCell<Ports>>);

impl MediaPorts for Opener {
    fn open(&mut self, media: MediaId, _: IpAddr) -> Option<u16> {
        let mut ports = self.0.borrow_mut();
        let taken: Vec<u16> = ports.open.values().copied().collect();
        let port = (FIRST..LAST)
            .step_by(2)
            .find(|port| !taken.contains(port))?;
        ports.open.insert(media, port);
        ports.fresh.push((media, port));
        Some(port)
    }

    fn close(&mut self, media: MediaId) {
        let mut ports = self.0.borrow_mut();
        ports.open.remove(&media);
        ports.forgotten.push(media);
    }
}

const FIRST: u16 = 10_000;
const LAST: u16 = 20_000;
