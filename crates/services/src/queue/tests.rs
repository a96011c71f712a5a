//! The machine against what people may expect of it, whatever happens in whatever order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use ::config::{LoadOptions, MemoryFiles};
use call::{ChannelId, DeviceState, WallClock};

use super::*;

struct Desk {
    machine: Machine,
    now: Instant,
    /// Who is rung for whom.
    rung: BTreeMap<ChannelId, BTreeSet<String>>,
    left: BTreeMap<ChannelId, Leave>,
    waiting: BTreeSet<ChannelId>,
    talking: BTreeMap<ChannelId, String>,
    log: Vec<String>,
    order: Vec<(ChannelId, String)>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "virtual time needs a first instant"
)]
fn start() -> Instant {
    Instant::now()
}

fn settings(text: &str) -> QueueSettings {
    let files = MemoryFiles::new().with("queues.conf", text);
    let tree = ::config::load(&files, "queues.conf", &LoadOptions::default())
        .unwrap()
        .tree;
    let (settings, problems) = QueueSettings::load(Some(&tree), None);
    assert_eq!(problems, [], "{text}");
    settings
}

impl Desk {
    fn new(text: &str) -> Self {
        let now = start();
        let wall = WallClock::new(now, Duration::from_secs(1_700_000_000));
        let mut machine = Machine::new(now, wall, 5);
        machine.configure(now, &settings(text), Loaded::ALL, None);
        let mut desk = Self {
            machine,
            now,
            rung: BTreeMap::new(),
            left: BTreeMap::new(),
            waiting: BTreeSet::new(),
            talking: BTreeMap::new(),
            log: Vec::new(),
            order: Vec::new(),
        };
        desk.drain();
        desk
    }

    fn drain(&mut self) {
        while let Some(output) = self.machine.poll_output() {
            match output {
                Output::ToCaller(caller, Order::Ring { interface, .. }) => {
                    let twice = self.rung.values().any(|r| r.contains(&interface));
                    assert!(!twice, "{interface} is rung twice");
                    self.rung
                        .entry(caller)
                        .or_default()
                        .insert(interface.clone());
                    self.order.push((caller, interface));
                }
                Output::ToCaller(caller, Order::Cancel { interface, .. }) => {
                    let was = self
                        .rung
                        .get_mut(&caller)
                        .is_some_and(|r| r.remove(&interface));
                    assert!(was, "{interface} was not rung");
                }
                Output::ToCaller(caller, Order::Leave(why)) => {
                    self.rung.remove(&caller);
                    assert!(
                        self.waiting.remove(&caller),
                        "who did not wait cannot leave"
                    );
                    self.left.insert(caller, why);
                }
                Output::ToCaller(caller, Order::Say(_)) => {
                    self.machine.handle(self.now, caller, Input::Announced);
                }
                Output::Log(line) => self
                    .log
                    .push(format!("{}|{}|{}", line.agent, line.event, line.data)),
                Output::ToCaller(_, Order::Limits(_))
                | Output::Happened(_)
                | Output::Keep(..)
                | Output::Watch(_)
                | Output::Device(..) => {}
            }
        }
    }

    fn passes(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.machine.next_deadline().filter(|at| *at <= end) {
            self.now = at.max(self.now);
            self.machine.tick(self.now);
            self.drain();
        }
        self.now = end;
    }

    fn joins(&mut self, id: u64) -> Result<Joined, Refusal> {
        self.joins_with(id, |_| {})
    }

    fn joins_with(&mut self, id: u64, change: impl FnOnce(&mut Join)) -> Result<Joined, Refusal> {
        let caller = ChannelId(id);
        let mut join = Join {
            caller,
            unique_id: format!("1700000000.{id}"),
            name: format!("SIP/c-{id}"),
            number: "12".to_owned(),
            queue: "q".to_owned(),
            url: String::new(),
            priority: 0,
            position: None,
            patience: None,
            penalties: Penalties::default(),
            rule: String::new(),
            one_round: false,
        };
        change(&mut join);
        let joined = self.machine.join(self.now, join);
        if joined.is_ok() {
            self.waiting.insert(caller);
        }
        self.drain();
        joined
    }

    fn handle(&mut self, id: u64, input: Input) {
        self.machine.handle(self.now, ChannelId(id), input);
        self.drain();
    }

