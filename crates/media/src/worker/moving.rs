//! A session goes from one worker to another with all that belongs to it; its far end hears no seam.

use super::agenda::Due;
use super::stream::{Feed, Stream};
use super::{StreamIndex, Worker, stream_at};
use crate::control::MediaId;

/// A session on its way.
pub struct Moved {
    stream: Box<Stream>,
    /// Whom it listens to, who may be on the way too.
    hears: Option<MediaId>,
}

impl Moved {
    /// Which session it is.
    pub fn media(&self) -> MediaId {
        self.stream.media
    }
}

impl Worker {
    /// Gives a session away. Who listened to it waits until it is here again, or follows it. A member
    /// of a mix leaves it.
    pub fn take(&mut self, media: MediaId) -> Option<Moved> {
        let index = self.index_of(media)?;
        let hears = self.heard_by(index);
        self.leave_mix(index);
        let mut stream = self.streams.get_mut(index.0 as usize)?.take()?;
        match &mut stream.feed {
            Feed::Mix(_) => stream.feed = Feed::Nothing,
            Feed::Play(player) => player.leave_shelf(),
            Feed::Nothing | Feed::Relay { .. } => {}
        }
        if let Some(origin) = stream.listens_to.take()
            && let Some(origin) = stream_at(&mut self.streams, origin)
        {
            origin.listeners.retain(|known| *known != index);
        }
        self.orphans.retain(|(_, waiting)| *waiting != index);
        for listener in std::mem::take(&mut stream.listeners) {
            if let Some(left) = stream_at(&mut self.streams, listener) {
                left.listens_to = None;
                self.orphans.push((media, listener));
            }
        }
        self.by_id.remove(&media);
        self.free.push(index);
        self.prune();
        Some(Moved { stream, hears })
    }

    /// Takes a session in. One of that name that is here already is replaced.
    pub fn put(&mut self, moved: Moved) -> StreamIndex {
        let Moved { stream, hears } = moved;
        let media = stream.media;
        drop(self.take(media));
        let index = self.place(stream);
        if let Some(stream) = stream_at(&mut self.streams, index) {
            for due in Due::ALL {
                self.agenda.renew(&stream.alarms, index, due);
            }
        }
        self.by_id.insert(media, index);
        self.adopt_orphans(media, index);
        if let Some(from) = hears {
            self.attach(index, from);
        }
        index
    }

    /// Puts a session on a free place.
    pub(super) fn place(&mut self, stream: Box<Stream>) -> StreamIndex {
        if let Some(index) = self.free.pop() {
            self.streams[index.0 as usize] = Some(stream);
            return index;
        }
        self.streams.push(Some(stream));
        StreamIndex((self.streams.len() - 1) as u32)
    }

    fn heard_by(&self, index: StreamIndex) -> Option<MediaId> {
        let stream = self.streams.get(index.0 as usize)?.as_deref()?;
        if let Some(origin) = stream.listens_to {
            let origin = self.streams.get(origin.0 as usize)?.as_deref()?;
            return Some(origin.media);
        }
        let waiting = self.orphans.iter().find(|(_, waiting)| *waiting == index);
        waiting.map(|(from, _)| *from)
    }
}
