//! Parking lots: numbered spaces where calls wait for somebody to take them.

mod settings;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use call::ChannelId;

pub use settings::{LotFeatures, LotSettings, ParkingSettings};

/// A call in a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub name: String,
    /// Who parked it: the name of a channel; may be empty.
    pub parker: String,
    /// After so long it goes back; zero is never.
    pub time_limit: Duration,
}

/// Why a call was not parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotParked {
    /// There is no such lot.
    NoLot,
    /// All its spaces are taken.
    Full,
}

/// All lots. Shared by reference within the control thread.
#[derive(Debug, Default)]
pub struct Parking {
    settings: RefCell<ParkingSettings>,
    spaces: RefCell<BTreeMap<(String, u32), Parked>>,
    /// The space that each lot gave last (`findslot=next`).
    last: RefCell<BTreeMap<String, u32>>,
}

impl Parking {
    /// Empty lots.
    pub fn new(settings: ParkingSettings) -> Self {
        Self {
            settings: RefCell::new(settings),
            ..Self::default()
        }
    }

    /// Other settings from now on; parked calls stay where they are, and so do lots made by calls.
    pub fn configure(&self, mut settings: ParkingSettings) {
        let mut own = self.settings.borrow_mut();
        let made = own.lots.drain(..).filter(|lot| lot.is_dynamic);
        for lot in made {
            if settings.lot(&lot.name).is_none() {
                settings.lots.push(lot);
            }
        }
        *own = settings;
    }

    /// A lot by name.
    pub fn lot(&self, name: &str) -> Option<LotSettings> {
        self.settings.borrow().lot(name).cloned()
    }

    /// All lots, in the order of the file.
    pub fn lots(&self) -> Vec<LotSettings> {
        self.settings.borrow().lots.clone()
    }

    /// Makes a lot as a call asks for it, from another one; `None` where files do not allow that.
    pub fn make_lot(
        &self,
        name: &str,
        model: &str,
        context: Option<String>,
        extension: Option<String>,
        spaces: Option<(u32, u32)>,
    ) -> Option<LotSettings> {
        let mut settings = self.settings.borrow_mut();
        if !settings.dynamic || settings.lots.len() >= MOST_LOTS {
            return None;
        }
        let mut lot = settings.lot(model)?.clone();
        name.clone_into(&mut lot.name);
        lot.is_dynamic = true;
        lot.context = context.unwrap_or(lot.context);
        lot.park_extension = extension.unwrap_or(lot.park_extension);
        lot.spaces = spaces.unwrap_or(lot.spaces);
        settings.lots.push(lot.clone());
        Some(lot)
    }

    /// Puts a call into a space: the wanted one when it is free, else as the lot looks for one.
    ///
    /// # Errors
    /// When there is no lot of that name, or no free space in it.
    pub fn park(
        &self,
        lot: &str,
        wanted: Option<u32>,
        random: Option<u64>,
        parked: Parked,
    ) -> Result<u32, NotParked> {
        let lot = self.lot(lot).ok_or(NotParked::NoLot)?;
        let mut spaces = self.spaces.borrow_mut();
        let (first, last) = lot.spaces;
        let size = last.saturating_sub(first).saturating_add(1);
        let next = self.last.borrow().get(&lot.name).map(|space| space + 1);
        let start = match (wanted, random) {
            (Some(space), _) => space,
            (None, Some(random)) => {
                first + u32::try_from(random % u64::from(size)).unwrap_or_default()
            }
            (None, None) if lot.find_next => next.unwrap_or(first),
            (None, None) => first,
        };
        let start = if (first..=last).contains(&start) {
            start
        } else {
            first
        };
        let free = |space: &u32| !spaces.contains_key(&(lot.name.clone(), *space));
        let found = (start..=last).chain(first..start).find(free);
        let space = found.ok_or(NotParked::Full)?;
        spaces.insert((lot.name.clone(), space), parked);
        self.last.borrow_mut().insert(lot.name, space);
        Ok(space)
    }

    /// Frees a space that this channel has; false when it does not have it.
    pub fn leave(&self, lot: &str, space: u32, channel: ChannelId) -> bool {
        let mut spaces = self.spaces.borrow_mut();
        let key = (lot.to_owned(), space);
        let has = spaces
            .get(&key)
            .is_some_and(|parked| parked.channel == channel);
        if has {
            spaces.remove(&key);
            drop(spaces);
            self.forget_made_lot(lot);
        }
        has
    }

    /// A lot that a call made goes with its last call.
    fn forget_made_lot(&self, lot: &str) {
        if self.parked(lot).is_empty() {
            let mut settings = self.settings.borrow_mut();
            settings.lots.retain(|l| !(l.is_dynamic && l.name == lot));
        }
    }

    /// The calls of a lot, by space.
    pub fn parked(&self, lot: &str) -> Vec<(u32, Parked)> {
        let spaces = self.spaces.borrow();
        let of_lot = spaces.iter().filter(|((name, _), _)| name == lot);
        of_lot
            .map(|((_, space), parked)| (*space, parked.clone()))
            .collect()
    }

    /// The call in a space, or in the first space that has one.
    pub fn find(&self, lot: &str, space: Option<u32>) -> Option<(u32, Parked)> {
        let mut all = self.parked(lot).into_iter();
        match space {
            Some(space) => all.find(|(at, _)| *at == space),
            None => all.next(),
        }
    }
}

/// Calls cannot make more lots than this.
const MOST_LOTS: usize = 1_000;

#[cfg(test)]
mod tests;
