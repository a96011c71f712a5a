//! The list of functions: a line here makes a file a module and its types known by name.

use call::script::FunctionEntry;

pub(crate) use conference::confbridge::options as conference_options;
pub(crate) use database::db::database;
pub(crate) use databases::statement::made;
pub(crate) use lists::hash::hash_variables;
pub(crate) use lists::list_ends::delimiter;

/// Declares the modules `group/file.rs` and the table of their functions.
macro_rules! functions {
    ($( $group:ident { $( $file:ident::{$($function:ident),+}, )+ } )+) => {
        $( mod $group { $( pub(crate) mod $file; )+ } )+

        /// All functions, in the order of this list.
        pub static FUNCTIONS: &[FunctionEntry] = &[
            $( $( $( FunctionEntry::of::<$group::$file::$function>(), )+ )+ )+
        ];
    };
}

functions! {
    caller {
        callerid::{CallerId, CallerPres},
        connected_line::{ConnectedLine},
        redirecting::{Redirecting},
    }
    channel {
        channel_item::{ChannelItem},
        channels::{Channels, ChannelExists},
        group::{Group, GroupCount, GroupMatchCount, GroupList},
        hangup_cause::{HangupCauseOf, HangupCauseKeys},
        old_items::{Language, MusicClass, AudiohookInherit},
        shared::{Shared, MasterChannel},
        timeout::{Timeout},
    }
    conference {
        confbridge::{Confbridge, ConfbridgeInfo},
    }
    database {
        db::{Db, DbExists, DbDelete},
        db_keys::{DbKeys, DbKeyCount},
        blacklist::{Blacklist},
    }
    databases {
        realtime::{Realtime, RealtimeField, RealtimeHash, RealtimeStore, RealtimeDestroy},
        statement::{OdbcFetch, SqlEsc, SqlEscBackslashes},
    }
    devices {
        device_state::{DeviceState, ExtensionState, Hint, PresenceState},
        dial_group::{DialGroup},
    }
    dialplan {
        dialplan_exists::{DialplanExists, ValidExten},
        exception::{Exception},
        stack::{StackPeek, LocalPeek},
    }
    encoding {
        base64::{Base64Encode, Base64Decode},
        digest::{Md5, CheckMd5, Sha1, Uuid},
        json_decode::{JsonDecode},
        uri::{UriEncode, UriDecode},
    }
    lists {
        array::{Array},
        hash::{Hash, HashKeys},
        list_ends::{Push, Pop, Shift, Unshift},
        list_filter::{ListFilter},
        sort::{Sort},
    }
    logic {
        if_else::{If, IfTime},
        null::{IsNull, Exists},
    }
    media {
        volume::{Volume, JitterBuffer},
    }
    numbers {
        count::{Inc, Dec},
        math::{Math},
        rand::{Rand},
    }
    queue {
        callers::{QueueWaitingCount, QueueGetChannel},
        members::{QueueMember, QueueMemberCount, QueueMemberList, QueueMemberPenalty},
        queues::{QueueExists, QueueVariables},
    }
    records {
        cdr::{Cdr, CdrProp},
    }
    sip {
        endpoints::{SipEndpoint, PjsipEndpoint, PjsipAor, PjsipContact, PjsipDialContacts},
        pjsip_header::{PjsipHeader},
        sip_header::{SipHeader},
    }
    strings {
        between::{StrBetween},
        case::{ToLower, ToUpper},
        cut::{Cut},
        fields::{FieldQty, FieldNum},
        filter::{Filter},
        keypad::{KeypadHash},
        len::{Len},
        quote::{Quote, CsvQuote},
        regex::{Regex},
        replace::{Replace, StrReplace},
        sprintf::{Sprintf},
        trim::{Trim, LTrim, RTrim},
    }
    system {
        file::{File, FileCountLine, FileFormat, Stat},
        if_module::{IfModule},
        lock::{Lock, TryLock, Unlock},
        shell::{Shell, Env, SysInfo, AstConfig},
    }
    time {
        strftime::{StrFTime},
        strptime::{StrPTime},
    }
    web {
        curl::{Curl, CurlOpt},
    }
    voicemail {
        vm_info::{VmInfo, MailboxExistsFunction, VmCount},
    }
    variables {
        eval::{Eval, PassThru},
        global::{Global},
        import::{Import},
        local::{Local},
        set_value::{SetValue},
        version::{Version},
    }
}
