//! One application with its arguments, in today's words.

use super::conferences::Conference;
use crate::check::uses::{cut, parts, taken_apart};

/// What is known while the plan is rewritten.
pub(super) struct Rewriting {
    /// `sip.conf` becomes `pjsip.conf`.
    pub(super) to_pjsip: bool,
    /// Names in `sip.conf`.
    pub(super) entries_of_sip: Vec<String>,
    /// Rooms of `meetme.conf`.
    pub(super) rooms: Vec<Conference>,
}

/// The application as it is written today, with the reasons for each change.
pub(super) fn rewritten(text: &str, rules: &Rewriting, reasons: &mut Vec<String>) -> String {
    let lead = &text[..text.len() - text.trim_start().len()];
    let before = reasons.len();
    let (name, arguments) = application(text.trim_start(), reasons);
    if name.is_empty() {
        return text.to_owned();
    }
    let arguments = with_commas(&name, &arguments, reasons);
    let arguments = rules.text(&arguments, reasons);
    let new = match nested(&name, &arguments, rules, reasons) {
        Some(new) => new,
        None => renamed(&name, &arguments, rules, reasons),
    };
    // Nothing but parentheses would change.
    if reasons.len() == before {
        return text.to_owned();
    }
    format!("{lead}{new}")
}

/// Name and arguments; `App,arguments` was written before release 1.2.
fn application(text: &str, reasons: &mut Vec<String>) -> (String, String) {
    let comma = text.find(',');
    let parenthesis = text.find('(');
    let is_old = comma.is_some_and(|comma| parenthesis.is_none_or(|at| comma < at));
    if let Some(comma) = comma.filter(|_| is_old) {
        reasons.push("arguments stand in parentheses".to_owned());
        return (
            text[..comma].trim().to_owned(),
            text[comma + 1..].to_owned(),
        );
    }
    let (name, arguments) = taken_apart(text);
    (name.to_owned(), arguments.to_owned())
}

/// `|` between arguments, as before release 1.6.
fn with_commas(name: &str, arguments: &str, reasons: &mut Vec<String>) -> String {
    let is_text = FREE_TEXT
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    let pieces = parts(arguments, '|');
    if is_text || pieces.len() < 2 || arguments.contains('"') {
        return arguments.to_owned();
    }
    reasons.push("the comma separates arguments since 1.6".to_owned());
    pieces.join(",")
}

/// Applications that run others.
fn nested(
    name: &str,
    arguments: &str,
    rules: &Rewriting,
    reasons: &mut Vec<String>,
) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "exec" | "tryexec" => Some(format!("{name}({})", rewritten(arguments, rules, reasons))),
        "execif" | "execiftime" => {
            let (condition, rest) = cut(arguments, '?')?;
            let branches = parts(rest, ':');
            let new: Vec<String> = branches
                .iter()
                .map(|branch| rewritten(branch, rules, reasons))
                .collect();
            Some(format!("{name}({condition}?{})", new.join(":")))
        }
        "macroif" => {
            let (condition, rest) = cut(arguments, '?')?;
            let branches = parts(rest, ':');
            let new: Vec<String> = branches.iter().map(|branch| gosub_of(branch)).collect();
            reasons.push(MACRO.to_owned());
            Some(format!("GosubIf({condition}?{})", new.join(":")))
        }
        "macro" | "macroexclusive" => {
            reasons.push(MACRO.to_owned());
            if lower == "macroexclusive" {
                let text = "only one caller at a time is let in no more: use LOCK()";
                reasons.push(text.to_owned());
            }
            Some(format!("Gosub({})", gosub_of(arguments)))
        }
        "macroexit" => {
            reasons.push(MACRO.to_owned());
            Some("Return()".to_owned())
        }
        _ => None,
    }
}

/// `name,a,b` as `macro-name,s,1(a,b)`.
fn gosub_of(macro_call: &str) -> String {
    let mut pieces = parts(macro_call.trim(), ',');
    let name = pieces.remove(0).trim();
    match (name, pieces.join(",")) {
        ("", _) => String::new(),
        (name, rest) if rest.is_empty() => format!("macro-{name},s,1"),
        (name, rest) => format!("macro-{name},s,1({rest})"),
    }
}

