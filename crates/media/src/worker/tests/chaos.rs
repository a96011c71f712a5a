//! Any order of orders and packets: nothing panics, nothing stays due, numbers stay continuous.

use audio::{Gain, SampleRate, Sound, ToneList};
use proptest::prelude::*;

use super::*;
use crate::control::{MixId, MixMember, MixSetup, Watch};
use crate::jitter::JitterSetup;

#[derive(Clone, Debug)]
enum Deed {
    Open(u64),
    Agree {
        media: u64,
        codec: usize,
        packet_ms: u8,
        transport: u8,
        direction: u8,
    },
    Relay {
        media: u64,
        from: u64,
        with_digits: bool,
    },
    Play {
        media: u64,
        what: u8,
    },
    Digit {
        media: u64,
        digit: char,
    },
    Close(u64),
    Sound {
        media: u64,
        length: usize,
        from: u8,
    },
    Event {
        media: u64,
        payload: [u8; 4],
        step: u8,
    },
    Bytes {
        media: u64,
        bytes: Vec<u8>,
        rtcp: bool,
    },
    Hook {
        media: u64,
        what: u8,
    },
    Room {
        mix: u64,
        what: u8,
    },
    Pass(u64),
}

const CODECS: [Codec; 5] = [
    Codec::Ulaw,
    Codec::Alaw,
    Codec::Gsm,
    Codec::G722,
    Codec::G729,
];

fn deed() -> impl Strategy<Value = Deed> {
    let media = 0u64..4;
    prop_oneof![
        media.clone().prop_map(Deed::Open),
        (media.clone(), 0..5usize, 1..=6u8, 0..4u8, 0..6u8).prop_map(
            |(media, codec, tens, transport, direction)| {
                Deed::Agree {
                    media,
                    codec,
                    packet_ms: tens * 10,
                    transport,
                    direction,
                }
            }
        ),
        (media.clone(), 0..5u64, any::<bool>()).prop_map(|(media, from, with_digits)| {
            Deed::Relay {
                media,
                from,
                with_digits,
            }
        }),
        (media.clone(), 0..5u8).prop_map(|(media, what)| Deed::Play { media, what }),
        (
            media.clone(),
            prop::sample::select(vec!['1', '#', 'x', 'd'])
        )
            .prop_map(|(media, digit)| Deed::Digit { media, digit }),
        media.clone().prop_map(Deed::Close),
        (media.clone(), 0..400usize, 0..3u8).prop_map(|(media, length, from)| Deed::Sound {
            media,
            length,
            from
        }),
        (media.clone(), any::<[u8; 4]>(), 0..3u8).prop_map(|(media, payload, step)| Deed::Event {
            media,
            payload,
            step
        }),
        (
            media,
            proptest::collection::vec(any::<u8>(), 0..60),
            any::<bool>()
        )
            .prop_map(|(media, bytes, rtcp)| Deed::Bytes { media, bytes, rtcp }),
        (0..4u64, 0..10u8).prop_map(|(media, what)| Deed::Hook { media, what }),
        (0..2u64, 0..5u8).prop_map(|(mix, what)| Deed::Room { mix, what }),
        (0u64..400).prop_map(Deed::Pass),
    ]
}

struct Chaos {
    world: World,
    phones: Vec<Phone>,
}

impl Chaos {
    fn order(&mut self, command: MediaCommand) {
        self.world.settle();
        let world = &mut self.world;
        world
            .worker
            .handle_command(world.now, command, &mut world.out);
        self.world.settle();
    }

    fn perform(&mut self, deed: Deed) {
        match deed {
            Deed::Open(number) => {
                let index = self.world.worker.open(self.world.now, MediaId(number));
                self.phones[number as usize].index = index;
            }
            Deed::Agree {
                media,
                codec,
                packet_ms,
                transport,
                direction,
            } => {
                let stream = agreement(media, CODECS[codec], packet_ms, transport, direction);
                self.order(MediaCommand::Negotiated {
                    media: MediaId(media),
                    stream,
                });
            }
            Deed::Relay {
                media,
                from,
                with_digits,
            } => {
                let source = Source::Relay {
                    from: MediaId(from),
                    with_digits,
                };
                self.order(MediaCommand::Send {
                    media: MediaId(media),
                    source,
                });
            }
            Deed::Play { media, what } => {
                let source = program(what);
                self.order(MediaCommand::Send {
                    media: MediaId(media),
                    source,
                });
            }
            Deed::Digit { media, digit } => {
                self.order(MediaCommand::SendDigit {
                    media: MediaId(media),
                    digit,
                    duration_ms: 90,
                });
            }
            Deed::Close(number) => self.order(MediaCommand::Close {
                media: MediaId(number),
            }),
            Deed::Hook { media, what } => self.order(hook(MediaId(media), what)),
            Deed::Room { mix, what } => self.order(room(MixId(mix), what)),
            Deed::Pass(ms) => self.world.pass(ms),
            arrival => self.arrive(arrival),
        }
    }

