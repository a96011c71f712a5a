//! Voicemail's own thread: it counts messages at the start, looks for what other programs changed, and
//! sends mail that waits.

mod mailboxes;
mod sending;

pub(crate) use mailboxes::{mailbox_folder, new_voicemail};

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use call::disk::DiskWork;
use services::voicemail::mail::{self, Recover};
use services::voicemail::spool::Count;
use services::voicemail::{Counts, MailboxId, VoicemailConf};

use crate::clock;
use crate::control_thread::Wake;
use crate::service_disk::ServiceDisk;

/// What the thread tells the control thread.
pub(crate) enum Report {
    /// A mailbox holds so much.
    Counted(MailboxId, Counts),
    /// A mail could not be sent; it is tried again.
    MailWaits(String),
}

/// What the thread is told.
enum Order {
    /// There may be mail.
    Look,
    /// The configuration is this from now on.
    Take(Arc<VoicemailConf>),
}

/// The control thread's end.
#[derive(Clone)]
pub(crate) struct VoicemailLink {
    orders: Sender<Order>,
}

impl VoicemailLink {
    /// Starts the thread on the mailboxes in `spool` and the mail in `outbox`.
    pub(crate) fn start(
        conf: Arc<VoicemailConf>,
        spool: String,
        outbox: String,
        wake: Wake,
    ) -> std::io::Result<(Self, Receiver<Report>)> {
        let (orders, inbox) = channel();
        let (reports, outcome) = channel();
        std::thread::Builder::new()
            .name("voicemail".to_owned())
            .spawn(move || {
                let keeper = Keeper {
                    conf,
                    spool,
                    outbox,
                    reports,
                    wake,
                    waiting: HashMap::new(),
                    polled: clock::now(),
                };
                keeper.run(&inbox);
            })?;
        Ok((Self { orders }, outcome))
    }

    /// There may be mail to send.
    pub(crate) fn look(&self) {
        let _ = self.orders.send(Order::Look);
    }

    /// The configuration is this from now on.
    pub(crate) fn take(&self, conf: Arc<VoicemailConf>) {
        let _ = self.orders.send(Order::Take(conf));
    }
}

struct Keeper {
    conf: Arc<VoicemailConf>,
    spool: String,
    outbox: String,
    reports: Sender<Report>,
    wake: Wake,
    /// Mails that were refused: when they are tried again, and how often they were.
    waiting: HashMap<String, (Instant, u32)>,
    polled: Instant,
}

impl Keeper {
    fn run(mut self, inbox: &Receiver<Order>) {
        Recover {
            folder: self.outbox.clone(),
        }
        .perform(&ServiceDisk);
        self.count();
        self.send_mail();
        loop {
            match inbox.recv_timeout(self.patience()) {
                Ok(Order::Look) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Order::Take(conf)) => {
                    self.conf = conf;
                    self.count();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
            // Many orders are one look.
            while let Ok(order) = inbox.try_recv() {
                if let Order::Take(conf) = order {
                    self.conf = conf;
                    self.count();
                }
            }
            let general = &self.conf.general;
            let polls = general.pollmailboxes && !general.pollfreq.0.is_zero();
            if polls && clock::now().saturating_duration_since(self.polled) >= general.pollfreq.0 {
                self.count();
            }
            self.send_mail();
        }
    }

    fn patience(&self) -> Duration {
        let now = clock::now();
        let general = &self.conf.general;
        let poll = (general.pollmailboxes && !general.pollfreq.0.is_zero())
            .then(|| (self.polled + general.pollfreq.0).saturating_duration_since(now));
        let mail = self
            .waiting
            .values()
            .map(|(at, _)| at.saturating_duration_since(now))
            .min();
        [poll, mail, Some(LONGEST_REST)]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(LONGEST_REST)
    }

    fn count(&mut self) {
        self.polled = clock::now();
        let count = Count {
            spool: self.spool.clone(),
            boxes: self
                .conf
                .mailboxes()
                .map(|mailbox| mailbox.id.clone())
                .collect(),
        };
        for (id, counts) in count.perform(&ServiceDisk) {
            self.tell(Report::Counted(id, counts));
        }
    }

    fn send_mail(&mut self) {
        let jobs = mail::jobs(&ServiceDisk, &self.outbox);
        self.waiting
            .retain(|path, _| jobs.iter().any(|job| job.path == *path));
        for job in jobs {
            let now = clock::now();
            let tries = match self.waiting.get(&job.path) {
                Some((at, _)) if *at > now => continue,
                Some((_, tries)) => *tries,
                None => 0,
            };
            match sending::send(&self.conf.general.mailcmd, &job.mail) {
                Ok(()) => {
                    self.waiting.remove(&job.path);
                    if let Err(error) = std::fs::remove_file(&job.path) {
                        self.tell(Report::MailWaits(format!("{}: {error}", job.path)));
                    }
                }
                Err(why) => {
                    let pause = FIRST_PAUSE.saturating_mul(1 << tries.min(MOST_DOUBLINGS));
                    self.waiting
                        .insert(job.path.clone(), (now + pause, tries + 1));
                    let text = format!(
                        "mail in {} is not sent yet, next try in {} s: {why}",
                        job.path,
                        pause.as_secs()
                    );
                    self.tell(Report::MailWaits(text));
                }
            }
        }
    }

    fn tell(&self, report: Report) {
        if self.reports.send(report).is_ok() {
            (self.wake)();
        }
    }
}

const LONGEST_REST: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_secs(15);
/// Half an hour between tries in the end.
const MOST_DOUBLINGS: u32 = 7;
