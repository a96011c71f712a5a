//! What only the outside can do, asked as data and answered as data.

use std::sync::Arc;

use audio::{Codec, Sound};

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
}

/// What came of an effect.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Prompts, in the order asked; `None` where no file was found or it could not be read.
    Sounds(Vec<Option<Arc<Sound>>>),
    /// The sounds of a music class; empty when there is no such class or nothing in it.
    Music(Arc<[Arc<Sound>]>),
    /// Done.
    Done,
    /// It could not be done; says why.
    Failed(String),
}
