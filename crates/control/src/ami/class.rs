//! Classes of actions and events: what an account may do and hear.

use std::ops::BitOr;

/// A set of classes, as `read=` and `write=` name them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(pub(super) u32);

impl Classes {
    /// None.
    pub const NONE: Self = Self(0);
    /// The program itself.
    pub const SYSTEM: Self = Self(1);
    /// Channels and bridges.
    pub const CALL: Self = Self(1 << 1);
    /// Log lines.
    pub const LOG: Self = Self(1 << 2);
    /// Verbose text.
    pub const VERBOSE: Self = Self(1 << 3);
    /// Console commands.
    pub const COMMAND: Self = Self(1 << 4);
    /// Queues and agents.
    pub const AGENT: Self = Self(1 << 5);
    /// What programs and the dialplan tell each other.
    pub const USER: Self = Self(1 << 6);
    /// Configuration files.
    pub const CONFIG: Self = Self(1 << 7);
    /// Digits.
    pub const DTMF: Self = Self(1 << 8);
    /// Reports, for instance of quality.
    pub const REPORTING: Self = Self(1 << 9);
    /// Records of calls.
    pub const CDR: Self = Self(1 << 10);
    /// Variables and steps.
    pub const DIALPLAN: Self = Self(1 << 11);
    /// Calls out.
    pub const ORIGINATE: Self = Self(1 << 12);
    /// AGI.
    pub const AGI: Self = Self(1 << 13);
    /// Call completion.
    pub const CC: Self = Self(1 << 14);
    /// Advice of charge.
    pub const AOC: Self = Self(1 << 15);
    /// Tests.
    pub const TEST: Self = Self(1 << 16);
    /// Log-ins and attacks.
    pub const SECURITY: Self = Self(1 << 17);
    /// Text messages.
    pub const MESSAGE: Self = Self(1 << 18);
    /// Everything.
    pub const ALL: Self = Self(u32::MAX);

    /// Reads a list of names, with commas between them; `all` and numbers are known too. Tells the
    /// words that are not.
    pub fn read(text: &str) -> (Self, Vec<String>) {
        let mut classes = Self::NONE;
        let mut unknown = Vec::new();
        for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let named = NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(word));
            match (named, word.parse::<u32>()) {
                (Some((_, class)), _) => classes = classes | *class,
                (None, Ok(number)) => classes = classes | Self(number),
                (None, Err(_)) if matches!(word, "none" | "no" | "off") => {}
                (None, Err(_)) if matches!(word, "yes" | "on") => classes = Self::ALL,
                (None, Err(_)) => unknown.push(word.to_owned()),
            }
        }
        (classes, unknown)
    }

    /// Has it one of these?
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Has it all of these?
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names with `all` behind them, as events tell their privilege.
    pub fn text(self) -> String {
        let names: Vec<&str> = NAMES
            .iter()
            .filter(|(_, class)| self.meets(*class))
            .map(|(name, _)| *name)
            .collect();
        match names.is_empty() {
            true => "<none>".to_owned(),
            false => names.join(","),
        }
    }
}

impl BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// In the order in which a privilege lists them.
const NAMES: &[(&str, Classes)] = &[
    ("system", Classes::SYSTEM),
    ("call", Classes::CALL),
    ("log", Classes::LOG),
    ("verbose", Classes::VERBOSE),
    ("command", Classes::COMMAND),
    ("agent", Classes::AGENT),
    ("user", Classes::USER),
    ("config", Classes::CONFIG),
    ("dtmf", Classes::DTMF),
    ("reporting", Classes::REPORTING),
    ("cdr", Classes::CDR),
    ("dialplan", Classes::DIALPLAN),
    ("originate", Classes::ORIGINATE),
    ("agi", Classes::AGI),
    ("cc", Classes::CC),
    ("aoc", Classes::AOC),
    ("test", Classes::TEST),
    ("security", Classes::SECURITY),
    ("message", Classes::MESSAGE),
    ("all", Classes::ALL),
];
