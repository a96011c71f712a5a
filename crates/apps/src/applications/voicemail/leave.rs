//! VoiceMail: leave a message in one or several mailboxes.

use std::time::Duration;

use call::Signal;
use call::script::prelude::*;
use dialplan::Location;
use services::voicemail::spool::{Greeting, LookFor, RemoveRecording};

use crate::voicemail::depositing::{deposit, message_info};
use crate::voicemail::desk::Desk;
use crate::voicemail::recording::{Take, Wanted, record};
use crate::{places, say};

options! {
    /// Options of `VoiceMail`.
    pub(crate) struct VoiceMailOptions {
        /// Play the greeting for a busy line.
        'b' => busy: bool,
        /// A key pressed during the greeting goes to the extension of that digit in context c (the
        /// current one when left out).
        'd'("c") => digits: Option<String>,
        /// Play the greetings before the call is answered.
        'e' => early: bool,
        /// Leave out the instructions, not the beep.
        's' => skip: bool,
        /// Leave out the instructions where the owner recorded a greeting.
        'S' => skip_behind_greeting: bool,
        /// This prompt is the beep; without a name there is none.
        't'("x") => beep: Option<String>,
        /// Play the greeting for nobody there.
        'u' => unavailable: bool,
        /// The message is urgent.
        'U' => urgent: bool,
    }
    accepted {
        /// Known to newer dialplans; messages have no order of their own here.
        'P',
    }
    refused {
        /// Recordings are kept as loud as they came.
        'g'("#"),
    }
}

/// Leaves a message.
pub(crate) struct VoiceMail;

