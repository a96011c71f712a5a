//! A call in its space: announced, waiting, and where it goes when nobody takes it.

use std::rc::Rc;
use std::time::Duration;

use call::script::prelude::*;
use call::{ChannelId, DeviceState, Event, ParkingEnd};
use dialplan::Location;
use services::{LotSettings, NotParked, Parked, Parking};

use crate::{places, say};

/// How a call is to be parked.
pub(crate) struct Order {
    /// The lot; empty is the channel's.
    pub(crate) lot: String,
    pub(crate) ringing: bool,
    pub(crate) random: bool,
    pub(crate) announcing: Announcing,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) comeback: Option<Comeback>,
}

/// Who hears the number of the space.
pub(crate) enum Announcing {
    Nobody,
    /// Whoever parked the call, or the call itself.
    Parker,
    /// Whoever this dial string reaches; `PARKED` among the prompts is the number.
    Dialled(String, Vec<String>),
}

/// Where a call goes when nobody takes it.
pub(crate) enum Comeback {
    Place(Location),
}

/// A lot by name.
pub(crate) fn lot_named(call: &Call, name: &str) -> Option<LotSettings> {
    call.service::<Parking>()?.lot(name)
}

/// The lot that is meant: the named one, the channel's, or `default`. One that is not there may be
/// made.
pub(crate) fn lot_for(call: &Call, named: &str) -> Option<LotSettings> {
    let parking = call.service::<Parking>()?;
    let given = |name: &str| call.get(name).filter(|value| !value.is_empty());
    let name = if named.is_empty() {
        given("PARKINGLOT").unwrap_or_else(|| "default".to_owned())
    } else {
        named.to_owned()
    };
    parking.lot(&name).or_else(|| {
        let model = given("PARKINGDYNAMIC").unwrap_or_else(|| "default".to_owned());
        let spaces = given("PARKINGDYNPOS").and_then(|text| {
            let (first, last) = text.split_once('-')?;
            Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
        });
        let spaces = spaces.filter(|(first, last): &(u32, u32)| first <= last);
        let (context, extension) = (given("PARKINGDYNCONTEXT"), given("PARKINGDYNEXTEN"));
        parking.make_lot(&name, &model, context, extension, spaces)
    })
}

/// Waits in a space.
pub(crate) async fn park(call: &mut Call, order: Order) -> Flow {
    let Some(lot) = lot_for(call, &order.lot) else {
        call.warn(format!("there is no parking lot '{}'", order.lot));
        return not_parked(call).await;
    };
    call.answer().await?;
    let parker_channel = call.look(|c| c.parked_by).flatten();
    let parker = parker_of(call, parker_channel);
    let time_limit = order.time_limit.unwrap_or(lot.time_limit);
    let space = match Space::take(call, &lot, &order, &parker, time_limit) {
        Ok(space) => space,
        Err(why) => {
            call.warn(format!("not parked in '{}': {why:?}", lot.name));
            return not_parked(call).await;
        }
    };
    call.change(|c| c.parked_by = None);
    space.tell(call, &parker, time_limit);
    announce(call, &order.announcing, parker_channel, space.number).await?;
    let until = (!time_limit.is_zero()).then(|| call.after(time_limit));
    if order.ringing {
        call.play_tone("ring");
    } else {
        call.start_music(&lot.music).await?;
    }
    // Whoever takes the call puts an end to this script.
    while call.next(until).await?.is_some() {}
    call.restore_sound();
    let number = space.number;
    space.end(ParkingEnd::TimedOut);
    come_back(call, &lot, order.comeback, &parker, number).await
}

/// The channel that parked this one, by name.
fn parker_of(call: &Call, channel: Option<ChannelId>) -> String {
    let name = channel
        .map(|id| call.on(id).name())
        .filter(|n| !n.is_empty());
    let told = || {
        call.get("BLINDTRANSFER")
            .or_else(|| call.get("ATTENDEDTRANSFER"))
    };
    let name = name.or_else(told).filter(|n| !n.is_empty());
    name.unwrap_or_else(|| call.name())
}

/// The parker hears that, and gets the call back when it is still there.
async fn not_parked(call: &mut Call) -> Flow {
    let parker = call.look(|c| c.parked_by).flatten();
    call.change(|c| c.parked_by = None);
    let Some(parker) = parker.filter(|id| call.look_at(*id, |c| !c.is_hung_up()) == Some(true))
    else {
        call.answer().await?;
        call.play(&[FAILED], "").await?;
        return Ok(Continue);
    };
    call.play_to_other(parker, &[FAILED]).await?;
    if call.talk_with(parker) {
        // That conversation takes the place of this script.
        std::future::pending::<()>().await;
    }
    Ok(End)
}

async fn announce(
    call: &mut Call,
    how: &Announcing,
    parker: Option<ChannelId>,
    number: u32,
) -> Result<(), HungUp> {
    let digits = say::digits(&number.to_string());
    match how {
        Announcing::Nobody => {}
        Announcing::Parker => match parker {
            Some(parker) if parker != call.id() => say_and_end(call, parker, digits),
            _ => {
                let names: Vec<&str> = digits.iter().map(String::as_str).collect();
                call.play(&names, "").await?;
            }
        },
        Announcing::Dialled(dial_string, prompts) => {
            let names = prompts.iter().flat_map(|prompt| match prompt.as_str() {
                "PARKED" => digits.clone(),
                other => vec![other.to_owned()],
            });
            let names: Vec<String> = names.collect();
            let to = call::OriginateTo::Application {
                name: "Playback".to_owned(),
                arguments: names.join("&"),
            };
            let mut wanted = call::script::Origination::new(dial_string, ANNOUNCED_WITHIN, to);
            wanted.caller = call.look(|c| c.parties.caller.clone());
            if let Err(problem) = call.originate(wanted) {
                call.warn(problem);
            }
        }
    }
    if let (Some(parker), Announcing::Nobody | Announcing::Dialled(..)) = (parker, how) {
        say_and_end(call, parker, Vec::new());
    }
    Ok(())
}

