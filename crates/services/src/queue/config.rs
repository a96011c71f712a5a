//! `queues.conf`: `[general]`, the queues, and their members.

use std::time::Duration;

use config::{Entry, OptionTable, Problem, Repeated, Seconds, Section, Tree};

use super::empty::{JoinEmpty, LeaveWhenEmpty};
use super::rules::Rules;

config::choices! {
    /// Which member is rung first.
    pub enum Strategy {
        /// All at once.
        RingAll = "ringall",
        /// The one whose last call is longest ago.
        LeastRecent = "leastrecent",
        /// The one with the fewest calls.
        FewestCalls = "fewestcalls",
        /// Any.
        Random = "random",
        /// One after the other, and where the last caller left off.
        RoundRobinMemory = "rrmemory" | "roundrobin" | "rr",
        /// As `rrmemory`; members keep their order when the file is read again.
        RoundRobinOrdered = "rrordered",
        /// One after the other, always from the first.
        Linear = "linear",
        /// Any, the rather the lower its penalty.
        WeightedRandom = "wrandom",
    }
}

config::choices! {
    /// When a member that does not answer is paused.
    pub enum AutoPause {
        /// Never.
        No = "no" | "false" | "off" | "0",
        /// In this queue.
        Yes = "yes" | "true" | "on" | "1",
        /// In all queues.
        All = "all",
    }
}

config::choices! {
    /// Which time-out counts for a ring.
    pub enum TimeoutPriority {
        /// The application's: it cuts the ring short.
        App = "app",
        /// The file's: the ring lasts as long as it says.
        Conf = "conf",
    }
}

config::choices! {
    /// When a caller hears its place.
    pub enum AnnouncePosition {
        /// Always.
        Yes = "yes" | "true" | "on" | "1",
        /// Never.
        No = "no" | "false" | "off" | "0",
        /// Up to the limit.
        Limit = "limit",
        /// Always; beyond the limit "more than".
        More = "more",
    }
}

config::choices! {
    /// When a caller hears how long it will take.
    pub enum AnnounceHoldTime {
        /// With each announcement.
        Yes = "yes" | "true" | "on" | "1",
        /// Never.
        No = "no" | "false" | "off" | "0",
        /// With the first.
        Once = "once",
    }
}

config::options! {
    /// What holds for all queues.
    pub struct General as "queues.conf" {
        /// Members that were added while running are members again after a restart.
        persistentmembers: bool = "no",
        /// Several callers are served at the same time, unless their queue says otherwise.
        autofill: bool = "no",
        /// A member's rest after a call holds in all its queues.
        shared_lastcall: bool = "no",
        /// A member with a negative penalty is never called.
        negative_penalty_invalid: bool = "no",
        /// The queue log names members by their name instead of their interface.
        log_membername_as_agent: bool = "no",
    }
    unsupported: ["updatecdr"];
    ignored: ["keepstats", "monitor-type", "force_longest_waiting_caller", "check_state_unknown", "limitonpeer"];
}

