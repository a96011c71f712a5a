//! The model that everyone shares: channels, bridges, dials, scripts; what may be asked (commands) and
//! what happened (events). Knows no SIP, no RTP, no files.

mod bridge;
mod cause;
mod channel;
mod command;
mod device_state;
pub mod dial;
pub mod disk;
mod effect;
mod event;
mod house;
mod ids;
mod picture;
pub mod query;
mod resident;
pub mod script;
mod signal;
mod switchboard;
mod wall_clock;

pub use bridge::{
    Announcement, BridgeEnd, BridgeFeatures, Consultation, DynamicFeature, FeatureCodes,
    FeatureSounds, TalkLimit,
};
pub use cause::HangupCause;
pub use channel::{
    CallRecord, Channel, ChannelState, FinishedRecord, Frame, Party, PartyIds, Presentation,
    Redirecting, Technology, Timeouts, Variables,
};
pub use command::{Command, OriginateTo};
pub use device_state::{DeviceReport, DeviceState, ExtensionState, HintRow, device_key};
pub use effect::{
    DriverFact, Effect, EffectId, FileFacts, HttpAnswer, HttpOrder, Outcome, SqlAnswer, SqlOrder,
    WireId, WireOrder, WireRead, WireTarget,
};
pub use event::{
    AgentEnd, ConferenceEvent, ConferenceNews, DialStatus, Event, LogLevel, MemberFacts,
    MemberNews, Originated, ParkingEnd, QueueCall, QueueEvent, QueueLogLine,
};
pub use house::{Calendar, FormatTime, Settings, Tones};
pub use ids::{BridgeId, ChannelId, ChannelIds};
pub use picture::{BridgePicture, ChannelPicture, Picture, Pictured};
pub use resident::{Errand, Resident};
pub use signal::{Invitation, Profile, Signal};
pub use switchboard::{Input, Output, Switchboard};
pub use wall_clock::WallClock;

#[cfg(test)]
mod tests;
