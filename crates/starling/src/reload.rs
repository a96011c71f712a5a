//! Reload: parse everything, build everything, swap. A faulty file changes nothing and says why.

pub(crate) mod reading;

use config::Problem;
use services::queue::Loaded;

use crate::clock;
use crate::disk::Folder;
use crate::house::House;
use crate::load::Configuration;
use crate::sounds::SoundLibrary;
use reading::throw_away;

/// What can be reloaded by name.
pub(crate) const PARTS: &[(&str, &str)] = &[
    ("dialplan", "Text Extension Configuration"),
    ("sip", "Session Initiation Protocol (sip.conf)"),
    ("pjsip", "Session Initiation Protocol (pjsip.conf)"),
    ("features", "Call Features"),
    ("res_parking", "Call Parking Resource"),
    ("app_confbridge", "Conference Bridge Application"),
    ("app_meetme", "MeetMe conference bridge"),
    ("app_followme", "Find-Me/Follow-Me Application"),
    ("indications", "Region-specific tones"),
    ("musiconhold", "Music On Hold Resource"),
    ("queues", "True Call Queueing"),
    ("rtp", "RTP Stack"),
    ("odbc", "Databases and their functions"),
    ("realtime", "Realtime families"),
    ("voicemail", "Voicemail"),
    ("cdr", "Call Detail Recording"),
    ("http", "Built-in HTTP Server"),
    ("logger", "Logger"),
    ("manager", "Manager Interface"),
];

impl House {
    /// Takes what the files say by now. Everything is built before anything is used; a part by name
    /// takes only that part. `None` when there is no such part. The files are read beside the calls:
    /// unless that is just over, nothing is taken yet and `readings` knows what is waited for.
    pub(crate) fn reload(&mut self, part: Option<&str>) -> Option<String> {
        if let Some(part) = part
            && !PARTS.iter().any(|(name, _)| *name == part)
        {
            return None;
        }
        if part == Some("logger") {
            return Some(self.reload_log());
        }
        let Some(read) = self.readings.over() else {
            self.readings.want(&self.installation, part);
            return Some(String::new());
        };
        if part.is_none() {
            self.reload_log();
        }
        let (configuration, problems) = match &read.outcome {
            Ok((configuration, problems)) => (configuration, problems),
            Err(problems) => return Some(format!("{}{NOTHING_CHANGED}", report(problems))),
        };
        let mut report = report(problems);
        match &read.verdict {
            Some(verdict) => {
                report.push_str(&verdict.text());
                if self.installation.options.strict && verdict.refuses() {
                    report.push_str(NOTHING_CHANGED);
                    return Some(report);
                }
            }
            None => self.check_beside(clock::now()),
        }
        self.take(part, configuration.clone());
        Some(report)
    }

    fn reload_log(&mut self) -> String {
        let folder = Folder::new(&self.installation.directories.etc);
        let strict = self.installation.options.strict;
        report(&self.doors.log.reload(&folder, strict))
    }

    /// Takes from the files of the queues as much as is asked. `None` when they cannot be used.
    pub(crate) fn reload_some_queues(
        &mut self,
        what: Loaded,
        only: Option<&str>,
    ) -> Option<String> {
        let Some(read) = self.readings.over() else {
            self.readings.want(&self.installation, Some("queues"));
            return Some(String::new());
        };
        let (new, problems) = read.outcome.as_ref().ok()?;
        let now = clock::now();
        self.services
            .queues
            .with(|m| m.configure(now, &new.queues, what, only));
        self.switchboard_input(now, call::Input::Tick);
        Some(report(problems))
    }

    fn take(&mut self, part: Option<&str>, new: Configuration) {
        let now = clock::now();
        let wants = |name: &str| part.is_none_or(|p| p == name);
        if wants("dialplan") || wants("features") || wants("res_parking") {
            if new.general.clearglobalvars {
                self.switchboard.clear_globals();
            }
            for (name, value) in &new.globals {
                self.switchboard.set_global(name, value);
            }
            self.services.programs.set(new.program);
            self.general = new.general;
            let old = std::mem::replace(&mut self.dialplan, new.dialplan);
            self.switchboard.set_dialplan(self.dialplan.clone());
            throw_away(old);
        }
        if wants("odbc") || wants("realtime") {
            self.registry = new.registry;
            self.switchboard.set_registry(self.registry.clone());
            self.doors
                .pool
                .set_connections(new.sources.connections.clone());
            self.services.data_sources.replace(new.sources);
        }
        if wants("sip") || wants("pjsip") {
            self.sip.reload(now, new.sip);
            self.note_devices(now);
        }
        if wants("musiconhold") {
            self.music = new.places.music.clone();
            self.doors.pool.set_library(SoundLibrary::new(new.places));
        }
        if wants("queues") {
            let (what, settings) = (Loaded::ALL, &new.queues);
            self.services
                .queues
                .with(|m| m.configure(now, settings, what, None));
        }
        if wants("rtp") {
            let (first, last) = new.rtp_ports;
            self.ports.borrow_mut().set_range(first, last);
        }
        if wants("voicemail") {
            self.services.voicemail.set_conf(new.voicemail.clone());
            self.doors.voicemail.take(new.voicemail);
        }
        if wants("cdr") {
            self.change_records(new.records);
        }
        if wants("http") || wants("manager") {
            self.change_programs(new.programs);
        }
        self.services.parking.configure(new.parking);
        let meetings = new.conferences;
        self.services
            .conferences
            .configure(meetings.profiles, meetings.rooms);
        self.services.people.configure(new.people);
        // Tones and feature codes are settings of the switchboard.
        self.settings = new.switchboard.clone();
        self.switchboard.set_settings(new.switchboard);
        self.reloaded = now;
        self.drain(now);
    }
}

const NOTHING_CHANGED: &str = "Nothing was changed: correct the errors above and reload again.\n";

fn report(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect()
}
