//! Device states follow the channels, and extensions with hints follow the devices.

use std::collections::HashMap;
use std::pin::Pin;

use dialplan::{Location, Scope, Template};

use super::House;
use crate::device_state::{Device, combined};
use crate::{
    ChannelId, DeviceReport, DeviceState, Event, ExtensionState, HintRow, Technology, Variables,
};

/// Extensions with hints whose changes are told.
#[derive(Default)]
pub(crate) struct Watch {
    rows: Vec<Row>,
    by_device: HashMap<Device, Vec<usize>>,
    by_place: HashMap<(String, String), usize>,
}

struct Row {
    context: String,
    extension: String,
    devices: String,
    state: ExtensionState,
    /// Somebody asked for it, rather than a hint naming it.
    asked: bool,
}

impl House {
    // ----- devices -----

    pub(crate) fn device_report(&mut self, report: &DeviceReport) {
        self.devices.report(report);
        self.device_may_have_changed(&report.device);
    }

    pub(crate) fn set_device_state(&mut self, name: &str, state: DeviceState) {
        self.devices.set(name, state);
        self.device_may_have_changed(name);
    }

    pub(crate) fn device_state(&self, name: &str) -> DeviceState {
        let device = Device::new(name);
        if let Some((Technology::Local, place)) = device.driver() {
            let place = Technology::Local.channel_stem(place);
            let (extension, context) = place.rsplit_once('@').unwrap_or((place, "default"));
            return if self.may_exist(&Location::new(context, extension, 1), None) {
                DeviceState::NotInUse
            } else {
                DeviceState::Invalid
            };
        }
        let look = |id: ChannelId| self.channels.get(&id).map(|c| (c.state, c.held));
        self.devices.state(&device, look)
    }

