//! Performs effects away from the control thread: reads files.

use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use call::{Effect, EffectId, Outcome};

use crate::control_thread::Wake;
use crate::sounds::SoundLibrary;

/// A few threads that do what would make the control thread wait.
pub(crate) struct Pool {
    orders: Sender<(EffectId, Effect)>,
    library: Arc<Mutex<Arc<SoundLibrary>>>,
}

impl Pool {
    /// Starts the threads. `done` gets each outcome; `wake` is called after it.
    pub(crate) fn start(
        library: SoundLibrary,
        done: Sender<(EffectId, Outcome)>,
        wake: &Wake,
    ) -> std::io::Result<Self> {
        let (orders, inbox) = std::sync::mpsc::channel();
        let inbox = Arc::new(Mutex::new(inbox));
        let library = Arc::new(Mutex::new(Arc::new(library)));
        for _ in 0..THREADS {
            let (inbox, library) = (inbox.clone(), library.clone());
            let (done, wake) = (done.clone(), wake.clone());
            std::thread::Builder::new()
                .name("effects".to_owned())
                .spawn(move || {
                    while let Some((id, effect)) = next(&inbox) {
                        let library = library
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .clone();
                        if done.send((id, perform(&library, effect))).is_err() {
                            return;
                        }
                        wake();
                    }
                })?;
        }
        Ok(Self { orders, library })
    }

    /// Has an effect done.
    pub(crate) fn perform(&self, id: EffectId, effect: Effect) {
        let _ = self.orders.send((id, effect));
    }

    /// Sounds are looked up here from now on.
    pub(crate) fn set_library(&self, library: SoundLibrary) {
        *self.library.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(library);
    }
}

fn next(inbox: &Mutex<Receiver<(EffectId, Effect)>>) -> Option<(EffectId, Effect)> {
    inbox
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .recv()
        .ok()
}

fn perform(library: &SoundLibrary, effect: Effect) -> Outcome {
    match effect {
        Effect::LoadSounds {
            names,
            language,
            codec,
        } => {
            let find = |name: &String| library.find(name, &language, codec);
            Outcome::Sounds(names.iter().map(find).collect())
        }
        Effect::LoadMusic { class, codec } => Outcome::Music(library.music(&class, codec)),
    }
}

const THREADS: usize = 2;
