//! Scripts: the running dialplan of a channel, as `async` code that waits only on its own port.
//!
//! A suspended script is one boxed future; dropping it frees everything that it held.

mod application;
mod apply;
mod call_handle;
mod function;
mod locks;
mod made_function;
mod media;
mod nesting;
mod originate;
mod port;
mod recording;
mod registry;
mod run;
mod scope;
mod sounds;
mod switch;
mod wire;

pub use application::{AppDoc, AppEntry, Application, Args, Example, Param, Running};
pub(crate) use apply::apply;
pub use call_handle::Call;
pub use function::{Fault, Function, FunctionDoc, FunctionEntry, Reading, Writing};
pub use made_function::MadeFunction;
pub use media::OpenMix;
pub use originate::Origination;
pub(crate) use originate::begin as originate;
pub(crate) use port::Port as Mailbox;
pub use port::{Joining, News, Notice};
pub use recording::{
    BackgroundRecording, RecordEnd, RecordRequest, RecordStop, RecordedThing, RecordingInfo,
    RecordingOver,
};
pub use registry::Registry;
pub use run::Spawned;
pub(crate) use run::{Admission, admit, run_dialplan};
pub use sounds::{Digits, PlayEnd, Typed};
pub use switch::{Answering, Asked, Switch, SwitchEntry};
pub use wire::Wire;

/// The channel is gone; `?` carries a script straight out of whatever it was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HungUp;

/// What the dialplan does after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Go on with the next priority, or where the application sent the channel.
    Continue,
    /// The caller pressed this digit: it begins a number to jump to.
    Digit(char),
    /// More digits are needed (`Incomplete`).
    Incomplete,
    /// The step ends the call.
    End,
}

/// The result of a step; `Err` is reserved for "the caller is gone".
pub type Flow = Result<Next, HungUp>;

/// What a file of an application or function needs.
pub mod prelude {
    pub use super::Next::{Continue, Digit, End, Incomplete};
    pub use super::{
        AppDoc, Application, Args, Call, Digits, Example, Fault, Flow, Function, FunctionDoc,
        HungUp, News, Next, Notice, Param, PlayEnd, Typed,
    };
    pub use crate::{Channel, ChannelState, Effect, HangupCause, LogLevel, Outcome};
}

/// What a script is to the switchboard.
pub(crate) type Body = std::pin::Pin<Box<dyn Future<Output = ()>>>;