    /// Deeds that are packets.
    fn arrive(&mut self, deed: Deed) {
        match deed {
            Deed::Sound {
                media,
                length,
                from,
            } => {
                let phone = &mut self.phones[media as usize];
                let header = phone.number(20);
                let address = address(media + u64::from(from));
                self.world
                    .deliver(phone, address, &header, &vec![0x55; length]);
            }
            Deed::Event {
                media,
                payload,
                step,
            } => {
                let phone = &mut self.phones[media as usize];
                let header = Header {
                    payload_type: EVENT,
                    ..phone.number(u32::from(step) * 20)
                };
                let event = [payload[0] % 18, payload[1], payload[2], payload[3]];
                self.world.deliver(phone, phone.address, &header, &event);
            }
            Deed::Bytes {
                media,
                mut bytes,
                rtcp,
            } => {
                let phone = &self.phones[media as usize];
                let component = if rtcp {
                    Component::Rtcp
                } else {
                    Component::Rtp
                };
                let World {
                    worker, now, out, ..
                } = &mut self.world;
                worker.handle_packet(*now, phone.index, component, phone.address, &mut bytes, out);
                self.world.settle();
            }
            _ => unreachable!("{deed:?} is no packet"),
        }
    }
}

fn agreement(media: u64, codec: Codec, packet_ms: u8, transport: u8, direction: u8) -> StreamSetup {
    let digits = match transport {
        0 => DigitTransport::InBand,
        1 => DigitTransport::Signalling,
        _ => DigitTransport::TelephoneEvent,
    };
    let direction = match direction {
        0 => Direction::SendOnly,
        1 => Direction::ReceiveOnly,
        2 => Direction::Inactive,
        _ => Direction::SendReceive,
    };
    let telephone_event = (transport == 3).then_some((EVENT, EVENT));
    StreamSetup {
        digits,
        direction,
        telephone_event,
        ..setup(media, codec, packet_ms)
    }
}

fn program(what: u8) -> Source {
    let sounds = vec![Arc::new(Sound::new(Codec::Ulaw, vec![7; 1_000]))];
    match what {
        0 => Source::Silence,
        1 => Source::Echo,
        2 => Source::Tone(Arc::new(ToneList::parse("440/100,0/50").unwrap())),
        3 => Source::Sounds {
            playback: PlaybackId(1),
            sounds,
        },
        _ => Source::Music {
            sounds: sounds.into(),
        },
    }
}

fn hook(media: MediaId, what: u8) -> MediaCommand {
    let tap = TapId(media.0 * 2 + u64::from(what % 2));
    let recording = |what, codec| RecordingSetup {
        silence_ms: Some(900),
        ..RecordingSetup::new(what, codec)
    };
    match what {
        0 => MediaCommand::Record {
            media,
            tap,
            setup: recording(Recorded::Stereo, Codec::Slin(SampleRate::R16000)),
        },
        1 => MediaCommand::Record {
            media,
            tap,
            setup: recording(Recorded::Mixed, Codec::Gsm),
        },
        2 | 3 => MediaCommand::StopRecording { media, tap },
        4 => MediaCommand::Jitter {
            media,
            buffer: Some(JitterSetup::ADAPTIVE),
        },
        5 => MediaCommand::Jitter {
            media,
            buffer: None,
        },
        6 => MediaCommand::Watch {
            media,
            watch: Some(Watch::default()),
        },
        7 => MediaCommand::Volume {
            media,
            received: Gain::from_volume(2.0),
            sent: Gain::from_volume(-2.0),
        },
        what => MediaCommand::Send {
            media,
            source: Source::Mix {
                mix: MixId(u64::from(what % 2)),
                member: MixMember::default(),
            },
        },
    }
}

fn room(mix: MixId, what: u8) -> MediaCommand {
    let tap = TapId(100 + mix.0);
    match what {
        0 => MediaCommand::OpenMix {
            mix,
            setup: MixSetup::default(),
        },
        1 => MediaCommand::CloseMix { mix },
        2 => MediaCommand::PlayInMix {
            mix,
            playback: PlaybackId(9),
            sounds: vec![Arc::new(Sound::new(Codec::Ulaw, vec![7; 1_000]))],
        },
        3 => MediaCommand::RecordMix {
            mix,
            tap,
            setup: RecordingSetup::new(Recorded::Received, Codec::Ulaw),
        },
        _ => MediaCommand::StopMixRecording { mix, tap },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_order_is_survived(deeds in proptest::collection::vec(deed(), 1..80)) {
        let mut world = World::new();
        let phones = (0..4).map(|number| world.open(number)).collect();
        let mut chaos = Chaos { world, phones };
        for deed in deeds {
            chaos.perform(deed);
        }
        for number in 0..4 {
            chaos.order(MediaCommand::Close { media: MediaId(number) });
            chaos.order(MediaCommand::CloseMix { mix: MixId(number) });
        }
        prop_assert_eq!(chaos.world.worker.next_deadline(), None);
        prop_assert_eq!(chaos.world.worker.open_count(), 0);
        prop_assert!(chaos.world.worker.orphans.is_empty());
        prop_assert!(chaos.world.worker.agenda.first().is_none());
        for sent in &chaos.world.out.packets {
            prop_assert!(sent.bytes.len() >= HEADER_BYTES || sent.component == Component::Rtcp);
        }
    }
}
