//! Addresses of record: where the contacts of an endpoint are kept, and by which rules.

use std::time::Duration;

use sip::header::Uri;

use crate::endpoint::Dialect;

/// The name of an address of record, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AorKey {
    dialect: Dialect,
    name: String,
}

impl AorKey {
    /// The key of a name as written; case is folded where the dialect does not mind it.
    pub fn new(dialect: Dialect, name: &str) -> Self {
        Self {
            dialect,
            name: dialect.fold(name),
        }
    }

    /// Whose.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The name, folded.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// One address of record. A `sip.conf` peer has one of its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aor {
    /// Its key.
    pub key: AorKey,
    /// Its name as written.
    pub name: String,
    /// Contacts that are always there.
    pub permanent: Vec<Uri>,
    /// How many contacts may register; 0: none, so that only permanent ones count.
    pub max_contacts: u32,
    /// A registration beyond the limit pushes out the contact that would expire first.
    pub remove_existing: bool,
    /// A registration beyond the limit may push out contacts that cannot be reached.
    pub remove_unavailable: bool,
    /// Seconds when the client asks for nothing.
    pub default_expiration: u32,
    /// Shorter wishes become this, in seconds.
    pub minimum_expiration: u32,
    /// Longer wishes become this, in seconds.
    pub maximum_expiration: u32,
    /// Path is kept and told (RFC 3327).
    pub support_path: bool,
    /// How its contacts are watched; `None`: they are not.
    pub qualify: Option<Qualify>,
    /// Mailboxes that may be subscribed to.
    pub mailboxes: Vec<String>,
    /// The number to call for messages.
    pub voicemail_extension: String,
    /// OPTIONS go by this proxy.
    pub outbound_proxy: Option<Uri>,
}

/// How contacts are watched with OPTIONS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Qualify {
    /// Time between questions while the contact answers.
    pub every: Duration,
    /// Time between questions while it does not.
    pub every_while_down: Duration,
    /// How long an answer may take.
    pub patience: Duration,
    /// A late answer makes the contact lagged (`sip.conf`) rather than unreachable.
    pub late_is_lagged: bool,
    /// Only a 2xx counts as an answer.
    pub only_success: bool,
    /// A challenge is answered.
    pub authenticate: bool,
}
