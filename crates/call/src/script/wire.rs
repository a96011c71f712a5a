//! Wires, for scripts: open one, read lines, write, hang up. Dropping it closes it.

use std::time::Duration;

use super::{Call, HungUp, News, Notice};
use crate::effect::{WireId, WireOrder, WireRead, WireTarget};
use crate::{Effect, EffectId, Outcome};

/// An open wire; whoever drops it closes it.
pub struct Wire {
    call: Call,
    id: WireId,
    /// A line that was asked for and has not come.
    asked: Option<EffectId>,
    hang_up_at_end: bool,
}

impl Call {
    /// Opens a wire; errors are sentences for people.
    pub async fn open_wire(&mut self, target: WireTarget) -> Result<Result<Wire, String>, HungUp> {
        let effect = Effect::OpenWire(Box::new(target));
        let id = self.house.borrow_mut().perform(Some(self.channel), effect);
        let wire = Wire {
            call: self.clone(),
            id: WireId(id.0),
            asked: None,
            hang_up_at_end: true,
        };
        let mine = |n: &Notice| matches!(&n.news, News::Done(done, _) if *done == id);
        let found = self.pick(None, false, mine).await?;
        Ok(match found.map(|notice| notice.news) {
            Some(News::Done(_, Outcome::Failed(why))) => Err(why),
            Some(_) => Ok(wire),
            None => return Err(HungUp),
        })
    }
}

impl Wire {
    /// The next line, or the end. Fails when the call hangs up meanwhile; asked once more, it gives the
    /// line that was waited for.
    pub async fn read_line(&mut self, limit: usize) -> Result<WireRead, HungUp> {
        self.next_line(limit, None, true)
            .await
            .map(|line| line.unwrap_or(WireRead::Ended { status: None }))
    }

    /// The same for a call that may be over; `None` when nothing comes for so long.
    pub async fn read_line_after_the_end(
        &mut self,
        limit: usize,
        patience: Duration,
    ) -> Result<Option<WireRead>, HungUp> {
        self.next_line(limit, Some(patience), false).await
    }

    /// Sends; says why it could not. Works on a call that is over, too.
    pub async fn write(&mut self, bytes: impl Into<Vec<u8>>) -> Result<Result<(), String>, HungUp> {
        let effect = self.order(WireOrder::Write(bytes.into()));
        Ok(match self.call.perform(effect).await? {
            Outcome::Failed(why) => Err(why),
            _ => Ok(()),
        })
    }

    /// Tells a program that its call is over.
    pub fn hang_up(&self) {
        self.call.order(self.order(WireOrder::HangUp));
    }

    /// The program shall not be told anything when this ends.
    pub fn leave_in_peace(&mut self) {
        self.hang_up_at_end = false;
    }

    async fn next_line(
        &mut self,
        limit: usize,
        patience: Option<Duration>,
        needs_channel: bool,
    ) -> Result<Option<WireRead>, HungUp> {
        let id = match self.asked {
            Some(id) => id,
            None => {
                let effect = self.order(WireOrder::ReadLine { limit });
                let channel = self.call.channel;
                self.call.house.borrow_mut().perform(Some(channel), effect)
            }
        };
        self.asked = Some(id);
        let until = patience.map(|patience| self.call.after(patience));
        let mine = |n: &Notice| matches!(&n.news, News::Done(done, _) if *done == id);
        let found = self.call.pick(until, needs_channel, mine).await?;
        let Some(notice) = found else {
            return Ok(None);
        };
        self.asked = None;
        Ok(Some(match notice.news {
            News::Done(_, Outcome::Read(read)) => read,
            _ => WireRead::Ended { status: None },
        }))
    }

    fn order(&self, order: WireOrder) -> Effect {
        Effect::Wire(self.id, order)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let hang_up = self.hang_up_at_end;
        let order = self.order(WireOrder::Close { hang_up });
        self.call.order(order);
    }
}
