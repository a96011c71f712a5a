//! Consoles that connect to the control socket (`asterisk.ctl`).

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use control::cli::{Connection, Exchange, LogStamp};
use mio::net::{UnixListener, UnixStream};
use mio::{Interest, Registry, Token};

use crate::directories::Installation;
use crate::house::House;

/// The control socket and who is connected to it.
pub(crate) struct ConsoleServer {
    registry: Registry,
    listener: UnixListener,
    path: PathBuf,
    consoles: HashMap<Token, Console>,
    next: usize,
}

struct Console {
    stream: UnixStream,
    connection: Connection,
    /// Nothing more is read from it.
    ended: bool,
}

impl ConsoleServer {
    /// Opens the control socket. A socket that a dead process left behind is replaced.
    pub(crate) fn open(installation: &Installation, registry: Registry) -> io::Result<Self> {
        let path = installation.control_socket();
        let _ = std::fs::remove_file(&path);
        let mut listener = UnixListener::bind(&path).map_err(|error| {
            let text = format!(
                "the control socket {} cannot be opened: {error}",
                path.display()
            );
            io::Error::new(error.kind(), text)
        })?;
        allow(&path, &installation.control.permissions);
        registry.register(&mut listener, Token(LISTENER), Interest::READABLE)?;
        Ok(Self {
            registry,
            listener,
            path,
            consoles: HashMap::new(),
            next: LISTENER + 1,
        })
    }

    /// Is this token one of ours?
    pub(crate) fn owns(&self, token: Token) -> bool {
        token.0 == LISTENER || self.consoles.contains_key(&token)
    }

    /// Accepts, reads, answers.
    pub(crate) fn ready(&mut self, token: Token, house: &mut House) {
        if token.0 == LISTENER {
            return self.accept(house);
        }
        if let Some(console) = self.consoles.get_mut(&token) {
            console.read(house);
        }
        self.settle(house);
    }

    /// Shows the events that happened since the last time.
    pub(crate) fn show(&mut self, house: &mut House) {
        let events = house.take_told();
        if events.is_empty() || self.consoles.is_empty() {
            return;
        }
        let log = &mut house.doors.log;
        let date = log.date().to_owned();
        for event in &events {
            let stamp = LogStamp {
                date: &date,
                pid: std::process::id(),
                call: log.call_of(event),
            };
            for console in self.consoles.values_mut() {
                console.connection.show(event, &stamp);
            }
        }
        self.settle(house);
    }

    /// Answers those who waited for this reading of the files.
    pub(crate) fn resume(&mut self, reading: u64, house: &mut House) {
        for console in self.consoles.values_mut() {
            console.connection.resume(house, reading);
        }
    }

    /// Takes up again what was sent meanwhile by those who had to wait.
    pub(crate) fn read_on(&mut self, house: &mut House) {
        for console in self.consoles.values_mut() {
            if !console.connection.is_held() {
                console.connection.received(house, &[]);
                console.read(house);
            }
        }
        self.settle(house);
    }

    /// Writes what waits, for a last time, and removes the socket.
    pub(crate) fn close(mut self) {
        for console in self.consoles.values_mut() {
            console.write();
        }
        let _ = std::fs::remove_file(&self.path);
    }

    fn accept(&mut self, house: &mut House) {
        while let Ok((mut stream, _)) = self.listener.accept() {
            if self.consoles.len() >= MOST_CONSOLES {
                continue;
            }
            let token = Token(self.next);
            self.next = if self.next + 1 < LAST {
                self.next + 1
            } else {
                LISTENER + 1
            };
            let both = Interest::READABLE | Interest::WRITABLE;
            if self.consoles.contains_key(&token)
                || self.registry.register(&mut stream, token, both).is_err()
            {
                continue;
            }
            let connection = Connection::new(&house.facts());
            self.consoles.insert(
                token,
                Console {
                    stream,
                    connection,
                    ended: false,
                },
            );
        }
        self.settle(house);
    }

    /// Writes what can be written, forgets who is gone, and makes no more verbose text than anybody
    /// wants.
    fn settle(&mut self, house: &mut House) {
        for console in self.consoles.values_mut() {
            console.write();
        }
        self.consoles.retain(|_, console| !console.is_gone());
        let wanted = self
            .consoles
            .values()
            .filter_map(|c| c.connection.verbosity())
            .max();
        house.set_watched_verbosity(wanted.unwrap_or(0));
    }
}

impl Console {
    fn read(&mut self, house: &mut House) {
        let mut buffer = [0; 4096];
        while !self.ended && !self.connection.is_held() {
            match self.stream.read(&mut buffer) {
                Ok(0) => {
                    self.connection.ended(house);
                    self.ended = true;
                }
                Ok(length) => self.connection.received(house, &buffer[..length]),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.ended = true,
            }
        }
    }

    fn write(&mut self) {
        while !self.connection.outgoing().is_empty() {
            match self.stream.write(self.connection.outgoing()) {
                Ok(0) => return,
                Ok(count) => self.connection.sent(count),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(_) => {
                    let unsent = self.connection.outgoing().len();
                    self.connection.sent(unsent);
                    self.ended = true;
                }
            }
        }
    }

    fn is_gone(&self) -> bool {
        (self.ended || self.connection.is_over())
            && !self.connection.is_held()
            && self.connection.outgoing().is_empty()
    }
}

/// `astctlpermissions`, in octal.
fn allow(path: &Path, permissions: &str) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(mode) = u32::from_str_radix(permissions.trim(), 8) {
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    }
}

/// Our tokens: the listener's, then one a console, below those of SIP's sockets.
const LISTENER: usize = 1;
const LAST: usize = crate::net::sip_sockets::FIRST_TOKEN;
const MOST_CONSOLES: usize = 200;
