//! Channel drivers, as they are named in dial strings. A closed set: adding one makes the compiler
//! list every decision.

/// A channel driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Technology {
    /// chan_sip's names and manners.
    Sip,
    /// chan_pjsip's names and manners.
    Pjsip,
}

impl Technology {
    /// All of them, in the order of `core show channeltypes`.
    pub const ALL: &'static [Self] = &[Self::Pjsip, Self::Sip];

    /// Looked up without regard to case, as Asterisk does.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|t| t.name().eq_ignore_ascii_case(name))
    }

    /// As it stands in channel names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sip => "SIP",
            Self::Pjsip => "PJSIP",
        }
    }

    /// The part of a channel's name behind the slash, for an outgoing call to `resource`.
    ///
    /// chan_sip names the peer (`peer/number`, `number@host` gives the host), chan_pjsip the endpoint
    /// (`endpoint/uri`, `number@endpoint`).
    pub fn channel_stem(self, resource: &str) -> &str {
        let first = resource.split('/').next().unwrap_or(resource);
        let name = match first.rsplit_once('@') {
            Some((_, behind)) => behind,
            None => first,
        };
        match self {
            Self::Sip => name.split(':').next().unwrap_or(name),
            Self::Pjsip => name,
        }
    }
}
