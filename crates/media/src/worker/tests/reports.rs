//! RTCP.

use super::*;
use crate::rtp::rtcp::{append_report, read};
use crate::rtp::{ReportBlock, RtcpItem, SenderInfo};

fn reports(world: &World, phone: &Phone) -> Vec<(u64, SocketAddr, Vec<RtcpItem>)> {
    let of_phone = |sent: &&Sent| sent.stream == phone.index && sent.component == Component::Rtcp;
    let items = |sent: &Sent| {
        let mut items = Vec::new();
        read(&sent.bytes, |item| items.push(item));
        (sent.at_ms, sent.to, items)
    };
    world
        .out
        .packets
        .iter()
        .filter(of_phone)
        .map(items)
        .collect()
}

#[test]
fn reports_come_while_packets_flow() {
    let mut world = World::new();
    let mut a = world.phone(1, Codec::Ulaw, 20);
    let b = world.phone(2, Codec::Ulaw, 20);
    world.bridge(&a, &b, false);
    for packet in 0..600 {
        if packet % 10 == 9 {
            a.number(20);
            world.pass(20);
        } else {
            world.says(&mut a, &[1; 160], 20);
        }
    }
    world.pass(60_000);
    let to_a = reports(&world, &a);
    let times: Vec<u64> = to_a.iter().map(|(at, ..)| *at).collect();
    assert_eq!(times, [5_000, 10_000, 15_000]);
    let [RtcpItem::Report(block)] = to_a[1].2[..] else {
        panic!("{:?}", to_a[1])
    };
    assert_eq!((block.ssrc, block.fraction_lost), (a.next.ssrc, 25));
    assert!((49..=50).contains(&block.lost), "{block:?}");
    let stats = world.worker.stats(a.media).unwrap();
    assert_eq!((stats.losses.count, stats.losses.most), (3, 25.0));
    assert!(
        (19.0..=20.0).contains(&stats.losses.mean),
        "{:?}",
        stats.losses
    );
    assert_eq!((stats.jitters.count, stats.jitters.most), (3, 0.0));
    assert!(
        (3.2..3.5).contains(&stats.mos_received),
        "{}",
        stats.mos_received
    );
    assert!(stats.mos_sent > 4.3, "{}", stats.mos_sent);
    let to_b = reports(&world, &b);
    let RtcpItem::Sender(ssrc, info) = to_b[0].2[0] else {
        panic!("{:?}", to_b[0])
    };
    assert_eq!(ssrc, world.heard(&b)[0].header().ssrc);
    assert_eq!((info.packets, info.octets), (225, 225 * 160));
    assert_eq!(to_b[0].1, SocketAddr::new(b.address.ip(), 4_001));
    assert_eq!(world.worker.next_deadline(), None);
    world.order(MediaCommand::Close { media: a.media });
    let (_, _, last) = reports(&world, &a).pop().unwrap();
    assert!(matches!(last.last(), Some(RtcpItem::Bye(_))), "{last:?}");
}

#[test]
fn whoever_never_spoke_says_no_goodbye() {
    let mut world = World::new();
    let a = world.phone(1, Codec::Ulaw, 20);
    world.order(MediaCommand::Close { media: a.media });
    assert!(world.out.packets.is_empty());
}

#[test]
fn the_far_end_s_reports_are_understood() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    world.send(&phone, Source::Echo);
    for _ in 0..251 {
        world.says(&mut phone, &[1; 160], 20);
    }
    let sent = reports(&world, &phone);
    let (at, _, items) = &sent[0];
    let RtcpItem::Sender(ours, info) = items[0] else {
        panic!("{items:?}")
    };
    // It takes 70 ms until the answer is here, of which the far end says that it waited 30.
    let waited = 5_000 + 70 - (world.now.duration_since(world.start).as_millis() as u64);
    assert_eq!(*at, 5_000);
    world.pass(waited);
    let block = ReportBlock {
        ssrc: ours,
        fraction_lost: 0,
        lost: 3,
        highest: 0,
        jitter: 80,
        last_report: (info.ntp >> 16) as u32,
        delay: 65_536 * 30 / 1_000,
    };
    let theirs = SenderInfo {
        ntp: 5 << 32,
        timestamp: 0,
        packets: 1,
        octets: 1,
    };
    let mut bytes = Vec::new();
    append_report(&mut bytes, phone.next.ssrc, Some(theirs), Some(block));
    let from = SocketAddr::new(phone.address.ip(), 5_555);
    let (worker, out) = (&mut world.worker, &mut world.out);
    worker.handle_packet(
        world.now,
        phone.index,
        Component::Rtcp,
        from,
        &mut bytes,
        out,
    );
    let stats = world.worker.stats(phone.media).unwrap();
    assert_eq!(
        (stats.far_packets_lost, stats.far_jitter),
        (3, Duration::from_millis(10))
    );
    let round_trip = stats.round_trip.unwrap().as_millis();
    assert!((39..=41).contains(&round_trip), "{round_trip} ms");
    assert!((39.0..=41.0).contains(&stats.round_trips.mean) && stats.round_trips.count == 1);
    assert_eq!((stats.far_jitters.last, stats.far_losses.last), (10.0, 3.0));
    assert!((4.0..4.35).contains(&stats.mos_sent), "{}", stats.mos_sent);
    world.says(&mut phone, &[1; 160], 20);
    world.pass(10_000);
    let later = reports(&world, &phone);
    let (_, to, items) = &later[1];
    assert_eq!(*to, from, "reports go where reports come from");
    let RtcpItem::Report(block) = items[1] else {
        panic!("{items:?}")
    };
    assert_eq!(block.last_report, 5 << 16);
}

#[test]
fn strangers_do_not_report() {
    let mut world = World::new();
    let phone = world.phone(1, Codec::Ulaw, 20);
    let mut bytes = Vec::new();
    append_report(&mut bytes, 1, None, None);
    let from = SocketAddr::from(([203, 0, 113, 1], 1));
    let (worker, out) = (&mut world.worker, &mut world.out);
    worker.handle_packet(
        world.now,
        phone.index,
        Component::Rtcp,
        from,
        &mut bytes,
        out,
    );
    assert_eq!(world.worker.stats(phone.media).unwrap().packets_refused, 1);
}

#[test]
fn a_shared_port_carries_both() {
    let mut world = World::new();
    let stream = StreamSetup {
        rtcp_mux: true,
        ..setup(1, Codec::Ulaw, 20)
    };
    let mut phone = world.phone_with(1, stream);
    world.says(&mut phone, &[1; 160], 20);
    world.pass(6_000);
    let sent = &world.out.packets;
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].component, sent[0].to),
        (Component::Rtp, phone.address)
    );
    assert!(crate::rtp::is_rtcp(&sent[0].bytes));
}

#[test]
fn nothing_goes_to_nowhere() {
    let mut world = World::new();
    let mut phone = world.phone(1, Codec::Ulaw, 20);
    world.says(&mut phone, &[1; 160], 20);
    let held = StreamSetup {
        remote: SocketAddr::from(([0, 0, 0, 0], 4_000)),
        direction: Direction::ReceiveOnly,
        ..setup(1, Codec::Ulaw, 20)
    };
    world.order(MediaCommand::Negotiated {
        media: phone.media,
        stream: held,
    });
    world.pass(10_000);
    world.order(MediaCommand::Close { media: phone.media });
    assert!(world.out.packets.is_empty());
}
