//! `core show channels`.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use call::Channel;

use crate::cli::commands::prelude::*;

pub(crate) struct ShowChannels;

impl ConsoleCommand for ShowChannels {
    const DOC: CommandDoc = CommandDoc {
        words: "core show channels",
        aliases: &["show channels"],
        syntax: "[concise|verbose|count]",
        summary: "Display information on channels",
        description: "Lists the channels that are up. 'concise' gives fields between '!', for programs;\n\
                      'verbose' gives more columns; 'count' gives only the totals.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let detail = match arguments {
            [] => Detail::Plain,
            [word] => match word.to_ascii_lowercase().as_str() {
                "concise" => Detail::Concise,
                "verbose" => Detail::Verbose,
                "count" => Detail::Count,
                _ => return Reply::misused(),
            },
            _ => return Reply::misused(),
        };
        let rows = rows(exchange);
        let mut text = String::new();
        match detail {
            Detail::Plain => plain(&mut text, &rows),
            Detail::Verbose => verbose(&mut text, &rows),
            Detail::Concise => {
                concise(&mut text, &rows);
                return Reply::text(text);
            }
            Detail::Count => {}
        }
        text.extend(totals(exchange));
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["concise", "verbose", "count"])
        } else {
            Vec::new()
        }
    }
}

enum Detail {
    Plain,
    Concise,
    Verbose,
    Count,
}

/// What a row shows.
struct Row {
    name: String,
    context: String,
    extension: String,
    priority: u32,
    state: &'static str,
    application: Option<(String, String)>,
    caller: String,
    account: String,
    linked: Option<usize>,
    bridge: Option<u64>,
    unique_id: String,
    age: Duration,
}

/// The three lines of totals below every list.
pub(crate) fn totals(exchange: &dyn Exchange) -> [String; 3] {
    let linked = exchange
        .switchboard()
        .channels(|channel| channel.linked_id.clone());
    let channels = linked.len();
    let calls = linked.iter().collect::<HashSet<_>>().len();
    let handled = exchange.facts().calls_handled;
    [
        format!("{channels} active channel{}\n", s(channels)),
        format!("{calls} active call{}\n", s(calls)),
        format!("{handled} call{} processed\n", s(handled)),
    ]
}

fn rows(exchange: &dyn Exchange) -> Vec<Row> {
    let (switchboard, now) = (exchange.switchboard(), exchange.now());
    let ids = switchboard.channels(|channel| channel.id);
    let mut rows = switchboard.channels(|channel| Row::of(channel, now));
    for (row, id) in rows.iter_mut().zip(&ids) {
        let other = switchboard.bridged_with(*id);
        row.linked = other.and_then(|other| ids.iter().position(|id| *id == other));
    }
    rows
}

impl Row {
    fn of(channel: &Channel, now: Instant) -> Self {
        let (application, arguments) = &channel.application;
        let running = !application.is_empty();
        Self {
            name: channel.name.clone(),
            context: channel.location.context.to_string(),
            extension: channel.location.extension.to_string(),
            priority: channel.location.priority,
            state: channel.state.text(),
            application: running.then(|| (application.clone(), arguments.clone())),
            caller: channel.parties.caller.number.clone(),
            account: channel.account_code.clone(),
            linked: None,
            bridge: channel.bridge.map(|bridge| bridge.0),
            unique_id: channel.unique_id.clone(),
            age: now.saturating_duration_since(channel.created),
        }
    }

    fn application(&self) -> (&str, &str) {
        match &self.application {
            Some((name, arguments)) => (name, arguments),
            None => ("(None)", ""),
        }
    }

    fn other_account<'r>(&self, rows: &'r [Self]) -> &'r str {
        self.linked
            .and_then(|at| rows.get(at))
            .map_or("", |other| other.account.as_str())
    }

    fn bridge(&self) -> String {
        self.bridge.map(bridge_name).unwrap_or_default()
    }
}

/// A bridge's name in lists.
pub(super) fn bridge_name(number: u64) -> String {
    format!("bridge-{number}")
}

fn plain(text: &mut String, rows: &[Row]) {
    let mut row = |cells: [&str; 4]| {
        let [channel, location, state, application] = cells;
        let _ = writeln!(
            text,
            "{channel:<20.20} {location:<20.20} {state:<7.7} {application:<30.30}"
        );
    };
    row(["Channel", "Location", "State", "Application(Data)"]);
    for channel in rows {
        let Row {
            context,
            extension,
            priority,
            ..
        } = channel;
        let location = match extension.is_empty() {
            true => "(None)".to_owned(),
            false => format!("{extension}@{context}:{priority}"),
        };
        let application = match &channel.application {
            Some((name, arguments)) => format!("{name}({arguments})"),
            None => "(None)".to_owned(),
        };
        row([&channel.name, &location, channel.state, &application]);
    }
}

fn verbose(text: &mut String, rows: &[Row]) {
    let mut row = |cells: [&str; 12]| {
        let [
            channel,
            context,
            extension,
            priority,
            state,
            application,
            data,
            ..,
        ] = cells;
        let [.., caller, age, account, other_account, bridge] = cells;
        let _ = write!(
            text,
            "{channel:<20.20} {context:<20.20} {extension:<16.16} {priority:>4.4} "
        );
        let _ = write!(
            text,
            "{state:<7.7} {application:<12.12} {data:<25.25} {caller:<15.15} "
        );
        let _ = writeln!(
            text,
            "{age:>8.8} {account:<11.11} {other_account:<11.11} {bridge:<20.20}"
        );
    };
    row([
        "Channel",
        "Context",
        "Extension",
        "Prio",
        "State",
        "Application",
        "Data",
        "CallerID",
        "Duration",
        "Accountcode",
        "PeerAccount",
        "BridgeID",
    ]);
    for channel in rows {
        let (application, data) = channel.application();
        row([
            &channel.name,
            &channel.context,
            &channel.extension,
            &channel.priority.to_string(),
            channel.state,
            application,
            data,
            &channel.caller,
            &clock(channel.age),
            &channel.account,
            channel.other_account(rows),
            &channel.bridge(),
        ]);
    }
}

/// Fourteen fields; programs count them.
fn concise(text: &mut String, rows: &[Row]) {
    for channel in rows {
        let (application, data) = channel.application();
        let fields = [
            &channel.name,
            &channel.context,
            &channel.extension,
            &channel.priority.to_string(),
            channel.state,
            application,
            data,
            &channel.caller,
            &channel.account,
            channel.other_account(rows),
            AMA_DOCUMENTATION,
            &channel.age.as_secs().to_string(),
            &channel.bridge(),
            &channel.unique_id,
        ];
        let _ = writeln!(text, "{}", fields.join("!"));
    }
}

/// `00:01:05`
pub(super) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// What channels are billed as unless somebody sets it otherwise.
const AMA_DOCUMENTATION: &str = "3";
