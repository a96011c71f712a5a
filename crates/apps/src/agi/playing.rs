//! The commands that play, record and wait for digits.

use std::time::Duration;

use ::media::recorder::Fate;
use call::script::prelude::*;
use call::script::{RecordRequest, RecordStop};

use super::commands::{code, number, optional, patience, result};
use crate::applications::{early_sound, from_there};
use crate::recordings::sound_path;

/// Plays prompts, from so many samples on. 0, the code of the digit that stopped it, or -1; and how
/// many samples were heard.
pub(super) async fn play(call: &mut Call, names: &[&str], escape: &str, offset: i64) -> (i32, u64) {
    drop_digits(call).await;
    let Ok(mut sounds) = call.load_sounds(names).await else {
        return (-1, 0);
    };
    if names.is_empty() {
        return (0, 0);
    }
    if sounds.is_empty() {
        return (-1, 0);
    }
    let offset_ms = u64::try_from(offset).unwrap_or(0) / SAMPLES_A_MS;
    if offset_ms > 0 {
        sounds = sounds
            .iter()
            .map(|sound| std::sync::Arc::new(from_there(sound, offset_ms)))
            .collect();
    }
    let length: u64 = sounds.iter().map(|sound| sound.duration_ms()).sum();
    early_sound(call);
    let began = call.now();
    let until = call.after(Duration::from_millis(length) + GRACE);
    let playback = call.begin_sounds(sounds);
    let end = loop {
        match call.next(Some(until)).await {
            Err(HungUp) => break -1,
            Ok(None) => break 0,
            Ok(Some(notice)) => match notice.news {
                News::PlaybackEnded(which) if which == playback => break 0,
                News::Digit { digit, .. }
                    if notice.about == call.id() && escape.contains(digit) =>
                {
                    break code(digit);
                }
                _ => {}
            },
        }
    };
    call.restore_sound();
    let heard = call.now().saturating_duration_since(began);
    let heard = u64::try_from(heard.as_millis())
        .unwrap_or(u64::MAX)
        .min(length);
    (
        end,
        heard.saturating_add(offset_ms).saturating_mul(SAMPLES_A_MS),
    )
}

/// Digits between two commands are nobody's.
async fn drop_digits(call: &mut Call) {
    let now = call.now();
    while let Ok(Some(_)) = call.next(Some(now)).await {}
}

pub(super) async fn stream_file(
    call: &mut Call,
    name: &str,
    escape: &str,
    offset: Option<i64>,
) -> String {
    let (end, at) = play(call, &[name], escape, offset.unwrap_or(0)).await;
    format!("200 result={end} endpos={at}")
}

pub(super) async fn get_option(
    call: &mut Call,
    name: &str,
    escape: &str,
    timeout: Option<i64>,
) -> String {
    let (mut end, at) = play(call, &[name], escape, 0).await;
    let wait = match timeout {
        Some(timeout) => patience(timeout),
        None => call.look(|c| c.timeouts.response),
    };
    if end == 0 {
        end = digit_of(call, escape, wait).await;
    }
    format!("200 result={end} endpos={at}")
}

pub(super) async fn wait_for_digit(call: &mut Call, timeout: i64) -> String {
    drop_digits(call).await;
    result(digit_of(call, "0123456789*#ABCD", patience(timeout)).await)
}

/// The code of a digit, 0 when none comes, -1 when the call is over.
async fn digit_of(call: &mut Call, wanted: &str, wait: Option<Duration>) -> i32 {
    let until = wait.map(|wait| call.after(wait));
    loop {
        match call.next_digit(until).await {
            Ok(Some(digit)) if wanted.contains(digit) => return code(digit),
            Ok(Some(_)) => {}
            Ok(None) => return 0,
            Err(HungUp) => return -1,
        }
    }
}

