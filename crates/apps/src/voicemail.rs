//! What the voicemail applications have in common: mailboxes at hand, recording, depositing, the
//! owner's menu.

mod advanced;
mod counts;
pub(crate) mod depositing;
pub(crate) mod desk;
mod forward;
pub(crate) mod listening;
pub(crate) mod login;
mod mailing;
pub(crate) mod menu;
mod owner;
pub(crate) mod recording;
pub(crate) mod visit;
