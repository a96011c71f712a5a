//! The options of `voicemail.conf`: for the whole, and for a mailbox.

use config::Seconds;

config::options! {
    /// What may stand in `[general]` for all mailboxes and in a mailbox's own line for it alone.
    pub struct BoxOptions as "mailbox" {
        /// Send the recording along with the mail.
        attach: bool = "yes",
        /// The format that is attached; empty is the first of `format`.
        attachfmt: String = "",
        /// Sender of the mail.
        serveremail: String = "asterisk",
        /// Name of the mail's sender.
        fromstring: String = "The Asterisk PBX",
        /// Subject of the mail, with variables like `${VM_NAME}`.
        emailsubject: String = "",
        /// Text of the mail, with variables like `${VM_NAME}`.
        emailbody: String = "",
        /// Zone of `[zonemessages]`.
        tz: String = "",
        /// Language and country of the day and month names in mail.
        locale: String = "",
        /// Language of the mailbox's prompts; empty is the channel's.
        language: String = "",
        /// Delete a message once it is mailed.
        delete: bool = "no",
        /// Say the caller's number before a message.
        saycid: bool = "no",
        /// Say how long a message is.
        sayduration: bool = "yes",
        /// Say it from so many minutes on.
        saydurationm: u32 = "2",
        /// Say date and time before a message.
        envelope: bool = "yes",
        /// Messages for other mailboxes can be left from the menu.
        sendvoicemail: bool = "no",
        /// A caller may listen to the message and record it again.
        review: bool = "no",
        /// Remind the owner that the temporary greeting is in force.
        tempgreetwarn: bool = "yes",
        /// The next message after the last one is the first.
        messagewrap: bool = "no",
        /// Callers may press 0 for the operator.
        operator: bool = "no",
        /// Context for calling the sender back.
        callback: String = "",
        /// Context for calling out from the menu.
        dialout: String = "",
        /// Context with the extensions `o` and `a`.
        exitcontext: String = "",
        /// A new owner (password and mailbox are equal) must record the name first.
        forcename: bool = "no",
        /// A new owner must record the greetings first.
        forcegreetings: bool = "no",
        /// Not to be found in the directory.
        hidefromdir: bool = "no",
        /// Go on with the next message after one was deleted or saved.
        nextaftercmd: bool = "no",
        /// Messages heard go to the folder Old.
        moveheard: bool = "yes",
        /// Callers may mark their message as urgent.
        leaveurgent: bool = "yes",
        /// Most messages in a folder.
        maxmsg: u32 = "100",
        /// So many deleted messages are kept in the folder Deleted; yes is as many as `maxmsg`.
        "backupdeleted" | "maxdeletedmsg" => backupdeleted: String = "no",
        /// Longest message in seconds; 0 is any length.
        "maxsecs" | "maxmessage" => maxsecs: Seconds = "0",
        /// Shorter messages are dropped.
        "minsecs" | "minmessage" => minsecs: Seconds = "0",
        /// Shortest password that may be chosen.
        minpassword: u32 = "0",
        /// Where a changed password goes: `voicemail.conf` or `spooldir`.
        passwordlocation: String = "voicemail.conf",
    }
    unsupported: ["volgain", "imapuser", "imappassword", "imapfolder", "imapvmshareid", "imapserver", "imapport", "imapflags"];
}

