//! Services that act by themselves: they hear of devices and time, and say what they want done.

use std::time::Instant;

use crate::{ChannelId, DeviceState, Event};

/// A service that lives beside the calls. It is asked within a turn of the switchboard and must not
/// call back: what it wants done it says by `poll_errand`.
pub trait Resident {
    /// A device (see [`device_key`](crate::device_key)) does something else now.
    fn device_changed(&self, now: Instant, device: &str, state: DeviceState);

    /// Time has passed.
    fn tick(&self, now: Instant);

    /// When `tick` is wanted; a moment in the past while errands wait.
    fn next_deadline(&self) -> Option<Instant>;

    /// The next thing that it wants done.
    fn poll_errand(&self) -> Option<Errand>;
}

/// What a service wants done.
#[derive(Clone, Debug)]
pub enum Errand {
    /// Let the script of this channel run: there is something for it.
    Wake(ChannelId),
    /// Tell what this device does, at once and whenever that changes.
    Watch(String),
    /// Set the state of a device that no driver has (`Queue:support`).
    SetDevice(String, DeviceState),
    /// Something happened that others may want to know.
    Tell(Event),
}
