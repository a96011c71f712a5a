//! Puts our own address where the user wrote [`OUR_HOST`]: only when the path of a message is
//! known can be known which of our addresses its receiver can reach.

use super::OUR_HOST;
use super::listeners::OurAddress;
use crate::header::{HeaderName, Transport};
use crate::message::Headers;

/// Replaces the placeholder in all headers.
pub(super) fn fill(headers: &mut Headers, our: &OurAddress) {
    for name in WITH_ADDRESSES {
        if headers.all(name.clone()).any(mentions) {
            fill_one(headers, name, our);
        }
    }
}

fn fill_one(headers: &mut Headers, name: HeaderName, our: &OurAddress) {
    let full = name == HeaderName::Contact;
    let address = if full {
        contact_address(our)
    } else {
        our.host.clone()
    };
    let values: Vec<_> = headers
        .all(name.clone())
        .map(|value| crate::header::decode(value).replace(OUR_HOST, &address))
        .collect();
    headers.remove(name.clone());
    for value in values {
        headers.push(name.clone(), value);
    }
}

fn contact_address(our: &OurAddress) -> String {
    let OurAddress { host, port, kind } = our;
    match kind {
        Transport::Udp => format!("{host}:{port}"),
        Transport::Tcp | Transport::Tls | Transport::Ws | Transport::Wss => {
            format!("{host}:{port};transport={}", kind.as_param())
        }
    }
}

fn mentions(value: &[u8]) -> bool {
    value
        .windows(OUR_HOST.len())
        .any(|window| window == OUR_HOST.as_bytes())
}

const WITH_ADDRESSES: [HeaderName; 11] = [
    HeaderName::From,
    HeaderName::To,
    HeaderName::Contact,
    HeaderName::PAssertedIdentity,
    HeaderName::PPreferredIdentity,
    HeaderName::RemotePartyId,
    HeaderName::Diversion,
    HeaderName::HistoryInfo,
    HeaderName::ReferTo,
    HeaderName::ReferredBy,
    HeaderName::CallInfo,
];
