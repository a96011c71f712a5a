//! The arguments of `Dial`, read.

use call::dial::{Destination, DialRequest, Ringback};
use call::script::{Args, Call};
use call::{Party, Presentation};
use dialplan::Location;

use super::limit::Limit;
use super::options::DialOptions;
use crate::{numbers, places};

/// A subroutine and its arguments.
pub(super) type Subroutine = (Location, Vec<String>);

/// Everything that `Dial` was told.
pub(super) struct Request {
    pub(super) dial: DialRequest,
    pub(super) options: DialOptions,
    pub(super) limit: Limit,
    /// Option B.
    pub(super) before_dialling: Option<Subroutine>,
}

impl Request {
    /// Reads the arguments, with warnings; `None` when they make no sense.
    pub(super) async fn read(call: &mut Call, args: Args<'_>) -> Option<Self> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let destinations = destinations(call, part(0))?;
        let options = DialOptions::parse(call, part(2))?;
        let limit = match options.limit.as_deref() {
            Some(text) => Limit::parse(call, text)?,
            None => Limit::default(),
        };
        let disconnect = call.settings().features.disconnect.clone();
        let dial = DialRequest {
            destinations,
            patience: patience(call, part(1)),
            ringback: ringback(&options),
            shown_caller: shown_caller(call, &options),
            escape_digits: if options.may_escape {
                super::escape_digits(call).await
            } else {
                String::new()
            },
            cancel_code: if options.caller_may_disconnect {
                disconnect
            } else {
                String::new()
            },
            answered_elsewhere: options.answered_elsewhere,
            ignore_redirects: options.ignore_redirects,
            headers: added_headers(call),
            before_calling: subroutine(call, options.before_calling.as_deref()).await,
        };
        let before_dialling = subroutine(call, options.before_dialling.as_deref()).await;
        Some(Self {
            dial,
            options,
            limit,
            before_dialling,
        })
    }
}

fn destinations(call: &Call, text: &str) -> Option<Vec<Destination>> {
    let mut destinations = Vec::new();
    for one in text.split('&').map(str::trim).filter(|one| !one.is_empty()) {
        match Destination::parse(one).filter(|d| !d.resource.is_empty()) {
            Some(destination) => destinations.push(destination),
            None => {
                call.warn(format!("Dial: '{one}' is not technology/resource"));
                return None;
            }
        }
    }
    if destinations.is_empty() {
        call.warn("Dial needs a destination: technology/resource");
        return None;
    }
    Some(destinations)
}

/// Seconds; what stands behind `^` is the time until it rings, which is part of it here.
fn patience(call: &Call, text: &str) -> Option<std::time::Duration> {
    let text = text.split('^').next().unwrap_or_default();
    let patience = numbers::seconds(text);
    if patience.is_none() && !text.is_empty() {
        call.warn(format!(
            "Dial: the time-out '{text}' is not above zero; there is none"
        ));
    }
    patience
}

fn ringback(options: &DialOptions) -> Ringback {
    if let Some(class) = &options.music {
        return Ringback::Music(class.clone());
    }
    match &options.ringing {
        Some(tone) if tone.is_empty() => Ringback::AtOnce("ring".to_owned()),
        Some(tone) => Ringback::AtOnce(tone.clone()),
        None if options.ringing_until_sound => Ringback::UntilSound,
        None => Ringback::FromLegs,
    }
}

/// Who the called ones see, by the options o and u; `None` when that is the caller as it is.
fn shown_caller(call: &Call, options: &DialOptions) -> Option<Party> {
    let own = call.look(|c| c.parties.caller.clone())?;
    let told = options
        .shown_number
        .as_deref()
        .filter(|text| !text.is_empty());
    let mut shown = told.map(|text| party(text, &own));
    if let Some(word) = &options.presentation {
        match Presentation::from_text(word.trim()) {
            Some(presentation) => shown.get_or_insert(own).presentation = presentation,
            None => call.warn(format!("Dial: '{word}' is no presentation")),
        }
    }
    shown
}

fn party(text: &str, own: &Party) -> Party {
    let told = Party::parse(text);
    // A name goes along only when it was told; a bare text is a number.
    let number = if told.number.is_empty() {
        text.to_owned()
    } else {
        told.number
    };
    let name = if text.contains('<') {
        told.name
    } else {
        own.name.clone()
    };
    Party {
        name,
        number,
        presentation: own.presentation,
    }
}

/// What `SIPAddHeader` has collected.
pub(crate) fn added_headers(call: &Call) -> Vec<(String, String)> {
    let found = call.look(|c| {
        let mut lines: Vec<(String, String)> = c
            .variables
            .iter()
            .filter(|(name, _)| name.starts_with("SIPADDHEADER"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        lines.sort();
        lines
    });
    let lines = found.unwrap_or_default().into_iter();
    let fields = lines.filter_map(|(_, line)| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    fields.collect()
}

/// `[[context^]exten^]priority[(arg1^...)]`; one that does not exist is a warning and left out.
async fn subroutine(call: &mut Call, text: Option<&str>) -> Option<Subroutine> {
    let text = text.filter(|text| !text.is_empty())?;
    let (target, arguments) = places::name_and_arguments(text);
    let location = match places::target_with_carets(call, target) {
        Ok(location) => location,
        Err(problem) => {
            call.warn(format!("Dial: {problem}"));
            return None;
        }
    };
    if !places::exists(call, &location).await {
        call.warn(format!("Dial: there is no {location}"));
        return None;
    }
    let arguments = arguments.split('^').filter(|_| !arguments.is_empty());
    Some((location, arguments.map(str::to_owned).collect()))
}
