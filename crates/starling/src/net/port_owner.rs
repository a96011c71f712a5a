//! Whose process has a port, as far as this user may know.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use sip::header::Transport;

/// `asterisk (process 4711)`; `None` when nobody tells.
pub(crate) fn port_owner(kind: Transport, at: SocketAddr) -> Option<String> {
    let tables = match kind {
        Transport::Udp => ["/proc/net/udp", "/proc/net/udp6"],
        _ => ["/proc/net/tcp", "/proc/net/tcp6"],
    };
    let texts = tables
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok());
    let inodes: Vec<String> = texts
        .flat_map(|text| inodes(&text, at.port(), kind == Transport::Udp))
        .collect();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    for process in processes {
        // `self` and `thread-self` are other names of ours.
        let name = process.file_name();
        if !name
            .to_string_lossy()
            .starts_with(|c: char| c.is_ascii_digit())
        {
            continue;
        }
        let folder = process.path();
        if inodes.iter().any(|inode| has_socket(&folder, inode)) {
            let name = fs::read_to_string(folder.join("comm")).unwrap_or_default();
            let number = process.file_name().to_string_lossy().into_owned();
            return Some(format!("{} (process {number})", name.trim()));
        }
    }
    None
}

/// The sockets of a table of the kernel that are bound to a port; of streams those that listen.
fn inodes(table: &str, port: u16, is_udp: bool) -> Vec<String> {
    let rows = table.lines().skip(1);
    let found = rows.filter_map(|row| {
        let mut words = row.split_whitespace();
        let local = words.nth(1)?;
        let state = words.nth(1)?;
        let (_, hex) = local.rsplit_once(':')?;
        let is_ours = u16::from_str_radix(hex, 16).ok()? == port;
        let inode = words.nth(5)?;
        (is_ours && (is_udp || state == LISTENS)).then(|| inode.to_owned())
    });
    found.collect()
}

fn has_socket(process: &Path, inode: &str) -> bool {
    let wanted = format!("socket:[{inode}]");
    let Ok(open) = fs::read_dir(process.join("fd")) else {
        return false;
    };
    open.flatten()
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| target.to_string_lossy() == wanted)
}

const LISTENS: &str = "0A";

#[cfg(test)]
mod tests;