impl Application for VoiceMail {
    const DOC: AppDoc = AppDoc {
        name: "VoiceMail",
        synopsis: "Let the caller leave a message in a mailbox.",
        syntax: &[
            Param::required(
                "mailbox[@context][&mailbox2[@context]...]",
                "Mailboxes; the greeting of the first one is played.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: VoiceMailOptions::PARAMS,
        description: "Answers the call. During the greeting `#` goes straight to the beep, `0` goes to the \
            extension `o` where the mailbox has operator=yes, and `*` to the extension `a`. Recording ends \
            with `#`, with a hang-up, or as maxsecs and maxsilence say. The old form without options, \
            with letters before the mailbox (`u100`), is understood. VMSTATUS is SUCCESS, USEREXIT or \
            FAILED afterwards; VM_MESSAGEFILE is the path of the message.",
        see_also: &["VoiceMailMain", "MailboxExists"],
        examples: &["same => n,VoiceMail(6001@default,u)"],
        since: "0.1",
    };

    fn check(arguments: &str) -> Vec<String> {
        VoiceMailOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let (names, letters) = match parts.len() {
            0 | 1 => old_form(call, part(0)),
            _ => (part(0).to_owned(), part(1).to_owned()),
        };
        let options = VoiceMailOptions::parse(call, &letters).unwrap_or_default();
        call.set("VMSTATUS", "");
        if names.is_empty() {
            call.warn("VoiceMail needs a mailbox");
            return Ok(failed(call));
        }
        if options.early {
            if call.is_ringing_in() {
                call.signal(Signal::Progress { early_media: true });
            }
        } else {
            call.answer().await?;
        }
        let mut desks = Vec::new();
        for name in names.split('&').map(str::trim).filter(|n| !n.is_empty()) {
            match Desk::find(call, name) {
                Some(desk) => desks.push(desk),
                None => call.warn(format!("there is no mailbox '{name}' in voicemail.conf")),
            }
        }
        if desks.is_empty() {
            return Ok(failed(call));
        }
        leave(call, &desks, &options).await
    }
}

fn failed(call: &Call) -> Next {
    call.set("VMSTATUS", "FAILED");
    Continue
}

/// `u100`, `su100`: letters before the mailbox are options, unless a mailbox is called so.
fn old_form(call: &Call, text: &str) -> (String, String) {
    let letters = text.len() - text.trim_start_matches(['u', 'b', 's']).len();
    let (letters, rest) = text.split_at(letters);
    if letters.is_empty() || rest.is_empty() || Desk::find(call, text).is_some() {
        return (text.to_owned(), String::new());
    }
    (rest.to_owned(), letters.to_owned())
}

/// Where a key leads.
enum Exit {
    /// To the beep.
    Beep,
    /// Elsewhere in the dialplan.
    To(Location),
}

/// The keys that mean something before the beep.
struct Keys {
    places: Vec<(char, Location)>,
}

impl Keys {
    async fn of(call: &mut Call, desk: &Desk, options: &VoiceMailOptions) -> Self {
        let mut wanted = Vec::new();
        let mut add = |key: char, context: &str, extension: &str| {
            wanted.push((key, Location::new(context, extension, 1)));
        };
        let context = desk.exit_context(call);
        if desk.mailbox.options.operator {
            add('0', &context, "o");
        }
        add('*', &context, "a");
        if let Some(wanted) = &options.digits {
            let here = call.location().context.to_string();
            let context = if wanted.is_empty() { &here } else { wanted };
            for key in "0123456789".chars() {
                add(key, context, &key.to_string());
            }
        }
        let mut places = Vec::new();
        for (key, place) in wanted {
            if places::exists(call, &place).await {
                places.push((key, place));
            }
        }
        Self { places }
    }

    fn all(&self) -> String {
        let keys = self.places.iter().map(|(key, _)| *key);
        std::iter::once('#').chain(keys).collect()
    }

    fn exit(&self, key: char) -> Exit {
        let place = self.places.iter().rfind(|(known, _)| *known == key);
        place.map_or(Exit::Beep, |(_, place)| Exit::To(place.clone()))
    }
}

async fn leave(call: &mut Call, desks: &[Desk], options: &VoiceMailOptions) -> Flow {
    let Some(first) = desks.first() else {
        return Ok(failed(call));
    };
    let keys = Keys::of(call, first, options).await;
    if let Some(Exit::To(place)) = greet(call, first, options, &keys).await? {
        return Ok(user_exit(call, place));
    }
    let inbox = first.folder_count(call, "INBOX").await?;
    if inbox >= first.mailbox.options.maxmsg {
        call.play(&["vm-mailboxfull"], "").await?;
        call.warn(format!("mailbox {} is full", first.id()));
        return Ok(failed(call));
    }
    if options.early {
        call.answer().await?;
    }
    let own = &first.mailbox.options;
    let wanted = Wanted {
        prompt: "",
        beep: options.beep.as_deref().unwrap_or("beep"),
        longest: own.maxsecs.0,
        shortest: own.minsecs.0,
        review: own.review,
        may_be_urgent: own.review && own.leaveurgent,
        urgent: options.urgent,
        operator: keys
            .places
            .iter()
            .any(|(key, place)| *key == '0' && *place.extension == *"o"),
    };
    let began = call.since_epoch();
    let take = record(call, first, wanted).await;
    let operator = take.operator;
    keep(call, desks, take, began).await?;
    if operator && let Exit::To(place) = keys.exit('0') {
        return Ok(user_exit(call, place));
    }
    if call.is_hung_up() {
        return Err(HungUp);
    }
    Ok(Continue)
}

fn user_exit(call: &Call, place: Location) -> Next {
    call.set("VMSTATUS", "USEREXIT");
    call.jump(place);
    Continue
}

/// Greeting and instructions; `None` when nobody pressed a key.
async fn greet(
    call: &mut Call,
    desk: &Desk,
    options: &VoiceMailOptions,
    keys: &Keys,
) -> Result<Option<Exit>, HungUp> {
    let stop_on = keys.all();
    let (prompts, is_own) = greeting(call, desk, options).await?;
    let prompts: Vec<&str> = prompts.iter().map(String::as_str).collect();
    if let PlayEnd::Stopped(key) = call.play(&prompts, &stop_on).await? {
        return Ok(Some(keys.exit(key)));
    }
    if options.skip || options.skip_behind_greeting && is_own {
        return Ok(None);
    }
    match call.play(&["vm-intro"], &stop_on).await? {
        PlayEnd::Stopped(key) => Ok(Some(keys.exit(key))),
        PlayEnd::Finished | PlayEnd::Missing => Ok(None),
    }
}

/// What greets the caller, and whether the owner recorded it.
async fn greeting(
    call: &mut Call,
    desk: &Desk,
    options: &VoiceMailOptions,
) -> Result<(Vec<String>, bool), HungUp> {
    let path = desk.path();
    let wanted = if options.busy {
        Greeting::Busy
    } else {
        Greeting::Unavailable
    };
    let look = LookFor {
        path: path.clone(),
        greetings: vec![Greeting::Temporary, wanted, Greeting::Name],
    };
    let found = call.on_disk(look).await?;
    let found = found
        .map(|found| found.as_ref().clone())
        .unwrap_or_default();
    let has = |at: usize| found.get(at).copied().unwrap_or(false);
    let own = |greeting: Greeting| vec![format!("{path}/{}", greeting.file())];
    if has(0) {
        return Ok((own(Greeting::Temporary), true));
    }
    if !options.busy && !options.unavailable {
        return Ok((Vec::new(), false));
    }
    if has(1) {
        return Ok((own(wanted), true));
    }
    let mut prompts = if has(2) {
        own(Greeting::Name)
    } else {
        let mut prompts = vec!["vm-theperson".to_owned()];
        prompts.extend(say::digits(&desk.id().name));
        prompts
    };
    let state = if options.busy {
        "vm-isonphone"
    } else {
        "vm-isunavail"
    };
    prompts.push(state.to_owned());
    Ok((prompts, false))
}

/// Puts what was recorded into every mailbox, and sets VMSTATUS.
async fn keep(call: &mut Call, desks: &[Desk], take: Take, began: Duration) -> Result<(), HungUp> {
    let Some(recording) = take.recording else {
        call.set("VMSTATUS", "FAILED");
        return Ok(());
    };
    let shortest = desks.first().map(|d| d.mailbox.options.minsecs.0);
    if take.length < shortest.unwrap_or_default() {
        call.verbose(3, || {
            format!(
                "the message is only {} s long and is dropped",
                take.length.as_secs()
            )
        });
        call.set("VMSTATUS", "FAILED");
        call.on_disk(RemoveRecording { recording }).await?;
        return Ok(());
    }
    let mut any = false;
    for desk in desks {
        let keep = desks.len() > 1;
        let info = message_info(call, desk.id(), take.length, take.urgent, began);
        any |= deposit(call, desk, recording.clone(), keep, info).await?;
    }
    if desks.len() > 1 || !any {
        call.on_disk(RemoveRecording { recording }).await?;
    }
    call.set("VMSTATUS", if any { "SUCCESS" } else { "FAILED" });
    Ok(())
}