config::options! {
    /// A queue.
    pub struct QueueOptions as "queue" {
        /// Which member is rung first.
        strategy: Strategy = "ringall",
        /// Seconds that a member is rung; 0 is for ever.
        timeout: Seconds = "15",
        /// Seconds of rest between two rounds.
        retry: Seconds = "5",
        /// Which time-out counts for a ring.
        timeoutpriority: TimeoutPriority = "app",
        /// A refusal begins the time of the ring anew.
        timeoutrestart: bool = "no",
        /// Callers at most; 0 is any number.
        "maxlen" | "maxqueue" => maxlen: u32 = "0",
        /// Of a member in several queues, the one of the highest weight gets it.
        weight: u32 = "0",
        /// Seconds that a member rests after a call.
        wrapuptime: Seconds = "0",
        /// Several callers are served at the same time.
        autofill: Option<bool> = "",
        /// Pause members that do not answer.
        autopause: AutoPause = "no",
        /// Pause members that are busy, too.
        autopausebusy: bool = "no",
        /// Pause members that cannot be reached, too.
        autopauseunavail: bool = "no",
        /// Only members whose last call is this many seconds ago.
        autopausedelay: Seconds = "0",
        /// Ring members that are in a call.
        ringinuse: bool = "yes",
        /// Callers may come when no member is there.
        joinempty: JoinEmpty = "yes",
        /// Callers must go when no member is there any more.
        leavewhenempty: LeaveWhenEmpty = "no",
        /// With so many members or fewer, penalties do not count.
        penaltymemberslimit: u32 = "0",
        /// Rule of `queuerules.conf`.
        defaultrule: String = "",
        /// Music for those who wait.
        "musicclass" | "music" | "musiconhold" => music: String = "",
        /// A prompt for the member before it is connected.
        announce: String = "",
        /// Digits of a caller lead to extensions of this context.
        context: String = "",
        /// A call that lasted no longer than so many seconds before its answer was served well.
        servicelevel: Seconds = "0",
        /// Seconds between two announcements of the place; 0 is none.
        "announce-frequency" => announce_frequency: Seconds = "0",
        /// Seconds between them at least when the place has changed.
        "min-announce-frequency" => min_announce_frequency: Seconds = "15",
        /// Tell the place.
        "announce-position" => announce_position: AnnouncePosition = "yes",
        /// Up to this place.
        "announce-position-limit" => announce_position_limit: u32 = "10",
        /// Only when the place is better than before.
        "announce-position-only-up" => announce_position_only_up: bool = "no",
        /// Tell how long it will take.
        "announce-holdtime" => announce_holdtime: AnnounceHoldTime = "yes",
        /// Seconds are told in steps of so many.
        "announce-round-seconds" => announce_round_seconds: u32 = "0",
        /// The first caller hears its place before anyone is rung.
        "announce-to-first-user" => announce_to_first_user: bool = "no",
        /// Seconds between two periodic announcements; 0 is none.
        "periodic-announce-frequency" => periodic_announce_frequency: Seconds = "0",
        /// The first one comes after so many seconds; the frequency when 0.
        "periodic-announce-startdelay" => periodic_announce_startdelay: Seconds = "0",
        /// The prompts of the periodic announcement, one each time.
        "periodic-announce" => periodic_announce: Repeated = "",
        /// In any order.
        "random-periodic-announce" => random_periodic_announce: bool = "no",
        /// The time counts from the end of the last announcement.
        "relative-periodic-announce" => relative_periodic_announce: bool = "no",
        /// The member hears how long the caller waited.
        reportholdtime: bool = "no",
        /// Seconds until a member that answered is connected.
        memberdelay: Seconds = "0",
        /// Set MEMBERINTERFACE and the like.
        setinterfacevar: bool = "no",
        /// Set QEHOLDTIME and the like.
        setqueueentryvar: bool = "no",
        /// Set QUEUENAME and the like.
        setqueuevar: bool = "no",
        /// A macro that runs on the member's channel.
        membermacro: String = "",
        /// A subroutine that runs on the member's channel.
        membergosub: String = "",
        /// Members; see the sample.
        member: Repeated = "",
        /// "You are next".
        "queue-youarenext" => queue_youarenext: String = "queue-youarenext",
        /// "There are".
        "queue-thereare" => queue_thereare: String = "queue-thereare",
        /// "Callers before you".
        "queue-callswaiting" => queue_callswaiting: String = "queue-callswaiting",
        /// "There are more than".
        "queue-quantity1" => queue_quantity1: String = "queue-quantity1",
        /// "Callers before you", after "more than".
        "queue-quantity2" => queue_quantity2: String = "queue-quantity2",
        /// "The estimated time is".
        "queue-holdtime" => queue_holdtime: String = "queue-holdtime",
        /// "Minute".
        "queue-minute" => queue_minute: String = "queue-minute",
        /// "Minutes".
        "queue-minutes" => queue_minutes: String = "queue-minutes",
        /// "Seconds".
        "queue-seconds" => queue_seconds: String = "queue-seconds",
        /// "Thank you".
        "queue-thankyou" => queue_thankyou: String = "queue-thankyou",
        /// "Hold time", for the member.
        "queue-reporthold" => queue_reporthold: String = "queue-reporthold",
        /// A prompt for the caller before it is connected.
        "queue-callerannounce" => queue_callerannounce: String = "",
    }
    unsupported: ["monitor-join", "monitor-format", "log-restricted-caller-id", "updatecdr"];
    ignored: ["eventwhencalled", "eventmemberstatus", "queue-lessthan", "monitor-type", "keepstats", "answered_elsewhere", "persistentmembers", "shared_lastcall"];
}

impl QueueOptions {
    /// How long a member is rung; `None` is for ever.
    pub fn ring_time(&self) -> Option<Duration> {
        Some(self.timeout.0).filter(|t| !t.is_zero())
    }

    /// The rest between two rounds.
    pub fn rest(&self) -> Duration {
        match self.retry.0 {
            Duration::ZERO => Duration::from_secs(5),
            retry => retry,
        }
    }
}

/// A member as a file names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberLine {
    /// `SIP/alice`.
    pub interface: String,
    /// Its penalty.
    pub penalty: i32,
    /// Its name; the interface when it has none.
    pub name: String,
    /// The device whose state counts; the interface when none is named.
    pub state_interface: String,
    /// Ring it during calls; as its queue says when none.
    pub ring_in_use: Option<bool>,
    /// Rest after a call; as its queue says when none.
    pub wrapup: Option<Duration>,
    /// It begins paused.
    pub paused: bool,
}

