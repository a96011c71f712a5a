//! The arguments of `Queue`, read.

use std::rc::Rc;
use std::time::Duration;

use call::ChannelId;
use call::script::{Args, Call, HungUp};
use services::queue::{Penalties, Queues};

use super::options::QueueLetters;
use crate::{numbers, places};

/// Everything that `Queue` was told.
pub(super) struct Request {
    pub(super) queues: Rc<Queues>,
    pub(super) queue: String,
    pub(super) letters: QueueLetters,
    pub(super) url: String,
    pub(super) announcement: String,
    pub(super) patience: Option<Duration>,
    pub(super) macro_on_member: String,
    pub(super) gosub_on_member: String,
    pub(super) rule: String,
    pub(super) position: Option<usize>,
    pub(super) priority: i32,
    pub(super) penalties: Penalties,
}

impl Request {
    /// Reads the arguments, with warnings; `None` when they make no sense.
    pub(super) fn read(call: &Call, args: Args<'_>) -> Option<Self> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim()).to_owned();
        let queue = part(0);
        if queue.is_empty() {
            call.warn("Queue needs the name of a queue");
            return None;
        }
        let Some(queues) = call.service::<Queues>() else {
            call.warn("there are no queues here");
            call.set("QUEUESTATUS", "UNKNOWN");
            return None;
        };
        let letters = QueueLetters::parse(call, &part(1))?;
        if !part(5).is_empty() {
            call.warn("Queue runs no AGI program on the member's channel");
        }
        let variable = |name: &str| {
            let text = call.get(name).unwrap_or_default();
            text.trim().parse::<i32>().ok()
        };
        Some(Self {
            queues,
            queue,
            letters,
            url: part(2),
            announcement: part(3),
            patience: numbers::seconds(&part(4)),
            macro_on_member: part(6),
            gosub_on_member: part(7),
            rule: part(8),
            position: part(9).parse().ok().filter(|at| *at > 0),
            priority: variable("QUEUE_PRIO").unwrap_or(0),
            penalties: Penalties {
                max: variable("QUEUE_MAX_PENALTY"),
                min: variable("QUEUE_MIN_PENALTY"),
                raise: variable("QUEUE_RAISE_PENALTY"),
            },
        })
    }
}

/// Runs `[[context^]exten^]priority[(arg1^...)]` on a channel; one that cannot be is a warning.
pub(super) async fn run_subroutine(
    call: &mut Call,
    on: ChannelId,
    text: &str,
) -> Result<(), HungUp> {
    let (target, arguments) = places::name_and_arguments(text);
    let location = match places::target_with_carets(call, target) {
        Ok(location) => location,
        Err(problem) => {
            call.warn(format!("Queue: {problem}"));
            return Ok(());
        }
    };
    if !places::exists(call, &location).await {
        call.warn(format!("Queue: there is no {location}"));
        return Ok(());
    }
    let arguments = arguments.split('^').filter(|_| !arguments.is_empty());
    let arguments: Vec<String> = arguments.map(str::to_owned).collect();
    if on == call.id() {
        call.run_subroutine(location, &arguments).await?;
        return Ok(());
    }
    call.run_subroutine_on(on, location, arguments).await
}
