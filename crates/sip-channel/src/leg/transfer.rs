//! REFER: the far end sends the other side of the call elsewhere (RFC 3515).

use call::{LogLevel, Signal};
use sip::header::HeaderName;
use sip::message::{Body, Method, Response};

use super::{Asked, Line};
use crate::office::{Office, bare};

/// A REFER of theirs in a call.
pub(super) fn asked(office: &mut Office, line: &mut Line, asked: &Asked) {
    let Asked {
        dialog,
        transaction,
        request,
        ..
    } = asked;
    if !line.endpoint.allow_transfer {
        line.log(
            office,
            LogLevel::Notice,
            "a transfer is refused: the endpoint may not",
        );
        return office.refuse(*transaction, 603);
    }
    let Ok(target) = request.headers.refer_to() else {
        return office.refuse(*transaction, 400);
    };
    if target.uri.header("Replaces").is_some() {
        line.log(
            office,
            LogLevel::Warning,
            "an attended transfer by REFER is not supported yet",
        );
        return office.refuse(*transaction, 501);
    }
    let Some(extension) = target.uri.user().map(|user| user.into_owned()) else {
        line.log(
            office,
            LogLevel::Notice,
            format!("transfer to '{}' names no number", target.uri.as_str()),
        );
        return office.refuse(*transaction, 404);
    };
    let silent = request
        .headers
        .text(HeaderName::ReferSub)
        .is_some_and(|text| text.trim().to_ascii_lowercase().starts_with("false"));
    let number = request.headers.cseq().map_or(0, |cseq| cseq.number);
    let mut response: Response = bare(202);
    if silent {
        response.headers.push(HeaderName::ReferSub, "false");
        office.respond(*transaction, response);
        return line.tell(office, Signal::Transfer { extension });
    }
    // Fails only when the dialog is gone; then the response goes nowhere either.
    let _ = office.stack.add_subscription(*dialog);
    office.respond(*transaction, response);
    notify(
        office,
        line,
        asked,
        number,
        "SIP/2.0 100 Trying",
        "active;expires=60",
    );
    line.tell(office, Signal::Transfer { extension });
    notify(
        office,
        line,
        asked,
        number,
        "SIP/2.0 200 OK",
        "terminated;reason=noresource",
    );
    let _ = office.stack.end_subscription(*dialog);
}

/// How far the transfer has come (RFC 3515 §2.4.4).
fn notify(
    office: &mut Office,
    line: &mut Line,
    asked: &Asked,
    number: u32,
    status: &str,
    state: &str,
) {
    let extra = vec![
        (HeaderName::Event, format!("refer;id={number}")),
        (HeaderName::SubscriptionState, state.to_owned()),
        (
            HeaderName::ContentType,
            "message/sipfrag;version=2.0".to_owned(),
        ),
    ];
    let body = Body::from(format!("{status}\r\n").into_bytes());
    line.ask(office, asked.dialog, Method::Notify, extra, body);
}
