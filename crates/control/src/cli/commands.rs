//! Every console command, by family: one file each, one line each.

use super::command::CommandEntry;

/// Declares the modules of the families and the table of their commands.
macro_rules! commands {
    ($($family:ident { $($file:ident :: $Command:ident),* $(,)? })*) => {
        $(mod $family { $(pub(super) mod $file;)* })*

        /// All of them.
        pub(crate) static COMMANDS: &[CommandEntry] = &[
            $($(CommandEntry::of::<$family::$file::$Command>(),)*)*
        ];
    };
}

commands! {
    system {
        version::ShowVersion,
        settings::ShowSettings,
        uptime::ShowUptime,
        calls::ShowCalls,
        booted::WaitFullyBooted,
        stop::Stop,
        restart::Restart,
        abort::AbortShutdown,
        reload::Reload,
        set_verbose::SetVerbose,
        set_debug::SetDebug,
    }
    catalogue {
        applications::ShowApplications,
        application::ShowApplication,
        functions::ShowFunctions,
        function::ShowFunction,
        hints::ShowHints,
        hint::ShowHint,
        switches::ShowSwitches,
        codecs::ShowCodecs,
        file_formats::ShowFileFormats,
        translation::ShowTranslation,
        channel_types::ShowChannelTypes,
        features::ShowFeatures,
        music_classes::ShowMusicClasses,
        parking::ShowParking,
    }
    channels {
        show_channels::ShowChannels,
        show_channel::ShowChannel,
        originate::Originate,
        request_hangup::RequestHangup,
        redirect::Redirect,
    }
    conferences {
        confbridge::Confbridge,
    }
    recording {
        mixmonitor::MixMonitor,
    }
    plan {
        show::Show,
        reload::Reload,
        set_global::SetGlobal,
        show_globals::ShowGlobals,
        show_channel_variables::ShowChannelVariables,
        set_channel_variable::SetChannelVariable,
        add_extension::AddExtension,
        add_include::AddInclude,
        add_ignore_pattern::AddIgnorePattern,
        remove_extension::RemoveExtension,
        remove_include::RemoveInclude,
        remove_ignore_pattern::RemoveIgnorePattern,
        remove_context::RemoveContext,
        save::Save,
        evaluate::Evaluate,
        debug::Debug,
        pattern_search::PatternSearch,
    }
    drivers {
        sip_show::SipShow,
        sip_reload::SipReload,
        sip_debug::SipDebug,
        pjsip_show::PjsipShow,
        pjsip_reload::PjsipReload,
        pjsip_logger::PjsipLogger,
    }
    modules {
        show::Show,
        reload::Reload,
        logger_show::LoggerShow,
        logger_reload::LoggerReload,
    }
    queues {
        add_member::AddMember,
        pause_member::PauseMember,
        priority_caller::PriorityCaller,
        reload::Reload,
        remove_member::RemoveMember,
        reset_stats::ResetStats,
        set_penalty::SetPenalty,
        set_ring_in_use::SetRingInUse,
        show::Show,
        show_rules::ShowRules,
        unpause_member::UnpauseMember,
        withdraw_caller::WithdrawCaller,
    }
    store {
        show::Show,
        show_key::ShowKey,
        get::Get,
        put::Put,
        delete::Delete,
        delete_tree::DeleteTree,
    }
    programs {
        manager_commands::ShowActions,
        manager_command::ShowAction,
        agi_commands::AgiCommands,
    }
    console {
        help::Help,
        quit::Quit,
    }
}

/// What a file of a command needs.
mod prelude {
    pub(super) use std::fmt::Write as _;

    pub(super) use super::super::command::{CommandDoc, ConsoleCommand};
    pub(super) use super::super::{Exchange, Reply};

    /// The plural's letter, or none.
    pub(super) fn s<N: PartialEq + From<u8>>(count: N) -> &'static str {
        if count == N::from(1) { "" } else { "s" }
    }

    /// Words as a command offers them for completion.
    pub(super) fn words(known: &[&str]) -> Vec<String> {
        known.iter().map(|word| (*word).to_owned()).collect()
    }
}
