//! What travels over the control socket (`asterisk.ctl`).
//!
//! The server greets with `host/pid/version`, as Asterisk does. A client that then says `hello` sends
//! lines (`hello 3 console`, `exec <command>`, `complete <beginning>`) and gets frames: a line
//! `<kind> <length>` and that many bytes. Whoever says anything else is taken for Asterisk's own
//! client or a shell: each text up to a NUL or line end is a command, answered in plain text, and
//! `cli quit after <command>` ends the connection.

use std::fmt;

/// The first line from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// The machine's name.
    pub host: String,
    /// The server's process id.
    pub pid: u32,
    /// The version.
    pub version: String,
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Begins a framed connection.
    Hello {
        /// Verbose text up to this level is wanted.
        verbosity: u8,
        /// Events are wanted at all.
        watching: bool,
    },
    /// Run a command.
    Execute(String),
    /// What may this line's last word become?
    Complete(String),
    /// A command of a client that does not know frames.
    Plain {
        /// The command.
        command: String,
        /// Close when it is answered.
        then_close: bool,
    },
}

/// What the server sends to a client that said `hello`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Text of an answer; more may follow.
    Output(String),
    /// Whole lines about something that happened.
    Event(String),
    /// The answer to `complete`.
    Names(Vec<String>),
    /// The answer to `exec` is complete.
    Done(Status),
}

/// How a command went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// As wanted.
    Done,
    /// It failed; the output says why.
    Failed,
    /// The exchange is still starting; ask again in a moment.
    NotYet,
    /// The console ends.
    Quit,
}

/// The other side does not keep to the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// A line or frame is longer than any may be.
    TooLong,
    /// A frame that is none of ours.
    Unknown(String),
}

impl Greeting {
    /// As it is sent, with its line end.
    pub fn encode(&self) -> String {
        format!("{}/{}/{}\n", self.host, self.pid, self.version)
    }

    /// Reads the line.
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.trim_end().splitn(3, '/');
        let (host, pid, version) = (parts.next()?, parts.next()?, parts.next()?);
        let (host, pid, version) = (host.to_owned(), pid.parse().ok()?, version.to_owned());
        Some(Self { host, pid, version })
    }
}

impl Request {
    /// As it is sent.
    pub fn encode(&self) -> String {
        let one_line = |text: &str| text.replace(['\n', '\r', '\0'], " ");
        match self {
            Self::Hello {
                verbosity,
                watching,
            } => {
                let kind = if *watching { "console" } else { "once" };
                format!("hello {verbosity} {kind}\n")
            }
            Self::Execute(text) => format!("exec {}\n", one_line(text)),
            Self::Complete(text) => format!("complete {}\n", one_line(text)),
            Self::Plain {
                command,
                then_close: true,
            } => {
                format!("cli quit after {}\0", one_line(command))
            }
            Self::Plain {
                command,
                then_close: false,
            } => format!("{}\0", one_line(command)),
        }
    }

    fn parse_line(line: &str) -> Option<Self> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "hello" => {
                let (verbosity, kind) = rest.split_once(' ')?;
                let watching = match kind {
                    "console" => true,
                    "once" => false,
                    _ => return None,
                };
                Some(Self::Hello {
                    verbosity: verbosity.parse().ok()?,
                    watching,
                })
            }
            "exec" => Some(Self::Execute(rest.to_owned())),
            "complete" => Some(Self::Complete(rest.to_owned())),
            _ => None,
        }
    }

    fn parse_plain(text: &str) -> Self {
        let text = text.trim();
        let (command, then_close) = match text.strip_prefix(QUIT_AFTER) {
            Some(command) => (command, true),
            None => (text, false),
        };
        Self::Plain {
            command: command.to_owned(),
            then_close,
        }
    }
}

impl Frame {
    /// As it is sent. Long output becomes several frames.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Output(text) => in_pieces("output", text),
            Self::Event(text) => in_pieces("event", text),
            Self::Names(names) => in_pieces("names", &within(names)),
            Self::Done(status) => one_frame("done", status.word()),
        }
    }

    fn decode(kind: &str, payload: &[u8]) -> Result<Self, WireFault> {
        let text = String::from_utf8_lossy(payload).into_owned();
        match kind {
            "output" => Ok(Self::Output(text)),
            "event" => Ok(Self::Event(text)),
            "names" => Ok(Self::Names(text.lines().map(str::to_owned).collect())),
            "done" => {
                let status = Status::ALL.iter().find(|status| status.word() == text);
                status
                    .map(|status| Self::Done(*status))
                    .ok_or(WireFault::Unknown(text))
            }
            _ => Err(WireFault::Unknown(kind.to_owned())),
        }
    }
}

impl Status {
    const ALL: [Self; 4] = [Self::Done, Self::Failed, Self::NotYet, Self::Quit];

    fn word(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::Failed => "failed",
            Self::NotYet => "later",
            Self::Quit => "quit",
        }
    }
}

/// Requests out of the bytes that a client sends.
#[derive(Clone, Debug, Default)]
pub struct RequestReader {
    bytes: Vec<u8>,
    manner: Manner,
}

/// How the client speaks; its first words tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Manner {
    #[default]
    Unknown,
    Framed,
    Plain,
}

