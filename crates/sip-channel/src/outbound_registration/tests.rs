use sip::header::HeaderName;

use super::*;
use crate::settings::tests::{load, pjsip, sip};

const SIP: &str = "[general]\ndefaultexpiry=1800\nregister=>09XX:PW@freephonie.net/fromfree\n";
const PJSIP: &str = "
[t]
type=registration
server_uri=sip:reg.example
client_uri=sip:u@reg.example
outbound_auth=t
expiration=600
retry_interval=30
max_retries=3
[t]
type=auth
username=u
password=p
";

/// A registrar's other side: registrations, and what they do at which second.
struct Line {
    machine: OutboundRegistrations,
    start: Instant,
    now: Instant,
    last: Option<(RegistrationId, Request)>,
}

impl Line {
    fn new(settings: &Settings) -> Self {
        let start = crate::tests::start();
        let mut machine = OutboundRegistrations::new(7);
        machine.configure(start, settings);
        Self {
            machine,
            start,
            now: start,
            last: None,
        }
    }

    /// What came out: `0.0 REGISTER 1 Expires=1800 auth`, `0.0 Registered`.
    fn out(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        while let Some(output) = self.machine.poll_output() {
            let at = self.now.duration_since(self.start).as_secs_f64();
            all.push(match output {
                Output::Send {
                    registration,
                    request,
                    ..
                } => {
                    let auth = request.headers.has(HeaderName::Authorization);
                    let auth = if auth { " auth" } else { "" };
                    let cseq = request.headers.cseq().unwrap().number;
                    let expires = request.headers.expires().unwrap();
                    let text = format!("{at:.1} REGISTER {cseq} Expires={expires}{auth}");
                    self.last = Some((registration, *request));
                    text
                }
                Output::Happened(Event::EndpointStatus { status, .. }) => {
                    format!("{at:.1} {status}")
                }
                Output::Happened(other) => panic!("{other:?}"),
            });
        }
        all
    }

    /// The registrar answers the last REGISTER.
    fn answer(&mut self, status: u16, headers: &[(HeaderName, &str)]) -> Vec<String> {
        let (id, request) = self.last.clone().unwrap();
        let mut response = Response::to(&request, status);
        for (name, value) in headers {
            response.headers.push(name.clone(), value);
        }
        self.machine
            .handle(self.now, Input::Response(id, &response));
        self.out()
    }

    /// Time goes on to the next deadline.
    fn wait(&mut self) -> Vec<String> {
        let Some(at) = self.machine.next_deadline() else {
            return vec!["rest".to_owned()];
        };
        self.now = self.now.max(at);
        self.machine.handle(self.now, Input::Tick);
        self.out()
    }

