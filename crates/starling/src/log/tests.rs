use std::fs;

use call::{HangupCause, PartyIds, Technology};
use config::MemoryFiles;

use super::*;

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("starling-log-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn installation(&self) -> Installation {
        let mut installation = Installation::default();
        installation.directories.log = self.0.to_string_lossy().into_owned();
        installation
    }

    /// A line's words behind its date.
    fn lines(&self, name: &str) -> Vec<String> {
        let text = fs::read_to_string(self.0.join(name)).unwrap_or_default();
        text.lines()
            .map(|line| {
                line.rsplit_once("] ")
                    .map_or(line, |(_, rest)| rest)
                    .to_owned()
            })
            .collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn files(text: &str) -> MemoryFiles {
    MemoryFiles::new().with("logger.conf", text)
}

fn log(level: LogLevel, text: &str) -> Event {
    Event::Log {
        level,
        channel: None,
        text: text.to_owned(),
    }
}

fn verbose(level: u8) -> Event {
    Event::Verbose {
        level,
        channel: Some(ChannelId(1)),
        text: format!("detail {level}"),
    }
}

fn created(channel: u64) -> Event {
    Event::ChannelCreated {
        channel: ChannelId(channel),
        name: format!("SIP/x-{channel}"),
        unique_id: String::new(),
        linked_id: String::new(),
        technology: Technology::Sip,
        location: None,
        parties: Box::new(PartyIds::default()),
    }
}

#[test]
fn each_file_takes_its_levels() {
    let scratch = Scratch::new("levels");
    let text = "[general]\ndateformat=%F\n[logfiles]\nmessages => notice,warning\n\
                full => [plain]*\nlittle => verbose(2),dtmf\nown => verbose\n";
    let (mut logger, problems) =
        Logger::open(&scratch.installation(), &files(text), false).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    logger.event(&created(1), 0);
    for event in [
        log(LogLevel::Notice, "a"),
        log(LogLevel::Debug, "b"),
        log(LogLevel::Error, "c"),
        verbose(2),
        verbose(3),
        Event::DigitReceived {
            channel: ChannelId(1),
            digit: '5',
            duration_ms: 90,
        },
    ] {
        logger.event(&event, 3);
    }
    drop(logger);
    let pid = std::process::id();
    assert_eq!(scratch.lines("messages"), [format!("NOTICE[{pid}]: a")]);
    assert_eq!(scratch.lines("full").len(), 6);
    let digit =
        format!("DTMF[{pid}][C-00000001]: DTMF end '5' received on SIP/x-1, duration 90 ms");
    assert_eq!(
        scratch.lines("little"),
        [format!("VERBOSE[{pid}][C-00000001]: detail 2"), digit]
    );
    assert_eq!(scratch.lines("own").len(), 2);
    let line = fs::read_to_string(scratch.0.join("messages")).unwrap();
    assert!(
        line.starts_with("[20") && line.as_bytes()[11] == b']',
        "{line}"
    );
}

#[test]
fn without_a_file_messages_has_what_matters() {
    let scratch = Scratch::new("usual");
    let files = MemoryFiles::new();
    let (mut logger, problems) = Logger::open(&scratch.installation(), &files, false).unwrap();
    assert!(problems.is_empty());
    logger.event(&log(LogLevel::Notice, "a"), 9);
    logger.event(&log(LogLevel::Debug, "b"), 9);
    logger.event(&verbose(1), 9);
    let names: Vec<_> = logger
        .channels()
        .into_iter()
        .map(|c| (c.kind, c.enabled, c.levels))
        .collect();
    let notice = "NOTICE WARNING ERROR".to_owned();
    assert_eq!(
        names,
        [
            ("Console", false, "WARNING ERROR".to_owned()),
            ("File", true, notice)
        ]
    );
    drop(logger);
    assert_eq!(scratch.lines("messages").len(), 1);
}

#[test]
fn what_cannot_be_done_is_told_with_its_line() {
    let scratch = Scratch::new("faults");
    for (text, expected) in [
        (
            "[logfiles]\nx => [json]notice\n",
            "logger.conf:2:1: warning: lines cannot be written as 'json'",
        ),
        (
            "[logfiles]\nsyslog.local0 => notice\n",
            "cannot go to syslog",
        ),
        (
            "[logfiles]\nx => notice,security\n",
            "nothing is ever logged at level 'security'",
        ),
        (
            "[logfiles]\nx => notise\n",
            "there is no log level 'notise'",
        ),
        ("[logfiles]\nx => verbose(lots)\n", "'verbose(lots)'"),
        ("[logfiles]\nno/such/folder => notice\n", "cannot be opened"),
        ("[general]\ndateformt=%F\n", "dateformat"),
    ] {
        let (_, problems) = Logger::open(&scratch.installation(), &files(text), false).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|line| line.contains(expected)),
            "{text}: {told:?}"
        );
    }
}

#[test]
fn a_reload_opens_the_files_anew() {
    let scratch = Scratch::new("reload");
    let text = files("[logfiles]\nmessages => notice\n");
    let (mut logger, _) = Logger::open(&scratch.installation(), &text, false).unwrap();
    logger.event(&log(LogLevel::Notice, "before"), 0);
    logger.reload(&text, false);
    fs::rename(scratch.0.join("messages"), scratch.0.join("messages.1")).unwrap();
    logger.event(&log(LogLevel::Notice, "old name"), 0);
    assert!(logger.reload(&text, false).is_empty());
    logger.event(&log(LogLevel::Notice, "after"), 0);
    drop(logger);
    assert_eq!(
        (
            scratch.lines("messages.1").len(),
            scratch.lines("messages").len()
        ),
        (2, 1)
    );
}

#[test]
fn the_channels_of_a_call_share_its_number() {
    let scratch = Scratch::new("calls");
    let text = files("[logfiles]\nmessages => notice\n");
    let (mut logger, _) = Logger::open(&scratch.installation(), &text, false).unwrap();
    for event in [
        created(1),
        created(2),
        created(3),
        Event::DialBegins {
            caller: Some(ChannelId(1)),
            callee: ChannelId(3),
            dial_string: String::new(),
        },
    ] {
        logger.event(&event, 0);
    }
    let about = |id| Event::Log {
        level: LogLevel::Notice,
        channel: Some(ChannelId(id)),
        text: String::new(),
    };
    let numbers = [1, 2, 3, 4].map(|id| logger.call_of(&about(id)));
    assert_eq!(numbers, [Some(1), Some(2), Some(1), None]);
    for id in 10..2000 {
        logger.event(&created(id), 0);
        let (channel, name, cause) = (ChannelId(id), String::new(), HangupCause::NOT_DEFINED);
        logger.event(
            &Event::ChannelDestroyed {
                channel,
                name,
                cause,
            },
            0,
        );
    }
    assert!(logger.calls.numbers.len() < 300);
}

#[test]
fn a_disk_that_is_full_costs_lines_only() {
    let scratch = Scratch::new("full");
    std::os::unix::fs::symlink("/dev/full", scratch.0.join("messages")).unwrap();
    let text = files("[logfiles]\nmessages => notice\nother => notice\n");
    let (mut logger, _) = Logger::open(&scratch.installation(), &text, false).unwrap();
    for _ in 0..3 {
        logger.event(&log(LogLevel::Notice, "x"), 0);
    }
    drop(logger);
    assert_eq!(scratch.lines("other").len(), 3);
}
