//! What console commands may see and ask of the house.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use call::script::Registry;
use call::{Command, DriverFact, Event, FeatureCodes, Switchboard, WallClock};
use control::cli::{Exchange, Facts, LogChannel, Stop};
use control::programs::Question;
use dialplan::Dialplan;
use services::queue::{Loaded, Queues};
use services::{Database, MusicClasses, Parking};
use sip_channel::endpoint::Endpoint;
use sip_channel::show::Show;

use crate::clock;
use crate::house::{House, since};
use crate::reload::PARTS;

impl Exchange for House {
    fn now(&self) -> Instant {
        clock::now()
    }

    fn features(&self) -> FeatureCodes {
        self.settings.features.clone()
    }

    fn log_channels(&self) -> Vec<LogChannel> {
        self.doors.log.channels()
    }

    fn switchboard(&self) -> &Switchboard {
        &self.switchboard
    }

    fn order(&mut self, command: Command) {
        self.switchboard_input(clock::now(), call::Input::Order(command));
    }

    fn tell(&mut self, event: Event) {
        self.announce(event);
    }

    fn dialplan(&self) -> Arc<Dialplan> {
        self.dialplan.clone()
    }

    fn set_dialplan(&mut self, dialplan: Dialplan) {
        self.dialplan = Arc::new(dialplan);
        self.switchboard.set_dialplan(self.dialplan.clone());
    }

    fn save_dialplan(&mut self, place: Option<&str>) -> Result<String, String> {
        if !self.general.r#static || self.general.writeprotect {
            return Err(
                "I can't save dialplan now: [general] of extensions.conf needs static=yes and \
                 writeprotect=no"
                    .to_owned(),
            );
        }
        let mut path = PathBuf::from(place.unwrap_or(&self.installation.directories.etc));
        if !place.is_some_and(|place| place.ends_with(".conf")) {
            path.push("extensions.conf");
        }
        let globals = self.switchboard.globals();
        let text = self.dialplan.to_file(&self.general, &globals);
        // A half-written dialplan would be the end of the next start.
        let beside = path.with_extension("conf.new");
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, &path))
            .map_err(|why| format!("Failed to write '{}': {why}", path.display()))?;
        Ok(path.display().to_string())
    }

    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn database(&self) -> &Database {
        &self.services.database
    }

    fn queues(&self) -> Rc<Queues> {
        self.services.queues.clone()
    }

    fn parking(&self) -> Rc<Parking> {
        self.services.parking.clone()
    }

    fn settle(&mut self) {
        self.switchboard_input(clock::now(), call::Input::Tick);
    }

    fn reload_queues(&mut self, what: Loaded, only: Option<&str>) -> Option<String> {
        self.reload_some_queues(what, only)
    }

    fn music(&self) -> MusicClasses {
        self.music.clone()
    }

    fn driver_show(&self, command: &[&str]) -> Option<String> {
        self.with_show(|show| show.answer(command))
    }

    fn reload(&mut self, part: Option<&str>) -> Option<String> {
        Self::reload(self, part)
    }

    fn take_awaited(&mut self) -> Option<u64> {
        self.readings.take_awaited()
    }

    fn once_read(&mut self, reading: u64, then: Question) {
        self.readings.once(reading, then);
    }

    fn parts(&self) -> Vec<(&'static str, &'static str)> {
        PARTS.to_vec()
    }

    fn stop(&mut self, stop: Stop) {
        self.stop = Some(stop);
        self.limit_channels();
    }

    fn abort_stop(&mut self) -> bool {
        let asked = self.stop.take().is_some();
        self.limit_channels();
        asked
    }

    fn fully_booted(&self) -> bool {
        true
    }

    fn facts(&self) -> Facts {
        let d = &self.installation.directories;
        let settings = [
            ("Configuration directory", &d.etc),
            ("Data directory", &d.data),
            ("Spool directory", &d.spool),
            ("Run directory", &d.run),
            ("Log directory", &d.log),
            ("Database directory", &d.database),
            (
                "Default language",
                &self.installation.options.defaultlanguage,
            ),
            ("System name", &self.installation.options.systemname),
        ];
        Facts {
            version_line: crate::version::line(),
            version: crate::version::ASTERISK.to_owned(),
            host: crate::version::host_name(),
            pid: std::process::id(),
            uptime: since(self.started),
            since_reload: since(self.reloaded),
            calls_handled: self.calls_handled,
            settings: settings.map(|(n, v)| (n.to_owned(), v.clone())).to_vec(),
        }
    }

    fn verbosity(&self) -> u8 {
        self.verbosity
    }

    fn set_verbosity(&mut self, level: u8) {
        self.set_own_verbosity(level);
    }

    fn debug_level(&self) -> u8 {
        self.debug_level
    }

    fn set_debug_level(&mut self, level: u8) {
        self.debug_level = level;
    }

    fn trace_sip(&mut self, on: bool, host: Option<&str>) -> bool {
        let only = host.map(str::parse).transpose();
        if let Ok(only) = only {
            self.set_trace(on.then_some(only));
        }
        only.is_ok()
    }
}

/// What drivers say of those that they can reach.
impl House {
    /// One value of an endpoint, an address of record or a contact.
    pub(crate) fn driver_value(&self, about: DriverFact, name: &str, item: &str) -> Option<String> {
        self.with_show(|show| show.value(about, name, item))
    }

    fn with_show<T>(&self, ask: impl FnOnce(&Show<'_>) -> T) -> T {
        let now = clock::now();
        let calls: Vec<&str> = self.sip.calls().map(|(_, endpoint)| endpoint).collect();
        let channels = |endpoint: &Endpoint| calls.iter().filter(|c| **c == endpoint.name).count();
        ask(&Show {
            settings: self.sip.settings(),
            contacts: self.sip.contacts(),
            registrations: self.sip.registrations(),
            channels: &channels,
            now,
            wall: &WallClock::new(now, clock::since_epoch()),
        })
    }
}
