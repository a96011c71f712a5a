//! Dates and times in six languages.

use super::*;

const TUESDAY: Moment = Moment {
    year: 2023,
    month: 11,
    day: 14,
    weekday: 2,
    hour: 22,
    minute: 13,
    second: 5,
    days_ago: 0,
};

fn words(language: &str, at: &Moment, format: &str) -> String {
    let (prompts, unknown) = moment(language, at, format);
    assert!(unknown.is_empty(), "{unknown:?}");
    let short = prompts
        .iter()
        .map(|p| p.strip_prefix("digits/").unwrap_or(p));
    short.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_usual_order_of_each_language() {
    let rows = [
        ("en", "day-2 mon-10 h-14 2 thousand 20 3 at 10 13 p-m"),
        (
            "en_GB",
            "day-2 mon-10 h-14 2 thousand and 20 3 at 10 13 p-m",
        ),
        (
            "de",
            "day-2 h-14 mon-10 2 thousand 3-and 20 2-and 20 oclock 13 5",
        ),
        (
            "es",
            "es-el day-2 14 es-de mon-10 es-de 2 thousand 23 at 10 13 p-m",
        ),
        ("fr", "day-2 14 mon-10 2 thousand 20 3 at 10 oclock 13 p-m"),
        ("it", "day-2 14 mon-10 at 10 13 p-m"),
        (
            "pt",
            "day-2 14 pt-de mon-10 pt-de 2 1000 pt-e 20 pt-e 3 pt-as 20 pt-e 2F pt-e 13 p-m",
        ),
    ];
    for (language, expected) in rows {
        assert_eq!(words(language, &TUESDAY, ""), expected, "{language}");
    }
}

#[test]
fn letters_of_a_format() {
    let at = |hour, minute| Moment {
        hour,
        minute,
        ..TUESDAY
    };
    let rows = [
        ("en", at(22, 13), "R", "20 2 13"),
        ("en", at(8, 0), "HM", "oh 8 oclock"),
        ("en", at(8, 0), "kN", "8 hundred"),
        ("en", at(0, 5), "HM", "oh 0 oh 5"),
        ("en", at(0, 5), "k", "oh"),
        ("en", at(0, 5), "Ip", "12 a-m"),
        ("en", at(13, 5), "T", "13 oh 5 oh 5"),
        ("en", at(13, 5), "'vm-at'l", "vm-at 1"),
        ("en", at(1, 1), "m b a", "h-11 mon-10 day-2"),
        ("en", at(1, 1), "Q q", "today"),
        ("de", at(1, 0), "HM", "1N oclock"),
        ("fr", at(1, 0), "HM", "1F oclock"),
        ("es", at(1, 30), "IM", "1F 30"),
    ];
    for (language, at, format, expected) in rows {
        assert_eq!(
            words(language, &at, format),
            expected,
            "{language} {format}"
        );
    }
    assert_eq!(moment("en", &TUESDAY, "Ax").1, ['x']);
    assert_eq!(moment("en", &TUESDAY, "'open").0, ["open"]);
}

#[test]
fn days_of_the_month_and_years() {
    let on = |year, day| Moment {
        year,
        day,
        ..TUESDAY
    };
    let rows = [
        ("en", on(1999, 21), "20 h-1 19 90 9"),
        ("en", on(1905, 30), "h-30 19 oh 5"),
        ("en", on(1900, 31), "30 h-1 19 hundred"),
        ("en", on(2000, 1), "h-1 2 thousand"),
        ("de", on(1999, 31), "1-and h-30 19 hundred 9-and 90"),
        ("fr", on(2000, 1), "h-1 2 thousand"),
        ("fr", on(2000, 2), "2 2 thousand"),
    ];
    for (language, at, expected) in rows {
        assert_eq!(words(language, &at, "dY"), expected, "{language}");
    }
}

#[test]
fn days_that_are_near() {
    let ago = |days_ago| Moment {
        days_ago,
        ..TUESDAY
    };
    let rows = [
        (1, "yesterday yesterday"),
        (3, "day-2 mon-10 h-14 2 thousand 20 3 day-2"),
        (0, "today"),
    ];
    for (days, expected) in rows {
        assert_eq!(words("en", &ago(days), "Qq"), expected, "{days}");
    }
}
