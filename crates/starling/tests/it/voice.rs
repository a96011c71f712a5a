//! The sound of a phone of ours: speaks one pitch, remembers what it heard.

use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use audio::{Codec, measure};

use crate::clock;

/// A running voice; it falls silent when it is dropped.
pub(crate) struct Voice {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    to: Option<SocketAddr>,
    pitch: Option<f64>,
    heard: Vec<i16>,
    /// Sequence number of the last packet, and how many before it never came.
    last: Option<u16>,
    missing: u32,
    ends: bool,
}

impl Voice {
    pub(crate) fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let state = Arc::<Mutex<State>>::default();
        let shared = state.clone();
        let thread = std::thread::spawn(move || run(&socket, &shared));
        Self {
            port,
            state,
            thread: Some(thread),
        }
    }

    /// Sends to this address from now on; `None` ends that.
    pub(crate) fn speaks_to(&self, to: Option<SocketAddr>) {
        self.state.lock().unwrap().to = to;
    }

    pub(crate) fn says(&self, pitch: Option<f64>) {
        self.state.lock().unwrap().pitch = pitch;
    }

    /// Forgets what was heard.
    pub(crate) fn listens_afresh(&self) {
        let mut state = self.state.lock().unwrap();
        state.heard.clear();
        (state.last, state.missing) = (None, 0);
    }

    /// How much was heard since it began to listen afresh, and how many packets are missing in it.
    pub(crate) fn completeness(&self) -> (Duration, u32) {
        let state = self.state.lock().unwrap();
        let heard = Duration::from_millis(state.heard.len() as u64 / 8);
        (heard, state.missing)
    }

    #[track_caller]
    pub(crate) fn hears(&self, pitch: f64) {
        clock::until(&format!("{pitch} Hz are heard"), || {
            let state = self.state.lock().unwrap();
            is_heard(&state.heard, pitch).then_some(())
        });
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.state.lock().unwrap().ends = true;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Is there a tenth of a second of this pitch?
pub(crate) fn is_heard(samples: &[i16], pitch: f64) -> bool {
    let mut windows = samples.windows(800).step_by(400);
    windows.any(|window| {
        measure::dominant_pitch(window, 8000).is_some_and(|heard| (heard - pitch).abs() < 12.0)
    })
}

fn run(socket: &UdpSocket, state: &Mutex<State>) {
    let mut decoder = audio::decoder(Codec::Ulaw).unwrap();
    let mut encoder = audio::encoder(Codec::Ulaw).unwrap();
    let mut buffer = [0; 2048];
    let (mut count, mut next) = (0_u16, clock::now());
    loop {
        let wait = next
            .saturating_duration_since(clock::now())
            .max(Duration::from_millis(1));
        socket.set_read_timeout(Some(wait)).unwrap();
        if let Ok((length, _)) = socket.recv_from(&mut buffer)
            && length > 12
            && buffer[1] & 0x7f == 0
        {
            let mut state = state.lock().unwrap();
            let number = u16::from_be_bytes([buffer[2], buffer[3]]);
            if let Some(last) = state.last.replace(number) {
                state.missing += u32::from(number.wrapping_sub(last).wrapping_sub(1));
            }
            decoder.decode(&buffer[12..length], &mut state.heard);
        }
        let now = clock::now();
        if now < next {
            continue;
        }
        next = now.max(next + PACKET);
        count = count.wrapping_add(1);
        let state = state.lock().unwrap();
        if state.ends {
            return;
        }
        if let (Some(to), Some(pitch)) = (state.to, state.pitch) {
            let _ = socket.send_to(&packet(count, pitch, encoder.as_mut()), to);
        }
    }
}

fn packet(count: u16, pitch: f64, encoder: &mut dyn audio::Encode) -> Vec<u8> {
    let timestamp = u32::from(count) * 160;
    let mut bytes = vec![0x80, 0];
    bytes.extend_from_slice(&count.to_be_bytes());
    bytes.extend_from_slice(&timestamp.to_be_bytes());
    bytes.extend_from_slice(&[1, 2, 3, 4]);
    let angle = |n: u32| f64::from(timestamp + n) * pitch * std::f64::consts::TAU / 8000.0;
    let samples: Vec<i16> = (0..160).map(|n| (angle(n).sin() * 6000.0) as i16).collect();
    encoder.encode(&samples, &mut bytes);
    bytes
}

const PACKET: Duration = Duration::from_millis(20);
