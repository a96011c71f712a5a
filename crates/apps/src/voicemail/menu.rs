//! The owner's menu: messages, folders, and what becomes of a message.

use call::script::prelude::*;
use services::voicemail::spool::{FOLDERS, Greeting, LookFor, OLD};

use super::counts;
use super::recording::ask_key;
use super::visit::Visit;
use super::{advanced, forward, listening, owner};
use crate::say::{self, Gender};

/// Obeys keys until the owner leaves. Begins with the first message where `straight`.
pub(crate) async fn run(call: &mut Call, visit: &mut Visit, straight: bool) -> Flow {
    let mut key = if straight {
        Some('1')
    } else {
        if let Some(next) = owner::welcome(call, visit).await? {
            return Ok(next);
        }
        let counts = visit.counts(call).await?;
        if counts.unheard() == 0 && counts.old > 0 {
            visit.open(call, OLD).await?;
        }
        introduce(call, visit, counts).await?
    };
    let mut silent = 0;
    loop {
        let Some(pressed) = key else {
            silent += 1;
            if silent > MOST_SILENCES {
                break;
            }
            key = instructions(call, visit).await?;
            continue;
        };
        silent = 0;
        match pressed {
            '#' => break,
            '3' => {
                let (next, leave) = advanced::menu(call, visit).await?;
                if leave {
                    return Ok(Continue);
                }
                key = next;
            }
            other => key = obey(call, visit, other).await?,
        }
    }
    call.play(&["vm-goodbye"], "").await?;
    Ok(Continue)
}

async fn introduce(
    call: &mut Call,
    visit: &Visit,
    counts: services::voicemail::Counts,
) -> Result<Option<char>, HungUp> {
    let language = call.look(|c| c.language.clone()).unwrap_or_default();
    let mut prompts = Vec::new();
    if visit.desk.mailbox.options.tempgreetwarn {
        let look = LookFor {
            path: visit.desk.path(),
            greetings: vec![Greeting::Temporary],
        };
        let found = call.on_disk(look).await?;
        if found.is_some_and(|found| found.first() == Some(&true)) {
            prompts.push("vm-tempgreetactive".to_owned());
        }
    }
    prompts.extend(counts::prompts(&language, counts));
    said(call, &prompts).await
}

/// Plays prompts; a key stops them and is the next command.
pub(crate) async fn said(call: &mut Call, prompts: &[String]) -> Result<Option<char>, HungUp> {
    let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
    Ok(match call.play(&names, "0123456789*#").await? {
        PlayEnd::Stopped(key) => Some(key),
        PlayEnd::Finished | PlayEnd::Missing => None,
    })
}

async fn tell(call: &mut Call, prompts: &[&str]) -> Result<Option<char>, HungUp> {
    let prompts: Vec<String> = prompts.iter().map(|p| (*p).to_owned()).collect();
    said(call, &prompts).await
}

/// The prompt with a folder's name.
pub(crate) fn folder_prompt(folder: &str) -> String {
    format!("vm-{folder}")
}

async fn obey(call: &mut Call, visit: &mut Visit, key: char) -> Result<Option<char>, HungUp> {
    let has_messages = !visit.messages.is_empty();
    match key {
        '1' | '5' if has_messages => {
            if key == '1' {
                visit.current = 0;
            }
            listening::play_message(call, visit).await
        }
        '1' | '5' => {
            let folder = folder_prompt(&visit.folder);
            tell(call, &["vm-youhave", "vm-no", &folder, "vm-messages"]).await
        }
        '2' => change_folder(call, visit).await,
        '4' | '6' if has_messages => {
            let moved = if key == '4' {
                visit.previous()
            } else {
                visit.next()
            };
            match moved {
                true => listening::play_message(call, visit).await,
                false => tell(call, &["vm-nomore"]).await,
            }
        }
        '4' | '6' => tell(call, &["vm-nomore"]).await,
        '7' if has_messages && !visit.starting => delete(call, visit).await,
        '8' if has_messages && !visit.starting => forward::menu(call, visit).await,
        '9' if has_messages && !visit.starting => save(call, visit).await,
        '0' => owner::menu(call, visit).await,
        _ => instructions(call, visit).await,
    }
}

async fn delete(call: &mut Call, visit: &mut Visit) -> Result<Option<char>, HungUp> {
    let Some(heard) = visit.messages.get_mut(visit.current) else {
        return Ok(None);
    };
    heard.deleted = !heard.deleted;
    let told = if heard.deleted {
        "vm-deleted"
    } else {
        "vm-undeleted"
    };
    let goes_on = heard.deleted && visit.desk.mailbox.options.nextaftercmd;
    let key = tell(call, &[told]).await?;
    next_after(call, visit, key, goes_on).await
}

