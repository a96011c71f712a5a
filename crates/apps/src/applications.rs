//! The list of applications: a line here makes a file a module and its types known by name.

use call::script::AppEntry;

pub(crate) use self::media::control_playback::{Keys, from_there, play_with_keys};
pub(crate) use dial::dial_out::added_headers;
pub(crate) use flow::exec_if_time::is_now;
pub(crate) use flow::goto::go;
pub(crate) use progress::progress_tone::early_sound;
pub(crate) use queue::queue_app::set_queue_variables;
pub(crate) use records::cdr::ama_flags;
pub(crate) use say::say_digits::is_yes;
pub(crate) use system::system::LONGEST as LONGEST_COMMAND;

/// Declares the modules `group/file.rs` and the table of their applications.
macro_rules! applications {
    ($( $group:ident { $( $file:ident::{$($app:ident),* $(,)?}, )+ } )+) => {
        $( mod $group { $( pub(crate) mod $file; )+ } )+

        /// All applications, in the order of this list.
        pub static APPLICATIONS: &[AppEntry] = &[
            $( $( $( AppEntry::of::<$group::$file::$app>(), )* )+ )+
        ];
    };
}

applications! {
    basic {
        answer::{Answer},
        clear_hash::{ClearHash},
        hangup::{Hangup},
        log::{Log},
        no_op::{NoOp},
        set::{Set, MSet},
        verbose::{Verbose},
        wait::{Wait},
        wait_until::{WaitUntil, WaitDigit},
    }
    progress {
        busy::{Busy},
        congestion::{Congestion},
        incomplete::{Incomplete},
        proceeding::{Proceeding},
        progress_tone::{Progress},
        ringing::{Ringing},
    }
    flow {
        exec::{Exec, TryExec},
        exec_if::{ExecIf},
        exec_if_time::{ExecIfTime},
        gosub::{Gosub, GosubIf},
        goto::{Goto},
        goto_if::{GotoIf},
        goto_if_time::{GotoIfTime},
        macros::{Macro, MacroExclusive, MacroIf, MacroExit},
        raise_exception::{RaiseException},
        return_from::{Return, StackPop},
        while_loop::{While, EndWhile, ExitWhile, ContinueWhile},
    }
    agi {
        agi_script::{Agi, Eagi, DeadAgi},
        speak::{Speak, Festival, Flite},
    }
    conference {
        conf_bridge::{ConfBridge},
        keys::{},
        meet_me::{MeetMe, MeetMeCount, MeetMeAdmin},
        page::{Page},
        record::{},
        seat::{},
    }
    databases {
        finish::{Finish},
        mysql::{Mysql},
        realtime::{ReadRow, ChangeRow},
    }
    dial {
        dial_out::{Dial},
        sip_headers::{SipAddHeader, SipRemoveHeader},
    }
    media {
        amd::{Amd},
        background_detect::{BackgroundDetect},
        control_playback::{ControlPlayback},
        echo::{Echo},
        milliwatt::{Milliwatt},
        music::{MusicOnHold, StartMusicOnHold, StopMusicOnHold, SetMusicOnHold, WaitMusicOnHold},
        playback::{Playback},
        playtones::{PlayTones, StopPlayTones},
        wait_for_sound::{WaitForSilence, WaitForNoise},
    }
    input {
        background::{BackGround},
        read::{Read},
        read_exten::{ReadExten},
        wait_exten::{WaitExten},
    }
    say {
        say_alpha::{SayAlpha},
        say_counted::{SayCountedNoun, SayCountedAdj},
        say_digits::{SayDigits},
        say_number::{SayNumber},
        say_phonetic::{SayPhonetic},
        say_unix_time::{SayUnixTime, DateTime},
    }
    system {
        system::{System, TrySystem},
        user_event::{UserEvent, DumpChan},
    }
    recording {
        mix_monitor::{MixMonitor, StopMixMonitor},
        monitor::{Monitor, StopMonitor, ChangeMonitor, PauseMonitor, UnpauseMonitor},
        record::{Record},
    }
    spy {
        chan_spy::{ChanSpy, ExtenSpy},
    }
    records {
        cdr::{NoCdr, ResetCdr, ForkCdr, SetCdrUserField, AppendCdrUserField, SetAmaFlags},
    }
    others {
        bridge::{Bridge},
        chan_is_avail::{ChanIsAvail},
        follow_me::{FollowMe},
        originate::{Originate},
        other_channels::{SoftHangup, ChannelRedirect},
        pickup::{Pickup, PickupChan},
        send_dtmf::{SendDtmf},
        transfer::{Transfer},
    }
    parking {
        park::{Park},
        park_and_announce::{ParkAndAnnounce},
        parked_call::{ParkedCall},
    }
    queue {
        add_member::{AddQueueMember, RemoveQueueMember},
        pause_member::{PauseQueueMember, UnpauseQueueMember},
        queue_app::{Queue},
        queue_log::{QueueLog, QueueUpdate},
    }
    voicemail {
        leave::{VoiceMail},
        main_menu::{VoiceMailMain},
        others::{
            VmAuthenticate, VoiceMailPlayMsg, VmSayName, MailboxExists, HasVoicemail, HasNewVoicemail
        },
    }
    security {
        authenticate::{Authenticate},
        disa::{Disa},
        no_number::{AskNumber, Zapateller},
    }
    old {
        database::{DbGet, DbPut, DbDel, DbDelTree, LookupBlacklist},
        random::{Random},
        set_parties::{SetCallerId, SetCidName, SetCidNum, SetRdnis, SetCallerPres},
        set_values::{
            SetVar, SetGlobalVar, SetLanguage, SetAccount, DigitTimeout, ResponseTimeout,
            AbsoluteTimeout
        },
    }
}