config::options! {
    /// Voicemail as a whole.
    pub struct General as "voicemail.conf" {
        /// Formats of recordings, `|` between them; the first one goes by mail.
        format: String = "wav",
        /// The command that takes a mail on its standard input, or `smtp://[user:password@]host[:port]`
        /// (`smtps://` with encryption from the start).
        mailcmd: String = "/usr/sbin/sendmail -t",
        /// Character set of mails.
        "charset" | "emailcharset" => charset: String = "ISO-8859-1",
        /// Leave `[PBX]:` out of the usual subject.
        pbxskip: bool = "no",
        /// Date in mails, by strftime.
        emaildateformat: String = "%A, %B %d, %Y at %r",
        /// Date in pager mails, by strftime.
        pagerdateformat: String = "%A, %B %d, %Y at %r",
        /// Name of the pager mail's sender.
        pagerfromstring: String = "The Asterisk PBX",
        /// Subject of pager mails.
        pagersubject: String = "",
        /// Text of pager mails.
        pagerbody: String = "",
        /// A command that hears of every change: context, mailbox, new, old and urgent messages follow it.
        externnotify: String = "",
        /// A command that stores a password instead of this file: context, mailbox, password follow it.
        externpass: String = "",
        /// A command that hears of a changed password; this file is changed, too.
        externpassnotify: String = "",
        /// A command that judges a new password: mailbox, context, old, new follow it; it prints VALID,
        /// INVALID or FAILURE.
        externpasscheck: String = "",
        /// Recording ends after so much silence; 0 is never.
        maxsilence: Seconds = "0",
        /// What counts as silence.
        silencethreshold: u32 = "128",
        /// Longest greeting; 0 is any length.
        maxgreet: Seconds = "0",
        /// How far forward and back the keys jump in a message, in milliseconds.
        skipms: u32 = "3000",
        /// Tries for mailbox and password in one call.
        maxlogins: u32 = "3",
        /// Wrong passwords in a row, over all calls, that lock a mailbox; 0 is never.
        lockafter: u32 = "10",
        /// How long it is locked.
        locktime: Seconds = "900",
        /// A mailbox without a context is looked for in all.
        searchcontexts: bool = "no",
        /// Look for changes that other programs made.
        pollmailboxes: bool = "no",
        /// How often.
        pollfreq: Seconds = "30",
        /// Contexts whose callers are announced as extensions.
        cidinternalcontexts: Vec<String> = "",
        /// The section with other names of mailboxes.
        aliasescontext: String = "",
        /// Find the mailbox to forward to by name.
        usedirectory: bool = "no",
        /// Prompt that asks for the mailbox.
        "vm-login" => vm_login: String = "vm-login",
        /// Prompt for a new owner.
        "vm-newuser" => vm_newuser: String = "vm-newuser",
        /// Prompt that asks for the password.
        "vm-password" => vm_password: String = "vm-password",
        /// Prompt that asks for a new password.
        "vm-newpassword" => vm_newpassword: String = "vm-newpassword",
        /// The password was changed.
        "vm-passchanged" => vm_passchanged: String = "vm-passchanged",
        /// The new password breaks a rule.
        "vm-invalid-password" => vm_invalid_password: String = "vm-invalid-password",
        /// The new password again.
        "vm-reenterpassword" => vm_reenterpassword: String = "vm-reenterpassword",
        /// The two were not the same.
        "vm-mismatch" => vm_mismatch: String = "vm-mismatch",
        /// Something went wrong; try again.
        "vm-pls-try-again" => vm_pls_try_again: String = "vm-pls-try-again",
        /// Comment in front of a forwarded message took too long.
        "vm-prepend-timeout" => vm_prepend_timeout: String = "vm-then-pound",
        /// Key that goes forward in a message.
        "listen-control-forward-key" => key_forward: String = "#",
        /// Key that goes back.
        "listen-control-reverse-key" => key_reverse: String = "*",
        /// Key that pauses.
        "listen-control-pause-key" => key_pause: String = "0",
        /// Key that starts again.
        "listen-control-restart-key" => key_restart: String = "2",
        /// Keys that stop it.
        "listen-control-stop-key" => key_stop: String = "13456789",
        /// Text before the names of the directory.
        directoryintro: String = "dir-intro",
    }
    unsupported: [
        "userscontext", "smdienable", "smdiport", "odbcstorage", "odbctable", "odbc_audio_on_disk",
        "imapserver", "imapport", "imapflags", "imapfolder", "imapgreetings", "imapparentfolder",
        "imapreadtimeout", "imapwritetimeout", "imapopentimeout", "imapclosetimeout", "imapsecretfile",
        "greetingsfolder", "expungeonhangup", "authuser", "authpassword", "imapdelayed", "defaultvmserver",
    ];
    ignored: ["adsifdn", "adsisec", "adsiver", "vm-test", "vmmessage1", "vmmessage2"];
}
