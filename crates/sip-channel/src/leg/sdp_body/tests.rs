use super::*;

const DESCRIPTION: &str = "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n\
                           m=audio 4000 RTP/AVP 0\r\n";

fn read(kind: Option<&str>, body: &str) -> Result<Option<Description>, BadBody> {
    let mut headers = Headers::new();
    if let Some(kind) = kind {
        headers.push(HeaderName::ContentType, kind);
    }
    offer_in(&headers, &Body::from(body.as_bytes()))
}

#[test]
fn whole_bodies_and_parts() {
    let port = |found: Result<Option<Description>, BadBody>| {
        found.unwrap().map(|description| description.media[0].port)
    };
    assert_eq!(port(read(None, "")), None);
    assert_eq!(port(read(Some(SDP), DESCRIPTION)), Some(4000));
    assert_eq!(
        port(read(None, DESCRIPTION)),
        Some(4000),
        "nothing says otherwise"
    );
    let mixed = format!(
        "--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\n\
         Content-Type: application/sdp\r\n\r\n{DESCRIPTION}\r\n--x--\r\n"
    );
    assert_eq!(
        port(read(Some("multipart/mixed; boundary=\"x\""), &mixed)),
        Some(4000)
    );
}

#[test]
fn what_cannot_be_used() {
    let status = |kind, body| read(Some(kind), body).unwrap_err().status();
    assert_eq!(status("text/plain", "hello"), 415);
    assert_eq!(status("multipart/mixed", "--x"), 415);
    assert_eq!(
        status("multipart/mixed;boundary=x", "--x\r\n\r\n--x--"),
        415
    );
    assert_eq!(status(SDP, "\u{0}\u{1}"), 400);
}
