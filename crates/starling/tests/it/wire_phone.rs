//! A phone of ours on the wire: registers, calls and is called over UDP.

use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use sip::auth::{Challenge, DigestAnswer, Secret, answer};

use crate::clock;
use crate::voice::Voice;

/// A message as text; these tests read only what they ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message(pub(crate) String);

impl Message {
    /// The status of a response.
    pub(crate) fn status(&self) -> Option<u16> {
        self.0.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
    }

    /// The method of a request; of a response that of CSeq.
    pub(crate) fn method(&self) -> &str {
        let words = if self.status().is_some() {
            self.header("CSeq").split_whitespace().last()
        } else {
            self.0.split(' ').next()
        };
        words.unwrap_or_default()
    }

    /// The first header of this name; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers(name).first().copied().unwrap_or_default()
    }

    fn headers(&self, name: &str) -> Vec<&str> {
        let head = self.0.split("\r\n\r\n").next().unwrap_or_default();
        let values = head.lines().filter_map(|line| {
            let (known, value) = line.split_once(':')?;
            known
                .trim()
                .eq_ignore_ascii_case(name)
                .then_some(value.trim())
        });
        values.collect()
    }

    fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    /// The address in `<>` of a header.
    fn uri_in(&self, name: &str) -> String {
        let value = self.header(name);
        let inner = value
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        inner.map_or(value, |(uri, _)| uri).to_owned()
    }

    /// Where its session description wants sound.
    fn media(&self) -> Option<SocketAddr> {
        let line = |start: &str| {
            self.body()
                .lines()
                .find_map(|line| line.strip_prefix(start))
        };
        let port = line("m=audio ")?.split(' ').next()?;
        format!("{}:{port}", line("c=IN IP4 ")?.trim()).parse().ok()
    }
}

/// A phone.
pub(crate) struct WirePhone {
    name: String,
    password: String,
    exchange: SocketAddr,
    socket: UdpSocket,
    pub(crate) voice: Voice,
    inbox: VecDeque<Message>,
    count: u32,
    call: Option<Call>,
}

/// The dialog of the call that is up.
struct Call {
    id: String,
    from: String,
    to: String,
    target: String,
}

impl WirePhone {
    /// A phone with its name as its password.
    pub(crate) fn new(name: &str, exchange: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        Self {
            name: name.to_owned(),
            password: name.to_owned(),
            exchange,
            socket,
            voice: Voice::new(),
            inbox: VecDeque::new(),
            count: 0,
            call: None,
        }
    }

    pub(crate) fn has_password(mut self, password: &str) -> Self {
        password.clone_into(&mut self.password);
        self
    }

    /// Registers; gives the final status.
    #[track_caller]
    pub(crate) fn register(&mut self) -> u16 {
        let uri = format!("sip:{}", self.exchange);
        let to = format!("<sip:{}@{}>", self.name, self.exchange);
        let more = format!("Contact: <{}>\r\nExpires: 300\r\n", self.contact());
        self.asks("REGISTER", &uri, &to, &more, "")
            .status()
            .unwrap()
    }

    /// Registered already.
    #[track_caller]
    pub(crate) fn registered(mut self) -> Self {
        assert_eq!(self.register(), 200, "{} registers", self.name);
        self
    }

    /// Calls a number; gives the final status.
    #[track_caller]
    pub(crate) fn dial(&mut self, number: &str) -> u16 {
        let uri = format!("sip:{number}@{}", self.exchange);
        let to = format!("<{uri}>");
        let (more, body) = (self.with_description(), self.description());
        let answer = self.asks("INVITE", &uri, &to, &more, &body);
        let status = answer.status().unwrap();
        if status == 200 {
            self.voice.speaks_to(answer.media());
            self.call = Some(Call {
                id: answer.header("Call-ID").to_owned(),
                from: answer.header("From").to_owned(),
                to: answer.header("To").to_owned(),
                target: answer.uri_in("Contact"),
            });
            self.acknowledge(&answer, true);
        }
        status
    }

    /// Waits for a call and answers it.
    #[track_caller]
    pub(crate) fn answers(&mut self) {
        let invite = self.request("INVITE");
        let tag = self.name.clone();
        self.reply(&invite, "180 Ringing", &format!(";tag={tag}"), "");
        let body = self.description();
        self.reply(&invite, "200 OK", &format!(";tag={tag}"), &body);
        self.voice.speaks_to(invite.media());
        self.call = Some(Call {
            id: invite.header("Call-ID").to_owned(),
            from: format!("{};tag={tag}", invite.header("To")),
            to: invite.header("From").to_owned(),
            target: invite.uri_in("Contact"),
        });
        self.request("ACK");
    }

    /// Ends the call.
    #[track_caller]
    pub(crate) fn hangs_up(&mut self) {
        let Call {
            id,
            from,
            to,
            target,
        } = self.call.take().unwrap();
        self.voice.speaks_to(None);
        let text = self.render("BYE", &target, &id, &from, &to, "", "");
        self.send(&text);
        assert_eq!(self.final_response("BYE").status(), Some(200));
    }

    /// The far end ends the call.
    #[track_caller]
    pub(crate) fn is_hung_up(&mut self) {
        let bye = self.request("BYE");
        self.reply(&bye, "200 OK", "", "");
        self.voice.speaks_to(None);
        self.call = None;
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&self, bytes: &[u8]) {
        // A full queue of the system loses datagrams, as networks do.
        let _ = self.socket.send_to(bytes, self.exchange);
    }

