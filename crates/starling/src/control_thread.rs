//! The control thread: takes an input, lets the pure rooms act, performs what they ask, sleeps until
//! the next deadline. Everything that decides something is called from here and lives elsewhere.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use config::Problem;
use media::control::MediaEvent;
use mio::{Events, Poll, Token, Waker};

use crate::clock;
use crate::console_server::ConsoleServer;
use crate::directories::Installation;
use crate::effects::Pool;
use crate::house::{Doors, House};
use crate::load::Configuration;
use crate::log::Logger;
use crate::media_thread::MediaThreads;
use crate::net::resolver::{Answered, Resolver};
use crate::net::sip_sockets::SipSockets;
use crate::programs::Programs;
use crate::recorder_thread::RecorderThread;
use crate::signals;
use crate::sounds::SoundLibrary;
use crate::spool_thread::{FromSpool, SpoolLink};
use crate::sql::Sql;
use crate::voicemail::{Report, VoicemailLink, mailbox_folder};

/// Wakes the control thread from another one.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;

/// The whole running exchange.
pub(crate) struct ControlThread {
    poll: Poll,
    inboxes: Inboxes,
    media: MediaThreads,
    recorder: RecorderThread,
    house: House,
    consoles: ConsoleServer,
    programs: Programs,
    buffer: Vec<u8>,
    /// Sockets with more to read than their turn allowed.
    unread: Vec<Token>,
}

/// What other threads send.
struct Inboxes {
    media: Receiver<MediaEvent>,
    effects: Receiver<(call::EffectId, call::Outcome)>,
    answers: Receiver<Answered>,
    mailboxes: Receiver<Report>,
    spool: Receiver<FromSpool>,
}

