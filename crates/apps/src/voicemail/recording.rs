//! Recording a message or a greeting, with the questions before it counts.

use std::time::Duration;

use call::script::prelude::*;
use call::script::{RecordEnd, RecordRequest, RecordStop};
use services::voicemail::spool::Recording;

use super::desk::Desk;

/// What is to be recorded.
pub(crate) struct Wanted<'a> {
    /// Said before the beep.
    pub(crate) prompt: &'a str,
    /// The beep.
    pub(crate) beep: &'a str,
    /// Longest; zero is any length.
    pub(crate) longest: Duration,
    /// Shortest; it is asked for again below that.
    pub(crate) shortest: Duration,
    /// The speaker may listen to it and say it again.
    pub(crate) review: bool,
    /// The speaker may mark it as urgent.
    pub(crate) may_be_urgent: bool,
    /// It is urgent from the start.
    pub(crate) urgent: bool,
    /// The speaker may ask for the operator.
    pub(crate) operator: bool,
}

/// What was recorded.
pub(crate) struct Take {
    /// Its files; `None` when nothing is to be kept.
    pub(crate) recording: Option<Recording>,
    /// Its length.
    pub(crate) length: Duration,
    /// Marked as urgent.
    pub(crate) urgent: bool,
    /// The speaker wants the operator now.
    pub(crate) operator: bool,
}

impl Take {
    fn nothing() -> Self {
        Self {
            recording: None,
            length: Duration::ZERO,
            urgent: false,
            operator: false,
        }
    }
}

/// Records, with the questions that go with it. Whoever hangs up has said yes.
pub(crate) async fn record(call: &mut Call, desk: &Desk, wanted: Wanted<'_>) -> Take {
    let mut take = Take {
        urgent: wanted.urgent,
        ..Take::nothing()
    };
    if !wanted.prompt.is_empty() && call.play(&[wanted.prompt], "#").await.is_err() {
        return Take::nothing();
    }
    loop {
        let (recording, end) = record_once(call, desk, &wanted).await;
        match &end.why {
            RecordStop::Failed(why) => {
                call.warn(format!(
                    "a recording for mailbox {} failed: {why}",
                    desk.id()
                ));
                return Take::nothing();
            }
            RecordStop::HungUp if end.duration.is_zero() => return Take::nothing(),
            RecordStop::HungUp
            | RecordStop::Digit(_)
            | RecordStop::Silence
            | RecordStop::Length => {}
        }
        take.recording = Some(recording);
        take.length = end.duration;
        if end.why == RecordStop::HungUp {
            return take;
        }
        if end.why == RecordStop::Digit('0') && wanted.operator {
            take.operator = true;
            let kept = save_for_operator(call).await;
            if !kept.unwrap_or(true) {
                take.recording = None;
            }
            return take;
        }
        let too_short = end.duration < wanted.shortest;
        if too_short && wanted.review {
            if call.play(&["vm-tooshort"], "").await.is_err() {
                return Take::nothing();
            }
            continue;
        }
        if !wanted.review {
            // The caller may be gone by now, the message stays.
            let _ = call.play(&["auth-thankyou"], "").await;
            return take;
        }
        match review(call, &wanted, &mut take).await {
            Ok(Verdict::Keep) | Err(HungUp) => return take,
            Ok(Verdict::Drop) => {
                take.recording = None;
                return take;
            }
            Ok(Verdict::Again) => {}
        }
    }
}

async fn record_once(call: &mut Call, desk: &Desk, wanted: &Wanted<'_>) -> (Recording, RecordEnd) {
    let stem = format!("{}/tmp/{:016x}", desk.path(), call.random());
    let formats = desk.conf.formats();
    let names: Vec<&str> = formats.iter().map(String::as_str).collect();
    let general = &desk.conf.general;
    let positive = |time: Duration| (!time.is_zero()).then_some(time);
    let mut request = RecordRequest::new(stem.clone(), &names);
    request.longest = positive(wanted.longest);
    request.silence = positive(general.maxsilence.0);
    request.silence_threshold = u16::try_from(general.silencethreshold).unwrap_or(u16::MAX);
    request.stop_on = if wanted.operator { "#0" } else { "#" }.to_owned();
    request.beep = Some(wanted.beep.to_owned());
    let end = call.record(request).await;
    let endings = formats.iter().map(|format| ending(format)).collect();
    (Recording { stem, endings }, end)
}

/// Files in the format `wav49` end in `.WAV`.
fn ending(format: &str) -> String {
    match format {
        "wav49" => "WAV".to_owned(),
        other => other.to_owned(),
    }
}

enum Verdict {
    Keep,
    Drop,
    Again,
}

async fn review(call: &mut Call, wanted: &Wanted<'_>, take: &mut Take) -> Result<Verdict, HungUp> {
    let mut silent = 0;
    loop {
        let mut prompts = vec!["vm-review"];
        if wanted.may_be_urgent {
            prompts.push(if take.urgent {
                "vm-review-nonurgent"
            } else {
                "vm-review-urgent"
            });
        }
        if wanted.operator {
            prompts.push("vm-reachoper");
        }
        let key = ask_key(call, &prompts).await?;
        match key {
            Some('1') => {
                call.play(&["vm-msgsaved"], "").await?;
                return Ok(Verdict::Keep);
            }
            Some('2') => {
                if let Some(recording) = &take.recording {
                    let stem = recording.stem.clone();
                    call.play(&[&stem], "0123456789*#").await?;
                }
            }
            Some('3') => return Ok(Verdict::Again),
            Some('4') if wanted.may_be_urgent => {
                take.urgent = !take.urgent;
                let told = if take.urgent {
                    "vm-marked-urgent"
                } else {
                    "vm-marked-nonurgent"
                };
                call.play(&[told], "").await?;
            }
            Some('0') if wanted.operator => {
                take.operator = true;
                let kept = save_for_operator(call).await?;
                return Ok(if kept { Verdict::Keep } else { Verdict::Drop });
            }
            Some('*') => {
                call.play(&["vm-deleted"], "").await?;
                return Ok(Verdict::Drop);
            }
            // Whoever says nothing more has said yes.
            None => {
                silent += 1;
                if silent >= MOST_SILENCES {
                    return Ok(Verdict::Keep);
                }
            }
            Some(_) => call.play(&["vm-sorry"], "").await.map(drop)?,
        }
    }
}

/// May the message be kept before the operator is called?
async fn save_for_operator(call: &mut Call) -> Result<bool, HungUp> {
    let key = ask_key(call, &["vm-saveoper"]).await?;
    if key == Some('1') {
        call.play(&["vm-msgsaved"], "").await?;
        Ok(true)
    } else {
        call.play(&["vm-deleted"], "").await?;
        Ok(false)
    }
}

/// Plays prompts and waits for one key, also while they play.
pub(crate) async fn ask_key(call: &mut Call, prompts: &[&str]) -> Result<Option<char>, HungUp> {
    match call.play(prompts, "0123456789*#ABCD").await? {
        PlayEnd::Stopped(key) => Ok(Some(key)),
        PlayEnd::Finished | PlayEnd::Missing => {
            let until = call.after(KEY_PATIENCE);
            call.next_digit(Some(until)).await
        }
    }
}

/// How long each menu waits for a key.
pub(crate) const KEY_PATIENCE: Duration = Duration::from_secs(6);
const MOST_SILENCES: u32 = 3;
