//! Transports that could not be opened: who has the port, and another try every few seconds.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip::header::Transport;
use sip::stack::ListenerId;

use crate::house::House;
use crate::net::port_owner::port_owner;

/// Transports that wait for their port.
#[derive(Default)]
pub(crate) struct Unopened {
    waiting: Vec<Waiting>,
    again: Option<Instant>,
}

struct Waiting {
    listener: ListenerId,
    kind: Transport,
    at: SocketAddr,
}

impl Unopened {
    /// When to try again.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.again
    }

    /// Nobody wants this transport any more.
    pub(crate) fn forget(&mut self, listener: ListenerId) {
        self.waiting.retain(|one| one.listener != listener);
        if self.waiting.is_empty() {
            self.again = None;
        }
    }
}

impl House {
    /// Opens a transport, now or as soon as its port is free.
    pub(crate) fn listen(
        &mut self,
        now: Instant,
        listener: ListenerId,
        kind: Transport,
        at: SocketAddr,
    ) {
        let name = kind.as_param();
        match self.doors.sockets.listen(listener, kind, at) {
            Ok(local) => self.opened(now, listener, local),
            Err(error) => {
                let what = format!("SIP over {name} on {at} is not open: {error}");
                if error.kind() == io::ErrorKind::Unsupported {
                    self.complain(what);
                    return;
                }
                let advice = advice(&error, kind, at);
                self.complain(format!("{what}. {advice}"));
                let one = Waiting { listener, kind, at };
                self.unopened.waiting.push(one);
                self.unopened.again.get_or_insert(now + PAUSE);
            }
        }
    }

    /// Tries again what is not open.
    pub(crate) fn try_to_listen(&mut self, now: Instant) {
        if self.unopened.again.is_none_or(|at| at > now) {
            return;
        }
        for one in std::mem::take(&mut self.unopened.waiting) {
            let Waiting { listener, kind, at } = one;
            match self.doors.sockets.listen(listener, kind, at) {
                Ok(local) => {
                    self.notice(format!("SIP over {} on {at} is open now", kind.as_param()));
                    self.opened(now, listener, local);
                }
                Err(_) => self.unopened.waiting.push(one),
            }
        }
        let more = !self.unopened.waiting.is_empty();
        self.unopened.again = more.then(|| now + PAUSE);
    }

    fn opened(&mut self, now: Instant, listener: ListenerId, local: SocketAddr) {
        let input = sip_channel::Input::Opened { listener, local };
        self.sip.handle(now, input);
    }
}

/// What an administrator can do.
fn advice(error: &io::Error, kind: Transport, at: SocketAddr) -> String {
    let again = "it opens by itself as soon as that is possible";
    match error.kind() {
        io::ErrorKind::AddrInUse => match port_owner(kind, at) {
            Some(owner) => format!("{owner} has this port: stop it, or bind another; {again}"),
            None => format!("Another program has this port: stop it, or bind another; {again}"),
        },
        io::ErrorKind::AddrNotAvailable => {
            format!("No interface of this machine has that address yet; {again}")
        }
        io::ErrorKind::PermissionDenied => {
            format!("Ports below 1024 need the right to bind them; {again}")
        }
        _ => format!("Trying again; {again}"),
    }
}

const PAUSE: Duration = Duration::from_secs(2);
