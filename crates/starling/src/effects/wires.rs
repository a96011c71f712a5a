//! Wires: programs and servers that scripts speak with, as tasks of one thread. A task reads only what
//! was asked for, so a program that floods fills a pipe and nothing else.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use call::{Effect, EffectId, Outcome, WireId, WireOrder, WireRead, WireTarget};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until, timeout};

use super::programs::{Programs, end_group, hang_up};
use crate::control_thread::Wake;

/// The control thread's end of all wires.
pub(super) struct Wires {
    shared: Arc<Shared>,
    tasks: Mutex<Option<Handle>>,
}

struct Shared {
    programs: Programs,
    done: Sender<(EffectId, Outcome)>,
    wake: Wake,
    open: Mutex<Open>,
}

type Open = HashMap<WireId, UnboundedSender<(EffectId, WireOrder)>>;

impl Shared {
    fn tell(&self, id: EffectId, outcome: Outcome) {
        if self.done.send((id, outcome)).is_ok() {
            (self.wake)();
        }
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wires {
    /// No thread yet: it starts with the first wire.
    pub(super) fn new(programs: Programs, done: Sender<(EffectId, Outcome)>, wake: Wake) -> Self {
        let open = Mutex::default();
        let shared = Shared {
            programs,
            done,
            wake,
            open,
        };
        Self {
            shared: Arc::new(shared),
            tasks: Mutex::default(),
        }
    }

    /// Begins what is about wires; gives back any other effect.
    pub(super) fn perform(&self, id: EffectId, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::OpenWire(target) => self.open(id, *target),
            Effect::Wire(wire, order) => {
                let gone = match self.shared.open().get(&wire) {
                    Some(orders) => orders.send((id, order)).err().map(|e| e.0.1),
                    None => Some(order),
                };
                if let Some(order) = gone {
                    self.shared.tell(id, outcome_of_the_gone(&order));
                }
            }
            other => return Some(other),
        }
        None
    }

    fn open(&self, id: EffectId, target: WireTarget) {
        let wire = WireId(id.0);
        if self.shared.open().len() >= MOST_WIRES {
            let why = format!("{MOST_WIRES} programs run already");
            return self.shared.tell(id, Outcome::Failed(why));
        }
        let tasks = match self.tasks() {
            Ok(tasks) => tasks,
            Err(error) => {
                let why = format!("no thread for programs: {error}");
                return self.shared.tell(id, Outcome::Failed(why));
            }
        };
        let (orders, inbox) = unbounded_channel();
        self.shared.open().insert(wire, orders);
        let shared = self.shared.clone();
        tasks.spawn(async move {
            match target {
                WireTarget::Child {
                    program,
                    arguments,
                    environment,
                } => {
                    let command = command(&shared.programs, &program, &arguments, &environment);
                    speak_with_child(id, &program, command, &shared, inbox).await;
                }
                WireTarget::Tcp { host, port } => {
                    speak_with_server(id, &host, port, &shared, inbox).await;
                }
            }
            shared.open().remove(&wire);
        });
    }

    fn tasks(&self) -> std::io::Result<Handle> {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tasks) = tasks.as_ref() {
            return Ok(tasks.clone());
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let thread = std::thread::Builder::new().name("wires".to_owned());
        thread.spawn(move || runtime.block_on(std::future::pending::<()>()))?;
        *tasks = Some(handle.clone());
        Ok(handle)
    }
}

fn command(
    programs: &Programs,
    program: &str,
    arguments: &[String],
    environment: &[(String, String)],
) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    for (name, value) in programs.environment() {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    for (name, value) in environment {
        command.env(name, value);
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0);
    command
}

async fn speak_with_child(
    id: EffectId,
    program: &str,
    mut command: Command,
    shared: &Shared,
    inbox: UnboundedReceiver<(EffectId, WireOrder)>,
) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let why = format!("'{program}' cannot be run: {error}");
            return shared.tell(id, Outcome::Failed(why));
        }
    };
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return shared.tell(id, Outcome::Failed(format!("'{program}' has no pipes")));
    };
    shared.tell(id, Outcome::Done);
    let mut talk = Talk::new(shared, inbox, Some(child));
    let hung_up = talk.run(input, output).await;
    if let Some(child) = talk.child.take() {
        end_child(child, hung_up).await;
    }
}

/// A program may have things to do after its call; it has some minutes.
async fn end_child(mut child: Child, hung_up: bool) {
    let Some(number) = child.id() else {
        return;
    };
    if hung_up {
        hang_up(number);
    }
    if timeout(AFTERLIFE, child.wait()).await.is_err() {
        end_group(number);
        let _ = child.wait().await;
    }
}

async fn speak_with_server(
    id: EffectId,
    host: &str,
    port: u16,
    shared: &Shared,
    inbox: UnboundedReceiver<(EffectId, WireOrder)>,
) {
    let connecting = tokio::net::TcpStream::connect((host, port));
    let stream = match timeout(CONNECT_LIMIT, connecting).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            let why = format!("{host}:{port} cannot be reached: {error}");
            return shared.tell(id, Outcome::Failed(why));
        }
        Err(_) => {
            let why = format!("{host}:{port} did not answer in time");
            return shared.tell(id, Outcome::Failed(why));
        }
    };
    let _ = stream.set_nodelay(true);
    shared.tell(id, Outcome::Done);
    let (output, input) = stream.into_split();
    let mut talk = Talk::new(shared, inbox, None);
    talk.run(input, output).await;
}

