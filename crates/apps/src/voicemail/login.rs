//! Who may open a mailbox: number and password by keys, with wrong passwords counted over all calls.

use std::time::Duration;

use call::script::prelude::*;
use dialplan::Location;

use super::desk::{Desk, service};
use crate::places;

/// How somebody wants in.
pub(crate) struct Login<'a> {
    /// The mailbox as the dialplan names it; empty when the caller does.
    pub(crate) mailbox: &'a str,
    /// Its context.
    pub(crate) context: &'a str,
    /// What is typed comes behind this.
    pub(crate) prefix: &'a str,
    /// No password is asked for.
    pub(crate) trusted: bool,
    /// The mailbox that was named is not asked for even if there is none of that name.
    pub(crate) silent: bool,
}

/// What came of it.
pub(crate) enum Entry {
    /// In.
    Open(Box<Desk>),
    /// `*` leads to the extension `a`.
    Elsewhere(Location),
    /// Not in.
    Refused,
}

impl Login<'_> {
    /// Asks until somebody is in, or has tried often enough.
    pub(crate) async fn run(&self, call: &mut Call) -> Result<Entry, HungUp> {
        let Some(service) = service(call) else {
            return Ok(Entry::Refused);
        };
        let general = service.conf().general.clone();
        let named = self.named(self.mailbox);
        let named =
            (!self.mailbox.is_empty() && Desk::find(call, &named).is_some()).then_some(named);
        if let (true, Some(name)) = (self.trusted, &named) {
            return Ok(Desk::find(call, name).map_or(Entry::Refused, |d| Entry::Open(Box::new(d))));
        }
        for attempt in 1..=general.maxlogins.max(1) {
            let name = match &named {
                Some(name) => name.clone(),
                None => match self.ask_mailbox(call, &general.vm_login).await? {
                    Typed::Number(number) => self.named(&format!("{}{number}", self.prefix)),
                    Typed::Star => match star(call).await {
                        Some(place) => return Ok(Entry::Elsewhere(place)),
                        None => continue,
                    },
                },
            };
            let password = match self.trusted {
                true => None,
                false => match read(call, &general.vm_password).await? {
                    Typed::Number(number) => Some(number),
                    Typed::Star => match star(call).await {
                        Some(place) => return Ok(Entry::Elsewhere(place)),
                        None => Some("*".to_owned()),
                    },
                },
            };
            if let Some(desk) = admit(call, &name, password.as_deref()).await? {
                return Ok(Entry::Open(Box::new(desk)));
            }
            let last = attempt == general.maxlogins.max(1);
            let told = if named.is_some() || last {
                "vm-incorrect"
            } else {
                "vm-incorrect-mailbox"
            };
            call.play(&[told], "").await?;
        }
        if !self.silent {
            call.play(&["vm-goodbye"], "").await?;
        }
        Ok(Entry::Refused)
    }

    fn named(&self, mailbox: &str) -> String {
        match (mailbox.contains('@'), self.context) {
            (true, _) | (_, "") => mailbox.to_owned(),
            (false, context) => format!("{mailbox}@{context}"),
        }
    }

    async fn ask_mailbox(&self, call: &mut Call, prompt: &str) -> Result<Typed, HungUp> {
        let typed = read(call, prompt).await?;
        Ok(match typed {
            Typed::Number(number) if number.is_empty() => {
                let own = call.look(|c| c.parties.caller.number.clone());
                Typed::Number(own.unwrap_or_default())
            }
            typed => typed,
        })
    }
}

/// What was typed.
enum Typed {
    Number(String),
    Star,
}

async fn read(call: &mut Call, prompt: &str) -> Result<Typed, HungUp> {
    let digits = Digits {
        max: MOST_DIGITS,
        end: "#",
        first_patience: FIRST_PATIENCE,
        patience: PATIENCE,
    };
    let text = call.ask(&[prompt], digits).await?.text;
    Ok(if text.starts_with('*') {
        Typed::Star
    } else {
        Typed::Number(text)
    })
}

async fn star(call: &mut Call) -> Option<Location> {
    let context = call.location().context;
    let place = Location::new(context, "a", 1);
    places::exists(call, &place).await.then_some(place)
}

/// The mailbox, if the password is right or none is asked for.
async fn admit(
    call: &mut Call,
    name: &str,
    password: Option<&str>,
) -> Result<Option<Desk>, HungUp> {
    let Some(desk) = Desk::find(call, name) else {
        return Ok(None);
    };
    let Some(password) = password else {
        return Ok(Some(desk));
    };
    let (id, now) = (desk.id().clone(), call.since_epoch());
    if desk.service.is_locked(&id, now) {
        call.warn(format!(
            "mailbox {id} is locked after too many wrong passwords"
        ));
        return Ok(None);
    }
    // An empty password opens nothing: a mailbox without one is for depositing only.
    if !password.is_empty() && desk.secret(call).await? == password {
        desk.service.right_password(&id);
        return Ok(Some(desk));
    }
    let caller = call
        .look(|c| c.parties.caller.number.clone())
        .unwrap_or_default();
    call.log(
        LogLevel::Notice,
        format!("wrong password for mailbox {id} from '{caller}'"),
    );
    if desk.service.wrong_password(&id, now) {
        call.warn(format!(
            "mailbox {id} is locked now: too many wrong passwords in a row"
        ));
    }
    Ok(None)
}

const MOST_DIGITS: usize = 79;
const FIRST_PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(2);
