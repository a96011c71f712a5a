//! The HTTP server's sockets: opened, changed and closed with `http.conf`.

use std::net::SocketAddr;
use std::sync::Arc;

use control::http::{Http, HttpSettings, Streams};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::{Programs, listen};
use crate::tls;

/// What listens now.
#[derive(Default)]
pub(crate) struct HttpServer {
    tasks: Vec<JoinHandle<()>>,
}

impl HttpServer {
    /// Listens as the file says from now on; connections that are open stay. Tells what is wrong.
    pub(crate) fn apply(&mut self, programs: &mut Programs, settings: HttpSettings) -> Vec<String> {
        for task in self.tasks.drain(..) {
            task.abort();
        }
        let mut complaints = Vec::new();
        let (clear, secure) = (settings.clear(), settings.tls());
        let settings = Arc::new(settings);
        if let Some(at) = clear {
            let opened = self.open(programs, &settings, at, None);
            complaints.extend(opened.err());
        }
        if let Some(at) = secure {
            let opened = tls::acceptor(
                &settings.options.tlscertfile,
                &settings.options.tlsprivatekey,
            )
            .and_then(|tls| self.open(programs, &settings, at, Some(tls)));
            complaints.extend(opened.err());
        }
        complaints
    }

    fn open(
        &mut self,
        programs: &mut Programs,
        settings: &Arc<HttpSettings>,
        at: SocketAddr,
        tls: Option<TlsAcceptor>,
    ) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("HTTP on {at} is not open: {error}");
        let listener = listen::bind(at).map_err(failed)?;
        let local = listener.local_addr().map_err(failed)?;
        let tasks = programs.tasks().map_err(failed)?;
        let http = Http {
            settings: settings.clone(),
            door: programs.door(),
            feed: programs.feed(),
        };
        let (to, inbox) = mpsc::channel(1);
        let most = settings.options.sessionlimit as usize;
        self.tasks.push(tasks.spawn(async move {
            let _ = listen::accept(listener, tls, most, to).await;
        }));
        let router = control::http::router(&http);
        // Not aborted at a change: it ends by itself once its connections have.
        tasks.spawn(control::http::serve(Streams { inbox, local }, router));
        Ok(())
    }
}
