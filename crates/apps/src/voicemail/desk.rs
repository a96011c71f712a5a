//! A mailbox at hand: its configuration, its folder, and who must hear when it changes.

use std::rc::Rc;
use std::sync::Arc;

use call::Event;
use call::script::prelude::*;
use services::voicemail::password::ReadFromSpool;
use services::voicemail::spool::{CountFolder, box_path};
use services::voicemail::{Counts, Mailbox, MailboxId, Voicemail, VoicemailConf};

/// The mailbox that an application works on.
pub(crate) struct Desk {
    pub(crate) service: Rc<Voicemail>,
    pub(crate) conf: Arc<VoicemailConf>,
    pub(crate) mailbox: Mailbox,
}

/// The service; a warning when the exchange runs without it.
pub(crate) fn service(call: &Call) -> Option<Rc<Voicemail>> {
    let service = call.service::<Voicemail>();
    if service.is_none() {
        call.warn("this exchange runs without voicemail");
    }
    service
}

impl Desk {
    /// The mailbox of that name (`6001`, `6001@default`); `None` when there is none.
    pub(crate) fn find(call: &Call, name: &str) -> Option<Self> {
        let service = service(call)?;
        let conf = service.conf();
        let mailbox = conf.find_named(name)?.clone();
        Some(Self {
            service,
            conf,
            mailbox,
        })
    }

    pub(crate) fn id(&self) -> &MailboxId {
        &self.mailbox.id
    }

    /// The folder of the mailbox.
    pub(crate) fn path(&self) -> String {
        box_path(self.service.spool(), self.id())
    }

    /// The password in force: its own folder's, where that is where passwords go.
    pub(crate) async fn secret(&self, call: &mut Call) -> Result<String, HungUp> {
        let in_spool = self.mailbox.options.passwordlocation == "spooldir";
        if in_spool {
            let path = self.path();
            if let Some(reply) = call.on_disk(ReadFromSpool { path }).await?
                && let Some(secret) = reply.as_ref()
            {
                return Ok(secret.clone());
            }
        }
        Ok(self.mailbox.secret().to_owned())
    }

    /// The context for `o` and `a`.
    pub(crate) fn exit_context(&self, call: &Call) -> String {
        let own = &self.mailbox.options.exitcontext;
        if !own.is_empty() {
            return own.clone();
        }
        // In a macro the plan of the caller counts.
        call.get("MACRO_CONTEXT")
            .filter(|context| !context.is_empty())
            .unwrap_or_else(|| call.location().context.to_string())
    }

    /// How many messages are in a folder.
    pub(crate) async fn folder_count(&self, call: &mut Call, folder: &str) -> Result<u32, HungUp> {
        let work = CountFolder {
            path: self.path(),
            folder: folder.to_owned(),
        };
        Ok(call.on_disk(work).await?.map_or(0, |count| *count))
    }
}

/// Lets everybody know how many messages a mailbox holds now.
pub(crate) fn counted(call: &Call, service: &Voicemail, id: &MailboxId, counts: Counts) {
    let news = service.note(id, counts);
    let (new, old) = (counts.unheard(), counts.old);
    if news {
        call.tell(Event::MailboxChanged {
            mailbox: id.to_string(),
            new,
            old,
            urgent: counts.urgent,
        });
    }
    let command = service.conf().general.externnotify.clone();
    if !command.is_empty() {
        let MailboxId { name, context } = id;
        let command = format!(
            "{command} {} {} {} {old} {}",
            quoted(context),
            quoted(name),
            counts.new,
            counts.urgent
        );
        call.order(Effect::Shell {
            command,
            limit: LONGEST_COMMAND,
            with_output: false,
        });
    }
}

/// A word of a command; the shell finds nothing in it to obey.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

const LONGEST_COMMAND: std::time::Duration = std::time::Duration::from_secs(60);