    fn device(&mut self, name: &str, state: DeviceState) {
        self.machine.device_changed(self.now, name, state);
        self.drain();
    }

    fn answers(&mut self, caller: ChannelId, interface: &str) {
        self.rung.entry(caller).or_default().remove(interface);
        self.handle(
            caller.0,
            Input::Answered {
                interface: interface.to_owned(),
            },
        );
        self.handle(
            caller.0,
            Input::Connected {
                member_unique_id: "1700000000.99".to_owned(),
            },
        );
        self.waiting.remove(&caller);
        self.talking.insert(caller, interface.to_owned());
    }

    fn rung_for(&self, id: u64) -> Vec<&str> {
        let rung = self.rung.get(&ChannelId(id));
        rung.into_iter().flatten().map(String::as_str).collect()
    }
}

fn three(strategy: &str, more: &str) -> String {
    format!(
        "[q]\nstrategy={strategy}\nringinuse=no\nautofill=yes\n{more}\nmember => SIP/a\nmember => SIP/b\n\
         member => SIP/c\n"
    )
}

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn strategies_ring_in_their_order() {
    // Four callers one after the other; each is answered by the one who rings, and ends at once.
    let cases = [
        ("rrmemory", vec!["SIP/a", "SIP/b", "SIP/c", "SIP/a"]),
        ("rrordered", vec!["SIP/a", "SIP/b", "SIP/c", "SIP/a"]),
        ("linear", vec!["SIP/a", "SIP/a", "SIP/a", "SIP/a"]),
        ("leastrecent", vec!["SIP/a", "SIP/b", "SIP/c", "SIP/a"]),
        ("fewestcalls", vec!["SIP/a", "SIP/b", "SIP/c", "SIP/a"]),
    ];
    for (strategy, expected) in cases {
        let mut desk = Desk::new(&three(strategy, ""));
        let mut seen = Vec::new();
        for id in 1..=4 {
            desk.joins(id).unwrap();
            let rung = desk.rung_for(id).join("&");
            desk.answers(ChannelId(id), &rung);
            desk.passes(secs(2));
            desk.handle(id, Input::Completed(CallEnd::Member));
            seen.push(rung);
        }
        assert_eq!(seen, expected, "{strategy}");
    }
}

#[test]
fn ringall_rings_all_and_the_others_are_cancelled() {
    let mut desk = Desk::new(&three("ringall", ""));
    desk.joins(1).unwrap();
    assert_eq!(desk.rung_for(1), ["SIP/a", "SIP/b", "SIP/c"]);
    desk.answers(ChannelId(1), "SIP/b");
    assert!(desk.rung_for(1).is_empty());
}

#[test]
fn nobody_answers_and_the_next_round_begins_after_a_rest() {
    let mut desk = Desk::new(&three("rrmemory", "timeout=15\nretry=5"));
    desk.joins(1).unwrap();
    assert_eq!(desk.rung_for(1), ["SIP/a"]);
    desk.passes(secs(15));
    assert!(desk.rung_for(1).is_empty());
    desk.passes(secs(4));
    assert!(desk.rung_for(1).is_empty());
    desk.passes(secs(1));
    assert_eq!(desk.rung_for(1), ["SIP/b"]);
    assert!(desk.log.contains(&"SIP/a|RINGNOANSWER|15000".to_owned()));
}

#[test]
fn time_is_up() {
    let mut desk = Desk::new(&three("linear", "timeout=15"));
    desk.joins_with(1, |join| join.patience = Some(secs(10)))
        .unwrap();
    desk.passes(secs(10));
    assert_eq!(desk.left.get(&ChannelId(1)), Some(&Leave::Timeout));
    assert_eq!(desk.log.last().unwrap(), "NONE|EXITWITHTIMEOUT|1|1|10");
}

#[test]
fn who_may_come_and_who_must_go() {
    let busy =
        "[q]\nringinuse=no\njoinempty=inuse,unavailable\nleavewhenempty=inuse\nmember => SIP/a\n";
    let mut desk = Desk::new(busy);
    desk.device("SIP/a", DeviceState::NotInUse);
    desk.joins(1).unwrap();
    desk.handle(
        1,
        Input::Failed {
            interface: "SIP/a".to_owned(),
            why: Failure::Busy,
        },
    );
    desk.rung.clear();
    desk.device("SIP/a", DeviceState::InUse);
    assert_eq!(desk.left.get(&ChannelId(1)), Some(&Leave::Empty));
    assert_eq!(desk.joins(2), Err(Refusal::JoinEmpty));
    for (word, refused) in [
        ("yes", false),
        ("no", true),
        ("strict", true),
        ("loose", true),
    ] {
        let mut desk = Desk::new(&format!("[q]\njoinempty={word}\n"));
        assert_eq!(desk.joins(1).is_err(), refused, "{word}");
    }
}

