//! Everything that happened. AMI, ARI, CDR, CEL, queue log and console are renderings of it.

mod conference;
mod queue;

use dialplan::Location;

pub use conference::{ConferenceEvent, ConferenceNews};
pub use queue::{AgentEnd, MemberFacts, MemberNews, QueueCall, QueueEvent, QueueLogLine};

use crate::channel::{Party, PartyIds, Technology};
use crate::script::Origination;
use crate::{
    BridgeId, ChannelId, ChannelState, DeviceState, ExtensionState, HangupCause, OriginateTo,
    Pictured,
};

/// How serious a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For the programmer.
    Debug,
    /// Something that an administrator may want to know.
    Notice,
    /// Something is wrong with a file, a caller's program or a far end.
    Warning,
    /// Something that should work does not.
    Error,
}

/// How a dial ended: the value of `DIALSTATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialStatus {
    /// Answered.
    Answer,
    /// Nobody answered in time.
    NoAnswer,
    /// Busy.
    Busy,
    /// The network could not carry it.
    Congestion,
    /// Nothing could be called.
    ChanUnavail,
    /// The caller hung up first.
    Cancel,
    /// The options could not be read.
    InvalidArgs,
    /// Privacy: the called party does not want this call.
    DontCall,
    /// Privacy: the called party sends the caller to torture.
    Torture,
}

impl DialStatus {
    /// The text that goes into the variable.
    pub fn text(self) -> &'static str {
        match self {
            Self::Answer => "ANSWER",
            Self::NoAnswer => "NOANSWER",
            Self::Busy => "BUSY",
            Self::Congestion => "CONGESTION",
            Self::ChanUnavail => "CHANUNAVAIL",
            Self::Cancel => "CANCEL",
            Self::InvalidArgs => "INVALIDARGS",
            Self::DontCall => "DONTCALL",
            Self::Torture => "TORTURE",
        }
    }
}

/// What came of a call out that a program asked for.
#[derive(Clone, Debug)]
pub struct Originated {
    /// By what whoever asked finds it.
    pub note: String,
    /// The channel's name, or the dial string where none came to be.
    pub channel: String,
    /// The channel's unique id.
    pub unique_id: Option<String>,
    /// What was to run.
    pub to: OriginateTo,
    /// Whom the called one saw as the caller.
    pub caller: Party,
    /// How it ended.
    pub status: DialStatus,
    /// It rang there.
    pub rang: bool,
}

impl Originated {
    /// No channel could be made.
    pub(crate) fn failed(wanted: &Origination) -> Self {
        Self {
            note: wanted.note.clone().unwrap_or_default(),
            channel: wanted.dial_string.clone(),
            unique_id: None,
            to: wanted.to.clone(),
            caller: wanted.caller.clone().unwrap_or_default(),
            status: DialStatus::ChanUnavail,
            rang: false,
        }
    }

    /// The number that AMI and call files tell as the reason.
    pub fn reason(&self) -> u8 {
        match self.status {
            DialStatus::Answer => 4,
            DialStatus::Busy => 5,
            DialStatus::Congestion => 8,
            DialStatus::NoAnswer if self.rang => 3,
            DialStatus::NoAnswer | DialStatus::Cancel => 1,
            _ => 0,
        }
    }
}

