//! Called phones: they ring and answer at once, in the codec that their name says.

use std::collections::HashMap;
use std::net::SocketAddr;

use crate::bench::calling::AudioLeg;
use crate::bench::message::{self, CODECS, Codec, header};
use crate::bench::wire::{Side, Wire};

/// All phones of a measurement.
#[derive(Default)]
pub(super) struct Phones {
    /// Where the phones of each line want their audio.
    audio: Vec<SocketAddr>,
    /// Call-ID → our answer, to be repeated when asked again.
    calls: HashMap<String, String>,
    pub(super) legs: Vec<AudioLeg>,
}

impl Phones {
    pub(super) fn with_audio(audio: Vec<SocketAddr>) -> Self {
        Self {
            audio,
            ..Self::default()
        }
    }

    /// Answers a request; the result is how many repetitions were seen.
    pub(super) fn hear(&mut self, line: usize, text: &str, wire: &Wire) -> usize {
        if message::status(text).is_some() {
            return 0;
        }
        match message::method(text) {
            "ACK" => 0,
            "INVITE" => self.invited(line, text, wire),
            "BYE" => {
                let was_up = header(text, "Call-ID").and_then(|id| self.calls.remove(id));
                wire.send(
                    Side::Phone,
                    line,
                    &message::response(text, "200 OK", TAG, "", ""),
                );
                usize::from(was_up.is_none())
            }
            _ => {
                wire.send(
                    Side::Phone,
                    line,
                    &message::response(text, "200 OK", TAG, "", ""),
                );
                0
            }
        }
    }

    fn invited(&mut self, line: usize, text: &str, wire: &Wire) -> usize {
        let id = header(text, "Call-ID").unwrap_or("");
        if let Some(answer) = self.calls.get(id) {
            wire.send(Side::Phone, line, answer);
            return 1;
        }
        let Some(audio) = self.audio.get(line) else {
            return 0;
        };
        let contact = format!(
            "Contact: <sip:bench@{}>\r\n",
            wire.address(Side::Phone, line)
        );
        let body = message::description(*audio, wanted(text));
        let ringing = message::response(text, "180 Ringing", TAG, &contact, "");
        let answer = message::response(text, "200 OK", TAG, &contact, &body);
        wire.send(Side::Phone, line, &ringing);
        wire.send(Side::Phone, line, &answer);
        self.calls.insert(id.to_owned(), answer);
        if let Some(remote) = message::audio_address(text) {
            self.legs.push(AudioLeg { line, remote });
        }
        0
    }
}

/// `INVITE sip:gsm@…` asks for GSM.
fn wanted(invite: &str) -> Codec {
    let user = invite.split([':', '@']).nth(1).unwrap_or("");
    let codec = CODECS.iter().find(|codec| codec.name() == user);
    codec.copied().unwrap_or(Codec::Ulaw)
}

const TAG: &str = "phone";
