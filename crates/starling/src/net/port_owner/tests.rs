//! Our own sockets are found as anybody's.

use std::net::UdpSocket;

use sip::header::Transport;

use super::{inodes, port_owner};

#[test]
fn this_process_is_named() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = socket.local_addr().unwrap();
    let owner = port_owner(Transport::Udp, at).unwrap();
    let number = std::process::id();
    assert!(owner.ends_with(&format!("(process {number})")), "{owner}");
}

#[test]
fn a_table_of_the_kernel() {
    let table = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref
   0: 0100007F:13C4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1
   1: 0100007F:13C4 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4243 1
   2: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4244 1
";
    assert_eq!(inodes(table, 5060, false), ["4242"]);
    assert_eq!(inodes(table, 5060, true), ["4242", "4243"]);
    assert!(inodes("nonsense\nmore nonsense\n", 5060, true).is_empty());
}