#[test]
fn a_member_rests_after_a_call_and_is_rung_at_its_end() {
    let text = "[q]\nringinuse=no\nwrapuptime=7\nmember => SIP/a\n";
    let mut desk = Desk::new(text);
    desk.joins(1).unwrap();
    desk.answers(ChannelId(1), "SIP/a");
    desk.joins(2).unwrap();
    desk.handle(1, Input::Completed(CallEnd::Caller));
    desk.passes(secs(6));
    assert!(desk.rung_for(2).is_empty());
    desk.passes(secs(1));
    assert_eq!(desk.rung_for(2), ["SIP/a"]);
}

#[test]
fn a_member_who_does_not_answer_is_paused() {
    let mut desk = Desk::new(&three("linear", "autopause=yes"));
    desk.joins(1).unwrap();
    desk.passes(secs(15));
    assert!(desk.machine.member("q", "sip/A").unwrap().paused);
    assert!(desk.log.contains(&"SIP/a|PAUSE|Auto-Pause".to_owned()));
}

#[test]
fn the_heavier_queue_goes_first() {
    let text = "[light]\nringinuse=no\nautofill=yes\nweight=0\nmember => SIP/a\n\
                [heavy]\nringinuse=no\nautofill=yes\nweight=5\nmember => SIP/a\n";
    let mut desk = Desk::new(text);
    desk.device("SIP/a", DeviceState::InUse);
    desk.joins_with(1, |join| join.queue = "light".to_owned())
        .unwrap();
    desk.joins_with(2, |join| join.queue = "heavy".to_owned())
        .unwrap();
    desk.device("SIP/a", DeviceState::NotInUse);
    assert_eq!(desk.rung_for(2), ["SIP/a"]);
    assert!(desk.rung_for(1).is_empty());
}

#[test]
fn priorities_and_positions() {
    let mut desk = Desk::new("[q]\njoinempty=yes\n");
    assert_eq!(desk.joins(1).unwrap().position, 1);
    assert_eq!(desk.joins(2).unwrap().position, 2);
    assert_eq!(desk.joins_with(3, |j| j.priority = 5).unwrap().position, 1);
    assert_eq!(
        desk.joins_with(4, |j| j.position = Some(2))
            .unwrap()
            .position,
        2
    );
}

#[test]
fn members_are_kept_as_asterisk_keeps_them() {
    let text = "[general]\npersistentmembers=yes\n[q]\n";
    let mut desk = Desk::new(text);
    let kept = "SIP/a;2;1;Alice;Custom:a;lunch;5|Local/b@x;0;0;;;;0";
    desk.machine.restore(desk.now, "q", kept);
    let alice = desk.machine.member("q", "SIP/a").unwrap();
    assert_eq!(
        (alice.penalty, alice.paused, alice.name.as_str()),
        (2, true, "Alice")
    );
    desk.machine.remove_member(desk.now, "q", "Local/b@x");
    let mut last = None;
    while let Some(output) = desk.machine.poll_output() {
        if let Output::Keep(_, value) = output {
            last = value;
        }
    }
    assert_eq!(last.as_deref(), Some("SIP/a;2;1;Alice;Custom:a;lunch;5"));
}

#[test]
fn a_device_that_changes_costs_the_same_with_many() {
    let cost = |members: usize, callers: u64| {
        let mut text = "[q]\nstrategy=leastrecent\nautofill=yes\nringinuse=no\n".to_owned();
        for n in 0..members {
            text.push_str(&format!("member => SIP/m{n}\n"));
        }
        let mut desk = Desk::new(&text);
        for n in 0..members {
            desk.device(&format!("SIP/m{n}"), DeviceState::InUse);
        }
        for id in 1..=callers {
            desk.joins(id).unwrap();
        }
        let before = desk.machine.steps();
        desk.device("SIP/m3", DeviceState::NotInUse);
        assert_eq!(desk.rung_for(1), ["SIP/m3"]);
        desk.machine.steps() - before
    };
    assert_eq!(cost(10, 10), cost(10_000, 1_000));
}

