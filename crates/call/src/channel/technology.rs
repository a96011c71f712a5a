//! Channel drivers, as they are named in dial strings. A closed set: adding one makes the compiler
//! list every decision.

/// A channel driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Technology {
    /// chan_sip's names and manners.
    Sip,
    /// chan_pjsip's names and manners.
    Pjsip,
    /// `Local/exten@context`: a pair of channels, the second of which runs the dialplan.
    Local,
}

impl Technology {
    /// All of them, in the order of `core show channeltypes`.
    pub const ALL: &'static [Self] = &[Self::Pjsip, Self::Sip, Self::Local];

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
            Self::Local => "Local",
        }
    }

    /// The part of a channel's name behind the slash, for an outgoing call to `resource`.
    ///
    /// chan_sip names the peer (`peer/number`, `number@host` gives the host), chan_pjsip the endpoint
    /// (`endpoint/uri`, `number@endpoint`), Local the place in the dialplan.
    pub fn channel_stem(self, resource: &str) -> &str {
        let first = resource.split('/').next().unwrap_or(resource);
        let name = match first.rsplit_once('@') {
            Some((_, behind)) => behind,
            None => first,
        };
        match self {
            Self::Sip => name.split(':').next().unwrap_or(name),
            Self::Pjsip => name,
            Self::Local => local_place(resource),
        }
    }
}

/// `exten@context` without options; an extension may contain a slash.
fn local_place(resource: &str) -> &str {
    match resource.rsplit_once('/') {
        Some((place, options)) if options.chars().all(|c| LOCAL_OPTIONS.contains(c)) => place,
        _ => resource,
    }
}

/// Options of Local channels: `n` keeps the pair for the whole call, as we always do; `j` and `m` are
/// about jitter buffers and music, `b` about bridging.
const LOCAL_OPTIONS: &str = "nNjJmMbB";