fn say_and_end(call: &Call, parker: ChannelId, digits: Vec<String>) {
    let mut there = call.on(parker);
    call.start_on(parker, async move {
        let names: Vec<&str> = digits.iter().map(String::as_str).collect();
        let _ = there.play(&names, "").await;
        there.end_of_call().await;
    });
}

async fn come_back(
    call: &mut Call,
    lot: &LotSettings,
    place: Option<Comeback>,
    parker: &str,
    number: u32,
) -> Flow {
    let device = parker.rsplit_once('-').map_or(parker, |(device, _)| device);
    let flat = device.replace('/', "_");
    call.set("PARKING_SPACE", number.to_string());
    call.set("PARKINGSLOT", number.to_string());
    call.set("PARKEDLOT", lot.name.clone());
    call.set("PARKER", device);
    call.set("PARKER_FLAT", flat.clone());
    call.set("COMEBACKCONTEXT", lot.comeback_context.clone());
    if let Some(Comeback::Place(place)) = place {
        call.jump(place);
        return Ok(Continue);
    }
    if lot.to_origin && !device.is_empty() {
        let mut options = String::new();
        for (who, callee, caller) in [
            (lot.transfers, 't', 'T'),
            (lot.reparking, 'k', 'K'),
            (lot.hangup, 'h', 'H'),
            (lot.recording, 'x', 'X'),
        ] {
            options.extend(who.callee.then_some(callee));
            options.extend(who.caller.then_some(caller));
        }
        let arguments = format!("{device},{},{options}", lot.dial_time.as_secs());
        let flow = call.run_application("Dial", &arguments).await;
        return flow.unwrap_or(Ok(End)).map(|next| match next {
            Continue if call.look(|c| c.is_hung_up()) == Some(false) && !jumped(call) => End,
            other => other,
        });
    }
    for extension in [flat.as_str(), "s"] {
        let place = Location::new(lot.comeback_context.as_str(), extension, 1);
        if places::exists(call, &place).await {
            call.jump(place);
            return Ok(Continue);
        }
    }
    call.jump(Location::new("default", "s", 1));
    Ok(Continue)
}

fn jumped(call: &Call) -> bool {
    call.look(|c| c.jumped).unwrap_or(false)
}

/// A space that is taken; dropping it frees it.
struct Space {
    call: Call,
    parking: Rc<Parking>,
    lot: LotSettings,
    number: u32,
}

impl Space {
    fn take(
        call: &Call,
        lot: &LotSettings,
        order: &Order,
        parker: &str,
        time_limit: Duration,
    ) -> Result<Self, NotParked> {
        let parking = call.service::<Parking>().ok_or(NotParked::NoLot)?;
        let wanted = call
            .get("PARKINGEXTEN")
            .and_then(|text| text.trim().parse().ok());
        let random = order.random.then(|| call.random());
        let parked = Parked {
            channel: call.id(),
            name: call.name(),
            parker: parker.to_owned(),
            time_limit,
        };
        let number = parking.park(&lot.name, wanted, random, parked)?;
        Ok(Self {
            call: call.clone(),
            parking,
            lot: lot.clone(),
            number,
        })
    }

    fn tell(&self, call: &Call, parker: &str, time_limit: Duration) {
        let (lot, space) = (self.lot.name.clone(), self.number);
        call.set("PARKINGSLOT", space.to_string());
        call.set("PARKEDLOT", lot.clone());
        call.set("PARKER", parker);
        call.set_device_state(&self.device(), DeviceState::InUse);
        let name = call.name();
        call.verbose(2, || {
            format!("Parking '{name}' in '{lot}' at space {space}")
        });
        call.tell(Event::CallParked {
            channel: call.id(),
            parker: parker.to_owned(),
            lot: lot.clone(),
            space,
            time_limit,
        });
    }

    fn device(&self) -> String {
        format!("park:{}@{}", self.number, self.lot.context)
    }

    fn end(&self, why: ParkingEnd) {
        let channel = self.call.id();
        let (lot, space) = (self.lot.name.clone(), self.number);
        if self.parking.leave(&lot, space, channel) {
            self.call
                .set_device_state(&self.device(), DeviceState::NotInUse);
            self.call.tell(Event::ParkedCallEnded {
                channel,
                lot,
                space,
                why,
            });
        }
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        let gone = self.call.look(call::Channel::is_hung_up).unwrap_or(true);
        let taker = self.call.owner_of_this();
        self.end(match (gone, taker) {
            (true, _) => ParkingEnd::GaveUp,
            (false, Some(by)) => ParkingEnd::Taken(by),
            (false, None) => ParkingEnd::Moved,
        });
    }
}

const FAILED: &str = "pbx-parkingfailed";
/// How long somebody may take to hear of a parked call.
const ANNOUNCED_WITHIN: Duration = Duration::from_secs(30);