/// Whatever happens: nobody is rung twice, nobody is lost, who is free does not stand idle.
#[test]
fn a_hundred_thousand_events() {
    let strategies = [
        "rrmemory",
        "linear",
        "leastrecent",
        "fewestcalls",
        "random",
        "wrandom",
        "ringall",
    ];
    for (at, strategy) in strategies.into_iter().enumerate() {
        let mut text = format!(
            "[q]\nstrategy={strategy}\nautofill=yes\nringinuse=no\nretry=1\nwrapuptime=2\n"
        );
        for n in 0..8 {
            text.push_str(&format!("member => SIP/m{n},{}\n", n % 3));
        }
        let mut desk = Desk::new(&text);
        let mut chance = strategy::Chance(at as u64 + 1);
        let mut next = 1;
        for event in 0..15_000 {
            one_event(&mut desk, &mut chance, &mut next);
            let listed = desk.machine.callers_of("q");
            assert_eq!(
                listed, desk.waiting,
                "{strategy}: who waits stands in the line"
            );
            if event % 8 == 0 {
                no_idle_member(&desk, strategy);
            }
        }
    }
}

fn one_event(desk: &mut Desk, chance: &mut strategy::Chance, next: &mut u64) {
    let rings: Vec<(ChannelId, String)> = desk
        .rung
        .iter()
        .flat_map(|(c, r)| r.iter().map(|i| (*c, i.clone())))
        .collect();
    let ring = (!rings.is_empty()).then(|| rings[chance.below(rings.len())].clone());
    let talks: Vec<ChannelId> = desk.talking.keys().copied().collect();
    match (chance.below(9), ring) {
        (0 | 1, _) if desk.waiting.len() < 30 => {
            let _ = desk.joins(*next);
            *next += 1;
        }
        (2, Some((caller, interface))) => desk.answers(caller, &interface),
        (3, Some((caller, interface))) => {
            desk.rung.entry(caller).or_default().remove(&interface);
            desk.handle(
                caller.0,
                Input::Failed {
                    interface,
                    why: Failure::Busy,
                },
            );
        }
        (4, _) if !talks.is_empty() => {
            let caller = talks[chance.below(talks.len())];
            desk.talking.remove(&caller);
            desk.handle(caller.0, Input::Completed(CallEnd::Member));
        }
        (5, _) if !desk.waiting.is_empty() => {
            let all: Vec<ChannelId> = desk.waiting.iter().copied().collect();
            let caller = all[chance.below(all.len())];
            desk.waiting.remove(&caller);
            desk.rung.remove(&caller);
            desk.handle(caller.0, Input::Gone);
        }
        (6, _) => {
            let name = format!("SIP/m{}", chance.below(8));
            let paused = chance.below(2) == 0;
            desk.machine
                .pause_member(desk.now, Some("q"), &name, paused, "");
            desk.drain();
        }
        (7, _) => {
            let name = format!("sip/m{}", chance.below(8));
            let state = [DeviceState::InUse, DeviceState::NotInUse][chance.below(2)];
            desk.device(&::call::device_key(&name), state);
        }
        _ => desk.passes(Duration::from_millis(chance.below(700) as u64)),
    }
}

/// A caller who is neither rung for nor rests, and a member who is free, do not stand beside each other.
fn no_idle_member(desk: &Desk, strategy: &str) {
    if strategy == "ringall" {
        return;
    }
    let view = desk.machine.view(desk.now, "q").unwrap();
    let engaged = |interface: &str| {
        desk.rung.values().any(|r| r.contains(interface))
            || desk.talking.values().any(|t| t == interface)
    };
    let free = view.members.iter().filter(|m| {
        let idle = matches!(m.facts.status, DeviceState::NotInUse | DeviceState::Unknown);
        idle && !m.facts.paused && !m.rests && !engaged(&m.facts.interface)
    });
    let resting = desk.machine.resting("q");
    let unserved = desk
        .waiting
        .iter()
        .filter(|c| desk.rung.get(c).is_none_or(BTreeSet::is_empty));
    let (free, ready) = (free.count(), unserved.count().saturating_sub(resting));
    assert!(
        ready == 0 || free <= resting,
        "{strategy}: {free} members stand idle, {ready} callers wait"
    );
}
