//! The least that relaying can cost: a process of one thread and one socket that waits for a
//! packet, looks up by its SSRC where it goes, and sends it there. No port for each leg, no RTP
//! rules, no clock. An exchange cannot be this; it is what the same packets cost the kernel.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};

use crate::bench::BARE_RELAY;
use crate::bench::streams::ssrc;
use crate::bench::usage::Usage;
use crate::bench::wire::EXCHANGE;
use crate::say;

/// The relay as a process of its own, so that its processor time can be told from the generator's.
pub(super) struct BareRelay {
    child: Child,
    pub(super) address: SocketAddr,
}

impl BareRelay {
    /// Starts one between the callers' and the phones' sockets.
    pub(super) fn start(callers: &[SocketAddr], phones: &[SocketAddr]) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("the bare relay does not start: {error}");
        let child = Command::new(std::env::current_exe().map_err(told)?)
            .args(["bench", BARE_RELAY, &joined(callers), &joined(phones)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(told)?;
        let mut relay = Self {
            child,
            address: SocketAddr::from((EXCHANGE, 0)),
        };
        let mut line = String::new();
        if let Some(output) = relay.child.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(told)?;
        }
        relay.address = line
            .trim()
            .parse()
            .map_err(|_| "the bare relay did not say where it is".to_owned())?;
        Ok(relay)
    }

    pub(super) fn usage(&self) -> Result<Usage, String> {
        Usage::of(self.child.id()).ok_or_else(|| "the bare relay is gone".to_owned())
    }
}

impl Drop for BareRelay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The child's life: until nobody holds its input any more.
pub(super) fn run(words: &[&str]) -> bool {
    let [callers, phones] = words else {
        return false;
    };
    let sides = [addresses(callers), addresses(phones)];
    if sides.iter().any(Vec::is_empty) {
        return false;
    }
    let Ok(socket) = UdpSocket::bind((EXCHANGE, 0)) else {
        return false;
    };
    let Ok(address) = socket.local_addr() else {
        return false;
    };
    say(&address.to_string());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    relay(&socket, &sides)
}

/// Legs with even SSRCs are callers, those with odd ones the phones they talk to.
pub(super) fn relay(socket: &UdpSocket, sides: &[Vec<SocketAddr>; 2]) -> bool {
    let mut buffer = [0; 2048];
    loop {
        let Ok(length) = socket.recv(&mut buffer) else {
            return false;
        };
        if let Some(from) = ssrc(&buffer[..length]) {
            let there = &sides[(from & 1 ^ 1) as usize];
            let to = there[(from >> 1) as usize % there.len()];
            let _ = socket.send_to(&buffer[..length], to);
        }
    }
}

fn joined(addresses: &[SocketAddr]) -> String {
    let texts: Vec<String> = addresses.iter().map(SocketAddr::to_string).collect();
    texts.join(",")
}

pub(super) fn addresses(text: &str) -> Vec<SocketAddr> {
    text.split(',')
        .filter_map(|word| word.parse().ok())
        .collect()
}
