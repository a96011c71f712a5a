//! A message goes to other mailboxes, with a comment in front where wanted; and answers to messages.

use std::time::Duration;

use call::script::prelude::*;
use services::voicemail::Message;
use services::voicemail::spool::{CopyTo, Join, Recording, RemoveRecording};

use super::depositing::{deposit, deposited, message_info, texts};
use super::desk::Desk;
use super::mailing;
use super::recording::{Wanted, ask_key, record};
use super::visit::Visit;

/// The choices behind 8.
pub(crate) async fn menu(call: &mut Call, visit: &mut Visit) -> Result<Option<char>, HungUp> {
    let Some(message) = visit.message().cloned() else {
        return Ok(None);
    };
    let Some(targets) = ask_mailboxes(call, &visit.desk).await? else {
        return Ok(None);
    };
    for _ in 0..MOST_TRIES {
        let comment = match ask_key(call, &["vm-forwardoptions"]).await? {
            Some('1') => {
                let wanted = wanted("vm-record-prepend", &visit.desk);
                let take = record(call, &visit.desk, wanted).await;
                let Some(comment) = take.recording else {
                    continue;
                };
                Some(comment)
            }
            Some('2') => None,
            Some('*' | '#') => return Ok(None),
            Some(_) | None => continue,
        };
        return send(call, visit, &message, comment, targets).await;
    }
    Ok(None)
}

async fn send(
    call: &mut Call,
    visit: &Visit,
    message: &Message,
    comment: Option<Recording>,
    targets: Vec<Desk>,
) -> Result<Option<char>, HungUp> {
    let mut all = true;
    for target in &targets {
        // Each copy is moved, so each mailbox gets a joined recording of its own.
        let instead = match &comment {
            Some(comment) => {
                let stem = format!("{}/tmp/{:016x}", target.path(), call.random());
                let join = Join {
                    first: comment.clone(),
                    second: format!("{}/{}", visit.desk.path(), message.stem()),
                    stem,
                };
                match call.on_disk(join).await? {
                    Some(joined) => match joined.as_ref() {
                        Ok(joined) => Some(joined.clone()),
                        Err(why) => {
                            call.warn(format!("a comment is left out: {why}"));
                            None
                        }
                    },
                    None => None,
                }
            }
            None => None,
        };
        all &= copy_to(call, &visit.desk, message, target, instead).await?;
    }
    if let Some(recording) = comment {
        call.on_disk(RemoveRecording { recording }).await?;
    }
    let told = if all {
        "vm-msgforwarded"
    } else {
        "vm-mailboxfull"
    };
    call.play(&[told], "").await?;
    Ok(None)
}

async fn copy_to(
    call: &mut Call,
    from: &Desk,
    message: &Message,
    target: &Desk,
    instead: Option<Recording>,
) -> Result<bool, HungUp> {
    let number = target.folder_count(call, "INBOX").await?.saturating_add(1);
    let mut texts = texts(&message.info, number);
    texts.original = (texts.caller(), message.info.get("origdate").to_owned());
    texts.forwarded = true;
    let mailing = mailing::letters(call, target, &message.info, texts).await;
    let id = format!(
        "{}-{:08x}",
        call.since_epoch().as_secs(),
        call.random() as u32
    );
    let work = CopyTo {
        spool: from.service.spool().to_owned(),
        from: from.id().clone(),
        message: message.clone(),
        instead,
        to: target.id().clone(),
        limit: target.mailbox.options.maxmsg,
        mailing,
        urgent: message.info.is_urgent(),
        changed: vec![
            ("forwarded_from".to_owned(), from.id().to_string()),
            ("msg_id".to_owned(), id),
        ],
    };
    let done = call.on_disk(work).await?;
    Ok(deposited(call, target, done.as_deref()))
}

/// Asks for a mailbox, several with `*` between them; `None` when nobody is named.
async fn ask_mailboxes(call: &mut Call, desk: &Desk) -> Result<Option<Vec<Desk>>, HungUp> {
    for _ in 0..MOST_TRIES {
        let digits = Digits {
            max: 0,
            end: "#",
            first_patience: FIRST_PATIENCE,
            patience: PATIENCE,
        };
        let typed = call.ask(&["vm-extension"], digits).await?.text;
        if typed.is_empty() {
            return Ok(None);
        }
        let context = &desk.id().context;
        let names = typed.split('*').filter(|name| !name.is_empty());
        let desks: Option<Vec<Desk>> = names
            .take(MOST_TARGETS)
            .map(|name| Desk::find(call, &format!("{name}@{context}")))
            .collect();
        match desks {
            Some(desks) if !desks.is_empty() => return Ok(Some(desks)),
            _ => drop(call.play(&["pbx-invalid"], "").await?),
        }
    }
    Ok(None)
}

/// Asks for a mailbox and records a message for it.
pub(crate) async fn leave_for_other(call: &mut Call, visit: &Visit) -> Result<(), HungUp> {
    if let Some(targets) = ask_mailboxes(call, &visit.desk).await? {
        for target in targets {
            leave_for(call, &target).await?;
        }
    }
    Ok(())
}

/// Records a message for the mailbox of whoever left the one at hand. False when there is none.
pub(crate) async fn reply(call: &mut Call, visit: &Visit) -> Result<bool, HungUp> {
    let Some(message) = visit.message() else {
        return Ok(false);
    };
    let number = call::Party::parse(message.info.get("callerid")).number;
    let name = format!("{number}@{}", visit.desk.id().context);
    let Some(target) = Desk::find(call, &name).filter(|_| !number.is_empty()) else {
        call.play(&["vm-nobox"], "").await?;
        return Ok(false);
    };
    leave_for(call, &target).await?;
    Ok(true)
}

async fn leave_for(call: &mut Call, target: &Desk) -> Result<(), HungUp> {
    let began = call.since_epoch();
    let wanted = wanted("vm-intro", target);
    let take = record(call, target, wanted).await;
    let Some(recording) = take.recording else {
        return Ok(());
    };
    let info = message_info(call, target.id(), take.length, take.urgent, began);
    if !deposit(call, target, recording.clone(), false, info).await? {
        call.on_disk(RemoveRecording { recording }).await?;
        if !call.is_hung_up() {
            call.play(&["vm-mailboxfull"], "").await?;
        }
    }
    Ok(())
}

fn wanted<'a>(prompt: &'a str, desk: &Desk) -> Wanted<'a> {
    Wanted {
        prompt,
        beep: "beep",
        longest: desk.mailbox.options.maxsecs.0,
        shortest: Duration::ZERO,
        review: false,
        may_be_urgent: false,
        urgent: false,
        operator: false,
    }
}

const MOST_TRIES: u32 = 3;
const MOST_TARGETS: usize = 20;
const FIRST_PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(3);
