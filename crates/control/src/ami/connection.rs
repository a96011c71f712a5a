//! One connection: banner, log-in, actions in turn, events in between.

mod login;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use call::{Event, LogLevel};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::desk::{Answer, Desk};
use super::filter::Filters;
use super::message::{Block, Message, Reader};
use super::{Account, Ami, Classes, actions, render};
use crate::http::Stream;
use crate::programs::News;

type Writer = WriteHalf<Box<dyn Stream>>;
type Source = ReadHalf<Box<dyn Stream>>;

/// Somebody who has logged in.
pub(super) struct Member {
    pub(super) account: Arc<Account>,
    pub(super) filters: Filters,
    /// Which events it wants now, of those it may hear.
    pub(super) mask: Classes,
    /// Events, as long as it wants any.
    pub(super) news: Option<Receiver<News>>,
}

struct Connection {
    ami: Ami,
    from: SocketAddr,
    reader: Reader,
    writer: Writer,
    challenge: Option<String>,
    member: Option<Member>,
}

/// What follows an action.
enum Next {
    Go,
    End,
}

/// Serves it to its end.
pub(super) async fn attend(ami: Ami, stream: Box<dyn Stream>, from: SocketAddr) {
    if ami.strangers.fetch_add(1, Ordering::Relaxed) >= ami.settings.options.authlimit as usize {
        ami.strangers.fetch_sub(1, Ordering::Relaxed);
        return;
    }
    let (source, writer) = tokio::io::split(stream);
    let mut connection = Connection {
        ami,
        from,
        reader: Reader::default(),
        writer,
        challenge: None,
        member: None,
    };
    let logged_in = connection.welcome(source).await;
    if let Some(source) = logged_in {
        connection.serve(source).await;
        connection.say_goodbye().await;
    }
}

impl Connection {
    /// Until the log-in, which has its time.
    async fn welcome(&mut self, mut source: Source) -> Option<Source> {
        let patience = Duration::from_secs(self.ami.settings.options.authtimeout.max(1));
        let login = async {
            self.send(BANNER).await?;
            self.strangers_actions(&mut source).await
        };
        let outcome = timeout(patience, login).await;
        self.ami.strangers.fetch_sub(1, Ordering::Relaxed);
        let logged_in = matches!(outcome, Ok(Some(())));
        logged_in.then_some(source)
    }

    async fn strangers_actions(&mut self, source: &mut Source) -> Option<()> {
        while self.member.is_none() {
            let message = loop {
                match self.reader.next() {
                    Some(read) => break read,
                    None => self.read(source).await?,
                }
            };
            match self.act(message).await? {
                Next::Go => {}
                Next::End => return None,
            }
        }
        Some(())
    }

    async fn read(&mut self, source: &mut Source) -> Option<()> {
        let mut buffer = [0; 4096];
        let count = source.read(&mut buffer).await.ok()?;
        self.reader.push(&buffer[..count]);
        (count > 0).then_some(())
    }

    /// After the log-in: actions and events as they come.
    async fn serve(&mut self, mut source: Source) -> Option<()> {
        loop {
            while let Some(message) = self.reader.next() {
                match self.act(message).await? {
                    Next::Go => {}
                    Next::End => return None,
                }
            }
            let mut buffer = [0; 4096];
            let news = self.member.as_mut().and_then(|m| m.news.as_mut());
            tokio::select! {
                read = source.read(&mut buffer) => {
                    let count = read.ok().filter(|count| *count > 0)?;
                    self.reader.push(&buffer[..count]);
                }
                news = next_news(news) => self.hear(news).await?,
            }
        }
    }

    async fn hear(&mut self, news: Result<News, RecvError>) -> Option<()> {
        match news {
            Ok(news) => self.show(&news).await,
            Err(RecvError::Lagged(missed)) => {
                let who = self.member.as_ref().map_or("", |m| &m.account.name);
                let text = format!(
                    "manager: '{who}' at {} reads too slowly and missed {missed} events",
                    self.from
                );
                self.log(LogLevel::Warning, text).await
            }
            Err(RecvError::Closed) => None,
        }
    }

    /// Sends the events that a piece of news makes.
    async fn show(&mut self, news: &News) -> Option<()> {
        let Some(member) = &self.member else {
            return Some(());
        };
        let mut text = String::new();
        for told in render::told(news) {
            text.push_str(&self.event_text(member, &told).unwrap_or_default());
        }
        if text.is_empty() {
            return Some(());
        }
        self.send(&text).await
    }

