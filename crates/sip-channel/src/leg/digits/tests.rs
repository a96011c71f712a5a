use super::*;

#[test]
fn bodies_of_dtmf_relay() {
    let check = |body: &str, expected| assert_eq!(relayed(body), expected, "{body:?}");
    check("Signal=5\r\nDuration=160\r\n", Some(('5', 160)));
    check("Signal= *\nDuration= 250", Some(('*', 250)));
    check("signal:a", Some(('A', 100)));
    check("Signal=11\r\n", Some(('#', 100)));
    check("Signal=10\r\n", Some(('*', 100)));
    check("Duration=160\r\nSignal=0\r\n", Some(('0', 160)));
    check("Signal=1\r\nDuration=99999999\r\n", Some(('1', 10_000)));
    check("Signal=1\r\nDuration=x\r\n", Some(('1', 100)));
    check("Signal=\r\n", None);
    check("Signal=!\r\n", None);
    check("", None);
}
