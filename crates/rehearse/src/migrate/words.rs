//! Words that changed wherever they stand: variables, functions, `SIP/` in front of a phone; options of
//! other files.

use super::Desk;
use super::applications::Rewriting;

impl Rewriting {
    /// A text with today's variables, functions and channel names.
    pub(super) fn text(&self, text: &str, reasons: &mut Vec<String>) -> String {
        let mut out = text.to_owned();
        for (old, new, why) in WORDS {
            let next = replace_word(&out, old, new);
            if next != out {
                reasons.push((*why).to_owned());
                out = next;
            }
        }
        if self.to_pjsip {
            for (old, new) in OF_SIP {
                let next = replace_word(&out, old, new);
                if next != out {
                    reasons.push("chan_sip is gone since 21".to_owned());
                    out = next;
                }
            }
            let next = self.channels(&out);
            if next != out {
                reasons.push("chan_sip is gone since 21: phones are PJSIP's".to_owned());
                out = next;
            }
        }
        out
    }

    /// `SIP/peer/number` is `PJSIP/number@peer`, `SIP/peer` is `PJSIP/peer`.
    fn channels(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("SIP/") {
            let before = rest[..at].chars().next_back();
            let is_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
            out.push_str(&rest[..at]);
            rest = &rest[at + 4..];
            if is_word {
                out.push_str("SIP/");
                continue;
            }
            let end = end_of_resource(rest);
            let resource = &rest[..end];
            let (peer, number) = match split_outside(resource, '/') {
                Some((peer, number)) => (peer, Some(number)),
                None => (resource, None),
            };
            // This driver minds the case of letters.
            let mut entries = self.entries_of_sip.iter();
            let known = entries.find(|known| known.eq_ignore_ascii_case(peer));
            let peer = known.map_or(peer, String::as_str);
            let is_peer = known.is_some() || peer.starts_with("${");
            out.push_str("PJSIP/");
            match number {
                Some(number) if is_peer && !number.contains('/') => {
                    out.push_str(&format!("{number}@{peer}"));
                }
                Some(_) => out.push_str(resource),
                None => out.push_str(peer),
            }
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }
}

/// Where a dial string's resource ends.
fn end_of_resource(text: &str) -> usize {
    let mut depth = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' if depth == 0 => return at,
            '}' | ')' | ']' => depth -= 1,
            ',' | '&' | '|' | ' ' | '"' | '^' | ';' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn split_outside(text: &str, mark: char) -> Option<(&str, &str)> {
    crate::check::uses::cut(text, mark)
}

/// Replaces a text that does not continue a word.
fn replace_word(text: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let before = rest[..at].chars().next_back();
        let continues = before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && old.starts_with(|c: char| c.is_alphanumeric());
        out.push_str(&rest[..at]);
        out.push_str(if continues { old } else { new });
        rest = &rest[at + old.len()..];
    }
    out.push_str(rest);
    out
}

/// Options of files that have no rewriter of their own.
pub(super) fn rewrite(desk: &mut Desk<'_>) {
    let to_pjsip = desk.sheets.iter().any(|sheet| sheet.name == "sip.conf");
    for file in ["queues.conf", "followme.conf", "agents.conf"] {
        if to_pjsip && desk.has(file) {
            members(desk, file);
        }
    }
    options(desk);
    if desk.has("users.conf") {
        let why = "by hand: users.conf is gone since 21; its phones are endpoints of pjsip.conf, its \
                   mailboxes lines of voicemail.conf";
        desk.sheet("users.conf").because(0, why);
    }
}

/// Phones that other files name.
fn members(desk: &mut Desk<'_>, file: &str) {
    let rules = Rewriting {
        to_pjsip: true,
        entries_of_sip: Vec::new(),
        rooms: Vec::new(),
    };
    let sheet = desk.sheet(file);
    for number in 1..=sheet.lines.len() {
        let Some(text) = sheet.current(number).map(str::to_owned) else {
            continue;
        };
        if text.trim_start().starts_with(';') {
            continue;
        }
        let new = rules.channels(&text);
        if new != text {
            sheet.rewrite(number, new);
            sheet.because(number, "chan_sip is gone since 21: phones are PJSIP's");
        }
    }
}

fn options(desk: &mut Desk<'_>) {
    for (file, old, new, why) in OPTIONS {
        if !desk.has(file) {
            continue;
        }
        let sheet = desk.sheet(file);
        for number in 1..=sheet.lines.len() {
            let Some(text) = sheet.current(number).map(str::to_owned) else {
                continue;
            };
            let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let squeezed = squeezed.replace("=>", "=").to_ascii_lowercase();
            if squeezed.starts_with(old) {
                sheet.rewrite(number, format!("{new}{}", rest_of(&text, old)));
                sheet.because(number, *why);
            }
        }
    }
}

/// What an option that is only renamed keeps: its value.
fn rest_of<'t>(text: &'t str, old: &str) -> &'t str {
    if !old.ends_with('=') {
        return "";
    }
    let behind = text.split_once('=').map_or("", |(_, behind)| behind);
    behind.trim_start_matches('>').trim_start()
}