    /// An event as this connection gets it; `None` when it does not.
    fn event_text(&self, member: &Member, told: &render::Told) -> Option<String> {
        let heard = member.account.read.meets(told.classes) && member.mask.meets(told.classes);
        let name = told.block.get("Event").unwrap_or_default();
        if !heard || self.ami.settings.disabled.iter().any(|d| d == name) {
            return None;
        }
        let text = told.block.text();
        let (first, rest) = text.split_once("\r\n")?;
        let privilege = told.classes.text();
        let stamp = match self.ami.settings.options.timestampevents {
            true => format!("Timestamp: {}\r\n", self.ami.time_stamp()),
            false => String::new(),
        };
        let text = format!("{first}\r\nPrivilege: {privilege}\r\n{stamp}{rest}");
        member.filters.allow(&told.block, &text).then_some(text)
    }

    /// Does an action and answers it.
    async fn act(&mut self, message: super::message::Read) -> Option<Next> {
        let message = match message {
            Ok(message) => message,
            Err(fault) => {
                self.answer("", Answer::error(fault)).await?;
                return Some(Next::Go);
            }
        };
        let id = message.get("ActionID").to_owned();
        let Some(action) = message.find("Action").map(str::to_ascii_lowercase) else {
            self.answer(&id, Answer::error("Missing action in request"))
                .await?;
            return Some(Next::Go);
        };
        match (action.as_str(), self.member.is_some()) {
            ("login", false) => self.login(&id, &message).await,
            ("challenge", _) => self.challenge(&id, &message).await,
            ("logoff", _) => {
                let block = Block::new("Response", "Goodbye").with("Message", GOODBYE);
                self.answer(&id, Answer::of(block)).await?;
                Some(Next::End)
            }
            ("login", true) => {
                self.answer(&id, Answer::error("Already logged in")).await?;
                Some(Next::Go)
            }
            (_, false) => {
                self.answer(&id, Answer::error("Permission denied")).await?;
                Some(Next::Go)
            }
            ("events", true) => self.change_mask(&id, &message).await,
            ("filter", true) => self.add_filter(&id, &message).await,
            (_, true) => self.perform(&id, message).await,
        }
    }

    /// An action of the list, on the control thread.
    async fn perform(&mut self, id: &str, message: Message) -> Option<Next> {
        let account = self.member.as_ref().map(|m| m.account.clone())?;
        // Before the action, so that no outcome is missed.
        let mut outcomes = self.ami.feed.listen();
        let (since_epoch, random) = ((self.ami.outside.since_epoch)(), self.ami.random());
        let answer = self
            .ami
            .door
            .ask_again(move |exchange| {
                let mut desk = Desk {
                    exchange,
                    account: &account,
                    since_epoch,
                    random,
                };
                actions::perform(&mut desk, &message)
            })
            .await?;
        let answer = match &answer.waits_for {
            None => answer,
            Some(note) => wait_for_call(&mut outcomes, note).await?,
        };
        drop(outcomes);
        self.answer(id, answer).await?;
        Some(Next::Go)
    }

    async fn answer(&mut self, id: &str, answer: Answer) -> Option<()> {
        let blocks = answer.blocks.into_iter();
        let text: String = blocks.map(|b| b.with_action_id(id).text()).collect();
        self.send(&text).await
    }

    /// A program that does not read for so long is gone.
    async fn send(&mut self, text: &str) -> Option<()> {
        let write = self.writer.write_all(text.as_bytes());
        timeout(WRITE_PATIENCE, write).await.ok()?.ok()
    }

    async fn log(&mut self, level: LogLevel, text: String) -> Option<()> {
        let channel = None;
        let event = Event::Log {
            level,
            channel,
            text,
        };
        self.ami.door.ask(|exchange| exchange.tell(event)).await
    }

    async fn verbose(&mut self, text: String) -> Option<()> {
        let (level, channel) = (2, None);
        let event = Event::Verbose {
            level,
            channel,
            text,
        };
        self.ami.door.ask(|exchange| exchange.tell(event)).await
    }
}

/// The next news, or never where none are wanted.
async fn next_news(news: Option<&mut Receiver<News>>) -> Result<News, RecvError> {
    match news {
        Some(news) => news.recv().await,
        None => std::future::pending().await,
    }
}

/// What came of a call out.
async fn wait_for_call(outcomes: &mut Receiver<News>, note: &str) -> Option<Answer> {
    loop {
        let news = match outcomes.recv().await {
            Ok(news) => news,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return None,
        };
        let News::Pictured(picture) = news else {
            continue;
        };
        if let Event::Originated(outcome) = &picture.event
            && outcome.note == note
        {
            return Some(match outcome.status {
                call::DialStatus::Answer => Answer::success("Originate successfully queued"),
                _ => Answer::error("Originate failed"),
            });
        }
    }
}

const BANNER: &str = "Asterisk Call Manager/10.0.0\r\n";
const GOODBYE: &str = "Thanks for all the fish.";
const WRITE_PATIENCE: Duration = Duration::from_secs(10);
