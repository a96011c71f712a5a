//! Which sockets have something to read. Tells of a socket until it is empty, so that one read for each
//! telling is enough (ADR 0007).
#![allow(unsafe_code, reason = "epoll exists only as C functions")]

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

/// A set of sockets and the bell of a thread.
pub(crate) struct Readiness {
    epoll: OwnedFd,
    bell: Arc<File>,
    events: Vec<libc::epoll_event>,
}

/// Wakes the thread that waits.
#[derive(Clone)]
pub(crate) struct Bell(Arc<File>);

impl Bell {
    pub(crate) fn ring(&self) {
        // It fails only when it rings already.
        let _ = (&*self.0).write(&1u64.to_ne_bytes());
    }
}

impl Readiness {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: no memory is passed; the result is a new descriptor or an error.
        let epoll = owned(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: as above.
        let bell = owned(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        let this = Self {
            epoll,
            bell: Arc::new(File::from(bell)),
            events: vec![libc::epoll_event { events: 0, u64: 0 }; MOST_EVENTS],
        };
        this.add(&*this.bell, BELL)?;
        Ok(this)
    }

    pub(crate) fn bell(&self) -> Bell {
        Bell(self.bell.clone())
    }

    /// Tells of this socket by that number from now on.
    pub(crate) fn add(&self, socket: &impl AsFd, number: u64) -> io::Result<()> {
        let mut event = libc::epoll_event {
            events: libc::EPOLLIN as u32,
            u64: number,
        };
        self.control(libc::EPOLL_CTL_ADD, socket, &mut event)
    }

    /// Closing a socket does the same, unless somebody else has it too.
    pub(crate) fn remove(&self, socket: &impl AsFd) -> io::Result<()> {
        let mut event = libc::epoll_event { events: 0, u64: 0 };
        self.control(libc::EPOLL_CTL_DEL, socket, &mut event)
    }

    /// Waits until something can be read, and gives how many tell; None is as long as it takes.
    pub(crate) fn wait(&mut self, longest: Option<Duration>) -> io::Result<usize> {
        // Counted in milliseconds; waking too early would spin.
        let longest = longest.map(|wait| wait.as_micros().div_ceil(1000));
        let longest = longest.map_or(-1, |ms| i32::try_from(ms).unwrap_or(i32::MAX));
        let events = self.events.as_mut_ptr();
        // SAFETY: the kernel writes at most MOST_EVENTS entries to a vector of that length.
        let count = unsafe {
            libc::epoll_wait(self.epoll.as_raw_fd(), events, MOST_EVENTS as i32, longest)
        };
        match usize::try_from(count) {
            Ok(count) => Ok(count),
            Err(_) => match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => Ok(0),
                error => Err(error),
            },
        }
    }

    /// The number of one that tells.
    pub(crate) fn number(&self, place: usize) -> Option<u64> {
        Some(self.events.get(place)?.u64)
    }

    /// The bell was heard.
    pub(crate) fn quiet(&self) {
        let _ = (&*self.bell).read(&mut [0; 8]);
    }

    fn control(
        &self,
        what: i32,
        socket: &impl AsFd,
        event: &mut libc::epoll_event,
    ) -> io::Result<()> {
        let socket = socket.as_fd().as_raw_fd();
        // SAFETY: both descriptors are open, and `event` lives until the call is over.
        match unsafe { libc::epoll_ctl(self.epoll.as_raw_fd(), what, socket, event) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

fn owned(descriptor: i32) -> io::Result<OwnedFd> {
    if descriptor < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made it, and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) })
}

/// The number that says that somebody rang.
pub(crate) const BELL: u64 = u64::MAX;
const MOST_EVENTS: usize = 512;
