//! The queues as a service: scripts join and report, the switchboard brings devices and time.

use std::cell::{RefCell, RefMut};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Instant;

use call::{ChannelId, DeviceState, Errand, Event, QueueLogLine, Resident, WallClock};

use super::config::QueueSettings;
use super::machine::{Input, Join, Joined, Loaded, Machine, Order, Output, Refusal};
use crate::Database;

/// All queues, for scripts, the console and the switchboard.
pub struct Queues {
    machine: RefCell<Machine>,
    orders: RefCell<HashMap<ChannelId, VecDeque<Order>>>,
    errands: RefCell<VecDeque<Errand>>,
    database: Rc<Database>,
    /// A moment that is past when somebody asks.
    began: Instant,
}

impl Queues {
    /// The queues of these files, with the members that were kept.
    pub fn start(
        now: Instant,
        wall: WallClock,
        seed: u64,
        database: Rc<Database>,
        settings: &QueueSettings,
    ) -> Self {
        let this = Self::new(now, Machine::new(now, wall, seed), database);
        this.with(|machine| machine.configure(now, settings, Loaded::ALL, None));
        this.restore_members(now);
        this
    }

    /// Queues whose dynamic members are kept in this database.
    pub fn new(now: Instant, machine: Machine, database: Rc<Database>) -> Self {
        Self {
            machine: RefCell::new(machine),
            orders: RefCell::default(),
            errands: RefCell::default(),
            database,
            began: now,
        }
    }

    /// The machine, to read and to change; what it wants is carried out when this is given back.
    pub fn with<T>(&self, act: impl FnOnce(&mut Machine) -> T) -> T {
        let mut machine = self.machine.borrow_mut();
        let result = act(&mut machine);
        self.carry_out(machine);
        result
    }

    /// A caller wants to wait.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn join(&self, now: Instant, join: Join) -> Result<Joined, Refusal> {
        self.orders.borrow_mut().remove(&join.caller);
        self.with(|machine| machine.join(now, join))
    }

    /// Reports what happened to a caller.
    pub fn report(&self, now: Instant, caller: ChannelId, input: Input) {
        self.with(|machine| machine.handle(now, caller, input));
    }

    /// What the script of a caller has to do next.
    pub fn next_order(&self, caller: ChannelId) -> Option<Order> {
        let mut orders = self.orders.borrow_mut();
        let mine = orders.get_mut(&caller)?;
        let order = mine.pop_front();
        if mine.is_empty() {
            orders.remove(&caller);
        }
        order
    }

    /// A caller whose script has ended.
    pub fn forget(&self, now: Instant, caller: ChannelId) {
        self.report(now, caller, Input::Gone);
        self.orders.borrow_mut().remove(&caller);
    }

    /// Writes a line into the queue log.
    pub fn log(&self, line: QueueLogLine) {
        let event = Event::QueueLog(Box::new(line));
        self.errands.borrow_mut().push_back(Errand::Tell(event));
    }

    /// Members that were kept are members again.
    pub fn restore_members(&self, now: Instant) {
        for (_, queue, kept) in self.database.rows_below(FAMILY, "") {
            self.with(|machine| machine.restore(now, &queue, &kept));
        }
    }

    fn carry_out(&self, mut machine: RefMut<'_, Machine>) {
        let mut errands = self.errands.borrow_mut();
        while let Some(output) = machine.poll_output() {
            match output {
                Output::ToCaller(caller, order) => {
                    self.orders
                        .borrow_mut()
                        .entry(caller)
                        .or_default()
                        .push_back(order);
                    errands.push_back(Errand::Wake(caller));
                }
                Output::Log(line) => {
                    errands.push_back(Errand::Tell(Event::QueueLog(Box::new(line))));
                }
                Output::Happened(event) => {
                    errands.push_back(Errand::Tell(Event::Queue(Box::new(event))));
                }
                Output::Keep(queue, Some(members)) => self.database.put(FAMILY, &queue, &members),
                Output::Keep(queue, None) => drop(self.database.delete(FAMILY, &queue)),
                Output::Watch(device) => errands.push_back(Errand::Watch(device)),
                Output::Device(device, state) => {
                    errands.push_back(Errand::SetDevice(device, state))
                }
            }
        }
    }
}

impl Resident for Queues {
    fn device_changed(&self, now: Instant, device: &str, state: DeviceState) {
        self.with(|machine| machine.device_changed(now, device, state));
    }

    fn tick(&self, now: Instant) {
        self.with(|machine| machine.tick(now));
    }

    fn next_deadline(&self) -> Option<Instant> {
        if self.errands.borrow().is_empty() {
            self.machine.borrow().next_deadline()
        } else {
            Some(self.began)
        }
    }

    fn poll_errand(&self) -> Option<Errand> {
        self.errands.borrow_mut().pop_front()
    }
}

/// Where Asterisk keeps them.
const FAMILY: &str = "Queue/PersistentMembers";
