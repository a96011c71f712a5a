//! Headers of a word and parameters: Reason (RFC 3326), Subscription-State (RFC 6665),
//! and the identity headers Remote-Party-ID and Diversion (RFC 5806).

use super::scan::decode;
use super::{HeaderFault, NameAddr, Params};
use std::fmt;

/// Why a request was sent, e.g. `Q.850;cause=16;text="Normal Clearing"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// `Q.850`, `SIP` or another.
    pub protocol: String,
    /// A cause of that protocol.
    pub cause: Option<u16>,
    /// Words for people.
    pub text: Option<String>,
}

impl Reason {
    /// Reads one value.
    ///
    /// # Errors
    /// When there is no protocol.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let (protocol, params) = word_and_params(value)?;
        Ok(Self {
            protocol,
            cause: params.get("cause").and_then(|c| c.trim().parse().ok()),
            text: params.get("text").map(str::to_owned),
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        if let Some(cause) = self.cause {
            write!(f, ";cause={cause}")?;
        }
        match &self.text {
            Some(text) => write!(f, ";text={}", super::quote(text)),
            None => Ok(()),
        }
    }
}

/// The state that a NOTIFY reports of its subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionState {
    /// `active`, `pending` or `terminated`, in lower case; others are extensions.
    pub state: String,
    /// `expires`, `reason`, `retry-after`.
    pub params: Params,
}

impl SubscriptionState {
    /// Reads a value.
    ///
    /// # Errors
    /// When there is no state.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        let (state, params) = word_and_params(value)?;
        Ok(Self {
            state: state.to_ascii_lowercase(),
            params,
        })
    }

    /// Seconds the subscription still has.
    pub fn expires(&self) -> Option<u32> {
        self.params.get("expires").and_then(super::delta_seconds)
    }

    /// Whether this was the last NOTIFY.
    pub fn is_terminated(&self) -> bool {
        self.state == "terminated"
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.state, self.params)
    }
}

/// Remote-Party-ID, the older way to name a party apart from From.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteParty {
    /// Name and address.
    pub address: NameAddr,
}

impl RemoteParty {
    /// Reads a value.
    ///
    /// # Errors
    /// When the address is not legal.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        Ok(Self {
            address: NameAddr::parse(value)?,
        })
    }

    /// Whether the party's name or number must not be shown (`privacy` other than `off`).
    pub fn is_private(&self) -> bool {
        self.address
            .params
            .get("privacy")
            .is_some_and(|p| !p.eq_ignore_ascii_case("off"))
    }

    /// The screening mark.
    pub fn is_screened(&self) -> bool {
        self.address
            .params
            .get("screen")
            .is_some_and(|s| s.eq_ignore_ascii_case("yes"))
    }

    /// `calling` or `called`, when written.
    pub fn party(&self) -> Option<&str> {
        self.address.params.get("party")
    }
}

/// Who sent the call on to us, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diversion {
    /// The party that diverted.
    pub address: NameAddr,
}

impl Diversion {
    /// Reads one value.
    ///
    /// # Errors
    /// When the address is not legal.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderFault> {
        Ok(Self {
            address: NameAddr::parse(value)?,
        })
    }

    /// `unconditional`, `user-busy`, `no-answer`, …; `unknown` when not written.
    pub fn reason(&self) -> &str {
        self.address.params.get("reason").unwrap_or("unknown")
    }

    /// How often the call was diverted; at least 1.
    pub fn count(&self) -> u32 {
        self.address
            .params
            .get("counter")
            .and_then(|c| c.parse().ok())
            .unwrap_or(1)
    }
}

fn word_and_params(value: &[u8]) -> Result<(String, Params), HeaderFault> {
    let text = decode(value);
    let (word, params) = text.split_once(';').unwrap_or((&text, ""));
    let word = word.trim();
    if word.is_empty() {
        return Err(HeaderFault("empty"));
    }
    Ok((word.to_owned(), Params::parse(params)))
}
