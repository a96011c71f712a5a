//! Small applications, as far as these tests need them.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use dialplan::Location;

use crate::dial::{Destination, DialRequest, Dialled, PickUp, Ringback};
use crate::script::prelude::*;
use crate::script::{AppEntry, Registry};
use crate::{BridgeEnd, BridgeFeatures, Signal, TalkLimit};

/// What applications wrote down.
#[derive(Default)]
pub(super) struct Log(pub(super) RefCell<Vec<String>>);

pub(super) fn registry() -> (Registry, Rc<Log>) {
    let registry = super::switches::with_switches(Registry::new(TABLE, &[]));
    (registry, Rc::new(Log::default()))
}

macro_rules! applications {
    ($($name:ident($call:ident, $args:ident) $body:block)*) => {
        $(
            struct $name;
            impl Application for $name {
                const DOC: AppDoc = AppDoc {
                    name: stringify!($name),
                    synopsis: "",
                    syntax: &[],
                    options: &[],
                    description: "",
                    see_also: &[],
                    examples: &[],
                    since: "",
                };
                #[allow(clippy::unused_async, unused_variables, reason = "some wait, some do not")]
                async fn run($call: &mut Call, $args: Args<'_>) -> Flow $body
            }
        )*
        static TABLE: &[AppEntry] = &[$(AppEntry::of::<$name>()),*];
    };
}

applications! {
    NoOp(call, args) { Ok(Continue) }
    Answer(call, args) { call.answer().await?; Ok(Continue) }
    Ringing(call, args) { call.indicate_ringing(); Ok(Continue) }
    Progress(call, args) { call.signal(Signal::Progress { early_media: true }); Ok(Continue) }
    Wait(call, args) { call.sleep(seconds(args.0)).await?; Ok(Continue) }
    Playback(call, args) { call.play(&[args.0], "").await?; Ok(Continue) }
    Echo(call, args) {
        call.send(media::control::Source::Echo);
        while call.next_digit(None).await? != Some('#') {}
        call.restore_sound();
        Ok(Continue)
    }
    Tone(call, args) { call.play_tone("440"); Ok(Continue) }
    Music(call, args) {
        if call.start_music(args.0).await? { call.sleep(seconds("5")).await?; }
        call.restore_sound();
        Ok(Continue)
    }
    Background(call, args) {
        call.answer().await?;
        match call.play(&[args.0], "0123456789*#").await? {
            PlayEnd::Stopped(digit) => Ok(Digit(digit)),
            _ => Ok(Continue),
        }
    }
    WaitExten(call, args) {
        let until = call.after(seconds(args.0));
        match call.next_digit(Some(until)).await? {
            Some(digit) => Ok(Digit(digit)),
            None => { call.jump(Location { extension: "t".into(), priority: 1, ..call.location() }); Ok(Continue) }
        }
    }
    Set(call, args) {
        if let Some((name, value)) = args.0.split_once('=') { call.assign(name, value).await; }
        Ok(Continue)
    }
    Note(call, args) {
        if let Some(log) = call.service::<Log>() { log.0.borrow_mut().push(args.0.to_owned()); }
        Ok(Continue)
    }
    Timeout(call, args) {
        let until = call.after(seconds(args.0));
        call.change(|c| c.timeouts.absolute = Some(until));
        Ok(Continue)
    }
    Goto(call, args) {
        call.jump(place(call, args.0));
        Ok(Continue)
    }
    Gosub(call, args) {
        let parts = args.split();
        let here = call.location();
        let back_to = Location { priority: here.priority + 1, ..here };
        call.enter_frame(back_to, parts.get(1..).unwrap_or_default(), false);
        call.jump(place(call, &parts[0]));
        Ok(Continue)
    }
    Return(call, args) {
        let Some(frame) = call.leave_frame() else { return Ok(End) };
        if !frame.outermost { call.jump(frame.back_to); }
        Ok(Continue)
    }
    Local(call, args) {
        let (name, value) = args.0.split_once('=').unwrap();
        call.change(|c| { c.set_local(name, value.to_owned()); });
        Ok(Continue)
    }
    Sub(call, args) {
        let at = place(call, args.0);
        call.run_subroutine(at, &["one".to_owned()]).await
    }
    Digits(call, args) { Ok(Digit('1')) }
    Incomplete(call, args) { Ok(super::super::script::Next::Incomplete) }
    Hangup(call, args) {
        let cause = args.0.parse().map_or(HangupCause::NORMAL_CLEARING, HangupCause);
        call.change(|c| c.hangup_cause = cause);
        Ok(End)
    }
    Panic(call, args) { panic!("as asked") }
    Pickup(call, args) {
        let which = if args.0.is_empty() { PickUp::Group } else { PickUp::Channel(args.0.to_owned()) };
        call.pick_up(&which).await;
        Ok(End)
    }
    Dial(call, args) { dial(call, args).await }
}

/// `dests,seconds,options`: t T h H r m g i c d, S for at most 10 seconds, A for prompts, b for a
/// subroutine at `sub,1` on the leg.
async fn dial(call: &mut Call, args: Args<'_>) -> Flow {
    let parts = args.split();
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    let option = |letter: char| part(2).contains(letter);
    let ringback = match () {
        () if option('m') => Ringback::Music(String::new()),
        () if option('r') => Ringback::AtOnce("440".to_owned()),
        () if option('R') => Ringback::UntilSound,
        () => Ringback::FromLegs,
    };
    let sub = place(call, "sub,1");
    let request = DialRequest {
        destinations: part(0).split('&').filter_map(Destination::parse).collect(),
        patience: part(1).parse().ok().map(Duration::from_secs),
        ringback,
        escape_digits: if option('d') {
            "5".to_owned()
        } else {
            String::new()
        },
        cancel_code: if option('H') {
            "**".to_owned()
        } else {
            String::new()
        },
        answered_elsewhere: option('c'),
        ignore_redirects: option('i'),
        before_calling: option('b').then(|| (sub, vec!["x".to_owned()])),
        ..DialRequest::default()
    };
    call.set("DIALSTATUS", "");
    let Dialled {
        status,
        callee,
        escaped_by,
    } = call.dial(&request).await?;
    call.set("DIALSTATUS", status.text());
    let Some(mut leg) = callee else {
        return Ok(escaped_by.map_or(Continue, Digit));
    };
    call.answer_at_once();
    if option('A') {
        call.play_to_other(leg.id(), &["announcement"]).await?;
    }
    let features = |transfer, disconnect| BridgeFeatures {
        transfer: option(transfer),
        disconnect: option(disconnect),
        ..BridgeFeatures::default()
    };
    let limit = TalkLimit {
        duration: option('S').then_some(Duration::from_secs(10)),
        announcements: Vec::new(),
    };
    let (mine, theirs) = (features('T', 'H'), features('t', 'h'));
    let end = call.talk(&mut leg, mine, theirs, &limit).await;
    if let Some(log) = call.service::<Log>() {
        log.0.borrow_mut().push(format!("{end:?}"));
    }
    match end? {
        BridgeEnd::CallerTransferred => return Ok(Continue),
        BridgeEnd::CalleeTransferred => leg.release(),
        _ => {}
    }
    Ok(if option('g') { Continue } else { End })
}

/// `context,extension,priority`, or the last two, or the last.
fn place(call: &Call, text: &str) -> Location {
    let here = call.location();
    let parts: Vec<&str> = text.split([',', '|']).collect();
    match parts.as_slice() {
        [context, extension, priority] => {
            Location::new(*context, *extension, priority.parse().unwrap())
        }
        [extension, priority] => Location {
            extension: (*extension).into(),
            priority: priority.parse().unwrap(),
            ..here
        },
        _ => Location {
            priority: text.parse().unwrap(),
            ..here
        },
    }
}

fn seconds(text: &str) -> Duration {
    Duration::try_from_secs_f64(text.parse().unwrap_or(10.0)).unwrap_or(Duration::MAX)
}