async fn next_after(
    call: &mut Call,
    visit: &mut Visit,
    key: Option<char>,
    goes_on: bool,
) -> Result<Option<char>, HungUp> {
    if key.is_some() || !goes_on {
        return Ok(key);
    }
    match visit.next() {
        true => listening::play_message(call, visit).await,
        false => Ok(None),
    }
}

async fn save(call: &mut Call, visit: &mut Visit) -> Result<Option<char>, HungUp> {
    let Some(folder) = choose_folder(call, "vm-savefolder", 1).await? else {
        return Ok(None);
    };
    let number = i64::try_from(visit.current + 1).unwrap_or(0);
    let own = visit
        .message()
        .map(|m| m.folder.clone())
        .unwrap_or_default();
    if let Some(heard) = visit.messages.get_mut(visit.current) {
        heard.save_to = (own != folder).then(|| folder.to_owned());
        heard.deleted = false;
    }
    let language = call.look(|c| c.language.clone()).unwrap_or_default();
    let mut prompts = vec!["vm-message".to_owned()];
    prompts.extend(say::number(&language, number, Gender::None).unwrap_or_default());
    let rest = [
        "vm-savedto".to_owned(),
        folder_prompt(folder),
        "vm-messages".to_owned(),
    ];
    prompts.extend(rest);
    let key = said(call, &prompts).await?;
    let goes_on = visit.desk.mailbox.options.nextaftercmd;
    next_after(call, visit, key, goes_on).await
}

async fn change_folder(call: &mut Call, visit: &mut Visit) -> Result<Option<char>, HungUp> {
    let Some(folder) = choose_folder(call, "vm-changeto", 0).await? else {
        return Ok(None);
    };
    visit.open(call, folder).await?;
    tell(call, &[&folder_prompt(folder), "vm-messages"]).await
}

/// Reads the folders out and waits for one; `None` when the owner wants none.
async fn choose_folder(
    call: &mut Call,
    question: &str,
    first: usize,
) -> Result<Option<&'static str>, HungUp> {
    for _ in 0..=MOST_SILENCES {
        let mut prompts = vec![question.to_owned()];
        for (number, folder) in FOLDERS.iter().enumerate().take(SPOKEN_FOLDERS).skip(first) {
            let parts = [
                "vm-press",
                &format!("digits/{number}"),
                "vm-for",
                &folder_prompt(folder),
                "vm-messages",
            ];
            prompts.extend(parts.iter().map(|part| (*part).to_owned()));
        }
        prompts.push("vm-tocancel".to_owned());
        let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
        match ask_key(call, &names).await? {
            Some('#') => return Ok(None),
            Some(key) => {
                let place = key.to_digit(10).and_then(|d| usize::try_from(d).ok());
                if let Some(folder) = place.filter(|p| *p >= first).and_then(|p| FOLDERS.get(p)) {
                    return Ok(Some(folder));
                }
            }
            None => {}
        }
    }
    Ok(None)
}

/// What keys do here; gives the key that is pressed.
async fn instructions(call: &mut Call, visit: &Visit) -> Result<Option<char>, HungUp> {
    let folder = folder_prompt(&visit.folder);
    let mut prompts: Vec<&str> = Vec::new();
    if visit.starting || visit.messages.is_empty() {
        if !visit.messages.is_empty() {
            prompts.extend(["vm-onefor", &folder, "vm-messages"]);
        }
        prompts.push("vm-opts");
    } else {
        let wraps = visit.desk.mailbox.options.messagewrap;
        let deleted = visit.messages.get(visit.current).is_some_and(|m| m.deleted);
        if visit.current > 0 || wraps {
            prompts.push("vm-prev");
        }
        prompts.extend(["vm-advopts", "vm-repeat"]);
        if !visit.is_last() || wraps {
            prompts.push("vm-next");
        }
        prompts.push(if deleted { "vm-undelete" } else { "vm-delete" });
        if visit.desk.mailbox.options.sendvoicemail {
            prompts.push("vm-toforward");
        }
        prompts.push("vm-savemessage");
    }
    prompts.push("vm-helpexit");
    ask_key(call, &prompts).await
}

const MOST_SILENCES: u32 = 3;
/// The folders that are read out; keys choose all ten.
const SPOKEN_FOLDERS: usize = 5;
