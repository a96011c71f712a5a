//! Formats and zones.

use super::*;

/// 2023-11-14 22:13:20.123456 UTC, a Tuesday.
const MOMENT: Duration = Duration::new(1_700_000_000, 123_456_000);

#[test]
fn formats_as_c_and_asterisk_do() {
    let rows = [
        ("%F %T", "2023-11-14 22:13:20"),
        ("%F_%H-%S-%M", "2023-11-14_22-20-13"),
        ("%d%m%Y-%H:%M:%S", "14112023-22:13:20"),
        ("%a %A %b %B %h", "Tue Tuesday Nov November Nov"),
        ("%q %1q %6q", "123 1 123456"),
        ("%I %l %p %P", "10 10 PM pm"),
        ("%j %U %W %V %G %g", "318 46 46 46 2023 23"),
        ("%s %u %w %y %C", "1700000000 2 2 23 20"),
        ("%z %Z %%", "+0000 UTC %"),
        ("%D %R %c", "11/14/23 22:13 Tue Nov 14 22:13:20 2023"),
        ("%-d %_m %e", "14 11 14"),
        ("%Q 100%", "%Q 100%"),
    ];
    for (format, expected) in rows {
        assert_eq!(
            format_time(MOMENT, Some("UTC"), format),
            expected,
            "{format}"
        );
    }
}

#[test]
fn zones_count() {
    assert_eq!(
        format_time(MOMENT, Some("Europe/Paris"), "%H:%M %z"),
        "23:13 +0100"
    );
    assert_eq!(format_time(MOMENT, Some("No/Where"), "%H"), "22");
    let tokyo = calendar(MOMENT, Some("Asia/Tokyo")).unwrap();
    assert_eq!(
        (tokyo.minute_of_day, tokyo.weekday, tokyo.day, tokyo.month),
        (433, 3, 15, 11)
    );
    assert_eq!(calendar(MOMENT, Some("No/Where")), None);
    assert!(calendar(MOMENT, None).is_some());
}

#[test]
fn texts_become_moments() {
    let read = |text, format| parse_time(text, Some("UTC"), format);
    assert_eq!(
        read("2023-11-14 22:13:20", "%Y-%m-%d %H:%M:%S"),
        Some(1_700_000_000)
    );
    assert_eq!(read("14.11.2023", "%d.%m.%Y"), Some(1_699_920_000));
    assert_eq!(read("nonsense", "%Y"), None);
}