pub(super) async fn get_data(
    call: &mut Call,
    name: &str,
    timeout: Option<i64>,
    most: Option<i64>,
) -> String {
    let most = usize::try_from(most.unwrap_or(0)).unwrap_or(0);
    let most = if most == 0 {
        MOST_DIGITS
    } else {
        most.min(MOST_DIGITS)
    };
    let (end, _) = play(call, &[name], "0123456789*#ABCD", 0).await;
    let first = match end {
        -1 if call.is_hung_up() => return result(-1),
        -1 | 0 => None,
        key => u32::try_from(key).ok().and_then(char::from_u32),
    };
    let (response, digit) = call
        .look(|c| (c.timeouts.response, c.timeouts.digit))
        .unwrap_or_default();
    let given = timeout.filter(|t| *t != 0);
    let digits = Digits {
        max: most,
        end: "#",
        first_patience: given.map_or(response, |t| patience(t).unwrap_or(FOR_EVER)),
        patience: given.map_or(digit, |t| patience(t).unwrap_or(FOR_EVER)),
    };
    match call.read_digits(first, digits).await {
        Err(HungUp) => result(-1),
        Ok(typed) if typed.timed_out => format!("200 result={} (timeout)", typed.text),
        Ok(typed) => format!("200 result={}", typed.text),
    }
}

/// Texts of the far end do not come this way.
pub(super) async fn receive(call: &mut Call, timeout: i64, nothing: &str) -> String {
    let wait = patience(timeout).filter(|wait| !wait.is_zero());
    match call.sleep(wait.unwrap_or(FOR_EVER)).await {
        Ok(()) => nothing.to_owned(),
        Err(HungUp) => "200 result=-1 (hangup)".to_owned(),
    }
}

pub(super) async fn control_stream_file(call: &mut Call, words: &[String]) -> String {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let or = |text: &str, usual: &str| if text.is_empty() { usual } else { text }.to_owned();
    let offset = match word(6) {
        "" => String::new(),
        offset => format!("o({offset})"),
    };
    let arguments = format!(
        "{},{},{},{},{},{},,{offset}",
        word(0),
        word(2),
        or(word(3), "#"),
        or(word(4), "*"),
        word(1),
        word(5)
    );
    let flow = call.run_application("ControlPlayback", &arguments).await;
    let get = |name: &str| call.get(name).unwrap_or_default();
    let at = get("CPLAYBACKOFFSET").parse::<i64>().unwrap_or(0);
    let at = at.saturating_mul(8);
    let end = match (flow, get("CPLAYBACKSTATUS").as_str()) {
        (Some(Err(HungUp)) | None, _) | (_, "ERROR") => -1,
        (_, "USERSTOPPED") => get("CPLAYBACKSTOPKEY").chars().next().map_or(0, code),
        _ => 0,
    };
    format!("200 result={end} endpos={at}")
}

/// `None` for wrong arguments.
pub(super) async fn record_file(call: &mut Call, words: &[String]) -> Option<String> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if word(0).split('/').any(|part| part == "..") {
        return Some("200 result=-1 (writefile)".to_owned());
    }
    let mut request = RecordRequest::new(sound_path(call, word(0)), &[word(1)]);
    request.stop_on = word(2).to_owned();
    request.longest = patience(number(word(3))?).filter(|it| !it.is_zero());
    request.fate = Fate::Keep;
    let rest = words.get(4..).unwrap_or_default();
    if rest.iter().any(|word| word.eq_ignore_ascii_case("beep")) {
        request.beep = Some("beep".to_owned());
    }
    let silence = rest.iter().find_map(|word| word.strip_prefix("s="));
    if let Some(seconds) = silence {
        let seconds = u64::try_from(number(seconds)?).unwrap_or(0);
        request.silence = Some(Duration::from_secs(seconds)).filter(|it| !it.is_zero());
    }
    request.append = rest
        .first()
        .is_some_and(|_| matches!(optional(rest, 0), Some(Some(1..))));
    let end = call.record(request).await;
    let samples = u64::try_from(end.duration.as_millis()).unwrap_or(0) * SAMPLES_A_MS;
    Some(match end.why {
        RecordStop::Digit(digit) => {
            format!("200 result={} (dtmf) endpos={samples}", code(digit))
        }
        RecordStop::Silence | RecordStop::Length => {
            format!("200 result=0 (timeout) endpos={samples}")
        }
        RecordStop::HungUp => format!("200 result=-1 (hangup) endpos={samples}"),
        RecordStop::Failed(why) => {
            call.warn(format!("RECORD FILE: {why}"));
            "200 result=-1 (writefile)".to_owned()
        }
    })
}

const SAMPLES_A_MS: u64 = 8;
const MOST_DIGITS: usize = 1_023;
const FOR_EVER: Duration = Duration::from_secs(86_400 * 365);
/// How much later than its length a playback is taken as over, if nobody reports its end.
const GRACE: Duration = Duration::from_millis(500);
