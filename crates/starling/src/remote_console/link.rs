//! The client's end of the control socket: requests out, and a thread that sorts what comes in.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use control::cli::wire::{Frame, FrameReader, Greeting, Request, Status};

use super::screen::Screen;

/// A connection to an exchange. Clones write to the same socket.
#[derive(Clone)]
pub(super) struct Link {
    path: PathBuf,
    /// Replaced when the connection is made anew.
    stream: Arc<Mutex<UnixStream>>,
    reader: FrameReader,
    hello: Option<Request>,
    /// We ended the connection ourselves.
    closed: Arc<AtomicBool>,
}

/// What the exchange answers, in order. Completion and commands take turns.
#[derive(Clone)]
pub(super) struct Answers(Arc<Mutex<Receiver<Frame>>>);

impl Link {
    /// Connects and waits for the greeting.
    pub(super) fn connect(path: &Path) -> io::Result<(Self, Greeting)> {
        let (stream, reader, greeting) = greeted(path)?;
        let stream = Arc::new(Mutex::new(stream));
        let (path, closed) = (path.to_owned(), Arc::default());
        Ok((
            Self {
                path,
                stream,
                reader,
                hello: None,
                closed,
            },
            greeting,
        ))
    }

    /// Sends a request.
    pub(super) fn send(&mut self, request: &Request) -> io::Result<()> {
        if matches!(request, Request::Hello { .. }) {
            self.hello = Some(request.clone());
        }
        self.write(request)
    }

    /// Starts the thread that reads. Events go to the screen, everything else is an answer. The
    /// answers end with the connection, unless `reconnect`.
    pub(super) fn listen(&self, screen: Screen, reconnect: bool) -> io::Result<Answers> {
        let (sender, receiver) = channel();
        let this = self.clone();
        std::thread::Builder::new()
            .name("console".to_owned())
            .spawn(move || this.read_all(screen, &sender, reconnect))?;
        Ok(Answers(Arc::new(Mutex::new(receiver))))
    }

    /// Ends the connection, for the reading thread as well.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = stream.shutdown(Shutdown::Both);
    }

    fn read_all(mut self, mut screen: Screen, answers: &Sender<Frame>, reconnect: bool) {
        loop {
            let _ = self.read_until_it_ends(&mut screen, answers);
            if self.closed.load(Ordering::Relaxed) {
                return;
            }
            screen.disconnected();
            if !(reconnect && self.connect_again(&mut screen)) {
                return screen.end();
            }
            // An answer that will never come must not be waited for.
            let _ = answers.send(Frame::Done(Status::Failed));
        }
    }

    fn read_until_it_ends(
        &mut self,
        screen: &mut Screen,
        answers: &Sender<Frame>,
    ) -> io::Result<()> {
        let mut stream = self
            .stream
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_clone()?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            while let Some(frame) = self.reader.next_frame().map_err(io::Error::other)? {
                match frame {
                    Frame::Event(lines) => screen.show(&lines),
                    answer => drop(answers.send(answer)),
                }
            }
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                count => self.reader.push(&buffer[..count]),
            }
        }
    }

    fn connect_again(&mut self, screen: &mut Screen) -> bool {
        for _ in 0..MOST_ATTEMPTS {
            std::thread::park_timeout(BETWEEN_ATTEMPTS);
            let Ok((stream, reader, _)) = greeted(&self.path) else {
                continue;
            };
            *self.stream.lock().unwrap_or_else(PoisonError::into_inner) = stream;
            self.reader = reader;
            let hello = self.hello.clone();
            if hello.is_none_or(|hello| self.write(&hello).is_ok()) {
                screen.show("Connected again.\n");
                return true;
            }
        }
        false
    }

    fn write(&self, request: &Request) -> io::Result<()> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(request.encode().as_bytes())
    }
}

impl Answers {
    /// The next answer; waits for ever without a limit.
    pub(super) fn next(&self, patience: Option<Duration>) -> Result<Frame, RecvTimeoutError> {
        let receiver = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match patience {
            Some(patience) => receiver.recv_timeout(patience),
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }
}

fn greeted(path: &Path) -> io::Result<(UnixStream, FrameReader, Greeting)> {
    let mut stream = UnixStream::connect(path)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = FrameReader::default();
    let mut buffer = [0; 1024];
    let greeting = loop {
        if let Some(greeting) = reader.greeting().map_err(io::Error::other)? {
            break greeting;
        }
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => reader.push(&buffer[..count]),
        }
    };
    stream.set_read_timeout(None)?;
    Ok((stream, reader, greeting))
}

/// How long an exchange may take to greet; a busy one greets within milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);
const MOST_ATTEMPTS: u32 = 30;
