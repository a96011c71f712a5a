//! `http.conf`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use config::{OptionTable, Problem, Tree};

config::options! {
    /// The HTTP server.
    pub struct HttpOptions as "general" {
        /// Serve at all.
        enabled: bool = "no",
        /// What the server calls itself.
        servername: String = "Asterisk/21.0.0",
        /// Where it listens in the clear: an address, or an address and a port.
        bindaddr: String = "",
        /// The port in the clear.
        bindport: u16 = "8088",
        /// What all paths begin with.
        prefix: String = "",
        /// Connections at once.
        sessionlimit: u32 = "100",
        /// Milliseconds in which a request must be there.
        session_inactivity: u32 = "30000",
        /// Milliseconds that a connection may be idle between two requests.
        session_keep_alive: u32 = "15000",
        /// Serve the folder `static-http`.
        "enable_static" | "enablestatic" => enable_static: bool = "no",
        /// Serve `/httpstatus`.
        enable_status: bool = "yes",
        /// Serve through TLS as well.
        tlsenable: bool = "no",
        /// Where it listens for TLS: an address, or an address and a port.
        tlsbindaddr: String = "",
        /// The certificate, and the key where no other file has it.
        tlscertfile: String = "",
        /// The key.
        tlsprivatekey: String = "",
    }
    elsewhere: ["redirect"];
    unsupported: ["tlscipher", "tlsdisablev12"];
    ignored: ["tlsdisablev1", "tlsdisablev11", "tlsservercipherorder"];
}

/// What `http.conf` says.
#[derive(Clone, Debug, Default)]
pub struct HttpSettings {
    /// The options.
    pub options: HttpOptions,
    /// `redirect = /from /to`.
    pub redirects: Vec<(String, String)>,
}

impl HttpSettings {
    /// Reads the file.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        let Some(section) = tree.find("general") else {
            return (Self::default(), Vec::new());
        };
        let (mut options, mut problems) = HttpOptions::load(section);
        options.prefix = tidy_prefix(&options.prefix);
        let mut redirects = Vec::new();
        for entry in section.all("redirect") {
            match entry.value.split_once(char::is_whitespace) {
                Some((from, to)) if from.starts_with('/') => {
                    redirects.push((from.to_owned(), to.trim().to_owned()));
                }
                _ => problems.push(Problem::warning(
                    &entry.span,
                    "redirect wants two paths, as in: redirect = / /static/index.html",
                )),
            }
        }
        (Self { options, redirects }, problems)
    }

    /// What all paths begin with: empty, or with a slash in front and none behind.
    pub fn prefix(&self) -> &str {
        &self.options.prefix
    }

    /// Where to listen in the clear; `None` when nowhere.
    pub fn clear(&self) -> Option<SocketAddr> {
        let options = &self.options;
        // Asterisk listens nowhere when no address is given.
        let address = options.bindaddr.trim();
        (options.enabled && !address.is_empty())
            .then(|| socket_address(address, options.bindport))
            .flatten()
    }

    /// Where to listen for TLS; `None` when nowhere.
    pub fn tls(&self) -> Option<SocketAddr> {
        let options = &self.options;
        (options.enabled && options.tlsenable)
            .then(|| socket_address(&options.tlsbindaddr, DEFAULT_TLS_PORT))
            .flatten()
    }
}

fn tidy_prefix(prefix: &str) -> String {
    match prefix.trim().trim_matches('/') {
        "" => String::new(),
        name => format!("/{name}"),
    }
}

/// `address`, `address:port`, `[address]:port`; an empty one is every address of the machine.
pub(crate) fn socket_address(text: &str, port: u16) -> Option<SocketAddr> {
    let text = text.trim();
    if text.is_empty() {
        return Some((Ipv4Addr::UNSPECIFIED, port).into());
    }
    let bare = || text.trim_matches(['[', ']']).parse::<IpAddr>();
    let whole = text.parse::<SocketAddr>();
    whole.or_else(|_| bare().map(|ip| (ip, port).into())).ok()
}

const DEFAULT_TLS_PORT: u16 = 8089;
