use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::time::Duration;

use call::{HttpAnswer, HttpOrder, Outcome};

use super::HttpClient;

/// A server that gives one answer to everybody; tells what it was sent.
fn server(answer: &'static str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/path", listener.local_addr().unwrap());
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut piece = [0; 1024];
            while !whole(&request) {
                let length = stream.read(&mut piece).unwrap();
                request.extend_from_slice(&piece[..length]);
                if length == 0 {
                    break;
                }
            }
            let _ = tell.send(String::from_utf8_lossy(&request).into_owned());
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (url, heard)
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.lines().next()?.trim().parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}

fn order(url: &str) -> HttpOrder {
    HttpOrder {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: vec![("X-Own".to_owned(), "yes".to_owned())],
        body: None,
        connect_limit: Duration::from_secs(2),
        limit: Duration::from_secs(5),
        most_redirects: 2,
        verify: true,
        proxy: None,
        most_bytes: 10,
    }
}

fn ask(order: HttpOrder) -> Result<HttpAnswer, String> {
    let (tell, answer) = channel();
    HttpClient::new().perform(order, move |outcome| drop(tell.send(outcome)));
    match answer.recv_timeout(Duration::from_secs(20)).unwrap() {
        Outcome::Http(answer) => Ok(answer),
        Outcome::Failed(why) => Err(why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_comes_with_status_and_headers_and_is_cut() {
    let text = "HTTP/1.1 404 Gone\r\nX-A: b\r\nContent-Length: 14\r\nConnection: close\r\n\r\n0123456789abcd";
    let (url, heard) = server(text);
    let answer = ask(order(&url)).unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (404, &b"0123456789"[..])
    );
    assert!(answer.headers.contains(&("x-a".to_owned(), "b".to_owned())));
    let request = heard.recv().unwrap().to_ascii_lowercase();
    assert!(request.starts_with("get /path http/1.1\r\n"), "{request}");
    assert!(request.contains("x-own: yes"), "{request}");
}

#[test]
fn a_body_is_sent() {
    let (url, heard) = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let mut order = order(&url);
    order.method = "POST".to_owned();
    order.body = Some(b"a=1".to_vec());
    assert_eq!(ask(order).unwrap().status, 200);
    let request = heard.recv().unwrap();
    assert!(
        request.starts_with("POST ") && request.ends_with("a=1"),
        "{request}"
    );
}

#[test]
fn silence_nobody_and_nonsense_are_failures() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut slow = order(&format!("http://{}/", silent.local_addr().unwrap()));
    slow.limit = Duration::from_millis(300);
    let (nonsense, _heard) = server("this is not HTTP\r\n\r\n");
    for order in [
        slow,
        order("http://127.0.0.1:1/"),
        order(&nonsense),
        order("http://[/"),
    ] {
        let url = order.url.clone();
        assert!(ask(order).is_err(), "{url}");
    }
}
