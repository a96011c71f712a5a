//! Log-in, by password or by challenge, and what a program says of the events that it wants.

use std::sync::Arc;

use call::LogLevel;
use md5::{Digest, Md5};

use super::{Answer, Connection, Member, Next};
use crate::ami::message::{Block, Message};
use crate::ami::{Account, Classes};

impl Connection {
    /// `Challenge`: something to hash the password with.
    pub(super) async fn challenge(&mut self, id: &str, message: &Message) -> Option<Next> {
        if !message.get("AuthType").eq_ignore_ascii_case("md5") {
            let answer = Answer::error("Must specify AuthType");
            self.answer(id, answer).await?;
            return Some(Next::Go);
        }
        let challenge = self
            .challenge
            .get_or_insert_with(|| (self.ami.random() % 1_000_000_000).to_string());
        let block = Block::new("Response", "Success").with("Challenge", challenge.as_str());
        self.answer(id, Answer::of(block)).await?;
        Some(Next::Go)
    }

    /// `Login`.
    pub(super) async fn login(&mut self, id: &str, message: &Message) -> Option<Next> {
        let Some(account) = self.authentic(message) else {
            let who = message.get("Username").to_owned();
            let text = format!("{} failed to authenticate as '{who}'", self.from.ip());
            self.log(LogLevel::Notice, text).await?;
            let answer = Answer::error("Authentication failed");
            self.answer(id, answer).await?;
            return Some(Next::End);
        };
        let mask = mask_of(message.get("Events"), account.read);
        let member = Member {
            filters: account.filters.clone(),
            mask,
            news: (mask != Classes::NONE).then(|| self.ami.feed.listen()),
            account: Arc::new(account),
        };
        let name = member.account.name.clone();
        self.member = Some(member);
        self.answer(id, Answer::success("Authentication accepted"))
            .await?;
        if self.ami.settings.options.displayconnects {
            let text = format!("Manager '{name}' logged on from {}", self.from.ip());
            self.verbose(text).await?;
        }
        self.fully_booted().await?;
        Some(Next::Go)
    }

    /// Whose name and password these are.
    fn authentic(&self, message: &Message) -> Option<Account> {
        let account = self.ami.settings.accounts.get(message.get("Username"))?;
        let proven = match message.find("Key") {
            Some(key) => {
                let challenge = self.challenge.as_deref()?;
                let expected = md5_hex(&[challenge, &account.secret]);
                same(&expected, &key.to_ascii_lowercase())
            }
            None => same(&account.secret, message.get("Secret")),
        };
        let known = proven && !account.secret.is_empty() && account.acl.allows(self.from.ip());
        known.then(|| account.clone())
    }

    async fn fully_booted(&mut self) -> Option<()> {
        let facts = self.ami.door.ask(|exchange| exchange.facts()).await?;
        let told = crate::ami::render::fully_booted(&facts);
        let member = self.member.as_ref()?;
        match self.event_text(member, &told) {
            Some(text) => self.send(&text).await,
            None => Some(()),
        }
    }

    /// `Events`: which ones from now on.
    pub(super) async fn change_mask(&mut self, id: &str, message: &Message) -> Option<Next> {
        let member = self.member.as_mut()?;
        let mask = mask_of(message.get("EventMask"), member.account.read);
        member.mask = mask;
        match mask == Classes::NONE {
            true => member.news = None,
            false if member.news.is_none() => member.news = Some(self.ami.feed.listen()),
            false => {}
        }
        let word = if mask == Classes::NONE { "Off" } else { "On" };
        let block = Block::new("Response", "Success").with("Events", word);
        self.answer(id, Answer::of(block)).await?;
        Some(Next::Go)
    }

    /// `Filter`: one filter more for this connection.
    pub(super) async fn add_filter(&mut self, id: &str, message: &Message) -> Option<Next> {
        let member = self.member.as_mut()?;
        let answer = if !member.account.write.meets(Classes::SYSTEM) {
            Answer::error("Permission denied")
        } else if !message.get("Operation").eq_ignore_ascii_case("add") {
            Answer::error("Unknown operation")
        } else {
            let (criteria, text) = (message.get("MatchCriteria"), message.get("Filter"));
            let added = match criteria {
                "" => member.filters.add_old(text),
                _ => member.filters.add_new(&format!("({criteria})"), text),
            };
            match added {
                Ok(()) => Answer::success("Filter added successfully"),
                Err(_) => Answer::error("Filter format error"),
            }
        };
        self.answer(id, answer).await?;
        Some(Next::Go)
    }

    /// The end of a connection that was logged in.
    pub(super) async fn say_goodbye(&mut self) -> Option<()> {
        if !self.ami.settings.options.displayconnects {
            return Some(());
        }
        let name = self.member.as_ref().map(|m| m.account.name.clone())?;
        let text = format!("Manager '{name}' logged off from {}", self.from.ip());
        self.verbose(text).await
    }
}

/// `on`, `off`, or classes; nothing is on.
fn mask_of(text: &str, may: Classes) -> Classes {
    if may == Classes::NONE {
        return Classes::NONE;
    }
    match text {
        "" => Classes::ALL,
        text => Classes::read(text).0,
    }
}

pub(crate) fn md5_hex(parts: &[&str]) -> String {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Compares without telling by its time where the difference is.
fn same(one: &str, other: &str) -> bool {
    let (one, other) = (md5_hex(&[one]), md5_hex(&[other]));
    let pairs = one.bytes().zip(other.bytes());
    pairs.fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
