//! Phones: what a person does with one, and what a person sees and hears of a call.
//!
//! A verb that waits fails the test when what it waits for does not happen in time, and tells what
//! was said on the wire until then.

mod acting;
mod body;
pub(crate) mod ear;
mod learning;
mod leg;
mod listening;
mod setup;
mod voice;
mod watching;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

pub use body::Record;
pub(crate) use body::{Body, Registration};
pub use leg::Ending;
use leg::{Leg, Progress};
pub use setup::{Manner, Setup, Subscriber};

use crate::universe::Universe;
use crate::world::Site;

/// A phone of a world. Copies are the same phone.
#[derive(Clone)]
pub struct Phone {
    site: Rc<RefCell<Site>>,
    place: usize,
}

/// Calls.
impl Phone {
    pub(crate) fn new(site: Rc<RefCell<Site>>, place: usize) -> Self {
        Self { site, place }
    }

    /// Calls a number.
    #[track_caller]
    pub fn dials(&self, number: &str) {
        let from = self.name();
        self.dials_as(number, &from);
    }

    /// Calls a number as somebody else: the user in From.
    #[track_caller]
    pub fn dials_as(&self, number: &str, from: &str) {
        self.act(|phone, now| phone.dial(now, number, from));
    }

    /// Calls another phone without an exchange between them.
    #[track_caller]
    pub fn calls_directly(&self, other: &Self) {
        let address = other.address();
        self.act(|phone, _| (phone.exchange, phone.domain) = (address, address.to_string()));
        self.dials(&other.name());
    }

    /// Takes the call that rings; waits for one if none does. The caller knows it when this ends.
    #[track_caller]
    pub fn answers(&self) {
        self.rings();
        self.act(Body::answer);
        self.wait(PATIENCE, "talks after it has answered", |phone| {
            phone.talking().is_some()
        });
    }

    /// Takes the call that rings, and waits so long for the caller to know it.
    #[track_caller]
    pub fn answers_within(&self, patience: Duration) {
        self.rings_within(patience);
        self.act(Body::answer);
        self.wait(patience, "talks after it has answered", |phone| {
            phone.talking().is_some()
        });
    }

    /// Refuses the call that rings, with this status; waits for one if none does.
    #[track_caller]
    pub fn rejects(&self, status: u16) {
        self.rings();
        self.act(|phone, now| phone.refuse(now, status));
    }

    /// Puts the receiver down: ends the call, gives up calling, or declines.
    #[track_caller]
    pub fn hangs_up(&self) {
        self.act(Body::hang_up);
    }

    /// Presses keys.
    #[track_caller]
    pub fn presses(&self, keys: &str) {
        self.act(|phone, now| phone.press(now, keys));
    }

    /// Says a pure tone of so many Hz for a while; goes on with the test at once.
    #[track_caller]
    pub fn says(&self, pitch: f64, how_long: Duration) {
        self.act(|phone, now| phone.say(pitch, Some(now + how_long)));
    }

    /// Says a pure tone until told otherwise.
    #[track_caller]
    pub fn keeps_saying(&self, pitch: f64) {
        self.act(|phone, _| phone.say(pitch, None));
    }

    /// Says nothing any more.
    #[track_caller]
    pub fn falls_silent(&self) {
        self.act(|phone, _| phone.voices(voice::Voice::be_quiet));
    }

    /// Puts the other side on hold.
    #[track_caller]
    pub fn holds(&self) {
        self.act(|phone, now| phone.hold(now, true));
        self.passes(SETTLING);
    }

    /// Takes the other side back from hold.
    #[track_caller]
    pub fn resumes(&self) {
        self.act(|phone, now| phone.hold(now, false));
        self.passes(SETTLING);
    }

    /// Connects those to whom it talks on its first and on its last line (REFER with Replaces).
    #[track_caller]
    pub fn connects_its_calls(&self) {
        self.act(|phone, now| phone.connect(now));
    }

    /// Sends the other side to another number (REFER).
    #[track_caller]
    pub fn transfers_blind(&self, number: &str) {
        self.act(|phone, now| phone.transfer(now, number));
    }

    /// Registers at its exchange, and is known there.
    #[track_caller]
    pub fn registers(&self) {
        self.asks_to_register();
        self.wait(PATIENCE, "is registered", |phone| {
            matches!(phone.registration, Registration::Held { .. })
        });
    }