    fn challenge(&mut self) -> Vec<String> {
        let nonce = format!("n{}", self.now.duration_since(self.start).as_millis());
        let text = format!("Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"");
        self.answer(401, &[(HeaderName::WwwAuthenticate, &text)])
    }

    fn standing(&self) -> Option<Standing> {
        self.machine
            .standings()
            .next()
            .map(|(_, standing)| standing)
    }
}

#[test]
fn chan_sip_registers_and_renews_15_seconds_early() {
    let mut line = Line::new(&sip(SIP));
    assert_eq!(line.out(), ["0.0 REGISTER 1 Expires=1800"]);
    let (_, request) = line.last.clone().unwrap();
    assert_eq!(request.uri.as_str(), "sip:freephonie.net");
    assert_eq!(
        request.headers.to().unwrap().uri.as_str(),
        "sip:09XX@freephonie.net"
    );
    let contact = request.headers.contact().unwrap();
    assert_eq!(contact.uri.as_str(), "sip:fromfree@our-host.invalid");
    assert_eq!(line.challenge(), ["0.0 REGISTER 2 Expires=1800 auth"]);
    assert_eq!(line.standing(), Some(Standing::AuthSent));
    assert_eq!(
        line.answer(200, &[(HeaderName::Expires, "60")]),
        ["0.0 Registered"]
    );
    assert_eq!(line.wait(), ["45.0 REGISTER 3 Expires=1800 auth"]);
    assert_eq!(
        line.answer(
            200,
            &[(HeaderName::Contact, "<sip:fromfree@1.2.3.4>;expires=25")]
        ),
        NOTHING
    );
    assert_eq!(line.wait(), ["65.0 REGISTER 4 Expires=1800 auth"]);
}

const NOTHING: [&str; 0] = [];

#[test]
fn one_call_id_for_all() {
    let mut line = Line::new(&sip(SIP));
    line.out();
    let first = line
        .last
        .clone()
        .unwrap()
        .1
        .headers
        .call_id()
        .unwrap()
        .into_owned();
    line.challenge();
    assert_eq!(
        line.last.clone().unwrap().1.headers.call_id().unwrap(),
        first
    );
}

#[test]
fn chan_sip_tries_every_20_seconds_until_the_attempts_are_used_up() {
    let mut line = Line::new(&sip(
        &SIP.replace("defaultexpiry", "registerattempts=3\ndefaultexpiry")
    ));
    assert_eq!(line.out(), ["0.0 REGISTER 1 Expires=1800"]);
    assert_eq!(line.wait(), ["20.0 REGISTER 2 Expires=1800"]);
    // The end of the first transaction is no news.
    let id = line.last.clone().unwrap().0;
    line.machine.handle(
        line.now,
        Input::NoAnswer {
            registration: id,
            cseq: 1,
        },
    );
    assert_eq!(line.out(), NOTHING);
    assert_eq!(line.wait(), ["40.0 REGISTER 3 Expires=1800"]);
    assert_eq!(line.wait(), ["60.0 Rejected"]);
    assert_eq!(
        (line.standing(), line.machine.next_deadline()),
        (Some(Standing::Failed), None)
    );
}

#[test]
fn refusals() {
    for (settings, status, standing, next) in [
        (sip(SIP), 403, Standing::NoAuthentication, "rest"),
        (sip(SIP), 404, Standing::Rejected, "rest"),
        (
            sip(SIP),
            503,
            Standing::Rejected,
            "20.0 REGISTER 2 Expires=1800",
        ),
        (
            sip(&SIP.replace("default", "register_retry_403=yes\ndefault")),
            403,
            Standing::NoAuthentication,
            "20.0 REGISTER 2 Expires=1800",
        ),
        (
            pjsip(PJSIP),
            503,
            Standing::Rejected,
            "30.0 REGISTER 2 Expires=600",
        ),
        (pjsip(PJSIP), 403, Standing::Rejected, "rest"),
        (pjsip(PJSIP), 404, Standing::Rejected, "rest"),
        (
            pjsip(&PJSIP.replace("max_ret", "fatal_retry_interval=90\nmax_ret")),
            404,
            Standing::Rejected,
            "90.0 REGISTER 2 Expires=600",
        ),
        (
            pjsip(&PJSIP.replace("max_ret", "forbidden_retry_interval=50\nmax_ret")),
            403,
            Standing::Rejected,
            "50.0 REGISTER 2 Expires=600",
        ),
    ] {
        let mut line = Line::new(&settings);
        line.out();
        line.answer(status, &[]);
        assert_eq!(line.standing(), Some(standing), "{status}");
        assert_eq!(line.wait(), [next], "{status}");
    }
}

#[test]
fn a_refused_password_is_not_repeated_at_once() {
    let mut line = Line::new(&pjsip(PJSIP));
    line.out();
    assert_eq!(line.challenge(), ["0.0 REGISTER 2 Expires=600 auth"]);
    assert_eq!(line.challenge(), ["0.0 Rejected"]);
    assert_eq!(
        (line.standing(), line.wait()),
        (Some(Standing::NoAuthentication), vec!["rest".to_owned()])
    );
    let patient = PJSIP.replace("max_ret", "auth_rejection_permanent=no\nmax_ret");
    let mut line = Line::new(&pjsip(&patient));
    line.out();
    line.challenge();
    assert_eq!(line.challenge(), NOTHING);
    assert_eq!(line.wait(), ["30.0 REGISTER 3 Expires=600"]);
}

#[test]
fn pjsip_gives_up_after_its_retries() {
    let mut line = Line::new(&pjsip(PJSIP));
    line.out();
    line.answer(500, &[]);
    line.wait();
    line.answer(500, &[]);
    assert_eq!(line.wait(), ["60.0 REGISTER 3 Expires=600"]);
    assert_eq!(line.answer(500, &[]), ["60.0 Rejected"]);
    assert_eq!(line.standing(), Some(Standing::Failed));
}

#[test]
fn too_brief_is_asked_again_for_longer() {
    let mut line = Line::new(&pjsip(PJSIP));
    line.out();
    assert_eq!(
        line.answer(423, &[(HeaderName::MinExpires, "900")]),
        ["0.0 REGISTER 2 Expires=900"]
    );
    // A registrar that is never content does not make us spin.
    assert_eq!(
        line.answer(423, &[(HeaderName::MinExpires, "900")]),
        ["0.0 Rejected"]
    );
}

#[test]
fn a_stale_nonce_is_answered_again() {
    let mut line = Line::new(&pjsip(PJSIP));
    line.out();
    line.challenge();
    let stale = "Digest realm=\"r\", nonce=\"other\", qop=\"auth\", stale=true";
    assert_eq!(
        line.answer(401, &[(HeaderName::WwwAuthenticate, stale)]),
        ["0.0 REGISTER 3 Expires=600 auth"]
    );
}

#[test]
fn a_reload_keeps_what_did_not_change() {
    let settings = sip(SIP);
    let mut line = Line::new(&settings);
    line.out();
    line.answer(200, &[]);
    line.machine.configure(line.now, &settings);
    assert_eq!(line.out(), NOTHING);
    assert!(matches!(line.standing(), Some(Standing::Registered { .. })));
    // Another password is another registration: the old one says goodbye.
    line.machine
        .configure(line.now, &sip(&SIP.replace("PW", "OTHER")));
    assert_eq!(
        line.out(),
        ["0.0 REGISTER 2 Expires=0", "0.0 REGISTER 1 Expires=1800"]
    );
    assert_eq!(line.machine.standings().count(), 1);
}

#[test]
fn goodbye_at_shutdown() {
    let mut line = Line::new(&sip(SIP));
    line.out();
    line.challenge();
    line.answer(200, &[]);
    line.machine.stop(line.now);
    assert_eq!(line.out(), ["0.0 REGISTER 3 Expires=0 auth"]);
    assert!(line.machine.is_pending());
    line.answer(200, &[]);
    assert!(!line.machine.is_pending());
    // Nobody answers, and it ends all the same.
    let mut line = Line::new(&sip(SIP));
    line.out();
    line.answer(200, &[]);
    line.machine.stop(line.now);
    line.out();
    line.wait();
    assert!(!line.machine.is_pending());
}

#[test]
fn lines_mark_their_contact() {
    let text = PJSIP.replace("max_ret", "line=yes\nendpoint=e\nmax_ret")
        + "[e]\ntype=endpoint\nallow=ulaw\n";
    let (settings, _) = load(&[("pjsip.conf", &text)]);
    let mark = line_mark(&settings.registrations[0]).unwrap();
    let mut line = Line::new(&settings);
    line.out();
    let contact = line.last.clone().unwrap().1.headers.contact().unwrap();
    assert_eq!(contact.uri.param("line").as_deref(), Some(mark.as_str()));
    assert_eq!(line_mark(&pjsip(PJSIP).registrations[0]), None);
}

#[test]
fn calls_over_a_line_belong_to_its_endpoint() {
    use crate::contact::Contacts;
    use crate::identify::{Identified, Incoming};
    let text = PJSIP.replace("max_ret", "line=yes\nendpoint=e\nmax_ret")
        + "[e]\ntype=endpoint\nallow=ulaw\n";
    let (settings, _) = load(&[("pjsip.conf", &text)]);
    let mark = line_mark(&settings.registrations[0]).unwrap();
    for (mark, known) in [(mark.as_str(), true), ("0", false)] {
        let mut call = crate::identify::tests::request("INVITE", "x@y", "s@z", &[]);
        call.uri = Uri::parse(&format!("sip:s@10.0.0.1;line={mark}")).unwrap();
        let incoming = Incoming {
            request: &call,
            source: "1.2.3.4:5060".parse().unwrap(),
            kind: sip::header::Transport::Udp,
            transport: None,
        };
        let found = settings.identify(&incoming, &Contacts::default());
        assert_eq!(matches!(found, Identified::Endpoint(_)), known);
    }
}
