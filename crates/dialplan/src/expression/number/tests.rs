use super::*;

fn number(text: &str) -> Number {
    Number::parse(text)
}

#[test]
fn printing_what_was_read() {
    for (text, expected) in [
        ("0", "0"),
        ("-0", "-0"),
        ("1", "1"),
        ("007", "7"),
        ("0.1", "0.1"),
        ("0.5", "0.5"),
        ("2.50", "2.5"),
        (".25", "0.25"),
        ("5.", "5"),
        ("1.2.3", "1.2"),
        ("-12.75", "-12.75"),
        ("33612345678", "33612345678"),
        ("123456789012345678", "123456789012345678"),
        ("999999999999999999", "999999999999999999"),
        ("1234567890123456789", "1.23456789012345679e+18"),
        ("1000000000000000000", "1e+18"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("0.000012345", "1.2345e-05"),
        ("3.14159265358979", "3.14159265358979"),
        ("0.1234567890123456789", "0.123456789012345679"),
        ("99999999999999999999999999999999999999999999", "1e+44"),
        ("", "0"),
        ("abc", "0"),
        (" 12", "12"),
    ] {
        assert_eq!(number(text).to_string(), expected, "{text}");
    }
}

#[test]
fn arithmetic() {
    for (result, expected) in [
        (number("0.1").plus(number("0.2")), "0.3"),
        (number("1").divided_by(number("3")), "0.333333333333333333"),
        (number("2").divided_by(number("3")), "0.666666666666666667"),
        (number("8").divided_by(number("3")), "2.66666666666666667"),
        (number("10").divided_by(number("4")), "2.5"),
        (number("1").minus(number("1")), "0"),
        (number("1").minus(number("2")), "-1"),
        (number("-4").minus(number("-2")), "-2"),
        (number("0").plus(number("5")), "5"),
        (number("5").plus(number("0")), "5"),
        (number("0").minus(number("0")), "0"),
        (number("0").times(number("-1")), "-0"),
        (
            number("123456789012").times(number("1000")),
            "123456789012000",
        ),
        (number("1.5").times(number("1.5")), "2.25"),
        (number("17").remainder(number("5")), "2"),
        (number("-17").remainder(number("5")), "-2"),
        (number("5.5").remainder(number("2")), "1.5"),
        (number("3").remainder(number("5")), "3"),
        (number("1000000000000").remainder(number("7")), "1"),
        (
            number("1000000000000").plus(number("0.001")),
            "1000000000000.001",
        ),
        (number("1").remainder(number("0")), "nan"),
    ] {
        assert_eq!(result.to_string(), expected);
    }
}

#[test]
fn order() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for (a, b, expected) in [
        ("1", "2", Less),
        ("-1", "1", Less),
        ("-2", "-1", Less),
        ("0", "-0", Equal),
        ("10", "9", Greater),
        ("0", "1", Less),
        ("0", "-1", Greater),
        ("1.0", "1", Equal),
        ("8944100000000000001", "8944100000000000002", Less),
    ] {
        assert_eq!(number(a).compare(number(b)), Some(expected), "{a} {b}");
    }
}

#[test]
fn cutting_to_integers() {
    for (text, whole, cut) in [
        ("2.4", "2", Cut::LessThanHalf),
        ("2.5", "2", Cut::Half),
        ("2.6", "2", Cut::MoreThanHalf),
        ("2", "2", Cut::Nothing),
        ("-2.6", "-2", Cut::MoreThanHalf),
        ("0.3", "0", Cut::LessThanHalf),
        ("123456789012345678", "123456789012345678", Cut::Nothing),
    ] {
        let (integer, lost) = number(text).truncated();
        assert_eq!((integer.to_string().as_str(), lost), (whole, cut), "{text}");
    }
    assert!(number("3").is_odd() && !number("4").is_odd() && !number("0").is_odd());
}

proptest::proptest! {
    #[test]
    fn agrees_with_f64(a in -1e6f64..1e6, b in -1e6f64..1e6) {
        let (x, y) = (Number::from_f64(a), Number::from_f64(b));
        let near = |ours: Number, theirs: f64| (ours.to_f64() - theirs).abs() <= theirs.abs() * 1e-12 + 1e-9;
        assert_eq!(x.to_f64(), a);
        assert!(near(x.plus(y), a + b));
        assert!(near(x.minus(y), a - b));
        assert!(near(x.times(y), a * b));
        assert!(near(x.divided_by(y), a / b));
        assert_eq!(x.remainder(y).to_f64(), a % b);
        assert_eq!(x.compare(y), a.partial_cmp(&b));
        assert!(near(Number::parse(&x.to_string()), a));
    }

    #[test]
    fn integers_stay_exact(a in -1_000_000_000i64..1_000_000_000, b in -1_000_000_000i64..1_000_000_000) {
        let (x, y) = (Number::from_integer(a), Number::from_integer(b));
        // A zero keeps the sign of floating point.
        assert_eq!(x.times(y).to_string().trim_start_matches("-").to_owned(), (a * b).abs().to_string());
        assert_eq!(x.plus(y).to_string(), (a + b).to_string());
    }
}