    pub(super) fn channel_begins(&mut self, id: ChannelId) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        if channel.technology != Technology::Local {
            let device = Device::of_channel(&channel.name);
            self.devices.channel_begins(device, id);
            self.channel_changed(id);
        }
    }

    pub(super) fn channel_ends(&mut self, id: ChannelId, name: &str) {
        self.devices.channel_ends(&Device::of_channel(name), id);
        let device = name.rsplit_once('-').map_or(name, |(device, _)| device);
        self.device_may_have_changed(device);
    }

    pub(crate) fn channel_changed(&mut self, id: ChannelId) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        if channel.technology != Technology::Local {
            let name = channel.name.clone();
            let device = name.rsplit_once('-').map_or("", |(device, _)| device);
            self.device_may_have_changed(device);
        }
    }

    fn device_may_have_changed(&mut self, name: &str) {
        let (device, state) = (Device::new(name), self.device_state(name));
        if !self.devices.is_news(&device, state) {
            return;
        }
        self.happened(Event::DeviceStateChanged {
            device: name.to_owned(),
            state,
        });
        self.tell_residents(device.name(), state);
        let rows = self.watch.by_device.get(&device).cloned();
        for index in rows.unwrap_or_default() {
            self.row_may_have_changed(index);
        }
    }

    // ----- extensions -----

    /// Begins anew with the hints of the dialplan; what somebody asked for stays watched.
    pub(crate) fn watch_hints(&mut self) {
        let old = std::mem::take(&mut self.watch);
        let plan = self.dialplan.clone();
        for hint in plan.hints().filter(|h| !h.extension.starts_with('_')) {
            let devices = self.expand_hint(hint.devices, hint.context, hint.extension);
            self.add_row(hint.context, hint.extension, devices, false);
        }
        for row in old.rows.iter().filter(|r| r.asked) {
            self.watch_extension(&row.context, &row.extension);
        }
        for Row {
            context,
            extension,
            state,
            ..
        } in old.rows
        {
            let new = self.watch.by_place.get(&(context, extension)).copied();
            if let Some(row) = new.and_then(|at| self.watch.rows.get_mut(at)) {
                let now = std::mem::replace(&mut row.state, state);
                if now != state {
                    self.row_may_have_changed(new.unwrap_or_default());
                }
            }
        }
    }

    /// Tells changes of an extension's state from now on, also when its hint is a pattern or comes from
    /// an included context. `None` when it has no hint.
    pub(crate) fn watch_extension(
        &mut self,
        context: &str,
        extension: &str,
    ) -> Option<ExtensionState> {
        let place = (context.to_owned(), extension.to_owned());
        if let Some(at) = self.watch.by_place.get(&place) {
            return self.watch.rows.get(*at).map(|row| row.state);
        }
        let devices = self.hint_devices(context, extension)?;
        let state = self.state_of_devices(&devices);
        if self.watch.rows.len() < MOST_ROWS {
            self.add_row(context, extension, devices, true);
        }
        Some(state)
    }

    /// The devices of an extension's hint, variables replaced, without presence providers.
    pub(crate) fn hint_devices(&self, context: &str, extension: &str) -> Option<String> {
        let written = self.in_plan(|plan, at| {
            let found = plan.hint(at, context, extension);
            found.map(str::to_owned)
        })?;
        Some(self.expand_hint(&written, context, extension))
    }

    pub(crate) fn extension_state(&self, context: &str, extension: &str) -> Option<ExtensionState> {
        let devices = self.hint_devices(context, extension)?;
        Some(self.state_of_devices(&devices))
    }

    /// All hints, patterns included, in the order of the dialplan.
    pub(crate) fn hint_rows(&self) -> Vec<HintRow> {
        let row = |hint: dialplan::Hint<'_>| {
            let devices = if hint.extension.starts_with('_') {
                hint.devices.to_owned()
            } else {
                self.expand_hint(hint.devices, hint.context, hint.extension)
            };
            HintRow {
                context: hint.context.to_string(),
                extension: hint.extension.to_owned(),
                state: self.state_of_devices(&devices),
                devices,
            }
        };
        self.dialplan.hints().map(row).collect()
    }

    fn add_row(&mut self, context: &str, extension: &str, devices: String, asked: bool) {
        let index = self.watch.rows.len();
        for device in devices.split('&').filter(|d| !d.trim().is_empty()) {
            let rows = self.watch.by_device.entry(Device::new(device)).or_default();
            if rows.last() != Some(&index) {
                rows.push(index);
            }
        }
        let place = (context.to_owned(), extension.to_owned());
        self.watch.by_place.insert(place, index);
        let state = self.state_of_devices(&devices);
        self.watch.rows.push(Row {
            context: context.to_owned(),
            extension: extension.to_owned(),
            devices,
            state,
            asked,
        });
    }

    fn row_may_have_changed(&mut self, index: usize) {
        let Some(row) = self.watch.rows.get(index) else {
            return;
        };
        let state = self.state_of_devices(&row.devices);
        let Some(row) = self.watch.rows.get_mut(index) else {
            return;
        };
        if std::mem::replace(&mut row.state, state) == state {
            return;
        }
        let hint = format!("hint:{}@{}", row.extension, row.context);
        let event = Event::ExtensionStateChanged {
            context: row.context.clone(),
            extension: row.extension.clone(),
            devices: row.devices.clone(),
            state,
        };
        self.happened(event);
        self.tell_residents(&hint, state.into());
    }

    fn tell_residents(&self, device: &str, state: DeviceState) {
        for resident in &self.residents {
            resident.device_changed(self.now, device, state);
        }
    }

    /// What a device is doing, for a service that hears of its changes from now on; `hint:200@phones`
    /// is an extension.
    pub(crate) fn watch_device(&mut self, name: &str) -> DeviceState {
        let Some(place) = name.strip_prefix("hint:") else {
            return self.device_state(name);
        };
        let (extension, context) = place.rsplit_once('@').unwrap_or((place, "default"));
        let state = self.watch_extension(context, extension);
        state.map_or(DeviceState::Invalid, DeviceState::from)
    }

    fn state_of_devices(&self, devices: &str) -> ExtensionState {
        let named = devices.split('&').filter(|d| !d.trim().is_empty());
        combined(named.map(|device| self.device_state(device))).into()
    }

    fn expand_hint(&self, written: &str, context: &str, extension: &str) -> String {
        let (template, _) = Template::parse(written);
        let mut scope = HintScope {
            context,
            extension,
            globals: &self.globals,
        };
        let text = dialplan::expand_now(&template, &mut scope);
        text.split(',').next().unwrap_or("").trim().to_owned()
    }
}

/// What a hint may name: its own place, and globals.
struct HintScope<'a> {
    context: &'a str,
    extension: &'a str,
    globals: &'a Variables,
}

impl Scope for HintScope<'_> {
    fn variable(&mut self, name: &str) -> Option<String> {
        match name {
            "EXTEN" => Some(self.extension.to_owned()),
            "CONTEXT" => Some(self.context.to_owned()),
            _ => self.globals.get(name).map(str::to_owned),
        }
    }

    fn function<'a>(
        &'a mut self,
        _: &'a str,
        _: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(std::future::ready(String::new()))
    }

    fn warn(&mut self, _: String) {}
}

/// So many extensions are watched at most.
const MOST_ROWS: usize = 50_000;
