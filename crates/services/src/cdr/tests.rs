//! Shapes of calls, and the records that they leave.

use std::sync::Arc;
use std::time::{Duration, Instant};

use call::{
    BridgeId, BridgePicture, CallRecord, ChannelId, ChannelPicture, ChannelState, DialStatus,
    Event, HangupCause, Party, PartyIds, Picture, Technology, WallClock,
};
use dialplan::Location;

use super::{CdrOptions, CsvOptions, Ledger, Record, account_file, csv_line};

/// Channels of a test, and the ledger that sees them. Times are seconds since `EPOCH`.
struct Call {
    ledger: Ledger,
    channels: Vec<ChannelPicture>,
    base: Instant,
    members: Vec<ChannelId>,
}

const EPOCH: u64 = 1_700_000_000;

fn at(second: u64) -> Duration {
    Duration::from_secs(EPOCH + second)
}

#[allow(clippy::disallowed_methods, reason = "any moment will do")]
fn some_instant() -> Instant {
    Instant::now()
}

impl Call {
    fn new(change: impl FnOnce(&mut CdrOptions)) -> Self {
        let mut options = CdrOptions::default();
        change(&mut options);
        let base = some_instant();
        Self {
            ledger: Ledger::new(options, WallClock::new(base, at(0))),
            channels: Vec::new(),
            base,
            members: Vec::new(),
        }
    }

    fn channel(&mut self, second: u64, name: &str, incoming: bool) -> ChannelId {
        let id = ChannelId(u64::try_from(self.channels.len()).unwrap() + 1);
        let parties = PartyIds {
            caller: Party::new(name, &format!("10{}", id.0)),
            ..PartyIds::default()
        };
        self.channels.push(ChannelPicture {
            id,
            name: format!("PJSIP/{name}-0"),
            unique_id: format!("1.{}", id.0),
            linked_id: "1.1".to_owned(),
            technology: Technology::Pjsip,
            state: ChannelState::Down,
            incoming,
            parties,
            language: "en".to_owned(),
            account_code: String::new(),
            location: Location::new("phones", "200", 1),
            application: (String::new(), String::new()),
            bridge: None,
            created: at(second),
            answered: None,
            cause: HangupCause::NOT_DEFINED,
            hung_up: false,
            record: CallRecord::default(),
        });
        let state = ChannelState::Down;
        self.tell(second, Event::ChannelStateChanged { channel: id, state });
        id
    }

    fn of(&mut self, id: ChannelId) -> &mut ChannelPicture {
        self.channels.iter_mut().find(|c| c.id == id).unwrap()
    }

    fn tell(&mut self, second: u64, event: Event) {
        let ids = event.channels();
        let seen = self.channels.iter();
        let seen = seen.filter(|c| ids.contains(&Some(c.id)));
        let bridge = event.bridge().map(|id| BridgePicture {
            id,
            unique_id: String::new(),
            members: self.members.clone(),
        });
        let picture = Picture {
            since_epoch: at(second),
            channels: seen.map(|c| Arc::new(c.clone())).collect(),
            event,
            bridge,
        };
        self.ledger.pictured(&picture);
    }

    fn step(&mut self, second: u64, id: ChannelId, extension: &str, app: &str) {
        let location = Location::new("phones", extension, 1);
        self.ledger.step(at(second), id, &location, (app, "x"));
    }

    fn answers(&mut self, second: u64, id: ChannelId) {
        self.of(id).answered = Some(at(second));
        let state = ChannelState::Up;
        self.tell(second, Event::ChannelStateChanged { channel: id, state });
    }

    fn dials(&mut self, second: u64, caller: Option<ChannelId>, name: &str) -> ChannelId {
        let callee = self.channel(second, name, false);
        let dial_string = format!("PJSIP/{name}");
        self.tell(
            second,
            Event::DialBegins {
                caller,
                callee,
                dial_string,
            },
        );
        callee
    }

    fn dialled(
        &mut self,
        second: u64,
        caller: Option<ChannelId>,
        callee: ChannelId,
        status: DialStatus,
    ) {
        self.tell(
            second,
            Event::DialEnds {
                caller,
                callee,
                status,
            },
        );
    }

    fn enters(&mut self, second: u64, channel: ChannelId) {
        self.members.push(channel);
        let bridge = BridgeId(1);
        self.tell(second, Event::ChannelEnteredBridge { channel, bridge });
    }

    fn leaves(&mut self, second: u64, channel: ChannelId) {
        self.members.retain(|m| *m != channel);
        let bridge = BridgeId(1);
        self.tell(second, Event::ChannelLeftBridge { channel, bridge });
    }

