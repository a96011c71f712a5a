//! Names and numbers of the parties of a call.

/// May a name or number be shown?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Presentation {
    /// Yes; not checked by anyone.
    #[default]
    Allowed,
    /// Yes; checked and passed.
    AllowedPassed,
    /// Yes; checked and failed.
    AllowedFailed,
    /// Yes; given by the network.
    AllowedNetwork,
    /// No.
    Prohibited,
    /// No; checked and passed.
    ProhibitedPassed,
    /// No; checked and failed.
    ProhibitedFailed,
    /// No; given by the network.
    ProhibitedNetwork,
    /// There is none to show.
    Unavailable,
}

impl Presentation {
    const TABLE: &'static [(Self, &'static str)] = &[
        (Self::Allowed, "allowed_not_screened"),
        (Self::AllowedPassed, "allowed_passed_screen"),
        (Self::AllowedFailed, "allowed_failed_screen"),
        (Self::AllowedNetwork, "allowed"),
        (Self::Prohibited, "prohib_not_screened"),
        (Self::ProhibitedPassed, "prohib_passed_screen"),
        (Self::ProhibitedFailed, "prohib_failed_screen"),
        (Self::ProhibitedNetwork, "prohib"),
        (Self::Unavailable, "unavailable"),
    ];

    /// The word in `CALLERID(pres)`.
    pub fn text(self) -> &'static str {
        Self::TABLE
            .iter()
            .find(|(p, _)| *p == self)
            .map_or("unavailable", |(_, text)| text)
    }

    /// Reads the word.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::TABLE
            .iter()
            .find(|(_, t)| t.eq_ignore_ascii_case(text))
            .map(|(p, _)| *p)
    }

    /// May the number be shown to the other side?
    pub fn is_allowed(self) -> bool {
        matches!(
            self,
            Self::Allowed | Self::AllowedPassed | Self::AllowedFailed | Self::AllowedNetwork
        )
    }
}

/// One party. An empty string means that it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Party {
    /// Display name.
    pub name: String,
    /// Number.
    pub number: String,
    /// May it be shown?
    pub presentation: Presentation,
}

impl Party {
    /// A party with a name and a number that may be shown.
    pub fn new(name: &str, number: &str) -> Self {
        Self {
            name: name.to_owned(),
            number: number.to_owned(),
            ..Self::default()
        }
    }

    /// Reads `"Name" <number>`, `Name <number>`, `<number>` or a bare number, as `CALLERID(all)` and
    /// `callerid=` do.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let (Some(open), Some(close)) = (text.rfind('<'), text.rfind('>'))
            && open < close
        {
            let name = text[..open].trim().trim_matches('"');
            return Self::new(&name.replace("\\\"", "\""), text[open + 1..close].trim());
        }
        let digits = |c: char| c.is_ascii_digit() || "*#+-().".contains(c);
        if !text.is_empty() && text.chars().all(digits) {
            return Self::new("", text);
        }
        Self::new(text.trim_matches('"'), "")
    }

    /// `"Name" <number>`, as `CALLERID(all)` tells it.
    pub fn all(&self) -> String {
        format!("\"{}\" <{}>", self.name, self.number)
    }
}

/// How a call was sent on, beyond by whom.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Redirecting {
    /// Who was called at first (`REDIRECTING(orig)`).
    pub original: Party,
    /// Who it is sent to (`REDIRECTING(to)`).
    pub to: Party,
    /// Why, in Asterisk's words (`cfu`); empty when unknown.
    pub reason: String,
    /// Why it was sent on at first.
    pub original_reason: String,
    /// How often it was sent on.
    pub count: u32,
}

/// Everyone who plays a part in a call, as one channel sees it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PartyIds {
    /// Who calls (`CALLERID`).
    pub caller: Party,
    /// The number that the network vouches for (`CALLERID(ani-num)`).
    pub ani: String,
    /// The number that was dialled (`CALLERID(dnid)`).
    pub dnid: String,
    /// Who sent the call on (`REDIRECTING(from)`, `CALLERID(rdnis)`).
    pub redirecting_from: Party,
    /// What else is known of that.
    pub redirecting: Redirecting,
    /// Who is at the other end (`CONNECTEDLINE`).
    pub connected: Party,
    /// Free text that goes with the caller (`CALLERID(tag)`).
    pub tag: String,
}
