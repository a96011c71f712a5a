//! Mails about a message, from the texts of the file with its variables.

use std::time::Duration;

use call::script::prelude::*;
use services::voicemail::mail::{Letter, Texts, escapes};
use services::voicemail::spool::Mailing;
use services::voicemail::{Mailbox, MessageInfo};

use super::desk::Desk;

/// The mails that a mailbox wants about a message; `None` when it has no address.
pub(crate) async fn letters(
    call: &mut Call,
    desk: &Desk,
    info: &MessageInfo,
    mut texts: Texts,
) -> Option<Mailing> {
    let mailbox = desk.mailbox.clone();
    let emails = addresses(&mailbox.email);
    let pagers = addresses(&mailbox.pager);
    if emails.is_empty() && pagers.is_empty() {
        return None;
    }
    let at = Duration::from_secs(u64::try_from(info.time()).unwrap_or(0));
    let general = &desk.conf.general;
    let mut letters = Vec::new();
    if !emails.is_empty() {
        texts.date = date(call, desk, at, &general.emaildateformat);
        let subject = texts.subject(&desk.conf, &mailbox);
        let body = texts.body(&mailbox);
        let from = escapes(&mailbox.options.fromstring);
        let [subject, body, from] =
            substituted(call, &mailbox, &texts, [subject, body, from]).await;
        for address in emails {
            letters.push(Letter {
                from: (
                    from.clone(),
                    desk.service.full_address(&mailbox.options.serveremail),
                ),
                to: (mailbox.full_name.clone(), address),
                subject: subject.clone(),
                body: body.clone(),
                attach: attached(desk),
                ..common(call, desk, info, &texts, letters.len())
            });
        }
    }
    if !pagers.is_empty() {
        texts.date = date(call, desk, at, &general.pagerdateformat);
        let subject = texts.pager_subject(&desk.conf);
        let body = texts.pager_body(&desk.conf, &mailbox);
        let from = general.pagerfromstring.clone();
        let [subject, body, from] =
            substituted(call, &mailbox, &texts, [subject, body, from]).await;
        for address in pagers {
            letters.push(Letter {
                from: (
                    from.clone(),
                    desk.service.full_address(&mailbox.options.serveremail),
                ),
                to: (String::new(), address),
                subject: subject.clone(),
                body: body.clone(),
                ..common(call, desk, info, &texts, letters.len())
            });
        }
    }
    let delete = mailbox.options.delete && !mailbox.email.trim().is_empty();
    Some(Mailing {
        outbox: desk.service.outbox(),
        name: format!("{:012}-{:016x}", at.as_secs(), call.random()),
        letters,
        delete,
    })
}

fn addresses(list: &str) -> Vec<String> {
    list.split('|')
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(str::to_owned)
        .collect()
}

fn attached(desk: &Desk) -> Option<String> {
    let options = &desk.mailbox.options;
    if !options.attach {
        return None;
    }
    let format = match options.attachfmt.as_str() {
        "" => desk.conf.formats().first().cloned().unwrap_or_default(),
        format => format.to_owned(),
    };
    Some(match format.as_str() {
        "wav49" => "WAV".to_owned(),
        _ => format,
    })
}

/// A date in the mailbox's zone.
pub(crate) fn date(call: &Call, desk: &Desk, at: Duration, format: &str) -> String {
    let zone = desk.conf.zone(&desk.mailbox).map(|z| z.timezone.as_str());
    let zone = zone.filter(|zone| !zone.is_empty());
    (call.settings().format_time)(at, zone, format)
}

/// The texts with their variables, functions and expressions replaced. What the channel's variables
/// of these names were before, they are again afterwards.
async fn substituted(
    call: &mut Call,
    mailbox: &Mailbox,
    texts: &Texts,
    wanted: [String; 3],
) -> [String; 3] {
    let variables = texts.variables(mailbox);
    let before: Vec<Option<String>> = variables.iter().map(|(name, _)| own(call, name)).collect();
    for (name, value) in &variables {
        call.change(|c| c.variables.set(name, value.clone()));
    }
    let mut done: [String; 3] = Default::default();
    for (text, done) in wanted.iter().zip(&mut done) {
        *done = if text.contains('$') {
            call.expand_text(text).await
        } else {
            text.clone()
        };
    }
    for ((name, _), value) in variables.iter().zip(before) {
        call.change(|c| c.variables.set(name, value.unwrap_or_default()));
    }
    done
}

fn own(call: &Call, name: &str) -> Option<String> {
    call.look(|c| c.variables.get(name).map(str::to_owned))
        .flatten()
}

fn common(call: &Call, desk: &Desk, info: &MessageInfo, texts: &Texts, count: usize) -> Letter {
    let id = desk.id();
    let at = call.since_epoch();
    let header = |name: &str, value: &str| (format!("X-Asterisk-{name}"), value.to_owned());
    let (number, name) = (&texts.caller.1, &texts.caller.0);
    let kind = if texts.forwarded {
        "Forwarded"
    } else {
        "Message"
    };
    Letter {
        charset: desk.conf.general.charset.clone(),
        date: (call.settings().format_time)(at, None, "%a, %d %b %Y %H:%M:%S %z"),
        id: format!(
            "{}.{}.{}.{count}@{}",
            info.get("msg_id"),
            id.name,
            id.context,
            desk.service.host()
        ),
        headers: vec![
            header("VM-Message-Num", &texts.number.to_string()),
            header("VM-Server-Name", desk.service.host()),
            header("VM-Context", &id.context),
            header("VM-Extension", &id.name),
            header("VM-Priority", info.get("priority")),
            header("VM-Caller-channel", info.get("callerchan")),
            header("VM-Caller-ID-Num", number),
            header("VM-Caller-ID-Name", name),
            header("VM-Duration", &texts.seconds.to_string()),
            header("VM-Category", &texts.category),
            header("VM-Message-Type", kind),
            header("VM-Orig-date", info.get("origdate")),
            header("VM-Orig-time", info.get("origtime")),
            header("VM-Message-ID", info.get("msg_id")),
        ],
        ..Letter::default()
    }
}