/// How a parked call's time in its space ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParkingEnd {
    /// This channel took it.
    Taken(ChannelId),
    /// Nobody took it in time.
    TimedOut,
    /// It hung up.
    GaveUp,
    /// It was sent elsewhere.
    Moved,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A channel came to be.
    ChannelCreated {
        /// The channel.
        channel: ChannelId,
        /// Its name (`PJSIP/alice-00000001`).
        name: String,
        /// Its unique id.
        unique_id: String,
        /// The call that it belongs to.
        linked_id: String,
        /// The driver.
        technology: Technology,
        /// Where it starts, for incoming ones.
        location: Option<Location>,
        /// The parties.
        parties: Box<PartyIds>,
    },
    /// A channel's state changed.
    ChannelStateChanged {
        /// The channel.
        channel: ChannelId,
        /// Its new state.
        state: ChannelState,
    },
    /// A step of the dialplan begins.
    StepBegins {
        /// The channel.
        channel: ChannelId,
        /// Where.
        location: Location,
        /// The application.
        application: String,
        /// Its arguments, after substitution.
        arguments: String,
    },
    /// A variable was set; `channel` is `None` for globals.
    VariableSet {
        /// The channel.
        channel: Option<ChannelId>,
        /// Name, without inheritance marks.
        name: String,
        /// Value.
        value: String,
    },
    /// A call out begins on behalf of a channel.
    DialBegins {
        /// Who dials; `None` for an originated call.
        caller: Option<ChannelId>,
        /// The new leg.
        callee: ChannelId,
        /// The dial string.
        dial_string: String,
    },
    /// A call out ended, or was answered.
    DialEnds {
        /// Who dialled.
        caller: Option<ChannelId>,
        /// The leg.
        callee: ChannelId,
        /// How.
        status: DialStatus,
    },
    /// A bridge came to be.
    BridgeCreated {
        /// The bridge.
        bridge: BridgeId,
    },
    /// A channel entered a bridge.
    ChannelEnteredBridge {
        /// The channel.
        channel: ChannelId,
        /// The bridge.
        bridge: BridgeId,
    },
    /// A channel left a bridge.
    ChannelLeftBridge {
        /// The channel.
        channel: ChannelId,
        /// The bridge.
        bridge: BridgeId,
    },
    /// A bridge is gone.
    BridgeDestroyed {
        /// The bridge.
        bridge: BridgeId,
    },
    /// A recording began.
    RecordingBegan {
        /// The channel; None for a conference.
        channel: Option<ChannelId>,
        /// Its number.
        tap: media::control::TapId,
        /// Its files.
        paths: Vec<String>,
    },
    /// A recording is over; its files are about to be closed.
    RecordingEnded {
        /// The channel; None for a conference.
        channel: Option<ChannelId>,
        /// Its number.
        tap: media::control::TapId,
        /// Its files.
        paths: Vec<String>,
    },
    /// A party sent the other side elsewhere.
    BlindTransfer {
        /// Who did.
        transferer: ChannelId,
        /// Who was sent.
        transferee: ChannelId,
        /// Where to.
        location: Location,
    },
    /// A party connected the other side with somebody that it had talked to, or had called.
    AttendedTransfer {
        /// Who did: its channel with the one that is transferred.
        transferer: ChannelId,
        /// Its other channel, when it had two.
        consulting: Option<ChannelId>,
        /// Who was transferred.
        transferee: ChannelId,
        /// Who it talks to now; `None` when that is an application.
        target: Option<ChannelId>,
    },
    /// A channel answers for another one.
    PickedUp {
        /// Who answers.
        channel: ChannelId,
        /// The one that rang.
        target: ChannelId,
    },
    /// A call was parked.
    CallParked {
        /// The parked channel.
        channel: ChannelId,
        /// Who parked it: the name of a channel; may be empty.
        parker: String,
        /// The lot.
        lot: String,
        /// The space.
        space: u32,
        /// After so long it goes back.
        time_limit: std::time::Duration,
    },
    /// A parked call is parked no longer.
    ParkedCallEnded {
        /// The parked channel.
        channel: ChannelId,
        /// The lot.
        lot: String,
        /// The space.
        space: u32,
        /// Why.
        why: ParkingEnd,
    },
    /// A digit arrived.
    DigitReceived {
        /// The channel.
        channel: ChannelId,
        /// The digit.
        digit: char,
        /// Its length in milliseconds.
        duration_ms: u32,
    },
    /// Somebody asked for a hang-up.
    HangupRequested {
        /// The channel.
        channel: ChannelId,
        /// Why.
        cause: HangupCause,
    },
    /// A channel is gone.
    ChannelDestroyed {
        /// The channel.
        channel: ChannelId,
        /// Its name.
        name: String,
        /// Why.
        cause: HangupCause,
    },
    /// A channel is on hold, or no longer.
    HoldChanged {
        /// The channel.
        channel: ChannelId,
        /// On hold.
        held: bool,
    },
    /// A call out that somebody asked for was answered, or came to nothing.
    Originated(Box<Originated>),
    /// The dialplan tells programs something (`UserEvent`).
    UserEvent {
        /// The channel.
        channel: ChannelId,
        /// What it is called.
        name: String,
        /// Names and values.
        fields: Vec<(String, String)>,
    },
    /// A program tells other programs something.
    ProgramEvent {
        /// What it is called.
        name: String,
        /// Names and values.
        fields: Vec<(String, String)>,
    },
    /// A device does something else than before.
    DeviceStateChanged {
        /// `SIP/alice`, `Custom:lamp`.
        device: String,
        /// What it does now.
        state: DeviceState,
    },
    /// An extension with a hint does something else than before.
    ExtensionStateChanged {
        /// Context.
        context: String,
        /// Extension.
        extension: String,
        /// Its devices, `&` between them.
        devices: String,
        /// What it does now.
        state: ExtensionState,
    },
    /// A mailbox holds other numbers of messages than before.
    MailboxChanged {
        /// `box@context`.
        mailbox: String,
        /// Messages that nobody heard, the urgent ones included.
        new: u32,
        /// Messages heard.
        old: u32,
        /// Urgent ones among the new.
        urgent: u32,
    },
    /// Text for consoles that want this much detail.
    Verbose {
        /// 0 to 10.
        level: u8,
        /// The channel that it is about.
        channel: Option<ChannelId>,
        /// The text.
        text: String,
    },
    /// A log line.
    Log {
        /// How serious.
        level: LogLevel,
        /// The channel that it is about.
        channel: Option<ChannelId>,
        /// The text.
        text: String,
    },
    /// A driver-level fact that renderers may show: a peer's reachability, a registration.
    EndpointStatus {
        /// The driver.
        technology: Technology,
        /// Endpoint or peer name.
        endpoint: String,
        /// `Registered`, `Unregistered`, `Reachable`, `Unreachable`, `Lagged`, `Rejected`.
        status: &'static str,
        /// Address, or further words.
        detail: String,
    },
    /// Something about a conference.
    Conference(Box<ConferenceEvent>),
    /// Something about a queue.
    Queue(Box<QueueEvent>),
    /// A line for the log of the queues.
    QueueLog(Box<QueueLogLine>),
}

