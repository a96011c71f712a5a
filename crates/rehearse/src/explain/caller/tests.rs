//! Times as people write them.

use super::*;

fn utc(since_epoch: Duration, _: Option<&str>, format: &str) -> String {
    apps::time::format_time(since_epoch, Some("UTC"), format)
}

fn paris(since_epoch: Duration, _: Option<&str>, format: &str) -> String {
    apps::time::format_time(since_epoch, Some("Europe/Paris"), format)
}

#[test]
fn moments_are_read_in_local_time() {
    let now = Duration::from_secs(1_700_000_000);
    let check = |text: &str, format: call::FormatTime, expected: Option<u64>| {
        let found = moment(text, now, format).map(|at| at.as_secs());
        assert_eq!(found, expected, "{text}");
    };
    check("2024-03-05 10:00", utc, Some(1_709_632_800));
    check("2024-03-05T10:00:30", utc, Some(1_709_632_830));
    check("2024-03-05 10:00", paris, Some(1_709_629_200));
    check("2024-07-05 10:00", paris, Some(1_720_166_400));
    check("1970-01-02", utc, Some(86_400));
    check("10:00", utc, Some(1_699_956_000));
    check("1709632800", utc, Some(1_709_632_800));
    check("2024-13-05 10:00", utc, None);
    check("noon", utc, None);
}