impl MemberLine {
    /// `interface[,penalty[,name[,state interface[,ringinuse[,wrapup time[,paused]]]]]]`.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text
            .split(',')
            .map(|part| part.trim().trim_matches('"'))
            .collect();
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        let interface = part(0).to_owned();
        interface
            .split_once('/')
            .filter(|(driver, name)| !driver.is_empty() && !name.is_empty())?;
        let or_interface = |text: &str| match text {
            "" => interface.clone(),
            text => text.to_owned(),
        };
        Some(Self {
            penalty: part(1).parse().unwrap_or(0),
            name: or_interface(part(2)),
            state_interface: or_interface(part(3)),
            ring_in_use: Some(part(4)).filter(|w| !w.is_empty()).map(config::is_yes),
            wrapup: part(5).parse().ok().map(Duration::from_secs),
            paused: config::is_yes(part(6)),
            interface,
        })
    }
}

/// A queue as its section says.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueConfig {
    /// Its name.
    pub name: String,
    /// Its options.
    pub options: QueueOptions,
    /// Its members.
    pub members: Vec<MemberLine>,
    /// Several callers are served at the same time.
    pub autofill: bool,
}

/// Both files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueSettings {
    /// `[general]`.
    pub general: General,
    /// All queues, in the file's order.
    pub queues: Vec<QueueConfig>,
    /// `queuerules.conf`.
    pub rules: Rules,
}

impl QueueSettings {
    /// Reads the files, as far as they are there.
    pub fn load(queues: Option<&Tree>, rules: Option<&Tree>) -> (Self, Vec<Problem>) {
        let (mut this, mut problems) = (Self::default(), Vec::new());
        if let Some(tree) = rules {
            let (rules, more) = Rules::load(tree);
            this.rules = rules;
            problems.extend(more);
        }
        let Some(tree) = queues else {
            return (this, problems);
        };
        if let Some(section) = tree.find("general") {
            let (general, more) = general(section);
            this.general = general;
            problems.extend(more);
        }
        for section in tree.live().filter(|s| s.name != "general") {
            let (queue, more) = QueueConfig::load(section, &this.general);
            problems.extend(more);
            if !this.rules_know(&queue) {
                let rule = &queue.options.defaultrule;
                let text = format!("queue '{}': there is no rule '{rule}'", queue.name);
                problems.push(Problem::warning(&section.span, text));
            }
            this.queues.push(queue);
        }
        (this, problems)
    }

    fn rules_know(&self, queue: &QueueConfig) -> bool {
        let rule = queue.options.defaultrule.as_str();
        rule.is_empty() || self.rules.find(rule).is_some()
    }
}

/// `[general]`; options of queues that stand there have no effect in Asterisk either, so the warning
/// says where they belong.
fn general(section: &Section) -> (General, Vec<Problem>) {
    let mut general = General::default();
    let misplaced = |entry: &&Entry| {
        General::DOC.find(&entry.name).is_none() && QueueOptions::DOC.find(&entry.name).is_some()
    };
    let (lost, own): (Vec<&Entry>, Vec<&Entry>) = section.entries.iter().partition(misplaced);
    let mut problems = general.apply_entries("queues.conf 'general'", own);
    problems.extend(lost.into_iter().map(|entry| {
        let text = format!(
            "queues.conf 'general': '{}' is an option of queues and has no effect here",
            entry.name
        );
        Problem::warning(&entry.span, text).with_hint("put it into a template for the queues")
    }));
    (general, problems)
}

impl QueueConfig {
    fn load(section: &Section, general: &General) -> (Self, Vec<Problem>) {
        let (mut options, mut problems) = QueueOptions::load(section);
        // Further lines and `&` both add prompts; each of them may name several.
        let prompts = options
            .periodic_announce
            .0
            .iter()
            .flat_map(|p| p.split(','));
        options.periodic_announce = Repeated(prompts.map(|p| p.trim().to_owned()).collect());
        let mut members: Vec<MemberLine> = Vec::new();
        for entry in section.all("member") {
            let Some(member) = MemberLine::read(&entry.value) else {
                let text = format!(
                    "queue '{}': member '{}': expected technology/resource; the line is ignored",
                    section.name, entry.value
                );
                problems.push(Problem::warning(&entry.span, text));
                continue;
            };
            members.retain(|m| !m.interface.eq_ignore_ascii_case(&member.interface));
            members.push(member);
        }
        let this = Self {
            name: section.name.clone(),
            autofill: options.autofill.unwrap_or(general.autofill),
            options,
            members,
        };
        (this, problems)
    }

    /// A queue that nothing is said about.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            options: QueueOptions::default(),
            members: Vec::new(),
            autofill: false,
        }
    }
}