impl Event {
    /// The channels that it names.
    pub fn channels(&self) -> [Option<ChannelId>; 2] {
        match self {
            Self::ChannelCreated { channel, .. }
            | Self::ChannelStateChanged { channel, .. }
            | Self::StepBegins { channel, .. }
            | Self::ChannelEnteredBridge { channel, .. }
            | Self::ChannelLeftBridge { channel, .. }
            | Self::DigitReceived { channel, .. }
            | Self::HangupRequested { channel, .. }
            | Self::ChannelDestroyed { channel, .. }
            | Self::HoldChanged { channel, .. }
            | Self::CallParked { channel, .. }
            | Self::UserEvent { channel, .. } => [Some(*channel), None],
            Self::BlindTransfer {
                transferer,
                transferee,
                ..
            }
            | Self::AttendedTransfer {
                transferer,
                transferee,
                ..
            } => [Some(*transferer), Some(*transferee)],
            Self::PickedUp { channel, target } => [Some(*channel), Some(*target)],
            Self::ParkedCallEnded { channel, why, .. } => {
                let by = match why {
                    ParkingEnd::Taken(by) => Some(*by),
                    ParkingEnd::TimedOut | ParkingEnd::GaveUp | ParkingEnd::Moved => None,
                };
                [Some(*channel), by]
            }
            Self::VariableSet { channel, .. }
            | Self::RecordingBegan { channel, .. }
            | Self::RecordingEnded { channel, .. }
            | Self::Verbose { channel, .. }
            | Self::Log { channel, .. } => [*channel, None],
            Self::DialBegins { caller, callee, .. } | Self::DialEnds { caller, callee, .. } => {
                [*caller, Some(*callee)]
            }
            Self::BridgeCreated { .. }
            | Self::BridgeDestroyed { .. }
            | Self::Originated(_)
            | Self::ProgramEvent { .. }
            | Self::DeviceStateChanged { .. }
            | Self::ExtensionStateChanged { .. }
            | Self::QueueLog(_)
            | Self::MailboxChanged { .. }
            | Self::EndpointStatus { .. } => [None, None],
            Self::Conference(event) => [event.channel, None],
            Self::Queue(event) => event.channels(),
        }
    }

    /// The bridge that it names.
    pub fn bridge(&self) -> Option<BridgeId> {
        match self {
            Self::BridgeCreated { bridge }
            | Self::BridgeDestroyed { bridge }
            | Self::ChannelEnteredBridge { bridge, .. }
            | Self::ChannelLeftBridge { bridge, .. } => Some(*bridge),
            _ => None,
        }
    }

    /// Pictures must be wanted at least this much for this event to come with one; `None` never does.
    pub(crate) fn least_pictured(&self) -> Option<Pictured> {
        match self {
            Self::VariableSet { .. } | Self::StepBegins { .. } | Self::DigitReceived { .. } => {
                Some(Pictured::Everything)
            }
            Self::Verbose { .. } | Self::Log { .. } | Self::QueueLog(_) => None,
            _ => Some(Pictured::Calls),
        }
    }
}
