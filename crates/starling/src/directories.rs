//! `asterisk.conf`: where everything is, and the options that hold for the whole program.

use std::path::{Path, PathBuf};

use config::{Files, LoadOptions, OptionTable, Problem, Span};

config::options! {
    /// Where everything is.
    pub(crate) struct Directories as "directories" {
        /// Configuration files.
        "astetcdir" => etc: String = "/etc/asterisk",
        /// Loadable modules of other programs; nothing is read from there.
        "astmoddir" => modules: String = "/usr/lib/asterisk/modules",
        /// Data that is not configuration.
        "astvarlibdir" => var_lib: String = "/var/lib/asterisk",
        /// The database.
        "astdbdir" => database: String = "",
        /// Keys.
        "astkeydir" => keys: String = "",
        /// Sounds and music.
        "astdatadir" => data: String = "",
        /// Scripts of `AGI()`.
        "astagidir" => agi: String = "",
        /// Voicemail, recordings, call files.
        "astspooldir" => spool: String = "/var/spool/asterisk",
        /// The control socket and the process id.
        "astrundir" => run: String = "/var/run/asterisk",
        /// Log files.
        "astlogdir" => log: String = "/var/log/asterisk",
        /// Programs of the system.
        "astsbindir" => sbin: String = "/usr/sbin",
    }
}

config::options! {
    /// Options of the whole program.
    pub(crate) struct Options as "options" {
        /// Detail of verbose text.
        verbose: u32 = "0",
        /// Detail of debug text.
        debug: u32 = "0",
        /// Stay in the foreground.
        nofork: bool = "no",
        /// Stay in the foreground with a console.
        console: bool = "no",
        /// Go to the background even so.
        alwaysfork: bool = "no",
        /// No messages at the start.
        quiet: bool = "no",
        /// Put the time before verbose text.
        timestamp: bool = "no",
        /// `#exec` in configuration files is allowed.
        execincludes: bool = "no",
        /// No colours on the console.
        nocolor: bool = "no",
        /// Language of prompts.
        defaultlanguage: String = "en",
        /// Language folders: `fr/digits/1` (yes) or `digits/fr/1` (no).
        languageprefix: bool = "yes",
        /// Goes in front of unique ids.
        systemname: String = "",
        /// Number of channels at once; 0 is any number.
        maxcalls: u32 = "0",
        /// User to run as.
        runuser: String = "",
        /// Group to run as.
        rungroup: String = "",
        /// Programs may do dangerous things from the dialplan.
        live_dangerously: bool = "no",
        /// Refuse faulty files as Asterisk does, instead of bearing them.
        strict: bool = "no",
    }
    unsupported: ["maxload", "maxfiles", "minmemfree", "entityid", "highpriority", "initcrypto"];
    ignored: [
        "dumpcore", "cache_record_files", "record_cache_dir", "transmit_silence",
        "transmit_silence_during_record", "transcode_via_sln", "sendfullybooted", "internal_timing",
        "cache_media_frames", "rtp_use_dynamic", "rtp_pt_dynamic", "hideconnect", "lightbackground",
        "forceblackbackground", "stdexten", "lockconfdir", "hide_messaging_ami_events", "astcachedir",
        "documentation_language", "autosystemname", "phonehome", "dontwarn", "mindtmfduration", "doreload",
        "disable_remote_console_shell",
    ];
}

config::options! {
    /// The control socket.
    pub(crate) struct ControlSocket as "files" {
        /// Its name in the run folder.
        "astctl" => name: String = "asterisk.ctl",
        /// Its permissions, in octal.
        "astctlpermissions" => permissions: String = "",
        /// Its owner.
        "astctlowner" => owner: String = "",
        /// Its group.
        "astctlgroup" => group: String = "",
    }
}

/// What `asterisk.conf` says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Installation {
    /// Where everything is.
    pub(crate) directories: Directories,
    /// Options of the whole program.
    pub(crate) options: Options,
    /// The control socket.
    pub(crate) control: ControlSocket,
}

impl Installation {
    /// Reads the file at `path` (`-C`); a missing one gives the defaults, with the folder it would be
    /// in as the folder of all configuration.
    pub(crate) fn load(path: &Path, strict: bool) -> (Self, Vec<Problem>) {
        let folder = path
            .parent()
            .map_or_else(|| PathBuf::from("/etc/asterisk"), Path::to_owned);
        let name = path
            .file_name()
            .map_or_else(Default::default, |n| n.to_string_lossy());
        let files = crate::disk::Folder::new(&folder);
        let mut this = Self::default();
        this.directories.etc = folder.to_string_lossy().into_owned();
        let problems = this.read(&files, &name, strict);
        this.fill_in();
        (this, problems)
    }

    fn read(&mut self, files: &dyn Files, name: &str, strict: bool) -> Vec<Problem> {
        let options = LoadOptions {
            strict,
            natural_section: "options",
            ..LoadOptions::default()
        };
        let loaded = match config::load_if_present(files, name, &options) {
            Ok(Some(loaded)) => loaded,
            Ok(None) => {
                let text = "there is no such file; the built-in folders and options hold";
                return vec![Problem::warning(&Span::of_file(name), text)];
            }
            Err(problems) => return problems,
        };
        let mut problems = loaded.problems;
        for section in &loaded.tree.sections {
            let more = match section.name.as_str() {
                // The stock file marks its directories as a template, which switches them off.
                "directories" if !section.template => self.directories.apply(section),
                "options" => self.options.apply(section),
                "files" => self.control.apply(section),
                _ => Vec::new(),
            };
            problems.extend(more);
        }
        problems
    }

    fn fill_in(&mut self) {
        let directories = &mut self.directories;
        let var_lib = directories.var_lib.clone();
        for place in [
            &mut directories.data,
            &mut directories.database,
            &mut directories.keys,
        ] {
            if place.is_empty() {
                place.clone_from(&var_lib);
            }
        }
        if directories.agi.is_empty() {
            directories.agi = format!("{}/agi-bin", directories.data);
        }
    }

    /// The control socket's path.
    pub(crate) fn control_socket(&self) -> PathBuf {
        Path::new(&self.directories.run).join(&self.control.name)
    }

    /// The folders as dialplan variables.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let d = &self.directories;
        let rows = [
            ("ASTETCDIR", &d.etc),
            ("ASTMODDIR", &d.modules),
            ("ASTVARLIBDIR", &d.var_lib),
            ("ASTDBDIR", &d.database),
            ("ASTKEYDIR", &d.keys),
            ("ASTDATADIR", &d.data),
            ("ASTAGIDIR", &d.agi),
            ("ASTSPOOLDIR", &d.spool),
            ("ASTRUNDIR", &d.run),
            ("ASTLOGDIR", &d.log),
            ("ASTSBINDIR", &d.sbin),
        ];
        rows.map(|(name, value)| (name.to_owned(), value.clone()))
            .to_vec()
    }
}

#[cfg(test)]
mod tests;
