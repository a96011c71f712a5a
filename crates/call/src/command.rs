//! Everything that anyone may ask of the switchboard.

use crate::script::Origination;
use crate::{ChannelId, DeviceState, HangupCause};

/// An order to the switchboard, from a console, a program or a feature.
#[derive(Clone, Debug)]
pub enum Command {
    /// End one channel.
    Hangup {
        /// Which.
        channel: ChannelId,
        /// Why.
        cause: HangupCause,
    },
    /// Call out, and run something on the answered channel.
    Originate(Box<Origination>),
    /// Set a global variable.
    SetGlobal {
        /// Name.
        name: String,
        /// Value.
        value: String,
    },
    /// Set the state of a device that no driver has (`Custom:lamp`).
    SetDeviceState {
        /// The device.
        device: String,
        /// Its state.
        state: DeviceState,
    },
    /// Run an application on a channel beside whatever it does. Only for those that go on at once
    /// (`MixMonitor`, `StopMixMonitor`, `Monitor`, …): one that waits is dropped.
    Apply {
        /// Which channel.
        channel: ChannelId,
        /// Name.
        application: String,
        /// Arguments.
        arguments: String,
    },
    /// Send a channel elsewhere in the dialplan.
    Redirect {
        /// Which.
        channel: ChannelId,
        /// Context.
        context: String,
        /// Extension.
        extension: String,
        /// Priority.
        priority: u32,
    },
}

/// What an originated call does once answered.
#[derive(Clone, Debug)]
pub enum OriginateTo {
    /// One application.
    Application {
        /// Name.
        name: String,
        /// Arguments.
        arguments: String,
    },
    /// The dialplan.
    Extension {
        /// Context.
        context: String,
        /// Extension.
        extension: String,
        /// Priority.
        priority: u32,
    },
}
