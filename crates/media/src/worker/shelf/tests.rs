//! One conversion for all, bounded.

use super::*;

fn sound(seconds: usize) -> Arc<Sound> {
    let data: Vec<u8> = (0..seconds * 8_000).map(|at| (at % 251) as u8).collect();
    Arc::new(Sound::new(Codec::Ulaw, data))
}

#[test]
fn all_listeners_have_the_same_bytes() {
    let (mut shelf, sound) = (Shelf::default(), sound(1));
    let mut expected = Vec::new();
    let mut alone = Transcoder::new(Codec::Ulaw, Codec::G722).unwrap();
    alone.convert(&sound.data, &mut expected);
    let one = shelf.borrow(&sound, Codec::G722).unwrap();
    let other = shelf.borrow(&sound, Codec::G722).unwrap();
    assert_eq!(one.place, other.place);
    for ticket in [one, other] {
        let mut heard = Vec::new();
        loop {
            let bytes = shelf.bytes(&ticket, heard.len(), 160);
            if bytes.is_empty() {
                break;
            }
            heard.extend_from_slice(bytes);
        }
        assert!(heard == expected);
    }
}

#[test]
fn only_what_is_heard_is_converted() {
    let (mut shelf, sound) = (Shelf::default(), sound(60));
    let ticket = shelf.borrow(&sound, Codec::Alaw).unwrap();
    assert_eq!(shelf.bytes(&ticket, 0, 160).len(), 160);
    assert_eq!(shelf.pieces[0].as_ref().unwrap().consumed, 160);
}

#[test]
fn the_end_is_not_cut_for_codecs_of_long_frames() {
    let mut shelf = Shelf::default();
    let sound = Arc::new(Sound::new(Codec::Ulaw, vec![0x55; 200]));
    let ticket = shelf.borrow(&sound, Codec::Gsm).unwrap();
    assert_eq!(shelf.bytes(&ticket, 0, 1_000).len(), 2 * 33);
}

#[test]
fn what_nobody_hears_makes_room() {
    let mut shelf = Shelf::default();
    let long = MOST_BYTES / 8_000 / 2;
    let (heard, unheard, new) = (sound(long), sound(long - 60), sound(long - 60));
    let held = shelf.borrow(&heard, Codec::Alaw).unwrap();
    drop(shelf.borrow(&unheard, Codec::Alaw).unwrap());
    let next = shelf.borrow(&new, Codec::Alaw).unwrap();
    assert_ne!(next.place, held.place, "what is heard stays");
    assert!(shelf.borrow(&unheard, Codec::Alaw).is_none(), "no room");
    assert!(shelf.bytes <= MOST_BYTES);
    drop(held);
    assert!(shelf.borrow(&unheard, Codec::Alaw).is_some());
}

#[test]
fn many_short_sounds_have_a_bound_too() {
    let mut shelf = Shelf::default();
    for _ in 0..2 * MOST_PIECES {
        drop(shelf.borrow(&sound(1), Codec::Alaw).unwrap());
    }
    assert!(shelf.pieces.len() <= MOST_PIECES);
}
