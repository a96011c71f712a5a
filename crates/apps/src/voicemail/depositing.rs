//! A recording goes into a mailbox, with what its text file and its mail say.

use std::time::Duration;

use call::script::prelude::*;
use services::voicemail::mail::Texts;
use services::voicemail::spool::{Deposit, Deposited, Recording};
use services::voicemail::{MailboxId, MessageInfo};

use super::desk::{Desk, counted};
use super::mailing;

/// One mailbox gets a recording; false when it could not.
pub(crate) async fn deposit(
    call: &mut Call,
    desk: &Desk,
    recording: Recording,
    keep: bool,
    info: MessageInfo,
) -> Result<bool, HungUp> {
    let folder = if info.is_urgent() { "Urgent" } else { "INBOX" };
    let number = desk.folder_count(call, folder).await?.saturating_add(1);
    let texts = texts(&info, number);
    let mailing = mailing::letters(call, desk, &info, texts).await;
    let work = Deposit {
        spool: desk.service.spool().to_owned(),
        mailbox: desk.id().clone(),
        recording,
        keep,
        info,
        limit: desk.mailbox.options.maxmsg,
        mailing,
    };
    let done = call.on_disk(work).await?;
    Ok(deposited(call, desk, done.as_deref()))
}

/// Tells what became of a deposit.
pub(crate) fn deposited(call: &Call, desk: &Desk, done: Option<&Deposited>) -> bool {
    match done {
        Some(Deposited::Done { number, counts }) => {
            let path = format!("{}/INBOX/msg{number:04}", desk.path());
            call.set("VM_MESSAGEFILE", path);
            counted(call, &desk.service, desk.id(), *counts);
            true
        }
        Some(Deposited::Full) => {
            call.warn(format!("mailbox {} is full", desk.id()));
            false
        }
        Some(Deposited::Failed(why)) => {
            let text = format!(
                "a message for mailbox {} could not be kept: {why}",
                desk.id()
            );
            call.log(LogLevel::Error, text);
            false
        }
        None => false,
    }
}

/// What mails say about a message.
pub(crate) fn texts(info: &MessageInfo, number: u32) -> Texts {
    let caller = call::Party::parse(info.get("callerid"));
    let known = |text: &str| match text {
        "Unknown" => String::new(),
        other => other.to_owned(),
    };
    Texts {
        number,
        seconds: info.seconds(),
        caller: (known(&caller.name), known(&caller.number)),
        category: info.get("category").to_owned(),
        ..Texts::default()
    }
}

/// The text file of a new message.
pub(crate) fn message_info(
    call: &Call,
    mailbox: &MailboxId,
    length: Duration,
    urgent: bool,
    began: Duration,
) -> MessageInfo {
    let place = call.location();
    let caller = call.look(|c| c.parties.caller.all()).unwrap_or_default();
    let rdnis = call.look(|c| c.parties.redirecting_from.number.clone());
    let or_unknown = |text: String, unknown: &str| match text.is_empty() {
        true => unknown.to_owned(),
        false => text,
    };
    let date = (call.settings().format_time)(began, Some("UTC"), "%a %b %e %I:%M:%S %p UTC %Y");
    let mut info = MessageInfo::default();
    let fields = [
        ("origmailbox", mailbox.name.clone()),
        ("context", place.context.to_string()),
        (
            "macrocontext",
            call.get("MACRO_CONTEXT").unwrap_or_default(),
        ),
        ("exten", place.extension.to_string()),
        ("rdnis", or_unknown(rdnis.unwrap_or_default(), "unknown")),
        ("priority", place.priority.to_string()),
        ("callerchan", call.name()),
        ("callerid", or_unknown(caller, "Unknown")),
        ("origdate", date),
        ("origtime", began.as_secs().to_string()),
        ("category", call.get("VM_CATEGORY").unwrap_or_default()),
        (
            "msg_id",
            format!("{}-{:08x}", began.as_secs(), call.random() as u32),
        ),
        ("flag", if urgent { "Urgent" } else { "" }.to_owned()),
        ("duration", length.as_secs().to_string()),
    ];
    for (name, value) in fields {
        info.set(name, value);
    }
    info
}
