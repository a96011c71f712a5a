//! Performs effects away from the control thread: reads files, runs programs.

mod files;
mod programs;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use call::{Effect, EffectId, Outcome};

use crate::control_thread::Wake;
use crate::sounds::SoundLibrary;
use programs::Programs;

/// A few threads that do what would make the control thread wait.
pub(crate) struct Pool {
    orders: Sender<(EffectId, Effect)>,
    library: Arc<Mutex<Arc<SoundLibrary>>>,
}

impl Pool {
    /// Starts the threads. Configuration files are in `folder`. `done` gets each outcome; `wake` is
    /// called after it.
    pub(crate) fn start(
        library: SoundLibrary,
        folder: PathBuf,
        done: Sender<(EffectId, Outcome)>,
        wake: &Wake,
    ) -> std::io::Result<Self> {
        let (orders, inbox) = std::sync::mpsc::channel();
        let inbox = Arc::new(Mutex::new(inbox));
        let library = Arc::new(Mutex::new(Arc::new(library)));
        let programs = Programs::default();
        for _ in 0..THREADS {
            let (inbox, library) = (inbox.clone(), library.clone());
            let (done, wake) = (done.clone(), wake.clone());
            let (programs, folder) = (programs.clone(), folder.clone());
            std::thread::Builder::new()
                .name("effects".to_owned())
                .spawn(move || {
                    while let Some((id, effect)) = next(&inbox) {
                        let library = library
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .clone();
                        let Some(effect) = launch(&programs, id, effect, &done, &wake) else {
                            continue;
                        };
                        let outcome = perform(&library, &programs, &folder, effect);
                        if done.send((id, outcome)).is_err() {
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

/// Starts a command, whose end is told by a thread of its own; gives back any other effect.
fn launch(
    programs: &Programs,
    id: EffectId,
    effect: Effect,
    done: &Sender<(EffectId, Outcome)>,
    wake: &Wake,
) -> Option<Effect> {
    let Effect::Shell {
        command,
        limit,
        with_output,
    } = effect
    else {
        return Some(effect);
    };
    let (done, wake) = (done.clone(), wake.clone());
    programs.run(command, limit, with_output, move |outcome| {
        if done.send((id, outcome)).is_ok() {
            wake();
        }
    });
    None
}

fn perform(library: &SoundLibrary, programs: &Programs, folder: &Path, effect: Effect) -> Outcome {
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
        Effect::Shell { .. }
        | Effect::AskDriver { .. }
        | Effect::OpenRecording { .. }
        | Effect::CloseRecording { .. } => Outcome::Failed("that is done elsewhere".to_owned()),
        Effect::ReadFile { path } => files::read(&path),
        Effect::WriteFile {
            path,
            contents,
            append,
        } => files::write(&path, &contents, append),
        Effect::AskFile { path } => files::ask(&path),
        Effect::Environment { name } => Outcome::Text(programs.variable(&name)),
        Effect::SetEnvironment { name, value } => programs.set_variable(name, value),
        Effect::MachineFact { name } => files::machine_fact(&name),
        Effect::ConfigValue {
            file,
            section,
            key,
            index,
        } => files::config_value(folder, &file, (&section, &key), index),
    }
}

const THREADS: usize = 2;