/// File, option as it begins without blanks, what stands there instead, reason.
const OPTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "queues.conf",
        "monitor-type=monitor",
        "monitor-type = MixMonitor",
        "Monitor is gone since 21",
    ),
    (
        "features.conf",
        "automon=",
        "automixmon => ",
        "one-touch recording is MixMonitor's since 21",
    ),
];

const WORDS: &[(&str, &str, &str)] = &[
    (
        "${MACRO_EXTEN}",
        "${STACK_PEEK(1,e)}",
        "in a subroutine STACK_PEEK tells who called",
    ),
    (
        "${MACRO_CONTEXT}",
        "${STACK_PEEK(1,c)}",
        "in a subroutine STACK_PEEK tells who called",
    ),
    (
        "${MACRO_PRIORITY}",
        "${STACK_PEEK(1,p)}",
        "in a subroutine STACK_PEEK tells who called",
    ),
    (
        "MACRO_RESULT",
        "GOSUB_RESULT",
        "Dial's subroutine answers in GOSUB_RESULT",
    ),
    (
        "LANGUAGE()",
        "CHANNEL(language)",
        "LANGUAGE() is gone since 1.8",
    ),
    (
        "MUSICCLASS()",
        "CHANNEL(musicclass)",
        "MUSICCLASS() is gone since 1.8",
    ),
    (
        "CALLERPRES()",
        "CALLERID(pres)",
        "CALLERPRES() is deprecated",
    ),
    ("DEVSTATE(", "DEVICE_STATE(", "DEVSTATE() is the old name"),
    (
        "${CALLERIDNUM}",
        "${CALLERID(num)}",
        "the variable is gone since 1.4",
    ),
    (
        "${CALLERIDNAME}",
        "${CALLERID(name)}",
        "the variable is gone since 1.4",
    ),
    (
        "${CALLERID}",
        "${CALLERID(all)}",
        "the variable is gone since 1.4",
    ),
    (
        "${RDNIS}",
        "${CALLERID(rdnis)}",
        "the variable is gone since 1.4",
    ),
    (
        "${DNID}",
        "${CALLERID(dnid)}",
        "the variable is gone since 1.4",
    ),
    (
        "${ACCOUNTCODE}",
        "${CHANNEL(accountcode)}",
        "the variable is gone since 1.4",
    ),
    (
        "${LANGUAGE}",
        "${CHANNEL(language)}",
        "the variable is gone since 1.4",
    ),
    (
        "${DATETIME}",
        "${STRFTIME(${EPOCH},,%d%m%Y-%H:%M:%S)}",
        "the variable is gone since 1.4",
    ),
    (
        "${TIMESTAMP}",
        "${STRFTIME(${EPOCH},,%Y%m%d-%H%M%S)}",
        "the variable is gone since 1.4",
    ),
];

const OF_SIP: &[(&str, &str)] = &[
    ("SIP_HEADER(", "PJSIP_HEADER(read,"),
    ("${SIPCALLID}", "${CHANNEL(pjsip,call-id)}"),
    ("${SIPUSERAGENT}", "${PJSIP_HEADER(read,User-Agent)}"),
    ("${SIPURI}", "${CHANNEL(pjsip,remote_uri)}"),
];
