//! An application on a channel, beside whatever its script does.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Context, Waker};

use super::{Args, Call};
use crate::house::House;
use crate::{ChannelId, LogLevel};

/// Runs it as far as it goes without waiting.
pub(crate) fn apply(
    house: &Rc<RefCell<House>>,
    channel: ChannelId,
    application: &str,
    arguments: &str,
) {
    let entry = house.borrow().registry.application(application);
    let Some(entry) = entry else {
        let text = format!("there is no application '{application}'");
        return house
            .borrow_mut()
            .log(LogLevel::Warning, Some(channel), text);
    };
    let mut call = Call {
        house: house.clone(),
        channel,
    };
    let mut running = (entry.run)(&mut call, Args(arguments));
    let mut context = Context::from_waker(Waker::noop());
    let _ = running.as_mut().poll(&mut context);
}
