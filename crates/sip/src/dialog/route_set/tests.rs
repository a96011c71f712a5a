use super::*;

fn routes(values: &[&str]) -> Vec<NameAddr> {
    values
        .iter()
        .map(|value| NameAddr::parse(value.as_bytes()).unwrap())
        .collect()
}

#[test]
fn routes_by_table() {
    // (Record-Route of a request, Request-URI, Route)
    let rows: &[(&[&str], &str, &[&str])] = &[
        (&[], "sip:bob@phone", &[]),
        (&["<sip:p1;lr>"], "sip:bob@phone", &["<sip:p1;lr>"]),
        (
            &["<sip:p1;lr>", "<sip:p2;lr>"],
            "sip:bob@phone",
            &["<sip:p1;lr>", "<sip:p2;lr>"],
        ),
        (
            &["<sip:p1>", "<sip:p2;lr>"],
            "sip:p1",
            &["<sip:p2;lr>", "<sip:bob@phone>"],
        ),
    ];
    let target = Uri::parse("sip:bob@phone").unwrap();
    for (recorded, uri, expected) in rows {
        let set = RouteSet::of_request(routes(recorded));
        let (request_uri, route) = set.towards(&target);
        assert_eq!(
            (request_uri.as_str(), &route[..]),
            (*uri, &expected.map_to_strings()[..])
        );
    }
}

#[test]
fn the_caller_reverses_the_recorded_routes() {
    let set = RouteSet::of_response(routes(&["<sip:far;lr>", "<sip:near;lr>"]));
    assert_eq!(set.first().unwrap().uri.host(), "near");
}

trait MapToStrings {
    fn map_to_strings(&self) -> Vec<String>;
}

impl MapToStrings for &[&str] {
    fn map_to_strings(&self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}
