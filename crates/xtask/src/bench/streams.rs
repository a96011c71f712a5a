//! RTP from and to every leg: one packet each 20 ms, the legs spread evenly over that time.
//!
//! A packet carries the moment it was sent, so that where payload passes unchanged its way through
//! the exchange is timed, and a packet that comes too late for its window still counts as arrived.

use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::clock::{now, pause};
use crate::bench::message::Codec;
use crate::bench::setup::{Noise, gsm_signed};
use crate::bench::tally::Times;

/// One end of a call that sends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    /// Which of our sockets is its own.
    pub(super) socket: usize,
    pub(super) remote: SocketAddr,
    pub(super) ssrc: u32,
    pub(super) codec: Codec,
}

/// How long, and how to listen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) window: Duration,
    /// What is sent comes back unchanged.
    pub(super) is_stamped: bool,
    pub(super) ears: Ears,
}

/// How packets are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ears {
    /// All sockets are swept once a millisecond: whoever sends need not wake anybody, as on a real
    /// network, which makes this the way to measure what sending costs.
    Sweeping,
    /// A thread waits at each socket: the way to measure delay.
    Waiting,
}

/// What was counted in the window.
#[derive(Debug, Default)]
pub(super) struct Streamed {
    pub(super) sent: u64,
    pub(super) received: u64,
    pub(super) delays: Times,
}

impl Streamed {
    pub(super) fn lost_percent(&self) -> f64 {
        let lost = self.sent as f64 - self.received as f64;
        100.0 * lost.max(0.0) / (self.sent as f64).max(1.0)
    }
}

/// Streams on all legs for a second and the plan's window; `at_edge` is called at both ends of
/// the window.
pub(super) fn stream(
    sockets: &[&UdpSocket],
    legs: &[Leg],
    plan: Plan,
    mut at_edge: impl FnMut(),
) -> Result<Streamed, String> {
    for socket in sockets {
        let told = |error: std::io::Error| format!("a media socket: {error}");
        socket
            .set_nonblocking(plan.ears == Ears::Sweeping)
            .map_err(told)?;
        socket.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    }
    let state = State {
        epoch: now(),
        plan,
        from: AtomicU64::new(u64::MAX),
        to: AtomicU64::new(u64::MAX),
        stop_sending: AtomicBool::new(false),
        stop: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        let sender = scope.spawn(|| send(sockets, legs, &state));
        let ears: Vec<&[&UdpSocket]> = match plan.ears {
            Ears::Sweeping => vec![sockets],
            Ears::Waiting => sockets.chunks(1).collect(),
        };
        let receivers: Vec<_> = ears
            .into_iter()
            .map(|sockets| scope.spawn(|| receive(sockets, &state)))
            .collect();
        pause(WARM_UP);
        at_edge();
        state.from.store(state.nanoseconds(), Ordering::SeqCst);
        pause(plan.window);
        state.to.store(state.nanoseconds(), Ordering::SeqCst);
        at_edge();
        state.stop_sending.store(true, Ordering::SeqCst);
        pause(PATIENCE * 2);
        state.stop.store(true, Ordering::SeqCst);
        let mut all = Streamed {
            sent: sender.join().unwrap_or(0),
            ..Streamed::default()
        };
        for receiver in receivers {
            if let Ok((received, delays)) = receiver.join() {
                all.received += received;
                all.delays.merge(&delays);
            }
        }
        Ok(all)
    })
}

/// The SSRC of what looks like RTP and is not RTCP (RFC 5761 §4).
pub(super) fn ssrc(packet: &[u8]) -> Option<u32> {
    let header: &[u8; 12] = packet.first_chunk()?;
    let is_rtp = header[0] >> 6 == 2 && !(192..=223).contains(&header[1]);
    is_rtp.then(|| u32::from_be_bytes([header[8], header[9], header[10], header[11]]))
}

/// What sender, receivers and the keeper of the window share. Moments are nanoseconds since `epoch`.
struct State {
    epoch: Instant,
    plan: Plan,
    from: AtomicU64,
    to: AtomicU64,
    stop_sending: AtomicBool,
    stop: AtomicBool,
}

