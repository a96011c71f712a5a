//! Writes session descriptions, in the order that RFC 8866 §5 demands.

use std::fmt::Write;

use super::{Attribute, Connection, Description, MediaLine, OtherLine};

pub(super) fn to_string(description: &Description) -> String {
    let mut out = String::with_capacity(512);
    out.push_str("v=0\r\n");
    if let Some(origin) = &description.origin {
        let address = connection(&origin.address);
        line(
            &mut out,
            'o',
            &format!("{} {} {} {address}", origin.user, origin.id, origin.version),
        );
    }
    if let Some(name) = &description.name {
        line(&mut out, 's', name);
    }
    others(&mut out, &description.other);
    if let Some(address) = &description.connection {
        line(&mut out, 'c', &connection(address));
    }
    others(&mut out, &description.times);
    attributes(&mut out, &description.attributes);
    for media in &description.media {
        media_line(&mut out, media);
    }
    out
}

fn media_line(out: &mut String, media: &MediaLine) {
    let mut value = format!("{} {}", media.kind.word(), media.port);
    if let Some(count) = media.port_count {
        let _ = write!(value, "/{count}");
    }
    let _ = write!(value, " {}", media.proto);
    for format in &media.formats {
        let _ = write!(value, " {format}");
    }
    line(out, 'm', &value);
    if let Some(address) = &media.connection {
        line(out, 'c', &connection(address));
    }
    others(out, &media.other);
    attributes(out, &media.attributes);
}

fn attributes(out: &mut String, attributes: &[Attribute]) {
    for attribute in attributes {
        match &attribute.value {
            Some(value) => line(out, 'a', &format!("{}:{value}", attribute.name)),
            None => line(out, 'a', &attribute.name),
        }
    }
}

fn others(out: &mut String, lines: &[OtherLine]) {
    for other in lines {
        line(out, other.letter, &other.value);
    }
}

fn connection(address: &Connection) -> String {
    format!("{} {} {}", address.network, address.family, address.address)
}

/// One line; a line break inside of a value would start a line of its own and is dropped.
fn line(out: &mut String, letter: char, value: &str) {
    out.push(letter);
    out.push('=');
    out.extend(value.chars().filter(|c| !matches!(c, '\r' | '\n')));
    out.push_str("\r\n");
}
