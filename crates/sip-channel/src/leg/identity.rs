//! Who calls: From and its kin, read from requests in and written into requests out.

use call::{Party, PartyIds, Presentation, Redirecting};
use sip::header::{Diversion, HeaderName, NameAddr, RemoteParty, Uri};
use sip::message::{Headers, Request};
use sip::stack::{ExtraHeaders, OUR_HOST};

use crate::endpoint::{Dialect, Endpoint};
use crate::settings::Settings;

/// From and the other headers that show who calls.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) from: NameAddr,
    pub(crate) others: ExtraHeaders,
}

/// How the caller is shown to an endpoint. `None` when its `fromdomain` is no host.
pub(crate) fn show(settings: &Settings, endpoint: &Endpoint, parties: &PartyIds) -> Option<Shown> {
    let caller = &parties.caller;
    let hidden = !caller.presentation.is_allowed() && !endpoint.identity.trust_outbound;
    let from = if hidden {
        anonymous(endpoint)?
    } else {
        named(settings, endpoint, caller)?
    };
    let mut others = Vec::new();
    if !caller.number.is_empty() && !hidden {
        others.extend(vouched(endpoint, caller)?);
    }
    if endpoint.identity.send_diversion && !parties.redirecting_from.number.is_empty() {
        let party = &parties.redirecting_from;
        let mut address = address(&party.name, &party.number, OUR_HOST)?;
        address.params.set("reason", Some("unconditional"));
        others.push((
            HeaderName::Diversion,
            Diversion { address }.address.to_string(),
        ));
    }
    Some(Shown { from, others })
}

fn named(settings: &Settings, endpoint: &Endpoint, caller: &Party) -> Option<NameAddr> {
    let user = [&endpoint.from_user, &caller.number]
        .into_iter()
        .find(|text| !text.is_empty());
    let user = user.map_or_else(|| default_user(settings, endpoint.dialect), String::as_str);
    // chan_sip shows the number where there is no name.
    let name = match (endpoint.dialect, caller.name.is_empty()) {
        (Dialect::ChanSip, true) if !caller.number.is_empty() => &caller.number,
        (Dialect::ChanSip, true) => user,
        _ => &caller.name,
    };
    address(name, user, host_of(endpoint))
}

fn anonymous(endpoint: &Endpoint) -> Option<NameAddr> {
    let host = if endpoint.from_domain.is_empty() {
        NOBODY
    } else {
        &endpoint.from_domain
    };
    address("Anonymous", "anonymous", host)
}

/// P-Asserted-Identity and Remote-Party-ID, for those who want them.
fn vouched(endpoint: &Endpoint, caller: &Party) -> Option<ExtraHeaders> {
    let mut all = Vec::new();
    let mut party = address(&caller.name, &caller.number, host_of(endpoint))?;
    let private = !caller.presentation.is_allowed();
    if endpoint.identity.send_pai {
        all.push((HeaderName::PAssertedIdentity, party.to_string()));
        if private {
            all.push((HeaderName::Privacy, "id".to_owned()));
        }
    }
    if endpoint.identity.send_rpid {
        let screened = matches!(
            caller.presentation,
            Presentation::AllowedPassed
                | Presentation::AllowedNetwork
                | Presentation::ProhibitedPassed
                | Presentation::ProhibitedNetwork
        );
        party.params.set("party", Some("calling"));
        party
            .params
            .set("privacy", Some(if private { "full" } else { "off" }));
        party
            .params
            .set("screen", Some(if screened { "yes" } else { "no" }));
        all.push((HeaderName::RemotePartyId, party.to_string()));
    }
    Some(all)
}

/// The headers that tell an endpoint who it talks to; none where it does not want them.
pub(super) fn connected(endpoint: &Endpoint, party: &Party) -> ExtraHeaders {
    let wanted = endpoint.identity.send_connected_line && !party.number.is_empty();
    let shown = party.presentation.is_allowed() || endpoint.identity.trust_outbound;
    if !wanted || !shown {
        return Vec::new();
    }
    let mut all = vouched(endpoint, party).unwrap_or_default();
    for (name, value) in &mut all {
        if *name == HeaderName::RemotePartyId {
            *value = value.replace("party=calling", "party=called");
        }
    }
    all
}

