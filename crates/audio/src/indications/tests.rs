use super::*;

#[test]
fn every_zone_has_every_tone() {
    let mut count = 0;
    for country in countries() {
        let zone = builtin(country).unwrap();
        assert_eq!(zone.country, country);
        for name in [
            "dial",
            "busy",
            "ring",
            "congestion",
            "callwaiting",
            "dialrecall",
            "record",
            "info",
            "stutter",
        ] {
            let list = zone.tone(name).unwrap().unwrap_or_else(|fault| {
                panic!("{country} {name}: {fault}");
            });
            assert!(!list.parts.is_empty(), "{country} {name}");
        }
        for (name, _) in &zone.tones {
            assert!(zone.tone(name).unwrap().is_ok(), "{country} {name}");
        }
        // The tone that a caller hears goes with the bell.
        let ring = zone.tone("ring").unwrap().unwrap();
        let rhythm: Vec<u32> = ring.parts.iter().map(|part| part.duration_ms).collect();
        assert_eq!(rhythm, zone.ring_cadence, "{country}");
        count += 1;
    }
    assert!(count >= 20);
    assert!(countries().is_sorted());
}

#[test]
fn well_known_tones() {
    let check = |country: &str, name: &str, text: &str| {
        assert_eq!(
            builtin(country).unwrap().tone_text(name),
            Some(text),
            "{country} {name}"
        );
    };
    check(DEFAULT_COUNTRY, "dial", "350+440");
    check("us", "ring", "440+480/2000,0/4000");
    check("us", "busy", "480+620/500,0/500");
    check("us", "Congestion", "480+620/250,0/250");
    check("US", "info", "!950/330,!1400/330,!1800/330,0");
    check("fr", "dial", "440");
    check("fr", "ring", "440/1500,0/3500");
    check("fr", "busy", "440/500,0/500");
    check("de", "busy", "425/480,0/480");
    check("de", "congestion", "425/240,0/240");
    check(
        "de",
        "dialrecall",
        "!425/100,!0/100,!425/100,!0/100,!425/100,!0/100,425",
    );
    check("gb", "ring", "400+450/400,0/200,400+450/400,0/2000");
    check("uk", "congestion", "400/400,0/350,400/225,0/525");
    check("it", "dial", "425/200,0/200,425/600,0/1000");
}

#[test]
fn what_nobody_knows() {
    assert_eq!(builtin("xx"), None);
    assert_eq!(builtin("us").unwrap().tone_text("fanfare"), None);
    let zone = Zone {
        tones: vec![("odd".into(), "la la la".into())],
        ..Zone::default()
    };
    assert!(zone.tone("odd").unwrap().is_err());
}

#[test]
fn tones_of_real_installations_are_understood() {
    let Some(fixtures) = std::env::var_os("STARLING_FIXTURES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        println!("skipped: STARLING_FIXTURES is not set");
        return;
    };
    let path =
        std::path::Path::new(&fixtures).join("stock-samples/asterisk-20/samples/indications.conf");
    let text = std::fs::read_to_string(path).unwrap();
    let mut country = "";
    let mut count = 0;
    for line in text
        .lines()
        .map(|line| line.split(';').next().unwrap_or(line).trim())
    {
        if let Some(name) = line.strip_prefix('[') {
            country = name.trim_end_matches(']');
        }
        let Some((name, text)) = line.split_once('=') else {
            continue;
        };
        let (name, text) = (name.trim(), text.trim());
        if ["country", "description", "ringcadence"].contains(&name) {
            continue;
        }
        assert!(ToneList::parse(text).is_ok(), "{country} {name}: {text}");
        count += 1;
    }
    assert!(count > 300, "only {count} tones");
}
