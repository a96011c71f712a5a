//! RTP (RFC 3550) and RTCP packets, digits as telephone-event (RFC 4733), and the continuity of the
//! streams that we send. Nothing here allocates for a packet.

pub use digit_receiver::{DigitReceiver, DigitReport, Reports};
pub use digit_sender::{DigitSender, EventPacket, LEAST_DIGIT_MS};
pub use outgoing::Outgoing;
pub use packet::{HEADER_BYTES, Header, is_rtcp};
pub use quality::{Line, Summary};
pub use reception::Reception;
pub use rtcp::{ReportBlock, RtcpItem, SenderInfo};

mod digit_receiver;
mod digit_sender;
mod outgoing;
mod packet;
mod quality;
mod reception;
pub mod rtcp;
#[cfg(test)]
pub(crate) mod tests;
