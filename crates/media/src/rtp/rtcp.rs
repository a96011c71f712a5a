//! RTCP: reports, source description and goodbye (RFC 3550 §6), built and read as compound packets.

/// What a sender report says of its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderInfo {
    /// Time of the report, as 32.32 fixed-point seconds.
    pub ntp: u64,
    /// The same moment as RTP timestamp.
    pub timestamp: u32,
    /// Packets sent.
    pub packets: u32,
    /// Payload bytes sent.
    pub octets: u32,
}

/// What a receiver says of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportBlock {
    /// The stream.
    pub ssrc: u32,
    /// Loss since the last report, in 1/256.
    pub fraction_lost: u8,
    /// Packets lost since the beginning.
    pub lost: u32,
    /// Highest sequence number with its cycles.
    pub highest: u32,
    /// Jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the time of the last sender report that was received; 0 without one.
    pub last_report: u32,
    /// Delay since then, in 1/65536 s.
    pub delay: u32,
}

/// What a compound packet holds, as far as we use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RtcpItem {
    /// A sender report.
    Sender(u32, SenderInfo),
    /// A report block, of either kind of report.
    Report(ReportBlock),
    /// The stream of this SSRC ended.
    Bye(u32),
}

/// Reads a compound packet and hands out its items; stops at the first malformed part.
pub fn read(mut bytes: &[u8], mut item: impl FnMut(RtcpItem)) {
    while let Some((kind, count, body, rest)) = split(bytes) {
        bytes = rest;
        let ssrc = word(body, 0);
        match (kind, ssrc) {
            (SENDER_REPORT, Some(ssrc)) => {
                if let Some(info) = sender_info(body) {
                    item(RtcpItem::Sender(ssrc, info));
                    blocks(body.get(24..).unwrap_or_default(), count, &mut item);
                }
            }
            (RECEIVER_REPORT, Some(_)) => {
                blocks(body.get(4..).unwrap_or_default(), count, &mut item)
            }
            (BYE, _) => {
                for index in 0..count {
                    if let Some(ssrc) = word(body, index * 4) {
                        item(RtcpItem::Bye(ssrc));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Appends a sender report (or receiver report, when nothing was sent).
pub fn append_report(
    out: &mut Vec<u8>,
    ssrc: u32,
    sender: Option<SenderInfo>,
    block: Option<ReportBlock>,
) {
    let words = 1 + if sender.is_some() { 5 } else { 0 } + if block.is_some() { 6 } else { 0 };
    let kind = if sender.is_some() {
        SENDER_REPORT
    } else {
        RECEIVER_REPORT
    };
    head(out, u8::from(block.is_some()), kind, words);
    put(out, ssrc);
    if let Some(sender) = sender {
        out.extend_from_slice(&sender.ntp.to_be_bytes());
        put(out, sender.timestamp);
        put(out, sender.packets);
        put(out, sender.octets);
    }
    if let Some(block) = block {
        put(out, block.ssrc);
        put(
            out,
            u32::from(block.fraction_lost) << 24 | block.lost & 0xff_ffff,
        );
        put(out, block.highest);
        put(out, block.jitter);
        put(out, block.last_report);
        put(out, block.delay);
    }
}

/// Appends a source description with a canonical name, which is cut at 255 bytes.
pub fn append_description(out: &mut Vec<u8>, ssrc: u32, name: &str) {
    let name = &name.as_bytes()[..name.len().min(255)];
    // The item, then one to four zero bytes up to a word boundary.
    let bytes = 4 + (2 + name.len() + 1).next_multiple_of(4);
    let words = u16::try_from(bytes / 4).unwrap_or(u16::MAX);
    head(out, 1, SOURCE_DESCRIPTION, words);
    let end = out.len() + bytes;
    put(out, ssrc);
    out.push(CNAME);
    out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(name);
    out.resize(end, 0);
}

/// Appends a goodbye.
pub fn append_bye(out: &mut Vec<u8>, ssrc: u32) {
    head(out, 1, BYE, 1);
    put(out, ssrc);
}

/// Kind, count, body and what follows.
fn split(bytes: &[u8]) -> Option<(u8, usize, &[u8], &[u8])> {
    let [flags, kind, l0, l1] = *bytes.first_chunk::<4>()?;
    if flags >> 6 != 2 {
        return None;
    }
    let end = 4 + 4 * usize::from(u16::from_be_bytes([l0, l1]));
    Some((
        kind,
        usize::from(flags & 0x1f),
        bytes.get(4..end)?,
        bytes.get(end..)?,
    ))
}

fn sender_info(body: &[u8]) -> Option<SenderInfo> {
    let ntp = u64::from(word(body, 4)?) << 32 | u64::from(word(body, 8)?);
    let (timestamp, packets) = (word(body, 12)?, word(body, 16)?);
    Some(SenderInfo {
        ntp,
        timestamp,
        packets,
        octets: word(body, 20)?,
    })
}

fn blocks(bytes: &[u8], count: usize, item: &mut impl FnMut(RtcpItem)) {
    for block in bytes.chunks_exact(24).take(count) {
        let at = |offset| word(block, offset).unwrap_or_default();
        item(RtcpItem::Report(ReportBlock {
            ssrc: at(0),
            fraction_lost: block[4],
            lost: at(4) & 0xff_ffff,
            highest: at(8),
            jitter: at(12),
            last_report: at(16),
            delay: at(20),
        }));
    }
}

fn word(bytes: &[u8], offset: usize) -> Option<u32> {
    let bytes = bytes.get(offset..offset + 4)?;
    Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

fn head(out: &mut Vec<u8>, count: u8, kind: u8, words: u16) {
    out.extend_from_slice(&[2 << 6 | count, kind]);
    out.extend_from_slice(&words.to_be_bytes());
}

fn put(out: &mut Vec<u8>, word: u32) {
    out.extend_from_slice(&word.to_be_bytes());
}

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const BYE: u8 = 203;
const CNAME: u8 = 1;
