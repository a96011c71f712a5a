use std::fmt::Debug;

use super::*;

#[test]
fn truth() {
    for word in ["yes", "TRUE", "y", "T", "1", "On"] {
        assert_eq!(bool::from_conf(word), Ok(true), "{word}");
    }
    for word in ["no", "False", "n", "F", "0", "OFF"] {
        assert_eq!(bool::from_conf(word), Ok(false), "{word}");
    }
    for word in ["", "maybe", "yess", "2"] {
        assert!(bool::from_conf(word).is_err(), "{word}");
    }
}

#[test]
fn numbers() {
    fn check<T: FromConf + PartialEq + Debug>(text: &str, read: Option<T>, salvaged: Option<T>) {
        assert_eq!(T::from_conf(text).ok(), read, "{text}");
        assert_eq!(T::salvage(text), salvaged, "{text}");
    }
    check("30 sec", None, Some(30_u32));
    check("30.5", None, Some(30_u32));
    check("256", None, None::<u8>);
    check("-5x", None, Some(-5_i32));
    check("-5x", None, None::<u32>);
    check("", None, None::<u32>);
    check("x5", None, None::<u32>);
    check("-", None, None::<i32>);
    check("60s", None, Some(Seconds(Duration::from_secs(60))));
    check("60ms", None, Some(Milliseconds(Duration::from_millis(60))));
    check("99999999999", None, None::<Seconds>);
    assert_eq!(f64::from_conf("-1.5"), Ok(-1.5));
    assert!(f64::from_conf("inf").is_err());
    assert_eq!(Port::from_conf("0"), Ok(Port(0)));
    assert!(Port::from_conf("65536").is_err());
    assert_eq!(
        Seconds::from_conf("x"),
        Err("a whole number of seconds".to_owned())
    );
}

#[test]
fn optional() {
    assert_eq!(Option::<u8>::from_conf(""), Ok(None));
    assert_eq!(Option::<u8>::from_conf("7"), Ok(Some(7)));
    assert!(Option::<u8>::from_conf("x").is_err());
    assert_eq!(Option::<u8>::salvage("7x"), Some(Some(7)));
}

#[test]
fn keyed_needs_keys() {
    assert_eq!(Keyed::from_conf(""), Ok(Keyed::default()));
    assert!(Keyed::from_conf("x").is_err());
}
