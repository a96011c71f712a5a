//! Performs effects away from the control thread: reads files, runs programs.

mod files;
mod programs;
mod wires;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use call::{Effect, EffectId, Outcome};

use crate::control_thread::Wake;
use crate::http_client::HttpClient;
use crate::service_disk::ServiceDisk;
use crate::sounds::SoundLibrary;
use crate::sql::Sql;
pub(crate) use files::config_value;
use programs::Programs;
use wires::Wires;

/// A few threads that do what would make the control thread wait.
pub(crate) struct Pool {
    orders: Sender<(EffectId, Effect)>,
    /// Work that may wait for the disk and for locks; prompts must not wait for it.
    disk_orders: Sender<(EffectId, Effect)>,
    library: Arc<Mutex<Arc<SoundLibrary>>>,
    slow: Slow,
    wires: Wires,
}

/// What may take long has threads of its own.
#[derive(Clone)]
struct Slow {
    programs: Programs,
    sql: Sql,
    http: HttpClient,
}

impl Pool {
    /// Starts the threads. Configuration files are in `folder`. `done` gets each outcome; `wake` is
    /// called after it.
    pub(crate) fn start(
        library: SoundLibrary,
        folder: PathBuf,
        sql: Sql,
        done: Sender<(EffectId, Outcome)>,
        wake: &Wake,
    ) -> std::io::Result<Self> {
        let disk_orders = start_disk(&done, wake)?;
        let (orders, inbox) = std::sync::mpsc::channel();
        let inbox = Arc::new(Mutex::new(inbox));
        let library = Arc::new(Mutex::new(Arc::new(library)));
        let slow = Slow {
            programs: Programs::default(),
            sql,
            http: HttpClient::new(),
        };
        let wires = Wires::new(slow.programs.clone(), done.clone(), wake.clone());
        for _ in 0..THREADS {
            let (inbox, library) = (inbox.clone(), library.clone());
            let (done, wake) = (done.clone(), wake.clone());
            let (slow, folder) = (slow.clone(), folder.clone());
            std::thread::Builder::new()
                .name("effects".to_owned())
                .spawn(move || {
                    while let Some((id, effect)) = next(&inbox) {
                        let library = library
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .clone();
                        let Some(effect) = slow.launch(id, effect, &done, &wake) else {
                            continue;
                        };
                        let outcome = perform(&library, &slow.programs, &folder, effect);
                        if done.send((id, outcome)).is_err() {
                            return;
                        }
                        wake();
                    }
                })?;
        }
        Ok(Self {
            orders,
            disk_orders,
            library,
            slow,
            wires,
        })
    }

    /// Has an effect done.
    pub(crate) fn perform(&self, id: EffectId, effect: Effect) {
        // Orders to one wire stay in order, so they are not shared among threads.
        let Some(effect) = self.wires.perform(id, effect) else {
            return;
        };
        let orders = match effect {
            Effect::OnDisk(_) => &self.disk_orders,
            _ => &self.orders,
        };
        let _ = orders.send((id, effect));
    }

    /// The databases from now on.
    pub(crate) fn set_connections(&self, connections: services::SqlConnections) {
        self.slow.sql.set_connections(connections);
    }

    /// Sounds are looked up here from now on.
    pub(crate) fn set_library(&self, library: SoundLibrary) {
        *self.library.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(library);
    }
}

/// Starts the threads for work of services on files.
fn start_disk(
    done: &Sender<(EffectId, Outcome)>,
    wake: &Wake,
) -> std::io::Result<Sender<(EffectId, Effect)>> {
    let (orders, inbox) = std::sync::mpsc::channel();
    let inbox = Arc::new(Mutex::new(inbox));
    for _ in 0..DISK_THREADS {
        let (inbox, done, wake) = (Arc::clone(&inbox), done.clone(), wake.clone());
        std::thread::Builder::new()
            .name("disk".to_owned())
            .spawn(move || {
                while let Some((id, effect)) = next(&inbox) {
                    let Effect::OnDisk(work) = effect else {
                        continue;
                    };
                    let outcome = Outcome::OnDisk(work.perform_any(&ServiceDisk));
                    if done.send((id, outcome)).is_err() {
                        return;
                    }
                    wake();
                }
            })?;
    }
    Ok(orders)
}

fn next(inbox: &Mutex<Receiver<(EffectId, Effect)>>) -> Option<(EffectId, Effect)> {
    inbox
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .recv()
        .ok()
}

impl Slow {
    /// Begins what has threads of its own, which tell when it is done; gives back any other effect.
    fn launch(
        &self,
        id: EffectId,
        effect: Effect,
        done: &Sender<(EffectId, Outcome)>,
        wake: &Wake,
    ) -> Option<Effect> {
        let (done, wake) = (done.clone(), wake.clone());
        let tell = move |outcome| {
            if done.send((id, outcome)).is_ok() {
                wake();
            }
        };
        match effect {
            Effect::Shell {
                command,
                limit,
                with_output,
            } => self.programs.run(command, limit, with_output, tell),
            Effect::Sql(order) => self.sql.perform(order, tell),
            Effect::Http(order) => self.http.perform(*order, tell),
            other => return Some(other),
        }
        None
    }
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
        | Effect::CloseRecording { .. }
        | Effect::Sql(_)
        | Effect::Http(_)
        | Effect::OnDisk(_)
        | Effect::OpenWire(_)
        | Effect::Wire(..) => Outcome::Failed("that is done elsewhere".to_owned()),
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
const DISK_THREADS: usize = 4;