impl State {
    fn nanoseconds(&self) -> u64 {
        u64::try_from(now().duration_since(self.epoch).as_nanos()).unwrap_or(u64::MAX)
    }

    fn is_in_window(&self, moment: u64) -> bool {
        let (from, to) = (
            self.from.load(Ordering::Relaxed),
            self.to.load(Ordering::Relaxed),
        );
        (from..to).contains(&moment)
    }
}

/// Sends until told to stop; returns how many packets fell into the window.
fn send(sockets: &[&UdpSocket], legs: &[Leg], state: &State) -> u64 {
    let mut noise = Noise(0x9e37_79b9);
    let mut packets: Vec<Vec<u8>> = legs.iter().map(|leg| packet(leg, &mut noise)).collect();
    let mut moments = Vec::with_capacity(legs.len() * 64);
    for tick in 0u32.. {
        let due = state.epoch + TICK * tick;
        let wait = due.saturating_duration_since(now());
        if !wait.is_zero() {
            pause(wait);
        }
        if state.stop_sending.load(Ordering::Relaxed) {
            break;
        }
        let frame = tick / SLOTS;
        for at in ((tick % SLOTS) as usize..legs.len()).step_by(SLOTS as usize) {
            let leg = &legs[at];
            let packet = &mut packets[at];
            packet[2..4].copy_from_slice(&(frame as u16).to_be_bytes());
            packet[4..8].copy_from_slice(&frame.wrapping_mul(160).to_be_bytes());
            let moment = state.nanoseconds();
            if state.plan.is_stamped {
                packet[HEADER..HEADER + 8].copy_from_slice(&moment.to_be_bytes());
            }
            let sent = sockets[leg.socket].send_to(packet, leg.remote);
            if sent.is_ok() {
                moments.push(moment);
            }
        }
    }
    let in_window = moments.iter().filter(|moment| state.is_in_window(**moment));
    in_window.count() as u64
}

fn packet(leg: &Leg, noise: &mut Noise) -> Vec<u8> {
    let mut packet = vec![0x80, leg.codec.payload_type(), 0, 0, 0, 0, 0, 0];
    packet.extend(leg.ssrc.to_be_bytes());
    packet.extend((0..leg.codec.frame_bytes()).map(|_| noise.next() as u8));
    if leg.codec == Codec::Gsm {
        packet[HEADER] = gsm_signed(packet[HEADER]);
    }
    packet
}

/// Takes packets until told to stop; returns how many were sent in the window, and their delays.
fn receive(sockets: &[&UdpSocket], state: &State) -> (u64, Times) {
    let (mut received, mut delays) = (0, Times::default());
    let mut buffer = [0; 2048];
    while !state.stop.load(Ordering::Relaxed) {
        for socket in sockets {
            for _ in 0..ROUND {
                let Ok(length) = socket.recv(&mut buffer) else {
                    break;
                };
                if let Some(delay) = heard(&buffer[..length], state) {
                    received += 1;
                    delays.add(delay);
                }
            }
        }
        if state.plan.ears == Ears::Sweeping {
            pause(TICK);
        }
    }
    (received, delays)
}

/// How long a packet of the window was under way; zero where that cannot be known.
fn heard(packet: &[u8], state: &State) -> Option<Duration> {
    ssrc(packet)?;
    let arrived = state.nanoseconds();
    if !state.plan.is_stamped {
        return state.is_in_window(arrived).then_some(Duration::ZERO);
    }
    let sent = u64::from_be_bytes(*packet[HEADER..].first_chunk()?);
    let delay = Duration::from_nanos(arrived.saturating_sub(sent));
    state.is_in_window(sent).then_some(delay)
}

const TICK: Duration = Duration::from_millis(1);
/// Ticks in one packet's time.
const SLOTS: u32 = 20;
const HEADER: usize = 12;
const WARM_UP: Duration = Duration::from_secs(1);
/// Packets that are taken from one socket before the next has its turn.
const ROUND: usize = 256;
/// How late a packet may be and still count.
const PATIENCE: Duration = Duration::from_millis(100);
