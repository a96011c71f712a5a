//! Sounds that only take their time, and know their names.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use audio::{Codec, Sound};

/// Every sound that was asked for.
#[derive(Default)]
pub(super) struct Sounds {
    known: HashMap<(String, String), Arc<Sound>>,
    /// By the address of the sound's data, which stays as long as `known` holds it.
    names: HashMap<usize, Name>,
}

/// What a sound is called.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    /// There is a file of that name.
    pub(super) found: bool,
}

impl Sounds {
    /// A sound of a name; one without a file takes a second.
    pub(super) fn get(
        &mut self,
        name: &str,
        language: &str,
        length: Option<Duration>,
    ) -> Arc<Sound> {
        let key = (name.to_owned(), language.to_owned());
        if let Some(sound) = self.known.get(&key) {
            return sound.clone();
        }
        let lasts = length.unwrap_or(UNKNOWN_LENGTH).min(LONGEST);
        // µ-law is eight bytes a millisecond.
        let bytes = usize::try_from(lasts.as_millis()).unwrap_or(0).max(1) * 8;
        let sound = Arc::new(Sound::new(Codec::Ulaw, vec![0xff; bytes]));
        let text = name.to_owned();
        let found = length.is_some();
        self.names.insert(address(&sound), Name { text, found });
        self.known.insert(key, sound.clone());
        sound
    }

    /// The name of a sound that came from here.
    pub(super) fn name(&self, sound: &Sound) -> Name {
        let unknown = || Name {
            text: "a sound".to_owned(),
            found: true,
        };
        self.names
            .get(&address(sound))
            .cloned()
            .unwrap_or_else(unknown)
    }
}

fn address(sound: &Sound) -> usize {
    sound.data.as_ptr().addr()
}

const UNKNOWN_LENGTH: Duration = Duration::from_secs(1);
/// Longer ones only cost memory.
const LONGEST: Duration = Duration::from_secs(1800);