    /// Asks to be registered, whatever comes of it.
    #[track_caller]
    pub fn asks_to_register(&self) {
        self.act(|phone, now| phone.register(now, phone.setup.expires));
    }

    /// Signs off.
    #[track_caller]
    pub fn signs_off(&self) {
        self.act(|phone, now| phone.register(now, 0));
        self.wait(PATIENCE, "is signed off", |phone| {
            matches!(phone.registration, Registration::None)
        });
    }

    /// Its registration is refused, with whatever status.
    #[track_caller]
    pub fn waits_for_refusal(&self) {
        self.wait(PATIENCE, "is refused registration", |phone| {
            matches!(phone.registration, Registration::Refused(_))
        });
    }

    /// Its owner types another password.
    #[track_caller]
    pub fn uses_password(&self, password: &str) {
        self.act(|phone, _| phone.setup.password = password.to_owned());
    }

    /// From now on it takes calls only from those who know the password (the part of a provider).
    #[track_caller]
    pub fn asks_for_the_password(&self) {
        self.act(|phone, _| phone.setup.challenges_calls = true);
    }

    /// Its registration is refused with this status.
    #[track_caller]
    pub fn is_refused_registration(&self, status: u16) {
        self.wait(PATIENCE, &format!("is refused registration with {status}"), |phone| {
            matches!(phone.registration, Registration::Refused(refused) if refused == status)
        });
    }

    /// From now on it reacts to calls like this.
    #[track_caller]
    pub fn behaves(&self, manner: Manner) {
        self.act(|phone, _| phone.setup.manner = manner);
    }

    /// Its account's name.
    pub fn name(&self) -> String {
        let site = self.site.borrow();
        site.setup(self.place).user.clone()
    }

    /// Where it is.
    #[track_caller]
    pub fn address(&self) -> std::net::SocketAddr {
        self.look(|phone, _| phone.address)
    }
}

/// How verbs reach the world.
impl Phone {
    /// Does something with the phone now.
    #[track_caller]
    fn act<T>(&self, what: impl FnOnce(&mut Body, std::time::Instant) -> T) -> T {
        self.within(|universe, place| {
            let now = universe.now;
            let result = what(&mut universe.phones[place], now);
            universe.settle();
            result
        })
    }

    /// Looks at the phone.
    #[track_caller]
    pub(crate) fn look<T>(&self, what: impl FnOnce(&Body, std::time::Instant) -> T) -> T {
        self.within(|universe, place| what(&universe.phones[place], universe.now))
    }

    #[track_caller]
    pub(crate) fn within<T>(&self, what: impl FnOnce(&mut Universe, usize) -> T) -> T {
        let mut site = self.site.borrow_mut();
        what(site.running(), self.place)
    }

    /// Lets time pass.
    #[track_caller]
    pub(crate) fn passes(&self, how_long: Duration) {
        self.within(|universe, _| {
            let until = universe.now + how_long;
            universe.run(until, |_| false)
        });
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn wait(&self, patience: Duration, what: &str, so: impl Fn(&Body) -> bool) {
        let place = self.place;
        let came = self.within(|universe, _| {
            let until = universe.now + patience;
            universe.run(until, |universe| so(&universe.phones[place]))
        });
        if !came {
            self.fails(&format!("never {what} (waited {patience:?})"));
        }
    }

    #[track_caller]
    pub(crate) fn fails(&self, what: &str) -> ! {
        let name = self.name();
        let story = self.within(|universe, _| universe.story());
        panic!("phone '{name}' {what}\n{story}");
    }
}

impl Body {
    fn say(&mut self, pitch: f64, until: Option<std::time::Instant>) {
        self.voices(|voice| voice.say(pitch, until));
    }

    fn voices(&mut self, what: impl Fn(&mut voice::Voice)) {
        self.legs
            .iter_mut()
            .filter_map(|leg| leg.voice.as_mut())
            .for_each(what);
    }

    fn latest(&self) -> Option<&Leg> {
        self.legs.last()
    }

    fn rings_now(&self) -> bool {
        self.legs.iter().any(Leg::is_ringing)
    }

    fn ending(&self) -> Option<(Ending, std::time::Instant)> {
        match self.latest()?.progress {
            Progress::Over(ending, at) => Some((ending, at)),
            Progress::Calling | Progress::Answered | Progress::Talking => None,
        }
    }
}

/// What has to happen happens within this.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// A re-INVITE and what follows from it.
const SETTLING: Duration = Duration::from_millis(300);