    fn ends(&mut self, second: u64, channel: ChannelId) {
        let cause = HangupCause::NORMAL_CLEARING;
        self.of(channel).cause = cause;
        let name = String::new();
        self.tell(
            second,
            Event::ChannelDestroyed {
                channel,
                name,
                cause,
            },
        );
    }

    fn records(&mut self) -> Vec<Record> {
        std::iter::from_fn(|| self.ledger.poll()).collect()
    }

    /// `channel>other disposition duration/billed application`.
    fn told(&mut self) -> Vec<String> {
        let short = |r: &Record| {
            let name = |n: &str| n.replace("PJSIP/", "").replace("-0", "");
            format!(
                "{}>{} {} {}/{} {}",
                name(&r.channel),
                name(&r.other_channel),
                r.disposition.text(),
                r.duration,
                r.billed,
                r.application
            )
        };
        self.records().iter().map(short).collect()
    }
}

/// Alice dials one phone at second 1, which answers at 5; they talk until 15.
fn answered(call: &mut Call) -> (ChannelId, ChannelId) {
    let alice = call.channel(0, "alice", true);
    call.step(0, alice, "200", "Dial");
    let bob = call.dials(1, Some(alice), "bob");
    call.answers(5, bob);
    call.dialled(5, Some(alice), bob, DialStatus::Answer);
    call.answers(5, alice);
    call.enters(5, alice);
    call.enters(5, bob);
    (alice, bob)
}

#[test]
fn an_answered_call_is_one_record() {
    let mut call = Call::new(|_| {});
    let (alice, bob) = answered(&mut call);
    call.leaves(15, bob);
    call.ends(15, bob);
    assert!(call.told().is_empty(), "the caller may go on");
    call.leaves(15, alice);
    call.ends(15, alice);
    let records = call.records();
    assert_eq!(records.len(), 1);
    let r = &records[0];
    assert_eq!((r.duration, r.billed), (15, 10));
    assert_eq!((r.source.as_str(), r.destination.as_str()), ("101", "200"));
    assert_eq!(r.caller_id, "\"alice\" <101>");
    let line = csv_line(r, &CsvOptions::default(), |at, _, _| {
        at.as_secs().to_string()
    });
    assert_eq!(
        line,
        "\"\",\"101\",\"200\",\"phones\",\"\"\"alice\"\" <101>\",\"PJSIP/alice-0\",\"PJSIP/bob-0\",\
         \"Dial\",\"x\",\"1700000000\",\"1700000005\",\"1700000015\",15,10,\"ANSWERED\",\
         \"DOCUMENTATION\"\n"
    );
}

#[test]
fn a_call_that_fails_tells_why() {
    for (status, congestion, word) in [
        (DialStatus::NoAnswer, false, "NO ANSWER"),
        (DialStatus::Cancel, false, "NO ANSWER"),
        (DialStatus::Busy, false, "BUSY"),
        (DialStatus::Congestion, false, "FAILED"),
        (DialStatus::Congestion, true, "CONGESTION"),
        (DialStatus::ChanUnavail, true, "FAILED"),
    ] {
        let mut call = Call::new(|o| o.congestion = congestion);
        let alice = call.channel(0, "alice", true);
        call.step(0, alice, "200", "Dial");
        let bob = call.dials(1, Some(alice), "bob");
        call.dialled(4, Some(alice), bob, status);
        call.ends(4, bob);
        call.ends(4, alice);
        assert_eq!(call.told(), [format!("alice>bob {word} 4/0 Dial")]);
    }
}

#[test]
fn each_phone_that_rings_has_a_record() {
    let mut call = Call::new(|_| {});
    let alice = call.channel(0, "alice", true);
    call.step(0, alice, "200", "Dial");
    let bob = call.dials(1, Some(alice), "bob");
    let carol = call.dials(1, Some(alice), "carol");
    call.dialled(5, Some(alice), carol, DialStatus::Answer);
    call.answers(5, alice);
    call.dialled(5, Some(alice), bob, DialStatus::Cancel);
    call.ends(5, bob);
    call.enters(5, alice);
    call.enters(5, carol);
    call.leaves(9, alice);
    call.ends(9, alice);
    call.ends(9, carol);
    assert_eq!(
        call.told(),
        [
            "alice>bob NO ANSWER 5/0 Dial",
            "alice>carol ANSWERED 8/4 Dial"
        ]
    );
}

#[test]
fn what_follows_a_failed_dial_is_a_record_of_its_own() {
    let mut call = Call::new(|_| {});
    let alice = call.channel(0, "alice", true);
    call.step(0, alice, "200", "Dial");
    let bob = call.dials(0, Some(alice), "bob");
    call.dialled(20, Some(alice), bob, DialStatus::NoAnswer);
    call.ends(20, bob);
    call.step(20, alice, "200", "VoiceMail");
    call.answers(20, alice);
    call.ends(30, alice);
    assert_eq!(
        call.told(),
        [
            "alice>bob NO ANSWER 20/0 Dial",
            "alice> ANSWERED 10/10 VoiceMail"
        ]
    );
}

