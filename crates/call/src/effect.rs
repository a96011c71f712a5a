//! What only the outside can do, asked as data and answered as data.

mod outside;
mod wire;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use audio::{Codec, Sound};
use media::control::TapId;
use media::recorder::{Ending, RecordingPlan};

pub use outside::{HttpAnswer, HttpOrder, SqlAnswer, SqlOrder};
pub use wire::{WireId, WireOrder, WireRead, WireTarget};

use crate::disk::AnyDiskWork;

/// Names one effect under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectId(pub u64);

/// Work for the outside: files, children, stores.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Find and read prompts; answered with `Outcome::Sounds`, one for each name.
    LoadSounds {
        /// Names without format (`digits/1`), or absolute paths without extension.
        names: Vec<String>,
        /// Language of the channel; look-up falls back as Asterisk's does.
        language: String,
        /// The codec that the channel sends, so that the cheapest format can be taken.
        codec: Option<Codec>,
    },
    /// Read all sounds of a music class; answered with `Outcome::Music`.
    LoadMusic {
        /// The class.
        class: String,
        /// The codec that the channel sends.
        codec: Option<Codec>,
    },
    /// Run a command of the system's shell; answered with `Outcome::Ran`.
    Shell {
        /// As it stands behind `sh -c`.
        command: String,
        /// When it takes longer than this it is ended by force.
        limit: Duration,
        /// What it writes to its standard output is wanted; the command counts as running until all
        /// of it is there.
        with_output: bool,
    },
    /// Read a file; answered with `Outcome::File`.
    ReadFile {
        /// Its path.
        path: String,
    },
    /// Write a file; answered with `Outcome::Done`.
    WriteFile {
        /// Its path.
        path: String,
        /// All that is in it afterwards, or what is added at its end.
        contents: Vec<u8>,
        /// Add at the end.
        append: bool,
    },
    /// Open the files of a recording; the pieces of its tap then go into them. Answered with
    /// `Outcome::Done`. Scripts use `Call::record` and `Call::start_recording`.
    OpenRecording {
        /// What goes where.
        plan: Arc<RecordingPlan>,
    },
    /// End the files of a recording; answered with `Outcome::Done`.
    CloseRecording {
        /// The recording.
        tap: TapId,
        /// How.
        ending: Ending,
    },
    /// Ask about a file; answered with `Outcome::Facts`.
    AskFile {
        /// Its path.
        path: String,
    },
    /// A variable of the environment; answered with `Outcome::Text`.
    Environment {
        /// Its name.
        name: String,
    },
    /// Give commands that are run later another environment; answered with `Outcome::Done`.
    SetEnvironment {
        /// Name.
        name: String,
        /// Value; an empty one removes it.
        value: String,
    },
    /// A number of the machine, as `SYSINFO()` names it; answered with `Outcome::Text`.
    MachineFact {
        /// `loadavg`, `uptime`, `totalram`, `freeram`, `bufferram`, `totalswap`, `freeswap`, `numprocs`.
        name: String,
    },
    /// Ask a driver about somebody it can reach; answered with `Outcome::Text`.
    AskDriver {
        /// What it is about.
        about: DriverFact,
        /// Its name.
        name: String,
        /// Which value of it.
        item: String,
    },
    /// A value of a configuration file; answered with `Outcome::Text`.
    ConfigValue {
        /// The file, in the folder of all configuration unless it is an absolute path.
        file: String,
        /// Its section.
        section: String,
        /// The key.
        key: String,
        /// Which one where it stands several times: 0 is the first, -1 the last.
        index: i64,
    },
    /// Have a database do something; answered with `Outcome::Rows`.
    Sql(SqlOrder),
    /// Ask a web server; answered with `Outcome::Http`.
    Http(Box<HttpOrder>),
    /// Work of a service on files; answered with `Outcome::OnDisk`.
    OnDisk(Arc<dyn AnyDiskWork>),
    /// Open a wire, whose name is this effect's number; answered with `Outcome::Done`.
    OpenWire(Box<WireTarget>),
    /// Have a wire do something.
    Wire(WireId, WireOrder),
}

/// What a driver can be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriverFact {
    /// A peer of `sip.conf` (`SIPPEER()`).
    Peer,
    /// An endpoint of `pjsip.conf`.
    Endpoint,
    /// An address of record of `pjsip.conf`.
    AddressOfRecord,
    /// A contact, as the item `contact` of its address of record names it.
    Contact,
    /// Not a value, but all contacts of an endpoint, ready to be dialled. The item is `aor,user`, each
    /// of which may be empty.
    DialContacts,
}

/// What came of an effect.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Prompts, in the order asked; `None` where no file was found or it could not be read.
    Sounds(Vec<Option<Arc<Sound>>>),
    /// The sounds of a music class; empty when there is no such class or nothing in it.
    Music(Arc<[Arc<Sound>]>),
    /// A command has ended.
    Ran {
        /// Its exit status; `None` when it could not be run or was ended by force.
        status: Option<i32>,
        /// What it wrote to its standard output.
        output: Vec<u8>,
    },
    /// All that is in a file.
    File(Vec<u8>),
    /// What is known of a file; `None` when there is none.
    Facts(Option<FileFacts>),
    /// The reply of a service's work on files, of the type that its `DiskWork` names.
    OnDisk(Arc<dyn Any + Send + Sync>),
    /// A text; `None` when there is none.
    Text(Option<String>),
    /// What a database answered.
    Rows(SqlAnswer),
    /// What a web server answered.
    Http(HttpAnswer),
    /// What was read from a wire.
    Read(WireRead),
    /// Done.
    Done,
    /// It could not be done; says why.
    Failed(String),
}

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// A folder.
    pub is_folder: bool,
    /// A plain file.
    pub is_file: bool,
    /// Permissions, as `chmod` counts them.
    pub mode: u32,
    /// Size in bytes.
    pub size: u64,
    /// When it was read, written and changed last, in seconds since 1970.
    pub times: [i64; 3],
}
