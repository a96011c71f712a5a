//! sipp as the far end: registers, calls with a password, hangs up, in both dialects.

use std::process::{Command, Stdio};

use crate::exchange::{Exchange, PJSIP, PLAN, SIP, pjsip_user, sip_user};
use crate::folder::{Folder, free_port};

#[test]
fn sipp_registers_and_calls_with_pjsip_conf() {
    let endpoints = format!("{PJSIP}{}", pjsip_user("alice"));
    calls(
        &Exchange::with(&[("pjsip.conf", &endpoints), ("extensions.conf", PLAN)]),
        "alice",
        true,
    );
}

#[test]
fn sipp_registers_and_calls_with_sip_conf() {
    let endpoints = format!("{SIP}{}", sip_user("alice"));
    calls(
        &Exchange::with(&[("sip.conf", &endpoints), ("extensions.conf", PLAN)]),
        "alice",
        true,
    );
}

#[test]
fn sipp_with_a_wrong_password_gets_nowhere() {
    for (name, endpoints) in [
        ("pjsip.conf", format!("{PJSIP}{}", pjsip_user("alice"))),
        ("sip.conf", format!("{SIP}{}", sip_user("alice"))),
    ] {
        let exchange = Exchange::with(&[(name, &endpoints), ("extensions.conf", PLAN)]);
        calls(&exchange, "wrong", false);
        exchange.becomes_idle();
    }
}

fn calls(exchange: &Exchange, password: &str, works: bool) {
    let folder = Folder::new();
    folder.write("call.xml", SCENARIO);
    let sipp = Command::new("sipp")
        .current_dir(folder.path())
        .args([
            "-sf",
            "call.xml",
            "-m",
            "5",
            "-r",
            "5",
            "-l",
            "5",
            "-i",
            "127.0.0.1",
            "-nostdin",
        ])
        .args([
            "-timeout",
            "25s",
            "-timeout_error",
            "-trace_err",
            "-s",
            "600",
        ])
        .args([
            "-au",
            "alice",
            "-ap",
            password,
            "-p",
            &free_port().to_string(),
        ])
        .arg(exchange.address().to_string())
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .output()
        .expect("sipp is installed (./test does that)");
    assert_eq!(
        sipp.status.success(),
        works,
        "{}{}",
        String::from_utf8_lossy(&sipp.stdout),
        String::from_utf8_lossy(&sipp.stderr)
    );
    if works {
        exchange.becomes_idle();
        let counts = exchange.console("core show channels count");
        assert!(counts.contains("5 calls processed"), "{counts}");
    }
}

const SCENARIO: &str = r#"<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="registers and calls">
<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
To: <sip:alice@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 REGISTER
Contact: <sip:alice@[local_ip]:[local_port]>
Expires: 60
Content-Length: 0

]]></send>
<recv response="401" auth="true" />
<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
To: <sip:alice@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 2 REGISTER
Contact: <sip:alice@[local_ip]:[local_port]>
[authentication]
Expires: 60
Content-Length: 0

]]></send>
<recv response="200" />
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 3 INVITE
Contact: <sip:alice@[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
]]></send>
<recv response="100" optional="true" />
<recv response="401" auth="true" />
<send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 3 ACK
Content-Length: 0

]]></send>
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 4 INVITE
Contact: <sip:alice@[local_ip]:[local_port]>
[authentication]
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
]]></send>
<recv response="100" optional="true" />
<recv response="180" optional="true" />
<recv response="183" optional="true" />
<recv response="200" rrs="true" />
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 4 ACK
Content-Length: 0

]]></send>
<pause milliseconds="300" />
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:alice@[remote_ip]:[remote_port]>;tag=[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 5 BYE
Content-Length: 0

]]></send>
<recv response="200" />
</scenario>
"#;
