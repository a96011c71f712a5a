//! How programs (AMI, ARI, HTTP) reach the exchange: questions that run on the control thread, and a
//! feed of everything that happened. A program that reads too slowly loses events, never the house
//! its time.

use std::sync::Arc;

use call::{Event, Picture};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::cli::Exchange;

/// Something to do on the control thread. It must be quick.
pub type Question = Box<dyn FnOnce(&mut dyn Exchange) + Send>;

/// The way to the control thread, from any task.
#[derive(Clone)]
pub struct Door {
    questions: mpsc::Sender<Question>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Door {
    /// A door, and where the control thread takes the questions. At most `most` of them wait; who asks
    /// more waits itself.
    pub fn new(most: usize, wake: Arc<dyn Fn() + Send + Sync>) -> (Self, mpsc::Receiver<Question>) {
        let (questions, inbox) = mpsc::channel(most);
        (Self { questions, wake }, inbox)
    }

    /// Asks the exchange. `None` when it is over.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut dyn Exchange) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let question: Question = Box::new(move |exchange| {
            // Whoever asked may have gone meanwhile.
            let _ = answer.send(question(exchange));
        });
        self.questions.send(question).await.ok()?;
        (self.wake)();
        answered.await.ok()
    }

    /// Asks what may need files to be read first; then it is asked again when they are. `None` when the
    /// exchange is over.
    pub async fn ask_again<T: Send + 'static>(
        &self,
        mut question: impl FnMut(&mut dyn Exchange) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let question: Question = Box::new(move |exchange| {
            let told = question(exchange);
            match exchange.take_awaited() {
                None => drop(answer.send(told)),
                Some(reading) => {
                    let again = Box::new(move |exchange: &mut dyn Exchange| {
                        let told = question(exchange);
                        let _ = answer.send(told);
                    });
                    exchange.once_read(reading, again);
                }
            }
        });
        self.questions.send(question).await.ok()?;
        (self.wake)();
        answered.await.ok()
    }
}

/// One thing that programs are told.
#[derive(Clone, Debug)]
pub enum News {
    /// Something happened to calls.
    Pictured(Arc<Picture>),
    /// Something that no picture goes with: a driver's report, a log line.
    Told(Arc<Event>),
}

/// Everything that happens, for as many programs as listen.
#[derive(Clone)]
pub struct Feed(broadcast::Sender<News>);

impl Feed {
    /// A feed that keeps the last `most` pieces of news for those who are slow.
    pub fn new(most: usize) -> Self {
        Self(broadcast::Sender::new(most))
    }

    /// Listens from now on. A receiver that lags is told how much it missed.
    pub fn listen(&self) -> broadcast::Receiver<News> {
        self.0.subscribe()
    }

    /// Does anybody listen?
    pub fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Tells everybody who listens.
    pub fn tell(&self, news: News) {
        let _ = self.0.send(news);
    }
}
