//! How a world begins: addresses, phones, exchanges, and phones that register.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use sip::header::Transport;

use super::house::House;
use super::{Dialect, Subject};
use crate::lan;
use crate::net::{Conditions, Net, NodeId, VirtualNet, Wire};
use crate::phone::{Body, PATIENCE, Registration, Setup};
use crate::sounds::Sounds;
use crate::subject::{self, Exchange, Installation, Simulated, Spawned};
use crate::universe::Universe;

/// What is planned, and what runs.
pub(crate) struct Site {
    pub(super) subject: Subject,
    pub(super) houses: Vec<House>,
    pub(super) setups: Vec<Setup>,
    pub(super) names: Vec<(String, IpAddr)>,
    pub(super) sounds: Sounds,
    pub(super) conditions: Conditions,
    pub(super) universe: Option<Universe>,
}

impl Site {
    /// With so many exchanges and nothing else.
    pub(super) fn new(subject: Subject, houses: usize) -> Self {
        Self {
            subject,
            houses: vec![House::new(Dialect::Pjsip); houses],
            setups: Vec::new(),
            names: Vec::new(),
            sounds: Sounds::standard(),
            conditions: Conditions::default(),
            universe: None,
        }
    }

    pub(crate) fn setup(&self, place: usize) -> &Setup {
        &self.setups[place]
    }

    /// What runs; starts it.
    #[track_caller]
    pub(crate) fn running(&mut self) -> &mut Universe {
        if self.universe.is_none() {
            let universe = self
                .start()
                .unwrap_or_else(|error| panic!("no world: {error}"));
            self.universe = Some(universe);
        }
        match &mut self.universe {
            Some(universe) => universe,
            None => unreachable!("it was started above"),
        }
    }

    fn start(&mut self) -> io::Result<Universe> {
        let net = match &self.subject {
            Subject::Simulated => {
                let mut net = VirtualNet::new(SEED);
                net.conditions = self.conditions;
                Net::Virtual(net)
            }
            Subject::Spawned(_) => Net::Wire(Wire::default()),
        };
        let mut universe = Universe::new(net);
        let addresses = self.exchange_addresses()?;
        self.make_phones(&mut universe, &addresses)?;
        self.make_exchanges(&mut universe, &addresses)?;
        self.register(&mut universe);
        Ok(universe)
    }

    fn exchange_addresses(&self) -> io::Result<Vec<SocketAddr>> {
        let houses = self.houses.iter().enumerate();
        let addresses = houses.map(|(at, house)| match (&self.subject, house.ip) {
            (_, Some(ip)) => Ok(SocketAddr::new(ip, SIP_PORT)),
            (Subject::Simulated, None) => Ok(SocketAddr::new(numbered(10, 0, 1 + at), SIP_PORT)),
            (Subject::Spawned(_), None) => {
                let ip = numbered(127, 0, 1);
                Ok(SocketAddr::new(ip, subject::free_port(ip)?))
            }
        });
        addresses.collect()
    }

    fn make_phones(&self, universe: &mut Universe, exchanges: &[SocketAddr]) -> io::Result<()> {
        for (place, setup) in self.setups.iter().enumerate() {
            let node = NodeId::Phone(place);
            let usual = match self.subject {
                Subject::Simulated => SocketAddr::new(numbered(10, 1, 1 + place), SIP_PORT),
                Subject::Spawned(_) => SocketAddr::new(numbered(127, 0, 10 + place), 0),
            };
            let mut address = setup.address.unwrap_or(usual);
            if lan::is_inside() && !address.ip().is_loopback() {
                lan::add_address(address.ip())?;
            }
            address.set_port(universe.net.open(node, setup.transport, address)?);
            let mut ports = Vec::new();
            for at in 0..CALLS_AT_ONCE {
                ports.push(
                    universe
                        .net
                        .open_pair(node, address.ip(), FIRST_RTP_PORT + 2 * at)?,
                );
            }
            let mut phone = Body::new(universe.now, setup.clone(), address, ports);
            if let Some(&exchange) = exchanges.get(setup.exchange) {
                phone.exchange = exchange;
                phone.domain = match exchange.port() {
                    SIP_PORT => exchange.ip().to_string(),
                    _ => exchange.to_string(),
                };
            }
            phone.hosts = self.names.iter().cloned().collect();
            universe.phones.push(phone);
        }
        Ok(())
    }

    fn make_exchanges(&self, universe: &mut Universe, addresses: &[SocketAddr]) -> io::Result<()> {
        for (at, (house, &address)) in self.houses.iter().zip(addresses).enumerate() {
            let here = |setup: &&Setup| setup.exchange == at && !setup.is_stranger;
            let phones: Vec<&Setup> = self.setups.iter().filter(here).collect();
            let installation = Installation {
                ip: address.ip(),
                port: address.port(),
                files: house.render(address, &phones),
                sounds: self.sounds.clone(),
                hosts: self.names.iter().cloned().collect(),
            };
            let exchange = match &self.subject {
                Subject::Simulated => {
                    universe
                        .net
                        .open(NodeId::Exchange(at), Transport::Udp, address)?;
                    let simulated = Simulated::start(universe.now, &installation);
                    Exchange::Simulated(Box::new(simulated))
                }
                Subject::Spawned(binary) => {
                    let namespace = match house.ip {
                        Some(ip) => Some(lan::add_node(at, ip)?),
                        None => None,
                    };
                    Exchange::Spawned(Spawned::start(binary, &installation, namespace)?)
                }
            };
            universe.exchanges.push(exchange);
        }
        Ok(())
    }

    fn register(&self, universe: &mut Universe) {
        if universe.exchanges.is_empty() {
            return;
        }
        universe.now = match universe.net {
            Net::Virtual(_) => universe.now,
            Net::Wire(_) => crate::clock::now(),
        };
        let now = universe.now;
        for phone in universe
            .phones
            .iter_mut()
            .filter(|phone| phone.setup.registers)
        {
            phone.register(now, phone.setup.expires);
        }
        let known = |phone: &Body| {
            !phone.setup.registers || matches!(phone.registration, Registration::Held { .. })
        };
        if !universe.run(now + PATIENCE, |universe| universe.phones.iter().all(known)) {
            let unknown = universe.phones.iter().filter(|phone| !known(phone));
            let names: Vec<String> = unknown
                .map(|p| format!("{} ({:?})", p.setup.user, p.registration))
                .collect();
            panic!("not registered: {}\n{}", names.join(", "), universe.story());
        }
    }
}

/// `first.0.second.last`.
fn numbered(first: u8, second: u8, last: usize) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(first, 0, second, last.min(254) as u8))
}

const SEED: u64 = 7;
const SIP_PORT: u16 = 5060;
const FIRST_RTP_PORT: u16 = 20_000;
const CALLS_AT_ONCE: u16 = 3;
