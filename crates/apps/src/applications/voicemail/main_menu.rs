//! VoiceMailMain: an owner listens to messages and sets the mailbox up.

use call::script::prelude::*;
use services::voicemail::spool::{FOLDERS, INBOX};

use crate::numbers::leading_integer;
use crate::voicemail::login::{Entry, Login};
use crate::voicemail::menu;
use crate::voicemail::visit::Visit;

options! {
    /// Options of `VoiceMailMain`.
    pub(crate) struct MainOptions {
        /// The mailbox is only the beginning of the one that the caller types.
        'p' => prefix: bool,
        /// No password is asked for.
        's' => trusted: bool,
        /// Begin with this folder: 0 is INBOX, 1 Old, 2 Work, 3 Family, 4 Friends, 5 to 9 Cust1 to Cust5.
        'a'("folder") => folder: Option<String>,
    }
    refused {
        /// Recordings are kept as loud as they came.
        'g'("#"),
    }
}

/// The owner's menu.
pub(crate) struct VoiceMailMain;

impl Application for VoiceMailMain {
    const DOC: AppDoc = AppDoc {
        name: "VoiceMailMain",
        synopsis: "Let owners listen to their messages.",
        syntax: &[
            Param::optional(
                "mailbox[@context]",
                "The mailbox; the caller is asked for it when it is left out.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: MainOptions::PARAMS,
        description: "Asks for mailbox and password, tells how many messages there are, and obeys keys: 1 \
            plays messages, 2 changes folders, 3 has further choices, 4, 5 and 6 go to the message before, \
            the same and the next, 7 deletes and undeletes, 8 forwards, 9 saves, 0 leads to greetings and \
            password, * repeats the choices, # leaves. `*` instead of a mailbox or password leads to the \
            extension `a`. The old form with the letters s and p before the mailbox is understood.",
        see_also: &["VoiceMail", "VMAuthenticate"],
        examples: &["same => n,VoiceMailMain(${CALLERID(num)}@default,s)"],
        since: "0.1",
    };

    fn check(arguments: &str) -> Vec<String> {
        MainOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let (name, letters) = match parts.len() {
            0 | 1 => old_form(part(0)),
            _ => (part(0), part(1)),
        };
        let options = MainOptions::parse(call, letters).unwrap_or_default();
        call.answer().await?;
        let (mailbox, context) = name.split_once('@').unwrap_or((name, ""));
        let login = Login {
            mailbox: if options.prefix { "" } else { mailbox },
            context,
            prefix: if options.prefix { mailbox } else { "" },
            trusted: options.trusted,
            silent: false,
        };
        let desk = match login.run(call).await? {
            Entry::Open(desk) => *desk,
            Entry::Elsewhere(place) => {
                call.jump(place);
                return Ok(Continue);
            }
            Entry::Refused => return Ok(End),
        };
        let language = desk.mailbox.options.language.clone();
        if !language.is_empty() {
            call.change(|c| c.language = language);
        }
        let folder = options
            .folder
            .as_deref()
            .map(|f| leading_integer(f).clamp(0, 9));
        let folder = folder.and_then(|f| FOLDERS.get(usize::try_from(f).ok()?));
        let mut visit = Visit::begin(call, desk, folder.unwrap_or(&INBOX)).await?;
        let flow = menu::run(call, &mut visit, folder.is_some()).await;
        // What was heard and deleted counts, also when the owner hangs up.
        visit.close(call).await?;
        flow
    }
}

/// `s001`, `p1`: letters before the mailbox are options when there is no second argument.
fn old_form(text: &str) -> (&str, &str) {
    let letters = text.len() - text.trim_start_matches(['s', 'p']).len();
    let (letters, rest) = text.split_at(letters);
    (rest, letters)
}
