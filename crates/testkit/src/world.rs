//! A world: exchanges, phones, the network between them, and time.
//!
//! First a scenario says what there is; the first verb that needs it starts everything. From then
//! on time passes only in verbs.

mod house;
mod recorded;
mod site;

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

pub use house::Dialect;
use house::House;
pub(crate) use site::Site;

use crate::net::Conditions;
use crate::phone::{PATIENCE, Phone, Setup, Subscriber};
use crate::subject::Exchange;

/// What scenarios play in.
pub struct World {
    site: Rc<RefCell<Site>>,
}

/// What plays the exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The rooms, in virtual time.
    Simulated,
    /// This program, in real time.
    Spawned(PathBuf),
}

impl Subject {
    /// As the environment says: `SUBJECT=spawned` with `PBX_BIN`, else simulated.
    pub fn chosen() -> Self {
        let binary = std::env::var_os("PBX_BIN").map(PathBuf::from);
        match (std::env::var("SUBJECT").as_deref(), binary) {
            (Ok("spawned"), Some(binary)) => Self::Spawned(binary),
            (Ok("spawned"), None) => panic!("SUBJECT=spawned wants PBX_BIN=path/to/starling"),
            _ => Self::Simulated,
        }
    }
}

/// What there is.
impl World {
    /// A world with one exchange and no phones yet; the environment decides what plays the exchange.
    pub fn new() -> Self {
        Self::with(Subject::chosen(), 1)
    }

    /// A world in virtual time, whatever the environment says.
    pub fn simulated() -> Self {
        Self::with(Subject::Simulated, 1)
    }

    /// Phones and a network, and nobody between them.
    pub fn without_exchange() -> Self {
        Self::with(Subject::Simulated, 0)
    }

    fn with(subject: Subject, houses: usize) -> Self {
        let site = Site::new(subject, houses);
        Self {
            site: Rc::new(RefCell::new(site)),
        }
    }

    /// A fresh world with the same subject.
    pub fn another(&self) -> Self {
        Self::with(self.site.borrow().subject.clone(), 1)
    }

    /// A phone that the exchange has never heard of.
    #[track_caller]
    pub fn stranger(&mut self, user: &str) -> Phone {
        self.phone_with(user, |setup| {
            setup.registers = false;
            setup.is_stranger = true;
        })
    }

    /// Whether time is virtual.
    pub fn is_simulated(&self) -> bool {
        self.site.borrow().subject == Subject::Simulated
    }

    /// Lines for the context that phones call from.
    #[track_caller]
    pub fn dialplan(&mut self, lines: &str) {
        let house = &mut self.plan().houses[0];
        for line in lines.lines() {
            house.dialplan.push_str(line.trim());
            house.dialplan.push('\n');
        }
    }

    /// Further contexts, with their headings.
    #[track_caller]
    pub fn contexts(&mut self, text: &str) {
        let house = &mut self.plan().houses[0];
        house.contexts.push_str(
            &text
                .lines()
                .map(|l| format!("{}\n", l.trim()))
                .collect::<String>(),
        );
    }

    /// Phones are described in this file.
    #[track_caller]
    pub fn speaks(&mut self, dialect: Dialect) {
        self.plan().houses[0].dialect = dialect;
    }

    /// Further options for the endpoint of a phone.
    #[track_caller]
    pub fn endpoint(&mut self, user: &str, options: &str) {
        let lines = options.lines().map(|line| format!("{}\n", line.trim()));
        let options = lines.collect::<String>();
        self.plan().houses[0]
            .options
            .insert(user.to_owned(), options);
    }

    /// A configuration file as it is.
    #[track_caller]
    pub fn file(&mut self, name: &str, content: impl Into<Vec<u8>>) {
        self.file_of(0, name, content);
    }

    /// A configuration file of the exchange at this place.
    #[track_caller]
    pub fn file_of(&mut self, exchange: usize, name: &str, content: impl Into<Vec<u8>>) {
        self.plan().houses[exchange]
            .files
            .insert(name.to_owned(), content.into());
    }

    /// The first exchange has this address.
    #[track_caller]
    pub fn exchange_is_at(&mut self, ip: &str) {
        self.plan().houses[0].ip = Some(parse_ip(ip));
    }

    /// One more exchange, at this address; gives its place.
    #[track_caller]
    pub fn another_exchange(&mut self, ip: &str) -> usize {
        let mut plan = self.plan();
        plan.houses.push(House {
            ip: Some(parse_ip(ip)),
            ..House::new(Dialect::Pjsip)
        });
        plan.houses.len() - 1
    }