fn address(name: &str, user: &str, host: &str) -> Option<NameAddr> {
    let mut address = NameAddr::new(Uri::sip(Some(user), host, None).ok()?);
    address.display = (!name.is_empty()).then(|| name.to_owned());
    Some(address)
}

fn host_of(endpoint: &Endpoint) -> &str {
    if endpoint.from_domain.is_empty() {
        OUR_HOST
    } else {
        &endpoint.from_domain
    }
}

fn default_user(settings: &Settings, dialect: Dialect) -> &str {
    let configured = match dialect {
        Dialect::ChanSip => None,
        Dialect::Pjsip => settings
            .pjsip
            .as_ref()
            .map(|all| all.default_from_user.as_str()),
    };
    configured
        .filter(|user| !user.is_empty())
        .unwrap_or("asterisk")
}

/// The parties of a call that comes in from an endpoint for `dialled`.
pub(crate) fn parties_of(endpoint: &Endpoint, request: &Request, dialled: &str) -> PartyIds {
    let from = request.headers.from().ok();
    let mut caller = from.as_ref().map(party).unwrap_or_default();
    if from.is_some_and(|from| from.uri.host().eq_ignore_ascii_case(NOBODY)) {
        caller.presentation = Presentation::Prohibited;
    }
    if let Some(presentation) = endpoint.presentation {
        caller.presentation = presentation;
    }
    if !endpoint.caller.number.is_empty() {
        caller.number.clone_from(&endpoint.caller.number);
    }
    if !endpoint.caller.name.is_empty() {
        caller.name.clone_from(&endpoint.caller.name);
    }
    if endpoint.identity.trust_inbound
        && let Some(vouched_for) = trusted(&request.headers)
    {
        caller = vouched_for;
    }
    let diversion = request.headers.elements(HeaderName::Diversion).next();
    let diversion = diversion.and_then(|value| Diversion::parse(value).ok());
    PartyIds {
        ani: caller.number.clone(),
        caller,
        dnid: dialled.to_owned(),
        redirecting_from: diversion
            .map(|found| party(&found.address))
            .unwrap_or_default(),
        redirecting: Redirecting::default(),
        connected: Party::default(),
        tag: endpoint.caller_tag.clone(),
    }
}

/// What P-Asserted-Identity or else Remote-Party-ID say.
fn trusted(headers: &Headers) -> Option<Party> {
    let asserted = headers
        .addresses(HeaderName::PAssertedIdentity)
        .unwrap_or_default();
    if let Some(first) = asserted.first() {
        let privacy = headers
            .text(HeaderName::Privacy)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let private = privacy
            .split(';')
            .any(|word| matches!(word.trim(), "id" | "user" | "header"));
        let presentation = if private {
            Presentation::ProhibitedPassed
        } else {
            Presentation::AllowedPassed
        };
        return Some(Party {
            presentation,
            ..party(first)
        });
    }
    let value = headers.elements(HeaderName::RemotePartyId).next()?;
    let found = RemoteParty::parse(value).ok()?;
    let presentation = match (found.is_private(), found.is_screened()) {
        (false, false) => Presentation::Allowed,
        (false, true) => Presentation::AllowedPassed,
        (true, false) => Presentation::Prohibited,
        (true, true) => Presentation::ProhibitedPassed,
    };
    Some(Party {
        presentation,
        ..party(&found.address)
    })
}

fn party(address: &NameAddr) -> Party {
    let user = address.uri.user().unwrap_or_default();
    let number = user.split(';').next().unwrap_or_default();
    Party::new(address.display.as_deref().unwrap_or_default(), number)
}

const NOBODY: &str = "anonymous.invalid";

#[cfg(test)]
mod tests;
