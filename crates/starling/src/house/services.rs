//! The services of the house, built from what the files say.

use std::rc::Rc;
use std::time::Instant;

use call::{Command, DeviceState, Input, Switchboard, WallClock};
use services::queue::Queues;
use services::voicemail::Voicemail;
use services::{Conferences, DataSources, Database, FollowMeProfiles, Parking};

use crate::clock;
use crate::directories::Installation;
use crate::load::Configuration;
use crate::voicemail::new_voicemail;

/// What outlives a call.
pub(crate) struct Services {
    pub(crate) database: Rc<Database>,
    pub(crate) data_sources: Rc<DataSources>,
    pub(crate) parking: Rc<Parking>,
    pub(crate) conferences: Rc<Conferences>,
    pub(crate) people: Rc<FollowMeProfiles>,
    pub(crate) queues: Rc<Queues>,
    pub(crate) voicemail: Rc<Voicemail>,
    /// Dialplans in Lua.
    pub(crate) programs: Rc<lua::Programs>,
    /// Devices of parking lots, which nobody else tells of.
    lots: Vec<String>,
}

impl Services {
    /// All of them, as the files want them.
    pub(super) fn start(
        now: Instant,
        installation: &Installation,
        configuration: &Configuration,
        database: Rc<Database>,
    ) -> Self {
        let programs = Rc::new(lua::Programs::default());
        programs.set(configuration.program.clone());
        let meetings = configuration.conferences.clone();
        let queues = Queues::start(
            now,
            WallClock::new(now, clock::since_epoch()),
            clock::random_seed(),
            database.clone(),
            &configuration.queues,
        );
        Self {
            database,
            data_sources: Rc::new(DataSources::new(configuration.sources.clone())),
            parking: Rc::new(Parking::new(configuration.parking.clone())),
            conferences: Rc::new(Conferences::new(meetings.profiles, meetings.rooms)),
            people: Rc::new(FollowMeProfiles::new(configuration.people.clone())),
            queues: Rc::new(queues),
            voicemail: new_voicemail(installation, configuration),
            programs,
            lots: configuration.parking.devices(),
        }
    }

    /// Lets applications find them, and those that act by themselves hear of time and devices.
    pub(super) fn enter(&self, now: Instant, switchboard: &mut Switchboard) {
        switchboard.add_service(self.database.clone());
        switchboard.add_service(self.programs.clone());
        switchboard.add_service(self.data_sources.clone());
        switchboard.add_service(self.parking.clone());
        switchboard.add_service(self.people.clone());
        switchboard.add_service(self.voicemail.clone());
        switchboard.add_resident(self.conferences.clone());
        for device in self.lots.iter().cloned() {
            let state = DeviceState::NotInUse;
            let order = Command::SetDeviceState { device, state };
            switchboard.handle(now, Input::Order(order));
        }
        switchboard.add_resident(self.queues.clone());
    }
}
