//! VMAuthenticate, VoiceMailPlayMsg, VMSayName, MailboxExists and what old dialplans ask of mailboxes.

use call::script::prelude::*;
use services::voicemail::spool::{FOLDERS, Greeting, LookFor, OpenFolder};

use crate::say;
use crate::voicemail::desk::Desk;
use crate::voicemail::listening::play_recording;
use crate::voicemail::login::{Entry, Login};

options! {
    /// Options of `VMAuthenticate`.
    pub(crate) struct VmAuthenticateOptions {
        /// No prompts before the login and none at its end.
        's' => silent: bool,
    }
}

/// A mailbox's password as a key to something else.
pub(crate) struct VmAuthenticate;

impl Application for VmAuthenticate {
    const DOC: AppDoc = AppDoc {
        name: "VMAuthenticate",
        synopsis: "Let nobody pass without the password of a mailbox.",
        syntax: &[
            Param::optional(
                "mailbox[@context]",
                "The mailbox; the caller is asked for it when it is left out.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: VmAuthenticateOptions::PARAMS,
        description: "Works as the login of VoiceMailMain. AUTH_MAILBOX and AUTH_CONTEXT name the mailbox \
            afterwards. The call ends when nobody is let in.",
        see_also: &["VoiceMailMain", "Authenticate"],
        examples: &["same => n,VMAuthenticate(6001@default)"],
        since: "1.4",
    };

    fn check(arguments: &str) -> Vec<String> {
        VmAuthenticateOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = VmAuthenticateOptions::parse(call, part(1)).unwrap_or_default();
        call.answer().await?;
        let (mailbox, context) = part(0).split_once('@').unwrap_or_else(|| (part(0), ""));
        let login = Login {
            mailbox,
            context,
            prefix: "",
            trusted: false,
            silent: options.silent,
        };
        match login.run(call).await? {
            Entry::Open(desk) => {
                call.set("AUTH_MAILBOX", desk.id().name.clone());
                call.set("AUTH_CONTEXT", desk.id().context.clone());
                if !options.silent {
                    call.play(&["auth-thankyou"], "").await?;
                }
                Ok(Continue)
            }
            Entry::Elsewhere(place) => {
                call.jump(place);
                Ok(Continue)
            }
            Entry::Refused => Ok(End),
        }
    }
}

/// Plays one message.
pub(crate) struct VoiceMailPlayMsg;

impl Application for VoiceMailPlayMsg {
    const DOC: AppDoc = AppDoc {
        name: "VoiceMailPlayMsg",
        synopsis: "Play one message of a mailbox by its id.",
        syntax: &[
            Param::required("mailbox[@context]", "The mailbox."),
            Param::required("msg_id", "The message, as its text file calls it."),
        ],
        options: &[],
        description: "Sets VOICEMAIL_PLAYBACKSTATUS to SUCCESS or FAILED.",
        see_also: &["VoiceMailMain"],
        examples: &["same => n,VoiceMailPlayMsg(6001@default,1700000000-00000001)"],
        since: "11.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let Some(desk) = Desk::find(call, part(0)) else {
            call.warn(format!(
                "there is no mailbox '{}' in voicemail.conf",
                part(0)
            ));
            call.set("VOICEMAIL_PLAYBACKSTATUS", "FAILED");
            return Ok(Continue);
        };
        for folder in FOLDERS {
            let work = OpenFolder {
                path: desk.path(),
                folder: folder.to_owned(),
            };
            let found = call.on_disk(work).await?;
            let wanted = |found: &Vec<services::voicemail::Message>| {
                let is_it = |m: &&services::voicemail::Message| m.info.get("msg_id") == part(1);
                found
                    .iter()
                    .find(is_it)
                    .map(services::voicemail::Message::stem)
            };
            if let Some(stem) = found.as_deref().and_then(wanted) {
                let stem = format!("{}/{stem}", desk.path());
                play_recording(call, &desk, &stem).await?;
                call.set("VOICEMAIL_PLAYBACKSTATUS", "SUCCESS");
                return Ok(Continue);
            }
        }
        call.set("VOICEMAIL_PLAYBACKSTATUS", "FAILED");
        Ok(Continue)
    }
}

/// Says whose mailbox it is.
pub(crate) struct VmSayName;

impl Application for VmSayName {
    const DOC: AppDoc = AppDoc {
        name: "VMSayName",
        synopsis: "Play the name that the owner of a mailbox recorded.",
        syntax: &[Param::required("mailbox[@context]", "The mailbox.")],
        options: &[],
        description: "Says the number of the mailbox where no name is recorded.",
        see_also: &["VoiceMail"],
        examples: &["same => n,VMSayName(6001@default)"],
        since: "1.8",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let text = args.0.trim();
        if let Some(desk) = Desk::find(call, text) {
            let look = LookFor {
                path: desk.path(),
                greetings: vec![Greeting::Name],
            };
            let found = call.on_disk(look).await?;
            if found.is_some_and(|found| found.first() == Some(&true)) {
                let stem = format!("{}/{}", desk.path(), Greeting::Name.file());
                call.play(&[&stem], "").await?;
                return Ok(Continue);
            }
        }
        let digits = say::digits(text.split('@').next().unwrap_or_default());
        let names: Vec<&str> = digits.iter().map(String::as_str).collect();
        call.play(&names, "").await?;
        Ok(Continue)
    }
}

/// Is there such a mailbox?
pub(crate) struct MailboxExists;

impl Application for MailboxExists {
    const DOC: AppDoc = AppDoc {
        name: "MailboxExists",
        synopsis: "Tell whether a mailbox is configured.",
        syntax: &[
            Param::required("mailbox[@context]", "The mailbox."),
            Param::optional(
                "options",
                "With j, a mailbox that exists leads to priority n+101.",
            ),
        ],
        options: &[],
        description: "VMBOXEXISTSSTATUS is SUCCESS or FAILED afterwards.",
        see_also: &["VM_INFO"],
        examples: &["same => n,MailboxExists(6001@default)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let exists = Desk::find(call, part(0)).is_some();
        call.set(
            "VMBOXEXISTSSTATUS",
            if exists { "SUCCESS" } else { "FAILED" },
        );
        if exists && part(1).contains('j') {
            jump_101(call).await;
        }
        Ok(Continue)
    }
}

/// Has a mailbox messages?
pub(crate) struct HasVoicemail;

/// Has a mailbox new messages?
pub(crate) struct HasNewVoicemail;

impl Application for HasVoicemail {
    const DOC: AppDoc = has_doc(
        "HasVoicemail",
        "Tell whether a mailbox has any messages.",
        &["same => n,HasVoicemail(6001@default,COUNT)"],
    );

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        has(call, args, "HASVMSTATUS", &["INBOX", "Urgent", "Old"]).await
    }
}

impl Application for HasNewVoicemail {
    const DOC: AppDoc = has_doc(
        "HasNewVoicemail",
        "Tell whether a mailbox has messages not heard.",
        &["same => n,HasNewVoicemail(6001@default,COUNT)"],
    );

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        has(call, args, "HASVMSTATUS", &["INBOX", "Urgent"]).await
    }
}

