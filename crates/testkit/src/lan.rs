//! A network of its own for real programs that want addresses and ports as their files name them: a
//! namespace for the phones, one for each exchange, joined by a bridge. Needs root, `unshare` and
//! `ip`; all of it is gone when the test is.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;

/// Plays a test again inside of a network of its own, and tells whether that was done; false when we
/// are inside of it. Where it cannot be made the test is skipped with a word, or fails in CI.
#[cfg(test)]
pub(crate) fn plays_elsewhere(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return false;
    }
    let able = Command::new("unshare").args(["--net", "true"]).status();
    if !able.is_ok_and(|status| status.success()) {
        assert!(
            std::env::var_os("CI").is_none(),
            "network namespaces need root"
        );
        println!("skipped: network namespaces need root");
        return true;
    }
    let program = std::env::current_exe().unwrap_or_else(|error| panic!("this program: {error}"));
    let status = Command::new("unshare")
        .args([
            "--net",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-ec",
            PREPARATION,
        ])
        .arg(program)
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "{test} failed in its own network"
    );
    true
}

/// Is this process in a network of its own?
pub(crate) fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Gives the phones' side an address.
pub(crate) fn add_address(ip: IpAddr) -> io::Result<()> {
    run(&["addr", "add", &format!("{ip}/24"), "dev", "br0"])
}

/// A network namespace with one address for an exchange; gives its name.
pub(crate) fn add_node(number: usize, ip: IpAddr) -> io::Result<String> {
    let (name, wire) = (format!("exchange{number}"), format!("wire{number}"));
    run(&["netns", "add", &name])?;
    run(&[
        "link", "add", &wire, "type", "veth", "peer", "name", "eth0", "netns", &name,
    ])?;
    run(&["link", "set", &wire, "master", "br0", "up"])?;
    run(&[
        "-n",
        &name,
        "addr",
        "add",
        &format!("{ip}/24"),
        "dev",
        "eth0",
    ])?;
    run(&["-n", &name, "link", "set", "eth0", "up"])?;
    run(&["-n", &name, "link", "set", "lo", "up"])?;
    Ok(name)
}

/// An address of ours from which that one can be reached.
pub(crate) fn local_address(remote: IpAddr) -> IpAddr {
    match remote.is_loopback() {
        true => remote,
        false => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    }
}

fn run(arguments: &[&str]) -> io::Result<()> {
    let output = Command::new("ip").args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!(
        "ip {}: {said}",
        arguments.join(" ")
    )))
}

/// Set for a process that is in a network of its own.
const INSIDE: &str = "TESTKIT_LAN";
/// Names of namespaces are files; a private folder for them leaves none behind.
#[cfg(test)]
const PREPARATION: &str = "mkdir -p /run/netns
    mount -t tmpfs none /run/netns
    ip link set lo up
    ip link add br0 type bridge
    ip link set br0 up
    exec \"$0\" \"$@\"";
