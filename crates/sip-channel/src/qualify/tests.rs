use std::net::SocketAddr;

use super::*;
use crate::settings::tests::load;

const SIP: &str = "[general]\nqualify=yes\n[p]\ntype=peer\nhost=10.0.0.2\n";
const PJSIP: &str = "
[e]
type=endpoint
allow=ulaw
aors=e
[e]
type=aor
contact=sip:10.0.0.2
qualify_frequency=30
qualify_timeout=1.5
";

struct Watching {
    settings: Settings,
    contacts: Contacts,
    watch: Watch,
    start: Instant,
    now: Instant,
    last: Option<QuestionId>,
}

impl Watching {
    fn new(file: &str, text: &str) -> Self {
        let (settings, _) = load(&[(file, text)]);
        let mut contacts = Contacts::default();
        contacts.configure(&settings);
        let start = crate::tests::start();
        let mut watching = Self {
            settings,
            contacts,
            watch: Watch::new(),
            start,
            now: start,
            last: None,
        };
        watching.follow();
        watching
    }

    fn follow(&mut self) {
        self.watch
            .follow(self.now, &self.settings, &mut self.contacts);
    }

    fn step(&mut self, input: Input) {
        self.watch
            .handle(self.now, input, &self.settings, &mut self.contacts);
    }

    fn out(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        while let Some(output) = self.watch.poll_output() {
            let at = self.now.duration_since(self.start).as_millis();
            all.push(match output {
                Output::Ask { question, .. } => {
                    self.last = Some(question);
                    format!("{at} ask")
                }
                Output::Happened(Event::EndpointStatus { status, detail, .. }) => {
                    format!("{at} {status} {detail}").trim_end().to_owned()
                }
                Output::Happened(other) => panic!("{other:?}"),
            });
        }
        all
    }

    fn wait(&mut self) -> Vec<String> {
        self.now = self.now.max(self.watch.next_deadline().unwrap());
        self.step(Input::Tick);
        self.out()
    }

    fn answer_after(&mut self, ms: u64, status: u16) -> Vec<String> {
        self.now += Duration::from_millis(ms);
        let question = self.last.unwrap();
        self.step(Input::Answer { question, status });
        self.out()
    }

    fn reach(&self) -> Reach {
        self.contacts.iter().next().unwrap().1.reach
    }
}

#[test]
fn chan_sip_asks_every_60_seconds_and_every_10_while_down() {
    let mut watching = Watching::new("sip.conf", SIP);
    assert_eq!(watching.out(), ["0 ask"]);
    assert_eq!(watching.reach(), Reach::Unknown);
    assert_eq!(watching.answer_after(30, 200), ["30 Reachable 30 ms"]);
    assert_eq!(watching.wait(), ["60030 ask"]);
    // Still there: nothing new.
    assert_eq!(watching.answer_after(20, 404), Vec::<String>::new());
    assert_eq!(
        watching.reach(),
        Reach::Reachable(Duration::from_millis(20))
    );
    assert_eq!(watching.wait(), ["120050 ask"]);
    assert_eq!(watching.wait(), ["122050 Unreachable"]);
    assert!(!watching.reach().may_be_called());
    assert_eq!(watching.wait(), ["130050 ask"]);
    assert_eq!(watching.wait(), Vec::<String>::new());
    assert_eq!(watching.wait(), ["140050 ask"]);
    assert_eq!(watching.answer_after(5, 200), ["140055 Reachable 5 ms"]);
}

#[test]
fn a_late_answer_is_lagged_with_chan_sip_only() {
    let mut watching = Watching::new("sip.conf", SIP);
    watching.out();
    watching.wait();
    assert_eq!(watching.answer_after(500, 200), ["2500 Lagged 2500 ms"]);
    assert!(!watching.reach().may_be_called());
    assert_eq!(watching.wait(), ["12500 ask"]);
    let mut watching = Watching::new("pjsip.conf", PJSIP);
    watching.out();
    assert_eq!(watching.wait(), ["1500 Unreachable sip:10.0.0.2"]);
    assert_eq!(watching.answer_after(500, 200), Vec::<String>::new());
    assert_eq!(watching.reach(), Reach::Unreachable);
    assert_eq!(watching.wait(), ["32000 ask"]);
}

#[test]
fn only_2xx_counts_where_it_is_asked_for() {
    for (more, status, expected) in [
        ("", 486, "5 Reachable sip:10.0.0.2 5 ms"),
        ("qualify_2xx_only=yes\n", 486, "5 Unreachable sip:10.0.0.2"),
        (
            "qualify_2xx_only=yes\n",
            200,
            "5 Reachable sip:10.0.0.2 5 ms",
        ),
    ] {
        let mut watching = Watching::new("pjsip.conf", &format!("{PJSIP}{more}"));
        watching.out();
        assert_eq!(watching.answer_after(5, status), [expected], "{more}");
    }
}

#[test]
fn a_failed_question_is_an_answer_too() {
    let mut watching = Watching::new("sip.conf", SIP);
    watching.out();
    let question = watching.last.unwrap();
    watching.step(Input::NoAnswer(question));
    assert_eq!(watching.out(), ["0 Unreachable"]);
    assert_eq!(watching.wait(), ["10000 ask"]);
    // Old news.
    watching.step(Input::NoAnswer(question));
    assert_eq!(watching.out(), Vec::<String>::new());
}

#[test]
fn contacts_come_and_go() {
    let phone = "[general]\nqualify=yes\n[p]\ntype=friend\nhost=dynamic\n";
    let mut watching = Watching::new("sip.conf", phone);
    assert_eq!(
        (watching.out(), watching.watch.next_deadline()),
        (Vec::new(), None)
    );
    let key = AorKey::new(Dialect::ChanSip, "p");
    let source: SocketAddr = "10.0.0.9:5060".parse().unwrap();
    let contact = Contact {
        source: Some(source),
        expires_at: Some(watching.now + Duration::from_secs(100)),
        reach: Reach::Unknown,
        ..Contact::permanent(Uri::parse("sip:p@10.0.0.9").unwrap())
    };
    watching.contacts.by_aor.insert(key.clone(), vec![contact]);
    watching.follow();
    assert_eq!(watching.out(), ["0 ask"]);
    watching.contacts.by_aor.insert(key, Vec::new());
    watching.follow();
    assert_eq!(watching.answer_after(5, 200), Vec::<String>::new());
    assert_eq!(watching.watch.next_deadline(), None);
}
