//! Signals of the system: SIGTERM and SIGINT stop, SIGHUP reloads. A thread of its own waits for them.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::control_thread::Wake;

/// What was asked for since the last look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signals {
    /// End.
    pub(crate) stop: bool,
    /// Read the files again.
    pub(crate) reload: bool,
}

/// Watches from now on; `wake` is called at each signal.
pub(crate) fn watch(wake: &Wake) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGUSR1};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM, SIGUSR1])?;
    let wake = wake.clone();
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in &mut signals {
                match signal {
                    SIGHUP => RELOAD.store(true, Ordering::Relaxed),
                    SIGINT | SIGTERM => STOP.store(true, Ordering::Relaxed),
                    _ => {}
                }
                wake();
            }
        })?;
    Ok(())
}

/// What was asked for; asks are forgotten by it.
pub(crate) fn take() -> Signals {
    Signals {
        stop: STOP.swap(false, Ordering::Relaxed),
        reload: RELOAD.swap(false, Ordering::Relaxed),
    }
}

static STOP: AtomicBool = AtomicBool::new(false);
static RELOAD: AtomicBool = AtomicBool::new(false);
