//! REFER: the far end sends the other side of the call elsewhere (RFC 3515), or connects it with that
//! of another call of its own (RFC 3891); and we send the far end elsewhere.

use call::{LogLevel, Signal};
use sip::dialog::DialogName;
use sip::header::{HeaderName, NameAddr, Replaces, Uri};
use sip::message::{Body, Method, Response};
use sip::stack::{DialogId, TransactionId};

use super::{Asked, Line};
use crate::office::{Office, bare};

/// A transfer of theirs under way: it has a NOTIFY to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refer {
    dialog: DialogId,
    /// Its CSeq, which names the subscription.
    number: u32,
}

/// A REFER of theirs in a call. Gives what must be concluded once its outcome is known.
pub(super) fn asked(office: &mut Office, line: &mut Line, asked: &Asked) -> Option<Refer> {
    let signal = match wanted(office, line, asked) {
        Ok(signal) => signal,
        Err(status) => {
            office.refuse(asked.transaction, status);
            return None;
        }
    };
    let headers = &asked.request.headers;
    let silent = headers
        .text(HeaderName::ReferSub)
        .is_some_and(|text| text.trim().to_ascii_lowercase().starts_with("false"));
    let mut response: Response = bare(202);
    if silent {
        response.headers.push(HeaderName::ReferSub, "false");
        office.respond(asked.transaction, response);
        line.tell(office, signal);
        return None;
    }
    let refer = Refer {
        dialog: asked.dialog,
        number: headers.cseq().map_or(0, |cseq| cseq.number),
    };
    // Fails only when the dialog is gone; then the response goes nowhere either.
    let _ = office.stack.add_subscription(asked.dialog);
    office.respond(asked.transaction, response);
    notify(
        office,
        line,
        refer,
        "SIP/2.0 100 Trying",
        "active;expires=60",
    );
    line.tell(office, signal);
    Some(refer)
}

/// What a REFER asks for.
fn wanted(office: &mut Office, line: &mut Line, asked: &Asked) -> Result<Signal, u16> {
    if !line.endpoint.allow_transfer {
        let text = "a transfer is refused: the endpoint may not";
        line.log(office, LogLevel::Notice, text);
        return Err(603);
    }
    let target = asked.request.headers.refer_to().map_err(|_| 400_u16)?;
    if let Some(text) = target.uri.header("Replaces") {
        let replaces = Replaces::parse(text.as_bytes()).map_err(|_| 400_u16)?;
        if let Some(other) = channel_of(office, &replaces) {
            return Ok(Signal::TransferAttended { other });
        }
        // The other call is not ours, so that the number has to be called.
        let text = "an attended transfer names a call that is not here; its number is called";
        line.log(office, LogLevel::Notice, text);
    }
    match target.uri.user() {
        Some(user) => Ok(Signal::Transfer {
            extension: user.into_owned(),
        }),
        None => {
            let text = format!("transfer to '{}' names no number", target.uri.as_str());
            line.log(office, LogLevel::Notice, text);
            Err(404)
        }
    }
}

/// The channel of a dialog that a Replaces names.
pub(crate) fn channel_of(office: &Office, replaces: &Replaces) -> Option<call::ChannelId> {
    let name = |local: &str, remote: &str| DialogName {
        call_id: replaces.call_id.clone(),
        local_tag: local.to_owned(),
        remote_tag: remote.to_owned(),
    };
    // Some phones mix the tags up.
    let names = [
        name(&replaces.to_tag, &replaces.from_tag),
        name(&replaces.from_tag, &replaces.to_tag),
    ];
    let found = names.iter().find_map(|n| office.stack.find_dialog(n))?;
    office.dialogs.get(&found).copied()
}

/// Tells how a transfer ended, once.
pub(super) fn conclude(
    office: &mut Office,
    line: &mut Line,
    refer: &mut Option<Refer>,
    carried_out: bool,
) {
    let Some(refer) = refer.take() else { return };
    let status = if carried_out {
        "SIP/2.0 200 OK"
    } else {
        "SIP/2.0 404 Not Found"
    };
    notify(office, line, refer, status, "terminated;reason=noresource");
    let _ = office.stack.end_subscription(refer.dialog);
}

/// How far the transfer has come (RFC 3515 §2.4.4).
fn notify(office: &mut Office, line: &mut Line, refer: Refer, status: &str, state: &str) {
    let number = refer.number;
    let extra = vec![
        (HeaderName::Event, format!("refer;id={number}")),
        (HeaderName::SubscriptionState, state.to_owned()),
        (
            HeaderName::ContentType,
            "message/sipfrag;version=2.0".to_owned(),
        ),
    ];
    let body = Body::from(format!("{status}\r\n").into_bytes());
    line.ask(office, refer.dialog, Method::Notify, extra, body);
}

/// Asks the far end of an answered call to call somebody else (`Transfer`).
pub(super) fn send_away(
    office: &mut Office,
    line: &mut Line,
    dialog: DialogId,
    target: &str,
) -> Option<TransactionId> {
    let known = office.stack.dialog(dialog)?;
    let (local, host) = (known.local.clone(), known.local.uri.host().to_owned());
    let to = address_of(target, &host)?;
    let extra = vec![
        (HeaderName::ReferTo, to.to_string()),
        (HeaderName::ReferredBy, NameAddr::new(local.uri).to_string()),
    ];
    let _ = office.stack.add_subscription(dialog);
    let sent = line.ask(office, dialog, Method::Refer, extra, Body::empty());
    if sent.is_none() {
        let _ = office.stack.end_subscription(dialog);
    }
    sent
}

/// What a NOTIFY says about our REFER: over, and how; `None` while it is under way.
pub(super) fn outcome(asked: &Asked) -> Option<bool> {
    let headers = &asked.request.headers;
    let event = headers.text(HeaderName::Event)?;
    if !event.trim().to_ascii_lowercase().starts_with("refer") {
        return None;
    }
    let body = String::from_utf8_lossy(asked.request.body.as_bytes()).into_owned();
    let mut words = body.split_whitespace();
    let status: u16 = words.nth(1)?.parse().ok()?;
    (status >= 200).then_some(status < 300)
}

/// A number or an address as an address.
pub(super) fn address_of(target: &str, host: &str) -> Option<NameAddr> {
    let target = target.trim();
    let lower = target.to_ascii_lowercase();
    if lower.starts_with("sip:") || lower.starts_with("sips:") || lower.starts_with("tel:") {
        return Uri::parse(target).ok().map(NameAddr::new);
    }
    let (user, host) = target.split_once('@').unwrap_or((target, host));
    Uri::sip(Some(user), host, None).ok().map(NameAddr::new)
}