impl ControlThread {
    /// Starts the other threads, opens everything and takes the first configuration.
    pub(crate) fn start(
        installation: Installation,
        configuration: Configuration,
        log: Logger,
    ) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let wake: Wake = Arc::new(move || drop(waker.wake()));
        signals::watch(&wake)?;
        let (media_events, media_inbox) = channel();
        let (outcomes, effects) = channel();
        let (answers, answers_inbox) = channel();
        let recorder = RecorderThread::start(outcomes.clone(), wake.clone())?;
        let media =
            MediaThreads::start(clock::random_seed(), &media_events, &recorder.link(), &wake)?;
        let library = SoundLibrary::new(configuration.places.clone());
        let folder = installation.directories.etc.clone().into();
        let sql = Sql::new(configuration.sources.connections.clone());
        let spool = mailbox_folder(&installation);
        let outbox = format!("{spool}/.outbox");
        let conf = configuration.voicemail.clone();
        let (voicemail, mailboxes) = VoicemailLink::start(conf, spool, outbox, wake.clone())?;
        let (from_spool, call_files) = channel();
        let doors = Doors {
            spool: SpoolLink::start(&installation.directories.spool, from_spool, wake.clone())?,
            sockets: SipSockets::new(poll.registry().try_clone()?),
            pool: Pool::start(library, folder, sql, outcomes, &wake)?,
            recordings: recorder.link(),
            resolver: Resolver::new(answers, wake.clone()),
            media: media.link(),
            voicemail,
            log,
            wake: wake.clone(),
        };
        let programs = Programs::new(wake);
        let registry = poll.registry().try_clone()?;
        let consoles = ConsoleServer::open(&installation, registry)?;
        let house = House::new(
            clock::now(),
            installation,
            configuration,
            doors,
            programs.feed(),
        );
        let inboxes = Inboxes {
            media: media_inbox,
            effects,
            answers: answers_inbox,
            mailboxes,
            spool: call_files,
        };
        let buffer = vec![0; LARGEST_DATAGRAM];
        Ok(Self {
            poll,
            inboxes,
            media,
            recorder,
            house,
            consoles,
            programs,
            buffer,
            unread: Vec::new(),
        })
    }

    /// Says in the log what is wrong with the files.
    pub(crate) fn tell(&mut self, problems: &[Problem]) {
        self.house.tell_problems(problems);
    }

    /// Something that an administrator may want to know.
    pub(crate) fn notice(&mut self, text: String) {
        self.house.notice(text);
    }

    /// Runs until somebody stops the exchange. True when it shall start again.
    pub(crate) fn run(mut self) -> bool {
        let mut events = Events::with_capacity(256);
        self.mind_the_programs();
        loop {
            let now = clock::now();
            let wait = self.wait(now);
            if let Err(error) = self.poll.poll(&mut events, wait)
                && error.kind() != io::ErrorKind::Interrupted
            {
                self.house
                    .complain(format!("waiting for sockets failed: {error}"));
                return self.end(false);
            }
            self.house.keep_calendar(clock::now());
            let mut ready: Vec<Token> = std::mem::take(&mut self.unread);
            ready.extend(events.iter().map(|event| event.token()));
            for token in ready {
                self.serve(token);
            }
            self.mind_the_programs();
            self.house.tick(clock::now());
            self.house.flush();
            self.consoles.show(&mut self.house);
            if let Some(restart) = self.house.is_over() {
                return self.end(restart);
            }
        }
    }

    /// Opens and closes what programs connect to, after the start and after a reload.
    fn mind_the_programs(&mut self) {
        if let Some(settings) = self.house.take_new_programs() {
            for complaint in self.programs.apply(&settings) {
                self.house.complain(complaint);
            }
        }
    }

    fn wait(&self, now: Instant) -> Option<Duration> {
        if !self.unread.is_empty() {
            return Some(Duration::ZERO);
        }
        let until = self.house.next_deadline()?;
        let wait = until.saturating_duration_since(now);
        // The poll counts in milliseconds; waking too early would spin.
        Some(Duration::from_millis(wait.as_micros().div_ceil(1000) as u64))
    }

    fn serve(&mut self, token: Token) {
        let now = clock::now();
        if token == WAKE {
            self.take_messages(now);
        } else if self.consoles.owns(token) {
            self.consoles.ready(token, &mut self.house);
        } else if self.house.serve_socket(now, token, &mut self.buffer) {
            self.unread.push(token);
        }
    }

    fn take_messages(&mut self, now: Instant) {
        while let Ok(event) = self.inboxes.media.try_recv() {
            self.house
                .switchboard_input(now, call::Input::FromMedia(event));
        }
        while let Ok((id, outcome)) = self.inboxes.effects.try_recv() {
            if matches!(outcome, call::Outcome::OnDisk(_)) {
                self.house.doors.voicemail.look();
            }
            self.house
                .switchboard_input(now, call::Input::Done(id, outcome));
        }
        while let Ok((asked, answer)) = self.inboxes.answers.try_recv() {
            self.house.answered(now, asked, answer);
        }
        while let Ok(report) = self.inboxes.mailboxes.try_recv() {
            match report {
                Report::Counted(id, counts) => self.house.mailbox_counted(now, &id, counts),
                Report::MailWaits(why) => self.house.complain(why),
            }
        }
        while let Ok(order) = self.inboxes.spool.try_recv() {
            self.house.obey_spool(now, order);
        }
        if self.programs.answer(&mut self.house) {
            self.unread.push(WAKE);
        }
        self.house.take_signals();
        if let Some(reading) = self.house.finish_reading() {
            self.consoles.resume(reading, &mut self.house);
            self.house.leave_reading(reading);
            self.consoles.read_on(&mut self.house);
        }
    }

    fn end(self, restart: bool) -> bool {
        self.house.close(clock::now());
        self.consoles.close();
        self.media.stop();
        self.recorder.stop();
        restart
    }
}

/// `MOST` datagrams end here; SIP over UDP cannot be longer.
const LARGEST_DATAGRAM: usize = 65_536;
const WAKE: Token = Token(0);