fn renamed(name: &str, arguments: &str, rules: &Rewriting, reasons: &mut Vec<String>) -> String {
    let lower = name.to_ascii_lowercase();
    let known = SIMPLE
        .iter()
        .find(|(old, _)| old.eq_ignore_ascii_case(name));
    if let Some((old, new)) = known {
        reasons.push(format!("{old} is gone"));
        return new.replace("{}", arguments);
    }
    match lower.as_str() {
        "setglobalvar" => {
            reasons.push("SetGlobalVar is gone".to_owned());
            match arguments.split_once('=') {
                Some((variable, value)) => format!("Set(GLOBAL({variable})={value})"),
                None => format!("{name}({arguments})"),
            }
        }
        "monitor" => monitor(arguments, reasons),
        "meetme" => meetme(arguments, rules, reasons),
        "dial" | "retrydial" => dial(name, arguments, reasons),
        "queue" => queue(name, arguments, reasons),
        "dbget" => {
            reasons.push("DBget is gone: DB() gives the value".to_owned());
            match arguments.split_once('=') {
                Some((variable, key)) => format!("Set({variable}=${{DB({key})}})"),
                None => format!("{name}({arguments})"),
            }
        }
        "dbput" => {
            reasons.push("DBput is gone: DB() takes the value".to_owned());
            match arguments.split_once('=') {
                Some((key, value)) => format!("Set(DB({key})={value})"),
                None => format!("{name}({arguments})"),
            }
        }
        _ => {
            let by_hand = BY_HAND
                .iter()
                .find(|(old, _)| old.eq_ignore_ascii_case(name));
            if let Some((old, advice)) = by_hand {
                reasons.push(format!("by hand: {old} is gone; {advice}"));
            }
            let given = match arguments {
                "" => String::new(),
                arguments => arguments.to_owned(),
            };
            format!("{name}({given})")
        }
    }
}

/// `Monitor(format,name,options)` wrote two files; `m` made one of them.
fn monitor(arguments: &str, reasons: &mut Vec<String>) -> String {
    reasons.push("Monitor is gone since 21: MixMonitor records both sides".to_owned());
    let pieces = parts(arguments, ',');
    let piece = |at: usize| pieces.get(at).map_or("", |text| text.trim());
    let format = piece(0).split(':').next().unwrap_or_default();
    let format = if format.is_empty() { "wav" } else { format };
    let name = match piece(1) {
        "" => "${CHANNEL(uniqueid)}",
        name => name,
    };
    let options = piece(2);
    let mut new = String::new();
    if options.contains('b') {
        new.push('b');
    }
    if !options.contains('m') {
        new.push_str(&format!("r({name}-in.{format})t({name}-out.{format})"));
    }
    match new.as_str() {
        "" => format!("MixMonitor({name}.{format})"),
        new => format!("MixMonitor({name}.{format},{new})"),
    }
}

/// `MeetMe(room,options,pin)`.
fn meetme(arguments: &str, rules: &Rewriting, reasons: &mut Vec<String>) -> String {
    reasons.push("MeetMe needs DAHDI and is gone since 21: ConfBridge mixes by itself".to_owned());
    let pieces = parts(arguments, ',');
    let piece = |at: usize| pieces.get(at).map_or("", |text| text.trim());
    let room = piece(0);
    let profile = rules.rooms.iter().find(|known| known.number == room);
    match (profile, piece(1)) {
        (Some(known), _) => format!("ConfBridge({room},default_bridge,{})", known.profile()),
        (None, "") => format!("ConfBridge({room})"),
        (None, options) => {
            reasons.push(format!(
                "by hand: options '{options}' of MeetMe are a user profile of confbridge.conf now"
            ));
            format!("ConfBridge({room})")
        }
    }
}

/// Options of `Dial` that meant Monitor and Macro.
fn dial(name: &str, arguments: &str, reasons: &mut Vec<String>) -> String {
    let mut pieces: Vec<String> = parts(arguments, ',')
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some(options) = pieces.get_mut(2) {
        let new = letters(
            options,
            &[('w', 'x'), ('W', 'X'), ('M', 'U')],
            |letter, inside| match letter {
                'M' => format!("macro-{inside}"),
                _ => inside.to_owned(),
            },
        );
        if new != *options {
            let text = "options w and W meant Monitor, M a macro: x, X and U are today's";
            reasons.push(text.to_owned());
            *options = new;
        }
    }
    format!("{name}({})", pieces.join(","))
}

fn queue(name: &str, arguments: &str, reasons: &mut Vec<String>) -> String {
    let mut pieces: Vec<String> = parts(arguments, ',')
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some(options) = pieces.get_mut(1) {
        let new = letters(options, &[('w', 'x'), ('W', 'X')], |_, inside| {
            inside.to_owned()
        });
        if new != *options {
            reasons.push("options w and W meant Monitor: x and X are today's".to_owned());
            *options = new;
        }
    }
    if let Some(called) = pieces.get_mut(6).filter(|text| !text.trim().is_empty()) {
        reasons.push("the seventh argument was a macro; the eighth is a subroutine".to_owned());
        let subroutine = gosub_of(&std::mem::take(called));
        match pieces.get_mut(7) {
            Some(eighth) if eighth.is_empty() => *eighth = subroutine,
            Some(_) => {}
            None => pieces.push(subroutine),
        }
    }
    format!("{name}({})", pieces.join(","))
}

