//! VM_INFO, MAILBOX_EXISTS and VMCOUNT: what is known of a mailbox.

use call::script::prelude::*;

use crate::voicemail::desk::Desk;

/// `VM_INFO()`.
pub(crate) struct VmInfo;

impl Function for VmInfo {
    const DOC: FunctionDoc = FunctionDoc {
        name: "VM_INFO",
        synopsis: "What is known of a mailbox.",
        syntax: &[
            Param::required("mailbox[@context]", "The mailbox."),
            Param::required(
                "attribute",
                "count, email, exists, fullname, language, locale, pager, password or tz.",
            ),
            Param::optional("folder", "For count: the folder, INBOX when left out."),
        ],
        description: "exists is 1 or 0; the others are empty where there is no such mailbox.",
        see_also: &["MailboxExists", "VMCOUNT"],
        examples: &["${VM_INFO(6001@default,count)}", "${VM_INFO(6001,exists)}"],
        since: "13.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let desk = Desk::find(call, part(0));
        let Some(desk) = desk else {
            let exists = part(1).eq_ignore_ascii_case("exists");
            return Ok(if exists { "0" } else { "" }.to_owned());
        };
        let mailbox = &desk.mailbox;
        Ok(match part(1).to_ascii_lowercase().as_str() {
            "exists" => "1".to_owned(),
            "count" => count(call, &desk, part(2)).await.to_string(),
            "email" => mailbox.email.clone(),
            "fullname" => mailbox.full_name.clone(),
            "pager" => mailbox.pager.clone(),
            "password" => desk.secret(call).await.unwrap_or_default(),
            "tz" => mailbox.options.tz.clone(),
            "locale" => mailbox.options.locale.clone(),
            "language" => match mailbox.options.language.as_str() {
                "" => call.look(|c| c.language.clone()).unwrap_or_default(),
                own => own.to_owned(),
            },
            other => return Err(Fault::from(format!("a mailbox has no attribute '{other}'"))),
        })
    }
}

/// `MAILBOX_EXISTS()`.
pub(crate) struct MailboxExistsFunction;

impl Function for MailboxExistsFunction {
    const DOC: FunctionDoc = FunctionDoc {
        name: "MAILBOX_EXISTS",
        synopsis: "Is a mailbox configured?",
        syntax: &[Param::required("mailbox[@context]", "The mailbox.")],
        description: "1 or 0. VM_INFO() has replaced it.",
        see_also: &["VM_INFO"],
        examples: &["${MAILBOX_EXISTS(6001@default)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let exists = Desk::find(call, args.0.trim()).is_some();
        Ok(if exists { "1" } else { "0" }.to_owned())
    }
}

/// `VMCOUNT()`.
pub(crate) struct VmCount;

impl Function for VmCount {
    const DOC: FunctionDoc = FunctionDoc {
        name: "VMCOUNT",
        synopsis: "How many messages a mailbox has.",
        syntax: &[
            Param::required("mailbox[@context]", "The mailbox."),
            Param::optional("folder", "The folder, INBOX when left out."),
        ],
        description: "0 where there is no such mailbox. VM_INFO() has replaced it.",
        see_also: &["VM_INFO"],
        examples: &["${VMCOUNT(6001@default)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        Ok(match Desk::find(call, part(0)) {
            Some(desk) => count(call, &desk, part(1)).await.to_string(),
            None => "0".to_owned(),
        })
    }
}

/// Urgent messages count as new ones.
async fn count(call: &mut Call, desk: &Desk, folder: &str) -> u32 {
    let folders: &[&str] = match folder {
        "" | "INBOX" => &["INBOX", "Urgent"],
        other => &[other],
    };
    let mut sum = 0_u32;
    for folder in folders {
        let one = desk.folder_count(call, folder).await.unwrap_or(0);
        sum = sum.saturating_add(one);
    }
    sum
}
