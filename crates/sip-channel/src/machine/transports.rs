//! Our transports: what the configuration wants, what is open, and how others see it.

use std::net::SocketAddr;

use call::LogLevel;
use sip::stack::{Advertised, Listener, ListenerId};

use super::{Output, SipChannel};
use crate::settings::Settings;
use crate::transport::Transport;

impl SipChannel {
    /// Opens what is new, closes what is gone, and leaves alone what has not changed.
    pub(super) fn renew_transports(&mut self, settings: &Settings) {
        let mut wanted: Vec<&Transport> = settings.transports.iter().collect();
        let mut gone = Vec::new();
        for (id, own) in &mut self.office.listeners {
            let same = |other: &&Transport| other.kind == own.kind && other.bind == own.bind;
            match wanted.iter().position(same) {
                Some(at) => {
                    let new = wanted.remove(at);
                    // Some transports keep their settings until a restart.
                    if new.allow_reload || own.name != new.name || own.dialects != new.dialects {
                        own.clone_from(new);
                    }
                }
                None => gone.push(*id),
            }
        }
        for id in gone {
            self.office.listeners.remove(&id);
            self.office.open.remove(&id);
            let closed = sip::stack::Input::ListenerClosed(id);
            self.office.stack.handle(self.office.now, closed);
            self.office.outputs.push_back(Output::Unlisten(id));
        }
        let open: Vec<(ListenerId, SocketAddr)> = self
            .office
            .open
            .iter()
            .map(|(id, local)| (*id, *local))
            .collect();
        for (id, local) in open {
            self.announce(id, local);
        }
        for new in wanted {
            self.last_listener += 1;
            let listener = ListenerId(self.last_listener);
            self.office.listeners.insert(listener, new.clone());
            let transport = Box::new(new.clone());
            self.office.outputs.push_back(Output::Listen {
                listener,
                transport,
            });
        }
    }

    pub(super) fn opened(&mut self, id: ListenerId, local: SocketAddr) {
        if !self.office.listeners.contains_key(&id) {
            let text = format!("a transport is open at {local} that nobody asked for");
            return self.office.log(LogLevel::Warning, None, text);
        }
        self.office.open.insert(id, local);
        self.announce(id, local);
        self.names.watch(&mut self.office);
        self.watching.tick(self.office.now, &mut self.office);
        self.background_changed = true;
    }

    /// Tells the node about an open transport.
    fn announce(&mut self, id: ListenerId, local: SocketAddr) {
        let Some(own) = self.office.listeners.get(&id) else {
            return;
        };
        let host = own.external_signaling_address.trim();
        let advertised = (!host.is_empty()).then(|| Advertised {
            host: host.to_owned(),
            port: own.external_signaling_port,
            direct: own.local_nets.clone(),
        });
        let listener = Listener {
            id,
            kind: own.kind,
            local,
            advertised,
        };
        let opened = sip::stack::Input::ListenerOpened(listener);
        self.office.stack.handle(self.office.now, opened);
    }
}
