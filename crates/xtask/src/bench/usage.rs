//! What a process has used, from /proc: nanoseconds of processor time by thread, and memory.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// Processor time of a process up to a moment.
#[derive(Clone, Debug)]
pub(super) struct Usage {
    /// Thread id → name and nanoseconds on a processor.
    threads: BTreeMap<u32, (String, u64)>,
    /// utime + stime of the whole process, which also knows of threads that have ended.
    ticks: u64,
}

/// Processor time between two moments.
#[derive(Clone, Debug, Default)]
pub(super) struct Spent {
    pub(super) total: Duration,
    /// By thread name, digits at its end left off.
    pub(super) by_thread: BTreeMap<String, Duration>,
}

/// Memory and threads of a process.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    pub(super) resident_kib: u64,
    pub(super) threads: u64,
}

impl Usage {
    /// Of the process `pid` until now; `None` when it is gone.
    pub(super) fn of(pid: u32) -> Option<Self> {
        let ticks = ticks(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?;
        let mut threads = BTreeMap::new();
        for entry in fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
            let Some(id) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // A thread that ends meanwhile is in the ticks of the process.
            let read = |name: &str| fs::read_to_string(entry.path().join(name)).ok();
            if let Some(nanoseconds) = read("schedstat").as_deref().and_then(first_number) {
                let name = read("comm").unwrap_or_default();
                threads.insert(id, (name.trim().to_owned(), nanoseconds));
            }
        }
        Some(Self { threads, ticks })
    }

    /// Everything since the start, also by threads that have ended.
    pub(super) fn total(&self) -> Duration {
        TICK.saturating_mul(u32::try_from(self.ticks).unwrap_or(u32::MAX))
    }

    /// What was used since `before`.
    pub(super) fn since(&self, before: &Self) -> Spent {
        let mut spent = Spent::default();
        for (id, (name, nanoseconds)) in &self.threads {
            let earlier = before.threads.get(id).map_or(0, |(_, earlier)| *earlier);
            let used = Duration::from_nanos(nanoseconds.saturating_sub(earlier));
            let group = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
            *spent.by_thread.entry(group.to_owned()).or_default() += used;
            spent.total += used;
        }
        let some_ended = before
            .threads
            .keys()
            .any(|id| !self.threads.contains_key(id));
        if some_ended || self.threads.is_empty() {
            spent.total = TICK.saturating_mul(
                u32::try_from(self.ticks.saturating_sub(before.ticks)).unwrap_or(u32::MAX),
            );
        }
        spent
    }
}

impl Memory {
    /// Of the process `pid` now; zeroes when it is gone.
    pub(super) fn of(pid: u32) -> Self {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(first_number).unwrap_or(0)
        };
        Self {
            resident_kib: value("VmRSS:"),
            threads: value("Threads:"),
        }
    }
}

/// How many datagrams the machine has dropped because somebody's socket was full.
pub(super) fn dropped_datagrams() -> u64 {
    let text = fs::read_to_string("/proc/net/snmp").unwrap_or_default();
    let mut lines = text.lines().filter_map(|line| line.strip_prefix("Udp: "));
    let (Some(names), Some(values)) = (lines.next(), lines.next()) else {
        return 0;
    };
    let at = names.split(' ').position(|name| name == "RcvbufErrors");
    at.and_then(|at| values.split(' ').nth(at)?.parse().ok())
        .unwrap_or(0)
}

/// Fields 14 and 15 of /proc/PID/stat; the name before them may hold spaces and brackets.
pub(super) fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user.saturating_add(system))
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

/// USER_HZ is 100 on every Linux that matters here.
const TICK: Duration = Duration::from_millis(10);
