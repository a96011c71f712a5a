//! A phone: a bare SIP node that does what the test says.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use sip::auth::{DigestClient, Secret};
use sip::header::{CSeq, HeaderName, Transport, Uri};
use sip::message::{Body, Method, Request, Response};
use sip::stack::{
    Destination, DialogId, Input, Listener, ListenerId, Stack, StackConfig, TransactionId,
    UserEvent,
};

use crate::office::bare;

/// A phone at one address.
pub(crate) struct Phone {
    pub(crate) stack: Stack,
    pub(crate) address: SocketAddr,
    pub(crate) events: VecDeque<UserEvent>,
    pub(crate) user: String,
    pub(crate) password: String,
    call_id: String,
    sequence: u32,
}

pub(crate) const LISTENER: ListenerId = ListenerId(1);

impl Phone {
    pub(crate) fn new(now: Instant, address: SocketAddr, user: &str, password: &str) -> Self {
        let ip = address.ip();
        let seed = u64::from(address.port())
            + if let IpAddr::V4(v4) = ip {
                u64::from(u32::from(v4))
            } else {
                0
            };
        let config = StackConfig {
            seed: [seed, 2, 3, 4],
            srv_lookup: false,
            naptr_lookup: false,
            tcp_above: None,
            supported: ["100rel", "timer"].map(str::to_owned).to_vec(),
            ..StackConfig::default()
        };
        let mut stack = Stack::new(config, Box::new(move |_: IpAddr| ip));
        let listener = Listener {
            id: LISTENER,
            kind: Transport::Udp,
            local: address,
            advertised: None,
        };
        stack.handle(now, Input::ListenerOpened(listener));
        let call_id = format!("call-of-{user}-{address}");
        Self {
            stack,
            address,
            events: VecDeque::new(),
            user: user.to_owned(),
            password: password.to_owned(),
            call_id,
            sequence: 0,
        }
    }

    /// A request to the exchange, with this phone's From and the next CSeq.
    pub(crate) fn request(&mut self, method: Method, to: &str, exchange: SocketAddr) -> Request {
        self.sequence += 1;
        let uri = Uri::parse(&format!("sip:{to}@{}", exchange.ip())).unwrap();
        let mut request = Request::new(method.clone(), uri);
        let headers = &mut request.headers;
        headers.push(
            HeaderName::From,
            format!("<sip:{}@{}>;tag=t{}", self.user, exchange.ip(), self.user),
        );
        if method == Method::Register {
            headers.push(
                HeaderName::To,
                format!("<sip:{}@{}>", self.user, exchange.ip()),
            );
            request.uri = Uri::parse(&format!("sip:{}", exchange.ip())).unwrap();
        }
        let headers = &mut request.headers;
        headers.push(HeaderName::CallId, format!("{}-{method}", self.call_id));
        headers.push(
            HeaderName::CSeq,
            CSeq {
                number: self.sequence,
                method,
            }
            .to_string(),
        );
        headers.push(
            HeaderName::Contact,
            format!("<sip:{}@{}>", self.user, self.address),
        );
        request
    }

    pub(crate) fn send(
        &mut self,
        now: Instant,
        request: Request,
        exchange: SocketAddr,
    ) -> TransactionId {
        let destination = Destination::address(Transport::Udp, exchange);
        self.stack.request(now, request, destination)
    }

    /// The same request with the next CSeq and an answer to the challenge.
    pub(crate) fn authorized(&mut self, request: &Request, challenge: &Response) -> Request {
        let (user, secret) = (self.user.clone(), Secret::Password(self.password.clone()));
        let login = DigestClient::choose(challenge, |_| Some((user.clone(), secret.clone())));
        self.sequence += 1;
        let mut again = request.clone();
        let method = request.method.clone();
        let cseq = CSeq {
            number: self.sequence,
            method,
        };
        again.headers.set(HeaderName::CSeq, cseq.to_string());
        login.expect("a challenge").authorize(&mut again, "cnonce");
        again
    }

    pub(crate) fn answer(
        &mut self,
        now: Instant,
        id: TransactionId,
        status: u16,
        sdp: Option<&str>,
    ) -> Option<DialogId> {
        let mut response = bare(status);
        if let Some(sdp) = sdp {
            response.set_body("application/sdp", sdp.as_bytes().to_vec());
        }
        self.stack.respond(now, id, response).expect("may answer")
    }

    pub(crate) fn asks(
        &mut self,
        now: Instant,
        dialog: DialogId,
        method: Method,
        kind: &str,
        body: &str,
    ) -> TransactionId {
        let mut extra = Vec::new();
        if !body.is_empty() {
            extra.push((HeaderName::ContentType, kind.to_owned()));
        }
        let body = Body::from(body.as_bytes());
        self.stack
            .dialog_request(now, dialog, method, extra, body)
            .expect("the dialog lives")
    }

    pub(crate) fn acks(&mut self, now: Instant, dialog: DialogId, sdp: Option<&str>) {
        let mut extra = Vec::new();
        if sdp.is_some() {
            extra.push((HeaderName::ContentType, "application/sdp".to_owned()));
        }
        let body = Body::from(sdp.unwrap_or_default().as_bytes());
        self.stack
            .ack(now, dialog, extra, body)
            .expect("a 2xx waits");
    }
}

/// A description with these payload types at this port.
pub(crate) fn sdp(address: SocketAddr, formats: &str, more: &str) -> String {
    let (ip, port) = (address.ip(), address.port() + 1000);
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP {formats}\r\n{more}"
    )
}