/// Option letters in other letters; what stands in parentheses is no letter.
fn letters(options: &str, table: &[(char, char)], inside: impl Fn(char, &str) -> String) -> String {
    let mut out = String::new();
    let mut rest = options.chars();
    while let Some(letter) = rest.next() {
        let new = table.iter().find(|(old, _)| *old == letter);
        // A variable may hold any letters.
        if letter == '$' {
            out.push(letter);
            out.push_str(rest.as_str());
            return out;
        }
        out.push(new.map_or(letter, |(_, new)| *new));
        if let Some(behind) = rest.as_str().strip_prefix('(') {
            let end = closing(behind);
            out.push('(');
            out.push_str(&inside(letter, &behind[..end]));
            out.push_str(&behind[end..(end + 1).min(behind.len())]);
            rest = behind[(end + 1).min(behind.len())..].chars();
        }
    }
    out
}

/// Where the parenthesis that is open closes.
fn closing(text: &str) -> usize {
    let mut depth = 1_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

const MACRO: &str = "Macro is gone since 21: Gosub calls the same lines";

/// Old applications that are one line of today's; `{}` stands for the arguments.
const SIMPLE: &[(&str, &str)] = &[
    ("SetCallerID", "Set(CALLERID(all)={})"),
    ("SetCIDNum", "Set(CALLERID(num)={})"),
    ("SetCIDName", "Set(CALLERID(name)={})"),
    ("SetRDNIS", "Set(CALLERID(rdnis)={})"),
    ("SetCallerPres", "Set(CALLERID(pres)={})"),
    ("SetVar", "Set({})"),
    ("SetLanguage", "Set(CHANNEL(language)={})"),
    ("SetMusicOnHold", "Set(CHANNEL(musicclass)={})"),
    ("SetAccount", "Set(CHANNEL(accountcode)={})"),
    ("SetAMAFlags", "Set(CHANNEL(amaflags)={})"),
    ("SetCDRUserField", "Set(CDR(userfield)={})"),
    (
        "AppendCDRUserField",
        "Set(CDR(userfield)=${CDR(userfield)}{})",
    ),
    ("SetGroup", "Set(GROUP()={})"),
    ("DigitTimeout", "Set(TIMEOUT(digit)={})"),
    ("ResponseTimeout", "Set(TIMEOUT(response)={})"),
    ("AbsoluteTimeout", "Set(TIMEOUT(absolute)={})"),
    ("WaitMusicOnHold", "MusicOnHold(,{})"),
    ("StopMonitor", "StopMixMonitor({})"),
    ("DeadAGI", "AGI({})"),
    ("RxFAX", "ReceiveFAX({})"),
    ("TxFAX", "SendFAX({})"),
    ("VoiceMail2", "VoiceMail({})"),
    ("VoiceMailMain2", "VoiceMailMain({})"),
];

/// Old applications that no single line replaces.
const BY_HAND: &[(&str, &str)] = &[
    (
        "SIPAddHeader",
        "set PJSIP_HEADER(add,name) in a pre-dial handler: Dial option b",
    ),
    (
        "SIPRemoveHeader",
        "set PJSIP_HEADER(remove,name) in a pre-dial handler: Dial option b",
    ),
    ("SIPDtmfMode", "set PJSIP_DTMF_MODE()"),
    ("ChangeMonitor", "end the recording and begin another"),
    (
        "PauseMonitor",
        "MixMonitorMute of the manager interface does it",
    ),
    (
        "UnpauseMonitor",
        "MixMonitorMute of the manager interface does it",
    ),
    ("AgentCallbackLogin", "AddQueueMember does it"),
    ("CheckGroup", "compare GROUP_COUNT() in a GotoIf"),
    (
        "LookupCIDName",
        "Set(CALLERID(name)=${DB(cidname/${CALLERID(num)})})",
    ),
    (
        "LookupBlacklist",
        "compare DB(blacklist/${CALLERID(num)}) in a GotoIf",
    ),
    ("Curl", "Set(x=${CURL(address)})"),
    ("MeetMeCount", "CONFBRIDGE_INFO(parties,room) tells it"),
    ("MeetMeAdmin", "'confbridge' commands and ConfKick do it"),
    ("MYSQL", "func_odbc.conf makes functions of statements"),
];

/// Their text may hold `|` for its own sake.
const FREE_TEXT: &[&str] = &[
    "NoOp",
    "Verbose",
    "Log",
    "System",
    "TrySystem",
    "Set",
    "MSet",
    "UserEvent",
    "SendText",
    "AGI",
    "EAGI",
    "SIPAddHeader",
    "ExecIf",
    "GotoIf",
    "Gosub",
    "GosubIf",
    "Return",
    "MYSQL",
    "While",
];
