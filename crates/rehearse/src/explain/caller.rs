//! Who calls, and when.

use std::sync::Arc;
use std::time::Duration;

use audio::Codec;
use call::{Invitation, Party, Technology};
use sip_channel::endpoint::{Dialect, Endpoint, Kind};
use sip_channel::settings::Settings;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// An endpoint's name, perhaps with `SIP/` or `PJSIP/` before it; `guest`: nobody known.
    pub phone: String,
    /// Another context than the endpoint's.
    pub context: Option<String>,
    /// Another caller ID than the endpoint's.
    pub caller_id: Option<Party>,
}

impl Caller {
    /// The phone as its file describes it.
    pub fn phone(name: &str) -> Self {
        Self {
            phone: name.to_owned(),
            context: None,
            caller_id: None,
        }
    }

    /// The INVITE of this caller, as its driver would bring it in.
    ///
    /// # Errors
    /// There is no such phone, or strangers may not call.
    pub(crate) fn invitation(&self, sip: &Settings, number: &str) -> Result<Invitation, String> {
        let (technology, mut invitation) = match self.endpoint(sip) {
            Ok(endpoint) => {
                let technology = endpoint.dialect.technology();
                (technology, of_endpoint(&endpoint))
            }
            // A context is enough to try a plan without any phone.
            Err(why) => match &self.context {
                Some(_) => {
                    let technology = Technology::Pjsip;
                    (technology, Invitation::outgoing(technology, &self.phone))
                }
                None => return Err(why),
            },
        };
        invitation.technology = technology;
        number.clone_into(&mut invitation.extension);
        number.clone_into(&mut invitation.parties.dnid);
        if let Some(context) = &self.context {
            context.clone_into(&mut invitation.context);
        }
        if let Some(party) = &self.caller_id {
            invitation.parties.caller.clone_from(party);
        }
        if invitation.parties.caller.number.is_empty() {
            // As From says where the file says nothing.
            self.name()
                .clone_into(&mut invitation.parties.caller.number);
        }
        invitation
            .parties
            .ani
            .clone_from(&invitation.parties.caller.number);
        if technology == Technology::Sip {
            let call_id = ("SIPCALLID".to_owned(), "rehearsal".to_owned());
            invitation.variables.push(call_id);
        }
        if invitation.codecs.is_empty() {
            invitation.codecs.push(Codec::Ulaw);
        }
        Ok(invitation)
    }

    fn name(&self) -> &str {
        self.phone.rsplit('/').next().unwrap_or(&self.phone)
    }

    fn endpoint(&self, sip: &Settings) -> Result<Arc<Endpoint>, String> {
        if self.phone.eq_ignore_ascii_case("guest") {
            return guest(sip);
        }
        let wanted = self.phone.split_once('/').map(|(technology, _)| technology);
        let dialects = [Dialect::Pjsip, Dialect::ChanSip]
            .into_iter()
            .filter(|dialect| {
                wanted.is_none_or(|wanted| dialect.technology().name().eq_ignore_ascii_case(wanted))
            });
        let found = dialects
            .filter_map(|dialect| sip.endpoint(dialect, self.name()))
            .next();
        found.map(Arc::clone).ok_or_else(|| {
            let known: Vec<&str> = [Dialect::Pjsip, Dialect::ChanSip]
                .into_iter()
                .flat_map(|dialect| sip.endpoints(dialect))
                .map(|endpoint| endpoint.name.as_str())
                .collect();
            let near = config::nearest(self.name(), known.iter().copied());
            let hint = match (near, known.is_empty()) {
                (Some(near), _) => format!("; did you mean '{near}'?"),
                (None, true) => {
                    "; neither pjsip.conf nor sip.conf has any (--context names a context to enter)"
                        .to_owned()
                }
                (None, false) => {
                    let some: Vec<&str> = known.into_iter().take(12).collect();
                    format!("; there are {}", some.join(", "))
                }
            };
            format!("there is no phone '{}'{hint}", self.phone)
        })
    }
}

/// Whom a stranger's call counts as.
fn guest(sip: &Settings) -> Result<Arc<Endpoint>, String> {
    if let Some(anonymous) = sip.endpoint(Dialect::Pjsip, "anonymous") {
        return Ok(Arc::clone(anonymous));
    }
    match &sip.chan_sip {
        Some(all) if all.allow_guest => Ok(Arc::clone(&all.guest)),
        Some(_) => Err("strangers may not call: allowguest=no, they get 401 for ever".to_owned()),
        None => Err(
            "strangers may not call: pjsip.conf has no endpoint 'anonymous', they get 401"
                .to_owned(),
        ),
    }
}

fn of_endpoint(endpoint: &Endpoint) -> Invitation {
    let mut invitation = Invitation::outgoing(endpoint.dialect.technology(), &endpoint.name);
    endpoint.context.clone_into(&mut invitation.context);
    endpoint.language.clone_into(&mut invitation.language);
    endpoint
        .account_code
        .clone_into(&mut invitation.account_code);
    endpoint.music_class.clone_into(&mut invitation.music_class);
    endpoint.tone_zone.clone_into(&mut invitation.tone_zone);
    invitation.parties.caller.clone_from(&endpoint.caller);
    invitation.codecs = endpoint.audio_codecs().collect();
    invitation.variables.clone_from(&endpoint.variables);
    invitation.overlap = endpoint.allow_overlap;
    invitation.call_groups = endpoint.call_groups;
    invitation.pickup_groups = endpoint.pickup_groups;
    invitation
}

/// May this endpoint be called at all?
pub(crate) fn may_be_called(endpoint: &Endpoint) -> bool {
    endpoint.kind != Kind::User
}

/// Reads a local time: `2024-03-05 10:00`, `2024-03-05`, `10:00` (the day of `now`) or seconds since the
/// epoch. `calendar` formats a moment by a `strftime` text in the machine's zone.
pub fn moment(text: &str, now: Duration, format_time: call::FormatTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>()
        && seconds > 9_999
    {
        return Some(Duration::from_secs(seconds));
    }
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, time.trim()),
        None if text.contains(':') => ("", text),
        None => (text, "00:00"),
    };
    let today = format_time(now, None, "%Y-%m-%d");
    let date = if date.is_empty() {
        today.as_str()
    } else {
        date
    };
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    let mut parts = time.split(':').map(str::parse::<i64>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().transpose().ok()?.unwrap_or(0);
    let possible = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..60).contains(&second)
        && (1970..=2200).contains(&year);
    if !possible {
        return None;
    }
    let as_utc = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    let guess = Duration::from_secs(u64::try_from(as_utc).ok()?);
    // What the clock on the wall says at that moment tells how far the zone is from UTC.
    let offset = format_time(guess, None, "%z");
    let (sign, digits) = offset.split_at_checked(1)?;
    let offset =
        digits.get(..2)?.parse::<i64>().ok()? * 3600 + digits.get(2..4)?.parse::<i64>().ok()? * 60;
    let offset = if sign == "-" { -offset } else { offset };
    u64::try_from(as_utc - offset).ok().map(Duration::from_secs)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their odd day at the end.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests;
