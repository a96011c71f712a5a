//! Asks web servers, each request on a thread that has nothing else to do meanwhile.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use call::{HttpAnswer, HttpOrder, Outcome};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy, RequestExt, http};

use crate::clock;

type Reply = Box<dyn FnOnce(Outcome) + Send>;

/// The threads and what they have to do.
#[derive(Clone)]
pub(crate) struct HttpClient {
    shared: Arc<Shared>,
}

struct Shared {
    agent: Agent,
    /// The machine's certificates, read when they are needed first.
    roots: Mutex<Option<RootCerts>>,
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    orders: VecDeque<(HttpOrder, Instant, Reply)>,
    workers: usize,
    idle: usize,
}

impl HttpClient {
    /// Nobody is asked yet.
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections_per_host(4)
            .build();
        let shared = Shared {
            agent: config.new_agent(),
            roots: Mutex::new(None),
            state: Mutex::default(),
            bell: Condvar::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Asks; `done` gets the answer, or why there is none.
    pub(crate) fn perform(&self, order: HttpOrder, done: impl FnOnce(Outcome) + Send + 'static) {
        let until = clock::now() + order.limit;
        let mut state = lock(&self.shared.state);
        if state.orders.len() >= MOST_WAITING {
            drop(state);
            return done(Outcome::Failed(format!(
                "{MOST_WAITING} requests wait already"
            )));
        }
        state.orders.push_back((order, until, Box::new(done)));
        let wants_worker = state.idle < state.orders.len() && state.workers < MOST_AT_ONCE;
        if wants_worker {
            state.workers += 1;
        }
        drop(state);
        self.shared.bell.notify_one();
        if wants_worker {
            let shared = self.shared.clone();
            let thread = std::thread::Builder::new().name("http-client".to_owned());
            if thread.spawn(move || work(&shared)).is_err() {
                self.no_thread();
            }
        }
    }

    /// Without any thread nobody would ever answer.
    fn no_thread(&self) {
        let mut state = lock(&self.shared.state);
        state.workers -= 1;
        if state.workers == 0 {
            let orders: Vec<_> = state.orders.drain(..).collect();
            drop(state);
            for (_, _, done) in orders {
                done(Outcome::Failed("there is no thread for it".to_owned()));
            }
        }
    }
}

fn work(shared: &Shared) {
    while let Some((order, until, done)) = next(shared) {
        let left = until.saturating_duration_since(clock::now());
        let outcome = if left.is_zero() {
            Outcome::Failed("it waited too long for others".to_owned())
        } else {
            ask(shared, order, left).unwrap_or_else(Outcome::Failed)
        };
        done(outcome);
    }
}

fn next(shared: &Shared) -> Option<(HttpOrder, Instant, Reply)> {
    let mut state = lock(&shared.state);
    loop {
        if let Some(order) = state.orders.pop_front() {
            return Some(order);
        }
        state.idle += 1;
        let waited = shared.bell.wait_timeout(state, IDLE);
        let (again, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        state = again;
        state.idle -= 1;
        if waited.timed_out() && state.orders.is_empty() {
            state.workers -= 1;
            return None;
        }
    }
}

fn ask(shared: &Shared, order: HttpOrder, limit: Duration) -> Result<Outcome, String> {
    let mut request = http::Request::builder()
        .method(order.method.as_str())
        .uri(&order.url);
    for (name, value) in &order.headers {
        request = request.header(name, value);
    }
    let tls = if order.verify && order.url.to_ascii_lowercase().starts_with("https:") {
        TlsConfig::builder().root_certs(roots(shared)).build()
    } else {
        TlsConfig::builder()
            .disable_verification(!order.verify)
            .build()
    };
    let proxy = order.proxy.as_deref().map(Proxy::new).transpose();
    let proxy = proxy.map_err(|error| error.to_string())?;
    macro_rules! run {
        ($body:expr) => {
            request
                .body($body)
                .map_err(|error| error.to_string())?
                .with_agent(&shared.agent)
                .configure()
                .timeout_global(Some(limit))
                .timeout_connect(Some(order.connect_limit.min(limit)))
                .max_redirects(order.most_redirects)
                .max_redirects_will_error(false)
                .allow_non_standard_methods(true)
                .tls_config(tls)
                .proxy(proxy)
                .run()
        };
    }
    let answered = match order.body {
        Some(body) => run!(body),
        None => run!(()),
    };
    let mut response = answered.map_err(|error| error.to_string())?;
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value)));
    let (status, headers) = (response.status().as_u16(), headers.collect());
    let most = u64::try_from(order.most_bytes).unwrap_or(u64::MAX);
    let mut body = Vec::new();
    let reader = response.body_mut().as_reader();
    reader
        .take(most)
        .read_to_end(&mut body)
        .map_err(|error| error.to_string())?;
    Ok(Outcome::Http(HttpAnswer {
        status,
        headers,
        body,
    }))
}

/// Whom this machine trusts; without such a list, the one that browsers have.
fn roots(shared: &Shared) -> RootCerts {
    let mut known = lock(&shared.roots);
    let roots = known.get_or_insert_with(|| {
        let found = rustls_native_certs::load_native_certs().certs;
        let found: Vec<_> = found
            .iter()
            .map(|der| Certificate::from_der(der).to_owned())
            .collect();
        if found.is_empty() {
            RootCerts::WebPki
        } else {
            RootCerts::new_with_certs(&found)
        }
    });
    roots.clone()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const MOST_WAITING: usize = 1_000;
const MOST_AT_ONCE: usize = 32;
const IDLE: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests;
