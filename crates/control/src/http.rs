//! The HTTP server: `http.conf`, who serves which path, and the streams it is handed.

mod settings;
mod status;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use crate::programs::{Door, Feed};

pub(crate) use settings::socket_address;
pub use settings::{HttpOptions, HttpSettings};

/// A connection, in the clear or through TLS.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What every page may use.
#[derive(Clone)]
pub struct Http {
    /// `http.conf`.
    pub settings: Arc<HttpSettings>,
    /// The way to the exchange.
    pub door: Door,
    /// What happens there.
    pub feed: Feed,
}

/// Everything that is served, below the prefix.
pub fn router(http: &Http) -> Router {
    let settings = &http.settings;
    let mut pages = Router::new();
    if settings.options.enable_status {
        pages = pages.route("/httpstatus", get(status::page));
    }
    let mut pages = pages.with_state(http.clone());
    for (from, to) in &settings.redirects {
        let to = format!("{}{to}", settings.prefix());
        let answer = move || {
            let to = to.clone();
            async move { Redirect::to(&to) }
        };
        pages = pages.route(from, get(answer));
    }
    match settings.prefix() {
        "" => pages,
        prefix => Router::new().nest(prefix, pages),
    }
}

/// Serves connections until whoever hands them over is gone.
pub async fn serve(streams: Streams, router: Router) {
    let service = router.into_make_service();
    // It ends with an error only where its listener does; ours never does.
    let _ = axum::serve(streams, service).await;
}

/// Connections, as they come.
pub struct Streams {
    /// Where they come from.
    pub inbox: mpsc::Receiver<(Box<dyn Stream>, SocketAddr)>,
    /// Where they were accepted.
    pub local: SocketAddr,
}

impl axum::serve::Listener for Streams {
    type Io = Box<dyn Stream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.inbox.recv().await {
            Some(next) => next,
            // Nobody hands over streams any more; the task is dropped soon.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.local)
    }
}
