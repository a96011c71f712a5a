//! A message is played, behind what is told about it.

use call::script::prelude::*;
use services::voicemail::{MessageInfo, Zone};

use super::desk::Desk;
use super::visit::Visit;
use crate::applications::{Keys, play_with_keys};
use crate::say::{self, Gender};
use crate::time::spoken;

/// Plays the message at hand. A key that stops it is the next command.
pub(crate) async fn play_message(
    call: &mut Call,
    visit: &mut Visit,
) -> Result<Option<char>, HungUp> {
    visit.starting = false;
    let Some(message) = visit.message().cloned() else {
        return Ok(None);
    };
    let language = call.look(|c| c.language.clone()).unwrap_or_default();
    let options = visit.desk.mailbox.options.clone();
    let mut prompts: Vec<String> = Vec::new();
    if visit.current == 0 {
        prompts.push("vm-first".to_owned());
    } else if visit.is_last() {
        prompts.push("vm-last".to_owned());
    }
    if message.info.is_urgent() {
        prompts.push("vm-Urgent".to_owned());
    }
    prompts.push("vm-message".to_owned());
    if visit.current > 0 && !visit.is_last() {
        let number = i64::try_from(visit.current + 1).unwrap_or(0);
        prompts.extend(say::number(&language, number, Gender::None).unwrap_or_default());
    }
    if options.envelope {
        prompts.extend(envelope(call, &visit.desk, &message.info, &language));
    }
    if options.saycid {
        prompts.extend(sender(&visit.desk, &message.info));
    }
    let minutes = message.info.seconds() / 60;
    if options.sayduration && minutes >= options.saydurationm.max(1) {
        prompts.push("vm-duration".to_owned());
        prompts.extend(say::number(&language, minutes.into(), Gender::None).unwrap_or_default());
        prompts.push("vm-minutes".to_owned());
    }
    let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
    if let PlayEnd::Stopped(key) = call.play(&names, "0123456789*#").await? {
        return Ok(Some(key));
    }
    let Some(stem) = visit.stem() else {
        return Ok(None);
    };
    if let Some(heard) = visit.messages.get_mut(visit.current) {
        heard.heard = true;
    }
    play_recording(call, &visit.desk, &stem).await
}

/// Plays a recording with the keys that wind it.
pub(crate) async fn play_recording(
    call: &mut Call,
    desk: &Desk,
    stem: &str,
) -> Result<Option<char>, HungUp> {
    let Some(sound) = call.load_sounds(&[stem]).await?.pop() else {
        return Ok(None);
    };
    let general = &desk.conf.general;
    let keys = Keys {
        forward: general.key_forward.clone(),
        back: general.key_reverse.clone(),
        stop: general.key_stop.clone(),
        pause: general.key_pause.clone(),
        restart: general.key_restart.clone(),
    };
    play_with_keys(call, sound, keys, general.skipms.into()).await
}

/// When it was left.
pub(crate) fn envelope(
    call: &Call,
    desk: &Desk,
    info: &MessageInfo,
    language: &str,
) -> Vec<String> {
    let zone = desk.conf.zone(&desk.mailbox);
    let timezone = zone.map(|zone| zone.timezone.as_str());
    let timezone = timezone.filter(|timezone| !timezone.is_empty());
    let format = match zone {
        Some(Zone { format, .. }) if !format.is_empty() => format.as_str(),
        _ => usual_format(language),
    };
    match spoken(info.time(), call.since_epoch(), timezone) {
        Some(moment) => say::moment(language, &moment, format).0,
        None => Vec::new(),
    }
}

fn usual_format(language: &str) -> &'static str {
    match language.split(['_', '-']).next().unwrap_or_default() {
        "de" => "'vm-received' Q 'digits/at' HM",
        "it" => "'vm-received' q 'digits/at' 'digits/hours' k 'digits/e' M 'digits/minutes'",
        "fr" | "pt" => "'vm-received' q 'digits/at' HM",
        _ => "'vm-received' q 'digits/at' IMp",
    }
}

/// Who left it.
pub(crate) fn sender(desk: &Desk, info: &MessageInfo) -> Vec<String> {
    let number = call::Party::parse(info.get("callerid")).number;
    if number.is_empty() || number == "Unknown" {
        return vec!["vm-unknown-caller".to_owned()];
    }
    let internal = &desk.conf.general.cidinternalcontexts;
    let inside = internal
        .iter()
        .any(|context| context == info.get("context"));
    let from = if inside {
        "vm-from-extension"
    } else {
        "vm-from-phonenumber"
    };
    let mut prompts = vec![from.to_owned()];
    prompts.extend(say::digits(&number));
    prompts
}
