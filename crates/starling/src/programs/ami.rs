//! The manager interface's sockets: opened, changed and closed with `manager.conf`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use control::ami::{Ami, AmiSettings, Outside, attend};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::{Programs, listen};
use crate::{clock, tls};

/// What listens now.
#[derive(Default)]
pub(crate) struct AmiServer {
    tasks: Vec<JoinHandle<()>>,
}

impl AmiServer {
    /// Listens as the file says from now on; connections that are open stay as they are. Tells what
    /// is wrong.
    pub(crate) fn apply(&mut self, programs: &mut Programs, settings: AmiSettings) -> Vec<String> {
        for task in self.tasks.drain(..) {
            task.abort();
        }
        let (clear, secure) = (settings.clear(), settings.tls());
        let outside = Outside {
            random: clock::random_seed,
            since_epoch: clock::since_epoch,
        };
        let ami = Ami {
            settings: Arc::new(settings),
            door: programs.door(),
            feed: programs.feed(),
            strangers: Arc::new(AtomicUsize::new(0)),
            outside,
        };
        let mut complaints = Vec::new();
        if let Some(at) = clear {
            complaints.extend(self.open(programs, &ami, at, None).err());
        }
        if let Some(at) = secure {
            let options = &ami.settings.options;
            let opened = tls::acceptor(&options.tlscertfile, &options.tlsprivatekey)
                .and_then(|tls| self.open(programs, &ami, at, Some(tls)));
            complaints.extend(opened.err());
        }
        complaints
    }

    fn open(
        &mut self,
        programs: &mut Programs,
        ami: &Ami,
        at: SocketAddr,
        tls: Option<TlsAcceptor>,
    ) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("AMI on {at} is not open: {error}");
        let listener = listen::bind(at).map_err(failed)?;
        let tasks = programs.tasks().map_err(failed)?;
        let (to, mut inbox) = mpsc::channel(1);
        self.tasks.push(tasks.spawn(async move {
            let _ = listen::accept(listener, tls, MOST_CONNECTIONS, to).await;
        }));
        let ami = ami.clone();
        // Not aborted at a change: it ends with the task that hands it connections.
        tasks.spawn(async move {
            while let Some((stream, from)) = inbox.recv().await {
                tokio::spawn(attend(ami.clone(), stream, from));
            }
        });
        Ok(())
    }
}

const MOST_CONNECTIONS: usize = 1_000;
