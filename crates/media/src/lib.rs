//! Everything about media except arithmetic on samples: session descriptions, RTP and RTCP, digits, and
//! the sans-IO machine that moves packets.

pub mod control;
pub mod jitter;
pub mod placement;
pub mod recorder;
pub mod rtp;
pub mod sdp;
pub mod worker;
