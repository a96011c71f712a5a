//! Reload: parse everything, build everything, swap. A faulty file changes nothing and says why.

use config::Problem;

use crate::clock;
use crate::disk::Folder;
use crate::guard::{LARGE_PLAN, Verdict};
use crate::house::House;
use crate::load::{self, Configuration};
use crate::sounds::SoundLibrary;
use crate::stored_files::StoredFiles;

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
    ("rtp", "RTP Stack"),
    ("odbc", "Databases and their functions"),
    ("realtime", "Realtime families"),
    ("http", "Built-in HTTP Server"),
    ("logger", "Logger"),
    ("manager", "Manager Interface"),
];

impl House {
    /// Reads the files again. Everything is built before anything is used; a part by name takes only
    /// that part. `None` when there is no such part.
    pub(crate) fn reload(&mut self, part: Option<&str>) -> Option<String> {
        if let Some(part) = part
            && !PARTS.iter().any(|(name, _)| *name == part)
        {
            return None;
        }
        let folder = Folder::new(&self.installation.directories.etc);
        let strict = self.installation.options.strict;
        if part.is_none_or(|p| p == "logger") {
            let problems = self.doors.log.reload(&folder, strict);
            if part.is_some() {
                return Some(report(&problems));
            }
        }
        let stored = StoredFiles::new(&folder, self.installation.options.execincludes);
        match load::load(&self.installation, &stored) {
            Ok((configuration, mut problems)) => {
                problems.extend(stored.take_problems());
                let mut report = report(&problems);
                if strict || configuration.dialplan.steps().count() <= LARGE_PLAN {
                    let verdict = Verdict::of(&self.installation);
                    report.push_str(&verdict.text());
                    if strict && verdict.refuses() {
                        report.push_str(NOTHING_CHANGED);
                        return Some(report);
                    }
                } else {
                    self.check_beside(clock::now());
                }
                self.take(part, configuration);
                Some(report)
            }
            Err(problems) => {
                let why = report(&problems);
                Some(format!("{why}{NOTHING_CHANGED}"))
            }
        }
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
            self.programs.set(new.program);
            self.general = new.general;
            self.dialplan = new.dialplan;
            self.switchboard.set_dialplan(self.dialplan.clone());
        }
        if wants("odbc") || wants("realtime") {
            self.registry = new.registry;
            self.switchboard.set_registry(self.registry.clone());
            self.doors
                .pool
                .set_connections(new.sources.connections.clone());
            self.data_sources.replace(new.sources);
        }
        if wants("sip") || wants("pjsip") {
            self.sip.reload(now, new.sip);
            self.note_devices(now);
        }
        if wants("musiconhold") {
            self.music = new.places.music.clone();
            self.doors.pool.set_library(SoundLibrary::new(new.places));
        }
        if wants("rtp") {
            let (first, last) = new.rtp_ports;
            self.ports.borrow_mut().set_range(first, last);
        }
        if wants("http") || wants("manager") {
            self.change_programs(new.programs);
        }
        self.parking.configure(new.parking);
        let meetings = new.conferences;
        self.conferences
            .configure(meetings.profiles, meetings.rooms);
        self.people.configure(new.people);
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
