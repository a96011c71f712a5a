//! Announcements to those who wait.

use std::time::Instant;

use call::ChannelId;

use super::{Leave, Machine, Order, since};
use crate::queue::announce::{self, Due, Say};
use crate::queue::queue_state::{Caller, Queue, Stage};

impl Machine {
    pub(super) fn next_announcement(
        &self,
        queue: &Queue,
        caller: &Caller,
        place: impl FnOnce() -> usize,
    ) -> Option<(Instant, Due)> {
        announce::next_due(&queue.config.options, &caller.said, caller.joined, place)
    }

    /// Tells a waiting caller what it should hear by now.
    pub(super) fn announce_what_is_due(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get(&id).filter(|c| c.is_ready()) else {
            return;
        };
        let Some(queue) = self.queues.get(&caller.queue) else {
            return;
        };
        let place = || queue.line.position(caller.key);
        let due = self.next_announcement(queue, caller, place);
        match due.filter(|(at, _)| *at <= now) {
            Some((_, Due::Place)) => self.announce_place(now, id),
            Some((_, Due::Periodic)) => self.announce_periodic(now, id),
            None => {}
        }
    }

    pub(super) fn announce_place(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Some(queue) = self.queues.get(&caller.queue) else {
            return;
        };
        let (options, waited) = (&queue.config.options, since(now, caller.joined));
        let place = queue.line.position(caller.key);
        let words = announce::place(options, &queue.sums, &caller.said, place, waited);
        caller.said.place = place;
        caller.said.place_at = Some(now);
        self.let_hear(id, words);
    }

    fn announce_periodic(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id) else {
            return;
        };
        let Some(queue) = self.queues.get(&caller.queue) else {
            return;
        };
        let options = &queue.config.options;
        let prompts = options.periodic_announce.0.as_slice();
        let said = &mut caller.said;
        let at = match options.random_periodic_announce {
            true => self.chance.below(prompts.len().max(1)),
            false => said.periodic % prompts.len().max(1),
        };
        said.periodic = at + 1;
        said.periodic_at = Some(now);
        said.periodic_begun = true;
        let prompt = prompts
            .get(at)
            .map_or("queue-periodic-announce", String::as_str);
        let words = prompt
            .split('&')
            .map(|p| Say::Prompt(p.to_owned()))
            .collect();
        self.let_hear(id, words);
    }

    fn let_hear(&mut self, id: ChannelId, words: Vec<Say>) {
        if words.is_empty() {
            return;
        }
        if let Some(caller) = self.callers.get_mut(&id) {
            caller.listening = true;
        }
        self.say(id, Order::Say(words));
    }

    /// What a caller heard is over: it waits on.
    pub(super) fn announced(&mut self, now: Instant, id: ChannelId) {
        let Some(caller) = self.callers.get_mut(&id).filter(|c| c.listening) else {
            return;
        };
        caller.listening = false;
        let (queue, expires) = (caller.queue, caller.expires);
        let relative = self.queues.get(&queue);
        if relative.is_some_and(|q| q.config.options.relative_periodic_announce)
            && caller.said.periodic_at.is_some()
        {
            caller.said.periodic_at = Some(now);
        }
        if matches!(caller.stage, Stage::Waiting) && expires.is_some_and(|at| at <= now) {
            return self.must_leave(now, id, Leave::Timeout);
        }
        self.mark(queue);
        self.settle(now);
        self.list_timer(now, id);
    }
}
