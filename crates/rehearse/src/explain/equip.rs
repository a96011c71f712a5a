//! What applications find on the stage: databases, queues, parking lots, people who are looked for, and
//! phones that can be called.

use std::rc::Rc;

use call::{DeviceReport, Input, Switchboard, WallClock};
use services::queue::Queues;
use services::{DataSources, Database, FollowMeProfiles, Parking};
use sip_channel::endpoint::Dialect;

use super::agi::Scripts;
use super::{Answering, Exchange, Question};

/// Adds everything to the switchboard.
pub(super) fn offer(
    board: &mut Switchboard,
    exchange: &Exchange<'_>,
    question: &Question,
    seed: u64,
) {
    let rooms = exchange.services;
    let database = Rc::new(Database::load(question.database.iter().cloned()));
    board.add_service(database.clone());
    board.add_service(Rc::new(Scripts(question.agi.clone())));
    board.add_service(Rc::new(DataSources::new(exchange.sources.clone())));
    board.add_service(Rc::new(Parking::new(rooms.parking.clone())));
    board.add_service(Rc::new(FollowMeProfiles::new(rooms.people.clone())));
    let wall = WallClock::new(question.began, question.since_epoch);
    let queues = Queues::start(question.began, wall, seed, database, &rooms.queues);
    board.add_resident(Rc::new(queues));
    let programs = lua::Programs::default();
    programs.set(exchange.program.clone());
    board.add_service(Rc::new(programs));
    for report in devices(exchange, question) {
        board.handle(question.began, Input::Device(report));
    }
}

/// Every phone can be called unless the question says that it cannot be reached.
fn devices(exchange: &Exchange<'_>, question: &Question) -> Vec<DeviceReport> {
    let dialects = [Dialect::ChanSip, Dialect::Pjsip];
    let all = dialects.into_iter();
    let all = all.flat_map(|dialect| exchange.sip.endpoints(dialect).map(move |e| (dialect, e)));
    all.map(|(dialect, endpoint)| {
        let device = format!("{}/{}", dialect.technology().name(), endpoint.name);
        let lost = question.answers.iter().any(|(phone, answering)| {
            let is_it =
                phone.eq_ignore_ascii_case(&device) || phone.eq_ignore_ascii_case(&endpoint.name);
            is_it && *answering == Answering::Unreachable
        });
        DeviceReport {
            device,
            reachable: Some(!lost),
            busy_at: None,
        }
    })
    .collect()
}