#[test]
fn nobody_answered_and_nobody_was_called() {
    for (unanswered, records) in [(false, 0), (true, 1)] {
        let mut call = Call::new(|o| o.unanswered = unanswered);
        let alice = call.channel(0, "alice", true);
        call.step(0, alice, "200", "Wait");
        call.ends(3, alice);
        assert_eq!(call.told().len(), records);
    }
}

#[test]
fn a_record_ends_before_h_unless_told_otherwise() {
    for (before, expected) in [
        (true, "alice> ANSWERED 5/5 Playback"),
        (false, "alice> ANSWERED 9/9 AGI"),
    ] {
        let mut call = Call::new(|o| o.endbeforehexten = before);
        let alice = call.channel(0, "alice", true);
        call.answers(0, alice);
        call.step(0, alice, "200", "Playback");
        call.step(5, alice, "h", "AGI");
        call.of(alice).record.user_field = "late".to_owned();
        call.ends(9, alice);
        let records = call.records();
        assert_eq!(records[0].user_field, "late");
        assert_eq!(records[0].destination, "200");
        let text = format!(
            "alice> ANSWERED {}/{} {}",
            records[0].duration, records[0].billed, records[0].application
        );
        assert_eq!(text, expected);
    }
}

#[test]
fn a_transfer_begins_a_record() {
    let mut call = Call::new(|_| {});
    let (alice, bob) = answered(&mut call);
    // Bob sends alice to extension 300 and is gone.
    call.leaves(10, bob);
    call.leaves(10, alice);
    call.ends(10, bob);
    call.step(10, alice, "300", "Dial");
    let carol = call.dials(10, Some(alice), "carol");
    call.dialled(12, Some(alice), carol, DialStatus::Answer);
    call.enters(12, alice);
    call.enters(12, carol);
    call.leaves(20, carol);
    call.ends(20, carol);
    call.ends(20, alice);
    let records = call.records();
    assert_eq!(records[1].destination, "300");
    let other: Vec<&str> = records.iter().map(|r| r.other_channel.as_str()).collect();
    assert_eq!(other, ["PJSIP/bob-0", "PJSIP/carol-0"]);
    assert_eq!((records[0].duration, records[1].duration), (10, 10));
}

#[test]
fn an_originated_channel_has_a_record_of_its_own() {
    let mut call = Call::new(|_| {});
    let bob = call.dials(0, None, "bob");
    call.answers(3, bob);
    call.dialled(3, None, bob, DialStatus::Answer);
    call.step(3, bob, "200", "Playback");
    call.ends(8, bob);
    assert_eq!(call.told(), ["bob> ANSWERED 8/5 Playback"]);
}

#[test]
fn the_dialplan_can_forbid_and_divide() {
    let mut call = Call::new(|_| {});
    let alice = call.channel(0, "alice", true);
    call.answers(0, alice);
    call.of(alice).record.disabled = true;
    call.ends(5, alice);
    assert!(call.told().is_empty());

    let mut call = Call::new(|_| {});
    let alice = call.channel(0, "alice", true);
    call.answers(0, alice);
    call.step(0, alice, "200", "ForkCDR");
    let base = call.base;
    let moment = base + Duration::from_secs(4);
    call.of(alice).record.begin_anew(base, moment, false, true);
    call.ends(10, alice);
    assert_eq!(
        call.told(),
        ["alice> ANSWERED 4/4 ForkCDR", "alice> ANSWERED 6/6 ForkCDR"]
    );
}

#[test]
fn nothing_is_left_of_calls_that_are_over() {
    let mut call = Call::new(|_| {});
    let (alice, bob) = answered(&mut call);
    call.ends(9, alice);
    call.ends(9, bob);
    assert!(call.ledger.is_empty());
}

#[test]
fn a_caller_cannot_write_lines_or_files() {
    let mut call = Call::new(|_| {});
    let alice = call.channel(0, "alice", true);
    call.answers(0, alice);
    call.of(alice).account_code = "../x\n\"".to_owned();
    call.ends(5, alice);
    let record = &call.records()[0];
    let options = CsvOptions::default();
    assert_eq!(account_file(record, &options), None);
    let line = csv_line(record, &options, |_, _, _| String::new());
    assert!(line.starts_with("\"../x \"\"\",\""));
    assert_eq!(line.matches('\n').count(), 1);
}