    /// Asks, with the password when that is wanted; gives the final response.
    #[track_caller]
    fn asks(&mut self, method: &str, uri: &str, to: &str, more: &str, body: &str) -> Message {
        let port = self.socket.local_addr().unwrap().port();
        let id = format!("{}-{port}-{}", self.name, self.count);
        let from = format!("<sip:{}@{}>;tag=f{port}", self.name, self.exchange);
        let text = self.render(method, uri, &id, &from, to, more, body);
        self.send(&text);
        let refused = self.final_response(method);
        let (asked, given) = match refused.status() {
            Some(401) => ("WWW-Authenticate", "Authorization"),
            Some(407) => ("Proxy-Authenticate", "Proxy-Authorization"),
            _ => {
                if method == "INVITE" && refused.status() != Some(200) {
                    self.acknowledge(&refused, false);
                }
                return refused;
            }
        };
        if method == "INVITE" {
            self.acknowledge(&refused, false);
        }
        let proof = self.proof(method, uri, refused.header(asked));
        let more = format!("{given}: {proof}\r\n{more}");
        let text = self.render(method, uri, &id, &from, to, &more, body);
        self.send(&text);
        let response = self.final_response(method);
        if method == "INVITE" && response.status() != Some(200) {
            self.acknowledge(&response, false);
        }
        response
    }

    fn proof(&self, method: &str, uri: &str, challenge: &str) -> String {
        let challenges = Challenge::parse_all(challenge.as_bytes());
        let secret = Secret::Password(self.password.clone());
        let given = DigestAnswer {
            method,
            uri,
            username: &self.name,
            secret: &secret,
            cnonce: "0a4f113b",
            nc: 1,
            body: b"",
        };
        answer(&challenges[0], given).unwrap()
    }

    /// The ACK of a final response: for 200 it goes to the contact, else it belongs to the INVITE.
    fn acknowledge(&mut self, response: &Message, is_ok: bool) {
        let number = response
            .header("CSeq")
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        let (id, from, to) = (
            response.header("Call-ID").to_owned(),
            response.header("From").to_owned(),
            response.header("To").to_owned(),
        );
        let target = match is_ok {
            true => response.uri_in("Contact"),
            false => response.uri_in("To"),
        };
        let mut text = self.render("ACK", &target, &id, &from, &to, "", "");
        if !is_ok {
            let ours = Message(text.clone()).header("Via").to_owned();
            text = text.replace(&ours, response.header("Via"));
        }
        let ours = Message(text.clone()).header("CSeq").to_owned();
        text = text.replace(&format!("CSeq: {ours}"), &format!("CSeq: {number} ACK"));
        self.send(&text);
    }

    #[track_caller]
    fn final_response(&mut self, method: &str) -> Message {
        let name = self.name.clone();
        self.message(
            &format!("{name} gets a final response to {method}"),
            |message| {
                message.status().is_some_and(|status| status >= 200) && message.method() == method
            },
        )
    }

    /// Waits for a request.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str) -> Message {
        let what = format!("{} gets {method}", self.name);
        self.message(&what, |message| {
            message.status().is_none() && message.method() == method
        })
    }

    #[track_caller]
    fn message(&mut self, what: &str, wanted: impl Fn(&Message) -> bool) -> Message {
        clock::until(what, || {
            self.receive();
            let place = self.inbox.iter().position(&wanted)?;
            self.inbox.remove(place)
        })
    }

    fn receive(&mut self) {
        let mut buffer = [0; 65_536];
        let Ok((length, _)) = self.socket.recv_from(&mut buffer) else {
            return;
        };
        let message = Message(String::from_utf8_lossy(&buffer[..length]).into_owned());
        if message.status().is_none() && message.method() == "OPTIONS" {
            return self.reply(&message, "200 OK", ";tag=o", "");
        }
        // Repeated because our answer was late.
        if self.inbox.iter().all(|known| known.0 != message.0) {
            self.inbox.push_back(message);
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "these are the parts of a request"
    )]
    fn render(
        &mut self,
        method: &str,
        uri: &str,
        id: &str,
        from: &str,
        to: &str,
        more: &str,
        body: &str,
    ) -> String {
        self.count += 1;
        let at = self.socket.local_addr().unwrap();
        let count = self.count;
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {at};branch=z9hG4bK-{id}-{count};rport\r\n\
             Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {id}\r\n\
             CSeq: {count} {method}\r\n{more}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    fn reply(&self, request: &Message, status: &str, tag: &str, body: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for name in ["Via", "Record-Route"] {
            for value in request.headers(name) {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let to = request.header("To");
        let tag = if to.contains(";tag=") { "" } else { tag };
        text.push_str(&format!(
            "From: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\nContact: <{}>\r\n",
            request.header("From"),
            request.header("Call-ID"),
            request.header("CSeq"),
            self.contact(),
        ));
        if !body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        self.send(&text);
    }

    fn send(&self, text: &str) {
        self.socket.send_to(text.as_bytes(), self.exchange).unwrap();
    }

    fn contact(&self) -> String {
        format!("sip:{}@{}", self.name, self.socket.local_addr().unwrap())
    }

    fn with_description(&self) -> String {
        format!(
            "Contact: <{}>\r\nContent-Type: application/sdp\r\n",
            self.contact()
        )
    }

    fn description(&self) -> String {
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=audio {} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n",
            self.voice.port
        )
    }
}
