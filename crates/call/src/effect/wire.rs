//! Wires: a program's input and output, or a TCP connection, as a stream of bytes that a script reads
//! and writes. Nothing is read before a script asks for it, so a program that floods only waits.

/// Names one wire. It is the number of the effect that opens it, so that it can be closed before it
/// stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WireId(pub u64);

/// What is at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireTarget {
    /// A program; its input and output are the wire.
    Child {
        /// An absolute path.
        program: String,
        /// Behind its name.
        arguments: Vec<String>,
        /// Added to what every command sees.
        environment: Vec<(String, String)>,
    },
    /// A server.
    Tcp {
        /// A name or an address.
        host: String,
        /// Its port.
        port: u16,
    },
}

/// What a wire is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireOrder {
    /// Give a line without its end, or so many bytes when it is longer; answered with
    /// `Outcome::Read`.
    ReadLine {
        /// The longest line.
        limit: usize,
    },
    /// Send this; answered with `Outcome::Done` when the other end took it all.
    Write(Vec<u8>),
    /// Tell a program that its call is over (SIGHUP); a server is told nothing. Answered with
    /// `Outcome::Done`.
    HangUp,
    /// The end. A program that goes on is ended by force after a while. Answered with
    /// `Outcome::Done`.
    Close {
        /// Tell a program first (SIGHUP).
        hang_up: bool,
    },
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireRead {
    /// A line without its end.
    Line(Vec<u8>),
    /// There will be nothing more.
    Ended {
        /// The exit status of a program that ended by itself.
        status: Option<i32>,
    },
}
