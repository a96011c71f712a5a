//! A made-up program at the other end of every wire. It writes its lines one after the other, each
//! when it is asked for; `hangs` never comes, and `ends N` is its end.

use std::collections::VecDeque;

use call::{Effect, EffectId, Outcome, WireOrder, WireRead, WireTarget};

/// The program, and what it was told.
#[derive(Default)]
pub(crate) struct Wires {
    /// What it writes.
    pub(crate) lines: VecDeque<String>,
    /// What was written to it.
    pub(crate) told: Vec<String>,
    /// Hang-ups and ends.
    pub(crate) orders: Vec<&'static str>,
    /// Servers that were called.
    pub(crate) opened: Vec<String>,
    pub(crate) done: VecDeque<(EffectId, Outcome)>,
}

impl Wires {
    /// Does what is about wires; gives back any other effect.
    pub(crate) fn perform(&mut self, id: EffectId, effect: Effect) -> Option<Effect> {
        let outcome = match effect {
            Effect::OpenWire(target) => match *target {
                WireTarget::Tcp { host, port } => {
                    let dead = host == "dead";
                    self.opened.push(format!("{host}:{port}"));
                    if dead {
                        Outcome::Failed("dead cannot be reached".to_owned())
                    } else {
                        Outcome::Done
                    }
                }
                WireTarget::Child { .. } => Outcome::Done,
            },
            Effect::Wire(_, WireOrder::ReadLine { .. }) => {
                let line = self.lines.pop_front();
                let read = match line
                    .as_deref()
                    .map(|l| l.split_once(' ').unwrap_or((l, "")))
                {
                    Some(("hangs", _)) => return None,
                    Some(("ends", status)) => WireRead::Ended {
                        status: status.parse().ok(),
                    },
                    None => WireRead::Ended { status: Some(0) },
                    Some(_) => WireRead::Line(line.unwrap_or_default().into_bytes()),
                };
                Outcome::Read(read)
            }
            Effect::Wire(_, WireOrder::Write(bytes)) => {
                self.told.push(String::from_utf8_lossy(&bytes).into_owned());
                Outcome::Done
            }
            Effect::Wire(_, WireOrder::HangUp) => {
                self.orders.push("hang up");
                Outcome::Done
            }
            Effect::Wire(_, WireOrder::Close { .. }) => {
                self.orders.push("close");
                Outcome::Done
            }
            other => return Some(other),
        };
        self.done.push_back((id, outcome));
        None
    }
}