impl RequestReader {
    /// Takes bytes from the socket.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole request.
    ///
    /// # Errors
    /// The client sends what no client of ours does; close the connection.
    pub fn next_request(&mut self) -> Result<Option<Request>, WireFault> {
        let Some(end) = self.bytes.iter().position(|byte| matches!(byte, b'\n' | 0)) else {
            let too_long = self.bytes.len() > LONGEST_LINE;
            return if too_long {
                Err(WireFault::TooLong)
            } else {
                Ok(None)
            };
        };
        if end > LONGEST_LINE {
            return Err(WireFault::TooLong);
        }
        let line: Vec<u8> = self.bytes.drain(..=end).collect();
        self.understand(&line[..end]).map(Some)
    }

    /// What stands there when the client has stopped sending, if it is a whole command by then.
    pub fn rest(&mut self) -> Option<Request> {
        let line = std::mem::take(&mut self.bytes);
        let blank = line.iter().all(u8::is_ascii_whitespace);
        if blank || line.len() > LONGEST_LINE {
            None
        } else {
            self.understand(&line).ok()
        }
    }

    fn understand(&mut self, line: &[u8]) -> Result<Request, WireFault> {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if self.manner == Manner::Unknown {
            let framed = matches!(Request::parse_line(line), Some(Request::Hello { .. }));
            self.manner = if framed {
                Manner::Framed
            } else {
                Manner::Plain
            };
        }
        match self.manner {
            Manner::Framed => {
                let unknown = || WireFault::Unknown(line.chars().take(40).collect());
                Request::parse_line(line).ok_or_else(unknown)
            }
            Manner::Plain | Manner::Unknown => Ok(Request::parse_plain(line)),
        }
    }
}

/// The greeting and then frames out of the bytes that a server sends.
#[derive(Clone, Debug, Default)]
pub struct FrameReader {
    bytes: Vec<u8>,
}

impl FrameReader {
    /// Takes bytes from the socket.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The greeting, once it is there. Frames follow.
    ///
    /// # Errors
    /// This is no server of ours.
    pub fn greeting(&mut self) -> Result<Option<Greeting>, WireFault> {
        let Some(line) = self.line(LONGEST_LINE)? else {
            return Ok(None);
        };
        let unknown = || WireFault::Unknown(line.chars().take(40).collect());
        Greeting::parse(&line).map(Some).ok_or_else(unknown)
    }

    /// The next whole frame.
    ///
    /// # Errors
    /// The server does not keep to the protocol.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, WireFault> {
        let Some(end) = self
            .bytes
            .iter()
            .take(LONGEST_HEADER + 1)
            .position(|b| *b == b'\n')
        else {
            let too_long = self.bytes.len() > LONGEST_HEADER;
            return if too_long {
                Err(WireFault::TooLong)
            } else {
                Ok(None)
            };
        };
        let header = String::from_utf8_lossy(&self.bytes[..end]).into_owned();
        let unknown = || WireFault::Unknown(header.clone());
        let (kind, length) = header.split_once(' ').ok_or_else(unknown)?;
        let length: usize = length.parse().map_err(|_| unknown())?;
        if length > LONGEST_FRAME {
            return Err(WireFault::TooLong);
        }
        let whole = end + 1 + length;
        if self.bytes.len() < whole {
            return Ok(None);
        }
        let frame = Frame::decode(kind, &self.bytes[end + 1..whole])?;
        self.bytes.drain(..whole);
        Ok(Some(frame))
    }

    fn line(&mut self, longest: usize) -> Result<Option<String>, WireFault> {
        let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') else {
            let too_long = self.bytes.len() > longest;
            return if too_long {
                Err(WireFault::TooLong)
            } else {
                Ok(None)
            };
        };
        let line: Vec<u8> = self.bytes.drain(..=end).collect();
        Ok(Some(String::from_utf8_lossy(&line[..end]).into_owned()))
    }
}

impl fmt::Display for WireFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the other side sends endless lines"),
            Self::Unknown(what) => {
                write!(f, "the other side says '{what}', which means nothing here")
            }
        }
    }
}

impl std::error::Error for WireFault {}

fn in_pieces(kind: &str, text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    loop {
        let cut = rest.floor_char_boundary(LONGEST_FRAME);
        let (piece, more) = rest.split_at(cut);
        bytes.extend(one_frame(kind, piece));
        if more.is_empty() {
            return bytes;
        }
        rest = more;
    }
}

fn one_frame(kind: &str, payload: &str) -> Vec<u8> {
    let mut bytes = format!("{kind} {}\n", payload.len()).into_bytes();
    bytes.extend_from_slice(payload.as_bytes());
    bytes
}

/// As many names as one frame holds.
fn within(names: &[String]) -> String {
    let mut text = String::new();
    for name in names {
        if text.len() + name.len() + 1 > LONGEST_FRAME {
            break;
        }
        text.push_str(&name.replace('\n', " "));
        text.push('\n');
    }
    text
}

const QUIT_AFTER: &str = "cli quit after ";
/// Bytes of a request.
const LONGEST_LINE: usize = 8 * 1024;
/// Bytes of a frame's first line.
const LONGEST_HEADER: usize = 32;
/// Bytes of a frame's content.
const LONGEST_FRAME: usize = 64 * 1024;

#[cfg(test)]
mod tests;
