//! CURL and its options.

use call::HttpAnswer;

use super::harness::World;
use super::tables::plan;

fn page(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer {
        status,
        headers: vec![("x-a".to_owned(), "b".to_owned())],
        body: body.as_bytes().to_vec(),
    }
}

fn surf(steps: &[&str], pages: &[(&str, HttpAnswer)]) -> World {
    let mut world = World::new(&plan(steps));
    for (url, page) in pages {
        world.outside.pages.insert((*url).to_owned(), page.clone());
    }
    world.dials("100");
    world.passes(10.0);
    world
}

#[test]
fn an_answer_is_text() {
    let world = surf(
        &[
            "NoOp(${CURL(http://a/x?n=${EXTEN})})",
            "NoOp(${CURL(b/y,k=v&l=w)})",
            "Set(CURL(http://a/file)=/tmp/f)",
        ],
        &[
            ("http://a/x?n=100", page(200, "Bob\r\n")),
            ("http://b/y", page(500, "bad")),
            ("http://a/file", page(200, "data\n")),
        ],
    );
    assert_eq!(world.notes(), ["Bob", "bad"]);
    assert_eq!(world.outside.files["/tmp/f"], b"data\n");
    let [get, post, _] = world.outside.requests.as_slice() else {
        panic!("{:?}", world.outside.requests)
    };
    assert_eq!(
        (get.method.as_str(), &get.body, get.verify),
        ("GET", &None, true)
    );
    assert_eq!(
        (post.method.as_str(), post.body.as_deref()),
        ("POST", Some(&b"k=v&l=w"[..]))
    );
    assert_eq!(get.limit.as_secs(), 180);
}

#[test]
fn options_change_the_request() {
    let world = surf(
        &[
            "Set(CURLOPT(httptimeout)=3)",
            "Set(CURLOPT(conntimeout)=2)",
            "Set(CURLOPT(useragent)=me)",
            "Set(CURLOPT(userpwd)=a:b)",
            "Set(CURLOPT(httpheader)=X-One: 1)",
            "Set(CURLOPT(httpheader)=X-Two: 2)",
            "Set(CURLOPT(ssl_verifypeer)=0)",
            "Set(CURLOPT(followlocation)=0)",
            "Set(CURLOPT(proxy)=squid)",
            "Set(CURLOPT(proxyport)=3128)",
            "Set(CURLOPT(header)=1)",
            "NoOp(${CURL(https://a/)})",
            "NoOp(${CURLOPT(httptimeout)} ${CURLOPT(maxredirs)})",
        ],
        &[("https://a/", page(200, "x"))],
    );
    assert_eq!(world.notes()[0], "HTTP/1.1 200\r\nx-a: b\r\n\r\nx");
    assert_eq!(world.notes()[1], "3 10");
    let order = &world.outside.requests[0];
    assert_eq!(
        (order.limit.as_secs(), order.connect_limit.as_secs()),
        (3, 2)
    );
    assert!(!order.verify && order.most_redirects == 0);
    assert_eq!(order.proxy.as_deref(), Some("http://squid:3128"));
    let headers: Vec<String> = order
        .headers
        .iter()
        .map(|(n, v)| format!("{n}: {v}"))
        .collect();
    let expected = [
        "User-Agent: me",
        "Authorization: Basic YTpi",
        "X-One: 1",
        "X-Two: 2",
    ];
    assert_eq!(headers, expected);
}

#[test]
fn fields_become_a_hash() {
    let world = surf(
        &[
            "Set(CURLOPT(hashcompat)=legacy)",
            "Set(HASH(h)=${CURL(http://a/)})",
            "NoOp(${HASH(h,name)}|${HASH(h,city)}|${HASHKEYS(h)})",
        ],
        &[("http://a/", page(200, "name=Bob%2C+Jr&city=Lyon"))],
    );
    assert_eq!(world.notes(), ["Bob, Jr|Lyon|name,city"]);
}

#[test]
fn failures_give_nothing_and_a_warning() {
    let rows = [
        ("NoOp(${CURL(http://dead/)})", "timeout"),
        ("NoOp(${CURL(ftp://a/)})", "'ftp' is not spoken"),
        ("NoOp(${CURL()})", "it needs an address"),
        ("NoOp(${CURL(http://a/ HTTP/1.1)})", "refused"),
        ("NoOp(${CURLOPT(nothing)})", "there is no option"),
        ("NoOp(${CURL(http://missing/)})", "the server says 404"),
    ];
    for (step, expected) in rows {
        let missing = [("http://missing/", page(404, "none"))];
        let world = surf(&["Set(CURLOPT(failurecodes)=404,500)", step], &missing);
        assert_eq!(world.notes(), [""], "{step}");
        let warnings = world.warnings();
        assert!(
            warnings.iter().any(|w| w.contains(expected)),
            "{step}: {warnings:?}"
        );
    }
}