/// One wire that stands.
struct Talk<'a> {
    shared: &'a Shared,
    inbox: UnboundedReceiver<(EffectId, WireOrder)>,
    child: Option<Child>,
    /// Read, and not yet given to anybody.
    unread: Vec<u8>,
    /// Whoever waits for a line, and how long it may be.
    reading: Option<(EffectId, usize)>,
    sending: Option<Sending>,
    /// Nothing more can be read.
    ended: bool,
}

/// What is sent, and until when it must be taken.
struct Sending {
    id: EffectId,
    bytes: Vec<u8>,
    at: usize,
    until: Instant,
}

impl<'a> Talk<'a> {
    fn new(
        shared: &'a Shared,
        inbox: UnboundedReceiver<(EffectId, WireOrder)>,
        child: Option<Child>,
    ) -> Self {
        Self {
            shared,
            inbox,
            child,
            unread: Vec::new(),
            reading: None,
            sending: None,
            ended: false,
        }
    }

    /// Until it is closed. True when a program shall be told that its call is over.
    async fn run(
        &mut self,
        mut input: impl AsyncWrite + Unpin,
        mut output: impl AsyncRead + Unpin,
    ) -> bool {
        loop {
            self.give_a_line().await;
            let until = self.sending.as_ref().map_or_else(Instant::now, |s| s.until);
            let rest = self.sending.as_ref().map_or(&[][..], |s| &s.bytes[s.at..]);
            let sends = self.sending.is_some();
            let reads = self.reading.is_some() && !self.ended;
            tokio::select! {
                order = self.inbox.recv() => match order {
                    Some((id, order)) => {
                        if let Some(hang_up) = self.obey(id, order) {
                            return hang_up;
                        }
                    }
                    None => return true,
                },
                written = input.write(rest), if sends => match written {
                    Ok(length) => self.was_taken(length),
                    Err(_) => self.is_not_taken("it does not listen any more"),
                },
                () = sleep_until(until), if sends => {
                    self.is_not_taken("it does not read what it is told");
                }
                read = output.read_buf(&mut self.unread), if reads => {
                    self.ended = !matches!(read, Ok(1..));
                }
            }
        }
    }

    /// Answers whoever asked for a line, when there is one or will never be.
    async fn give_a_line(&mut self) {
        let Some((id, limit)) = self.reading else {
            return;
        };
        let read = match take_line(&mut self.unread, limit, self.ended) {
            Some(line) => WireRead::Line(line),
            None if self.ended => WireRead::Ended {
                status: self.status().await,
            },
            None => return,
        };
        self.reading = None;
        self.shared.tell(id, Outcome::Read(read));
    }

    /// `Some` at the end: whether a program shall be told that its call is over.
    fn obey(&mut self, id: EffectId, order: WireOrder) -> Option<bool> {
        match order {
            WireOrder::ReadLine { limit } => {
                self.reading = Some((id, limit.clamp(1, LONGEST_LINE)))
            }
            WireOrder::Write(bytes) if bytes.is_empty() => self.shared.tell(id, Outcome::Done),
            WireOrder::Write(bytes) => {
                self.sending = Some(Sending {
                    id,
                    bytes,
                    at: 0,
                    until: Instant::now() + WRITE_LIMIT,
                });
            }
            WireOrder::HangUp => {
                if let Some(number) = self.child.as_ref().and_then(Child::id) {
                    hang_up(number);
                }
                self.shared.tell(id, Outcome::Done);
            }
            WireOrder::Close { hang_up } => {
                self.shared.tell(id, Outcome::Done);
                return Some(hang_up);
            }
        }
        None
    }

    fn was_taken(&mut self, length: usize) {
        let Some(sending) = &mut self.sending else {
            return;
        };
        sending.at += length;
        let id = sending.id;
        if length == 0 {
            self.is_not_taken("it does not listen any more");
        } else if sending.at >= sending.bytes.len() {
            self.sending = None;
            self.shared.tell(id, Outcome::Done);
        }
    }

    fn is_not_taken(&mut self, why: &str) {
        if let Some(sending) = self.sending.take() {
            self.shared
                .tell(sending.id, Outcome::Failed(why.to_owned()));
        }
    }

    /// How a program ended. One that closed its output and goes on has not ended.
    async fn status(&mut self) -> Option<i32> {
        let child = self.child.as_mut()?;
        let status = timeout(END_LIMIT, child.wait()).await.ok()?.ok()?;
        self.child = None;
        status.code()
    }
}

/// A line without its end; all that is there when it is too long or the last one.
fn take_line(unread: &mut Vec<u8>, limit: usize, ended: bool) -> Option<Vec<u8>> {
    if let Some(at) = unread.iter().take(limit + 1).position(|b| *b == b'\n') {
        let mut line: Vec<u8> = unread.drain(..=at).collect();
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        return Some(line);
    }
    let length = unread.len().min(limit);
    let whole = length == limit || (ended && length > 0);
    whole.then(|| unread.drain(..length).collect())
}

/// An order that comes too late.
fn outcome_of_the_gone(order: &WireOrder) -> Outcome {
    match order {
        WireOrder::ReadLine { .. } => Outcome::Read(WireRead::Ended { status: None }),
        WireOrder::Write(_) => Outcome::Failed("it is gone".to_owned()),
        WireOrder::HangUp | WireOrder::Close { .. } => Outcome::Done,
    }
}

const MOST_WIRES: usize = 2_000;
const LONGEST_LINE: usize = 64 * 1_024;
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// A program that does not read for so long hangs.
const WRITE_LIMIT: Duration = Duration::from_secs(5);
/// After the end of its output a program has so long to end.
const END_LIMIT: Duration = Duration::from_secs(2);
const AFTERLIFE: Duration = Duration::from_secs(600);