    /// One more prompt; `fr/name` for languages other than English.
    #[track_caller]
    pub fn prompt(&mut self, name: &str, length: Duration) {
        let ms = u32::try_from(length.as_millis()).unwrap_or(u32::MAX);
        self.plan().sounds.add(name, ms);
    }

    /// The network is as good as this; only simulated ones can be bad.
    #[track_caller]
    pub fn network(&mut self, conditions: Conditions) {
        self.plan().conditions = conditions;
    }

    /// A phone that is registered when the first verb begins.
    #[track_caller]
    pub fn phone(&mut self, user: &str) -> Phone {
        self.phone_with(user, |_| {})
    }

    /// A phone that is set up in a special way.
    #[track_caller]
    pub fn phone_with(&mut self, user: &str, change: impl FnOnce(&mut Setup)) -> Phone {
        let mut setup = Setup::new(user);
        change(&mut setup);
        let place = {
            let mut plan = self.plan();
            plan.setups.push(setup);
            plan.setups.len() - 1
        };
        Phone::new(self.site.clone(), place)
    }

    /// A provider that is reached by this name and at its own address, at which `user` may register.
    #[track_caller]
    pub fn provider(&mut self, host: &str, ip: &str, port: u16, user: Subscriber) -> Phone {
        let ip = parse_ip(ip);
        let provider = self.phone_with(&user.user.clone(), |setup| {
            setup.registers = false;
            setup.host_name = host.to_owned();
            setup.is_stranger = true;
            setup.address = Some(SocketAddr::new(ip, port));
            setup.subscribers = vec![user];
        });
        self.plan().names.push((host.to_owned(), ip));
        provider
    }

    #[track_caller]
    fn plan(&mut self) -> std::cell::RefMut<'_, Site> {
        let site = self.site.borrow_mut();
        assert!(
            site.universe.is_none(),
            "the world has begun; say before what there is"
        );
        site
    }
}

/// What happens.
impl World {
    /// Starts everything now; the first verb of a phone would do it too.
    #[track_caller]
    pub fn begins(&mut self) {
        self.site.borrow_mut().running();
    }

    /// Lets time pass.
    #[track_caller]
    pub fn runs_for(&mut self, how_long: Duration) {
        let mut site = self.site.borrow_mut();
        let universe = site.running();
        let until = universe.now + how_long;
        universe.run(until, |_| false);
    }

    /// The time.
    #[track_caller]
    pub fn now(&self) -> Instant {
        self.site.borrow_mut().running().now
    }

    /// Since everything was started.
    #[track_caller]
    pub fn age(&self) -> Duration {
        let mut site = self.site.borrow_mut();
        let universe = site.running();
        universe.now - universe.began
    }

    /// No channel, bridge, port or deadline of a call is left anywhere, or soon will be.
    #[track_caller]
    pub fn is_quiet(&mut self) {
        let mut site = self.site.borrow_mut();
        let universe = site.running();
        let until = universe.now + PATIENCE;
        let mut left = Vec::new();
        while universe.now < until {
            let next = universe.now + Duration::from_millis(200);
            universe.run(next, |_| false);
            left = universe
                .exchanges
                .iter_mut()
                .flat_map(Exchange::leftovers)
                .collect();
            if left.is_empty() {
                return;
            }
        }
        panic!("left over: {}\n{}", left.join(", "), universe.story());
    }

    /// These files have changed, and the exchange is told to read them.
    #[track_caller]
    pub fn reloads(&mut self, changed: &[(&str, &str)]) {
        let files = changed.iter();
        let files = files.map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        let mut site = self.site.borrow_mut();
        let universe = site.running();
        let now = universe.now;
        universe.exchanges[0].reload(now, files.collect());
        universe.settle();
    }

    /// What a console command prints; `None` where there is no console.
    #[track_caller]
    pub fn console(&mut self, command: &str) -> Option<String> {
        self.site.borrow_mut().running().exchanges[0].console(command)
    }

    /// What the exchange logged.
    #[track_caller]
    pub fn log(&mut self) -> Vec<String> {
        let mut site = self.site.borrow_mut();
        let exchanges = &site.running().exchanges;
        exchanges
            .iter()
            .flat_map(Exchange::log)
            .map(|(_, line)| line)
            .collect()
    }

    /// What was said on the wire and logged, for people.
    #[track_caller]
    pub fn story(&mut self) -> String {
        self.site.borrow_mut().running().story()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

#[track_caller]
fn parse_ip(text: &str) -> IpAddr {
    text.parse()
        .unwrap_or_else(|_| panic!("'{text}' is no address"))
}
