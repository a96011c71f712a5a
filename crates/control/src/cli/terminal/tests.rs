use call::Event;

use super::*;
use crate::cli::fake::Fake;

const STAMP: LogStamp<'static> = LogStamp {
    date: "Nov 21 23:00:00",
    pid: 42,
    call: Some(26),
};

fn verbose(level: u8) -> Event {
    Event::Verbose {
        level,
        channel: None,
        text: "text".to_owned(),
    }
}

fn log(level: LogLevel, text: &str) -> Event {
    Event::Log {
        level,
        channel: None,
        text: text.to_owned(),
    }
}

#[test]
fn verbose_text_has_the_mark_of_its_level() {
    let all = Terminal::watching(10);
    for (level, expected) in [
        (0, "text\n"),
        (1, " text\n"),
        (2, "  == text\n"),
        (3, "    -- text\n"),
        (4, "       > text\n"),
        (9, "       > text\n"),
    ] {
        assert_eq!(
            all.shows(&verbose(level), &STAMP).as_deref(),
            Some(expected),
            "{level}"
        );
    }
    let some = Terminal::watching(2);
    assert!(some.shows(&verbose(2), &STAMP).is_some());
    assert!(some.shows(&verbose(3), &STAMP).is_none());
    assert!(Terminal::unwatched().shows(&verbose(0), &STAMP).is_none());
}

#[test]
fn log_lines_are_shown_whatever_the_verbosity() {
    let terminal = Terminal::watching(0);
    for (level, text, expected) in [
        (
            LogLevel::Warning,
            "x",
            Some("[Nov 21 23:00:00] WARNING[42][C-0000001a]: x\n"),
        ),
        (
            LogLevel::Notice,
            "a\u{1b}[2Jb\r\n",
            Some("[Nov 21 23:00:00] NOTICE[42][C-0000001a]: a?[2Jb\n"),
        ),
        (
            LogLevel::Error,
            "x",
            Some("[Nov 21 23:00:00] ERROR[42][C-0000001a]: x\n"),
        ),
        (LogLevel::Debug, "x", None),
    ] {
        assert_eq!(
            terminal.shows(&log(level, text), &STAMP).as_deref(),
            expected
        );
    }
    let stamp = LogStamp {
        call: None,
        ..STAMP
    };
    let line = terminal.shows(&log(LogLevel::Error, "x"), &stamp);
    assert_eq!(line.as_deref(), Some("[Nov 21 23:00:00] ERROR[42]: x\n"));
}

#[test]
fn verbosity_belongs_to_the_watched_console_or_else_to_the_exchange() {
    let mut fake = Fake::new();
    let mut terminal = Terminal::watching(1);
    for (line, expected, level) in [
        (
            "core set verbose 3",
            "Console verbose was 1 and is now 3.\n",
            3,
        ),
        (
            "core set verbose atleast 2",
            "Console verbose is still 3.\n",
            3,
        ),
        (
            "set verbose off",
            "Console verbose was 3 and is now OFF.\n",
            0,
        ),
    ] {
        assert_eq!(terminal.handle(&mut fake, line).text, expected);
        assert_eq!(
            (terminal.verbosity(), fake.verbosity),
            (Some(level), 0),
            "{line}"
        );
    }
    let mut once = Terminal::unwatched();
    assert_eq!(
        once.handle(&mut fake, "core set verbose 4").text,
        "Console verbose was OFF and is now 4.\n"
    );
    assert_eq!((once.verbosity(), fake.verbosity), (None, 4));
}

#[test]
fn quit_ends_the_console_and_not_the_exchange() {
    let mut fake = Fake::new();
    for word in ["quit", "exit"] {
        let mut terminal = Terminal::watching(0);
        terminal.handle(&mut fake, "core show version");
        assert!(!terminal.is_over());
        terminal.handle(&mut fake, word);
        assert!(terminal.is_over() && fake.stop.is_none());
    }
}