const HAS_SYNTAX: &[Param] = &[
    Param::required(
        "mailbox[@context][/folder]",
        "The mailbox, and a folder other than INBOX.",
    ),
    Param::optional("variable", "Gets the number of messages."),
    Param::optional("options", "With j, messages lead to priority n+101."),
];

const fn has_doc(
    name: &'static str,
    synopsis: &'static str,
    examples: &'static [&'static str],
) -> AppDoc {
    AppDoc {
        name,
        synopsis,
        syntax: HAS_SYNTAX,
        options: &[],
        description: "HASVMSTATUS is the number of messages afterwards. VM_INFO() has replaced it.",
        see_also: &["VM_INFO"],
        examples,
        since: "1.0",
    }
}

async fn has(call: &mut Call, args: Args<'_>, status: &str, folders: &[&str]) -> Flow {
    let parts = args.split();
    let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
    let (name, folder) = part(0).split_once('/').unwrap_or_else(|| (part(0), ""));
    let mut count = 0_u32;
    if let Some(desk) = Desk::find(call, name) {
        let named = [folder];
        let folders = if folder.is_empty() { folders } else { &named };
        for folder in folders {
            count = count.saturating_add(desk.folder_count(call, folder).await?);
        }
    }
    call.set(status, count.to_string());
    if !part(1).is_empty() {
        call.set(part(1), count.to_string());
    }
    if count > 0 && part(2).contains('j') {
        jump_101(call).await;
    }
    Ok(Continue)
}

/// The jump of old dialplans, where such a priority exists.
async fn jump_101(call: &mut Call) {
    let mut place = call.location();
    place.priority = place.priority.saturating_add(101);
    if crate::places::exists(call, &place).await {
        call.jump(place);
    }
}
