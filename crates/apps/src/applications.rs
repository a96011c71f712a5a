//! The list of applications: a line here makes a file a module and its types known by name.

use call::script::AppEntry;

pub(crate) use flow::exec_if_time::is_now;

/// Declares the modules `group/file.rs` and the table of their applications.
macro_rules! applications {
    ($( $group:ident { $( $file:ident::{$($app:ident),+}, )+ } )+) => {
        $( mod $group { $( pub(crate) mod $file; )+ } )+

        /// All applications, in the order of this list.
        pub static APPLICATIONS: &[AppEntry] = &[
            $( $( $( AppEntry::of::<$group::$file::$app>(), )+ )+ )+
        ];
    };
}

applications! {
    basic {
        answer::{Answer},
        hangup::{Hangup},
        log::{Log},
        no_op::{NoOp},
        set::{Set, MSet},
        verbose::{Verbose},
        wait::{Wait},
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
    dial {
        dial_out::{Dial},
        sip_headers::{SipAddHeader, SipRemoveHeader},
    }
    media {
        echo::{Echo},
        milliwatt::{Milliwatt},
        music::{MusicOnHold, StartMusicOnHold, StopMusicOnHold, SetMusicOnHold},
        playback::{Playback},
        playtones::{PlayTones, StopPlayTones},
    }
    input {
        background::{BackGround},
        read::{Read},
        wait_exten::{WaitExten},
    }
    say {
        say_alpha::{SayAlpha},
        say_digits::{SayDigits},
        say_number::{SayNumber},
        say_phonetic::{SayPhonetic},
    }
}
