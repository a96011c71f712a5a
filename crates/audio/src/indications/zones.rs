//! The built-in zones, after ITU-T E.180 supplement 2 and national rules. A row says only in what
//! its country differs from the most common European plan of 425 Hz.

use super::Zone;

pub(super) struct Row {
    pub(super) country: &'static str,
    description: &'static str,
    dial: &'static str,
    /// The ringing tone's pitch; its rhythm is that of the bell.
    ring: &'static str,
    bell: &'static [u32],
    busy: &'static str,
    congestion: &'static str,
    waiting: &'static str,
    record: &'static str,
    info: &'static str,
    /// Recall dial tone; empty: three short bursts, then dial tone.
    recall: &'static str,
    /// Messages-waiting dial tone; empty: six short bursts, then dial tone.
    stutter: &'static str,
    others: &'static [(&'static str, &'static str)],
}

impl From<&Row> for Zone {
    fn from(row: &Row) -> Self {
        let tone = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let or_bursts = |text: &str, count: usize| {
            if text.is_empty() {
                bursts(row.dial, count)
            } else {
                text.to_owned()
            }
        };
        let mut tones = vec![
            tone("dial", row.dial),
            tone("busy", row.busy),
            tone("ring", &ring_tone(row)),
            tone("congestion", row.congestion),
            tone("callwaiting", row.waiting),
            tone("dialrecall", &or_bursts(row.recall, 3)),
            tone("record", row.record),
            tone("info", row.info),
            tone("stutter", &or_bursts(row.stutter, 6)),
        ];
        tones.extend(row.others.iter().map(|(name, text)| tone(name, text)));
        Self {
            country: row.country.to_owned(),
            description: row.description.to_owned(),
            ring_cadence: row.bell.to_vec(),
            tones,
        }
    }
}

/// Sound and silence in turn, in the bell's rhythm.
fn ring_tone(row: &Row) -> String {
    let parts = row
        .bell
        .iter()
        .enumerate()
        .map(|(index, ms)| match index % 2 {
            0 => format!("{}/{ms}", row.ring),
            _ => format!("0/{ms}"),
        });
    parts.collect::<Vec<_>>().join(",")
}

/// Short bursts of the dial tone's pitch, then dial tone for good.
fn bursts(dial: &str, count: usize) -> String {
    let pitch = dial.split(['/', ',']).next().unwrap_or(dial);
    format!("!{pitch}/100,!0/100,").repeat(count) + dial
}

const EUROPE: Row = Row {
    country: "",
    description: "",
    dial: "425",
    ring: "425",
    bell: &[1000, 4000],
    busy: "425/500,0/500",
    congestion: "425/250,0/250",
    waiting: "425/200,0/600,425/200,0/10000",
    record: "1400/500,0/15000",
    info: "950/330,1400/330,1800/330,0/1000",
    recall: "",
    stutter: "",
    others: &[],
};

const NORTH_AMERICA: Row = Row {
    dial: "350+440",
    ring: "440+480",
    bell: &[2000, 4000],
    busy: "480+620/500,0/500",
    congestion: "480+620/250,0/250",
    waiting: "440/300,0/10000",
    info: "!950/330,!1400/330,!1800/330,0",
    ..EUROPE
};

const BRITISH_BELL: &[u32] = &[400, 200, 400, 2000];

pub(super) static ZONES: &[Row] = &[
    Row {
        country: "at",
        description: "Austria",
        dial: "420",
        ring: "420",
        bell: &[1000, 5000],
        busy: "420/400,0/400",
        congestion: "420/200,0/200",
        waiting: "420/40,0/1960",
        record: "1400/80,0/14920",
        info: "950/330,1450/330,1850/330,0/1000",
        stutter: "380+420",
        ..EUROPE
    },
    Row {
        country: "au",
        description: "Australia",
        dial: "413+438",
        ring: "413+438",
        bell: BRITISH_BELL,
        busy: "425/375,0/375",
        congestion: "425/375,0/375,420/375,0/375",
        waiting: "425/200,0/200,425/200,0/4400",
        record: "!425/1000,!0/15000,425/360,0/15000",
        info: "425/2500,0/500",
        recall: "413+438",
        stutter: "413+438/100,0/40",
        ..EUROPE
    },
    Row {
        country: "be",
        description: "Belgium",
        bell: &[1000, 3000],
        congestion: "425/167,0/167",
        waiting: "1400/175,0/175,1400/175,0/3500",
        info: "900/330,1400/330,1800/330,0/1000",
        stutter: "425/1000,0/250",
        ..EUROPE
    },
    Row {
        country: "br",
        description: "Brazil",
        busy: "425/250,0/250",
        congestion: "425/250,0/250,425/750,0/250",
        waiting: "425/50,0/1000",
        record: "425/250,0/250",
        ..EUROPE
    },
    Row {
        country: "ca",
        description: "Canada",
        ..NORTH_AMERICA
    },
    Row {
        country: "ch",
        description: "Switzerland",
        congestion: "425/200,0/200",
        waiting: "425/200,0/200,425/200,0/4000",
        record: "1400/80,0/15000",
        stutter: "425+340/1100,0/1100",
        ..EUROPE
    },
    Row {
        country: "cl",
        description: "Chile",
        dial: "400",
        ring: "400",
        bell: &[1000, 3000],
        busy: "400/500,0/500",
        congestion: "400/200,0/200",
        waiting: "400/250,0/8750",
        ..EUROPE
    },
    Row {
        country: "cn",
        description: "China",
        dial: "450",
        ring: "450",
        busy: "450/350,0/350",
        congestion: "450/700,0/700",
        waiting: "450/400,0/4000",
        record: "950/400,0/10000",
        info: "450/100,0/100,450/100,0/100,450/100,0/100,450/400,0/400",
        recall: "450",
        stutter: "450+425",
        ..EUROPE
    },
    Row {
        country: "cz",
        description: "Czech Republic",
        dial: "425/330,0/330,425/660,0/660",
        busy: "425/330,0/330",
        congestion: "425/165,0/165",
        waiting: "425/330,0/9000",
        record: "1400/500,0/14000",
        info: "950/330,0/30,1400/330,0/30,1800/330,0/1000",
        stutter: "425/450,0/50",
        ..EUROPE
    },
    Row {
        country: "de",
        description: "Germany",
        busy: "425/480,0/480",
        congestion: "425/240,0/240",
        waiting: "!425/200,!0/200,!425/200,!0/5000,!425/200,!0/200,!425/200,!0/5000,\
                  !425/200,!0/200,!425/200,0",
        record: "1400/80,0/15000",
        stutter: "425+400",
        ..EUROPE
    },
    Row {
        country: "dk",
        description: "Denmark",
        congestion: "425/200,0/200",
        waiting: "!425/200,!0/600,!425/200,!0/3000,!425/200,!0/200,!425/200,0",
        record: "1400/80,0/15000",
        stutter: "425/450,0/50",
        ..EUROPE
    },
    Row {
        country: "es",
        description: "Spain",
        bell: &[1500, 3000],
        busy: "425/200,0/200",
        congestion: "425/200,0/200,425/200,0/200,425/200,0/600",
        waiting: "425/175,0/175,425/175,0/3500",
        info: "950/330,0/1000",
        others: &[("dialout", "500")],
        ..EUROPE
    },
    Row {
        country: "fi",
        description: "Finland",
        busy: "425/300,0/300",
        congestion: "425/200,0/200",
        waiting: "425/150,0/150,425/150,0/8000",
        info: "950/650,0/325,950/325,0/30,1400/1300,0/2600",
        recall: "425/650,0/25",
        stutter: "425/650,0/25",
        ..EUROPE
    },
    Row {
        country: "fr",
        description: "France",
        dial: "440",
        ring: "440",
        bell: &[1500, 3500],
        busy: "440/500,0/500",
        congestion: "440/250,0/250",
        waiting: "440/300,0/10000",
        info: "!950/330,!1400/330,!1800/330",
        ..EUROPE
    },
    Row {
        country: "gr",
        description: "Greece",
        dial: "425/200,0/300,425/700,0/800",
        busy: "425/300,0/300",
        congestion: "425/200,0/200",
        waiting: "425/150,0/150,425/150,0/8000",
        record: "1400/400,0/15000",
        recall: "425/650,0/25",
        stutter: "425/650,0/25",
        ..EUROPE
    },
    Row {
        country: "hu",
        description: "Hungary",
        bell: &[1250, 3750],
        busy: "425/300,0/300",
        congestion: "425/300,0/300",
        waiting: "425/40,0/1960",
        record: "1400/400,0/15000",
        recall: "425+450",
        stutter: "350+400",
        ..EUROPE
    },
    Row {
        country: "ie",
        description: "Ireland",
        ring: "400+450",
        bell: BRITISH_BELL,
        waiting: "425/180,0/200,425/200,0/4500",
        ..EUROPE
    },
    Row {
        country: "il",
        description: "Israel",
        dial: "414",
        ring: "414",
        bell: &[1000, 3000],
        busy: "414/500,0/500",
        congestion: "414/250,0/250",
        waiting: "414/100,0/100,414/100,0/100,414/600,0/3000",
        info: "1000/330,1400/330,1800/330,0/1000",
        ..EUROPE
    },
    Row {
        country: "in",
        description: "India",
        dial: "400*25",
        ring: "400*25",
        bell: BRITISH_BELL,
        busy: "400/750,0/750",
        congestion: "400/250,0/250",
        waiting: "400/200,0/100,400/200,0/7500",
        ..EUROPE
    },
    Row {
        country: "it",
        description: "Italy",
        dial: "425/200,0/200,425/600,0/1000",
        congestion: "425/200,0/200",
        waiting: "425/400,0/100,425/250,0/100,425/150,0/14000",
        record: "1400/400,0/15000",
        recall: "470/400,425/400",
        stutter: "470/400,425/400",
        ..EUROPE
    },
    Row {
        country: "jp",
        description: "Japan",
        dial: "400",
        ring: "400+15",
        bell: &[1000, 2000],
        busy: "400/500,0/500",
        congestion: "400/500,0/500",
        waiting: "400+16/500,0/8000",
        info: "!950/330,!1400/330,!1800/330,0",
        ..EUROPE
    },
    Row {
        country: "mx",
        description: "Mexico",
        busy: "425/250,0/250",
        info: "950/330,0/30,1400/330,0/30,1800/330,0/1000",
        ..EUROPE
    },
    Row {
        country: "nl",
        description: "Netherlands",
        waiting: "425/500,0/9500",
        recall: "425/500,0/50",
        stutter: "425/500,0/50",
        ..EUROPE
    },
    Row {
        country: "no",
        description: "Norway",
        congestion: "425/200,0/200",
        record: "1400/400,0/15000",
        recall: "470/400,425/400",
        stutter: "470/400,425/400",
        ..EUROPE
    },
    Row {
        country: "nz",
        description: "New Zealand",
        dial: "400",
        ring: "400+450",
        bell: BRITISH_BELL,
        busy: "400/500,0/500",
        congestion: "400/250,0/250",
        waiting: "!400/200,!0/3000,!400/200,!0/3000,!400/200,!0/3000,!400/200",
        record: "1400/425,0/15000",
        info: "400/750,0/100,400/750,0/100,400/750,0/100,400/750,0/400",
        others: &[(
            "unobtainable",
            "400/75,0/100,400/75,0/100,400/75,0/100,400/75,0/400",
        )],
        ..EUROPE
    },
    Row {
        country: "pl",
        description: "Poland",
        congestion: "425/500,0/500",
        waiting: "425/150,0/150,425/150,0/4000",
        recall: "425/500,0/50",
        ..EUROPE
    },
    Row {
        country: "pt",
        description: "Portugal",
        bell: &[1000, 5000],
        congestion: "425/200,0/200",
        waiting: "440/300,0/10000",
        recall: "425/1000,0/200",
        ..EUROPE
    },
    Row {
        country: "ru",
        description: "Russian Federation",
        busy: "425/350,0/350",
        congestion: "425/175,0/175",
        waiting: "425/200,0/5000",
        record: "1400/400,0/15000",
        recall: "425/400,0/40",
        ..EUROPE
    },
    Row {
        country: "se",
        description: "Sweden",
        bell: &[1000, 5000],
        busy: "425/250,0/250",
        congestion: "425/250,0/750",
        waiting: "425/200,0/500,425/200,0/9100",
        info: "950/332,0/24,1400/332,0/24,1800/332,0/2024",
        ..EUROPE
    },
    Row {
        country: "sg",
        description: "Singapore",
        ring: "425*24",
        bell: BRITISH_BELL,
        busy: "425/750,0/750",
        waiting: "425*24/300,0/200,425*24/300,0/3200",
        recall: "425*24/500,0/500,425/500,0/2500",
        ..EUROPE
    },
    Row {
        country: "uk",
        description: "United Kingdom",
        dial: "350+440",
        ring: "400+450",
        bell: BRITISH_BELL,
        busy: "400/375,0/375",
        congestion: "400/400,0/350,400/225,0/525",
        waiting: "400/100,0/4000",
        record: "1400/500,0/60000",
        info: "950/330,0/15,1400/330,0/15,1800/330,0/1000",
        stutter: "350+440/750,440/750",
        others: &[
            ("specialdial", "350+440/750,440/750"),
            ("specialcongestion", "400/200,1004/300"),
            ("unobtainable", "400"),
            (
                "specialcallwaiting",
                "400/250,0/250,400/250,0/250,400/250,0/5000",
            ),
            ("creditexpired", "400/125,0/125"),
            ("confirm", "1400"),
            ("switching", "400/200,0/400,400/2000,0/400"),
        ],
        ..EUROPE
    },
    Row {
        country: "us",
        description: "United States",
        ..NORTH_AMERICA
    },
    Row {
        country: "za",
        description: "South Africa",
        dial: "400*33",
        ring: "400*33",
        bell: BRITISH_BELL,
        busy: "400/500,0/500",
        congestion: "400/250,0/250",
        waiting: "400*33/250,0/250,400*33/250,0/250,400*33/250,0/250,400*33/250,0/250",
        record: "1400/500,0/10000",
        ..EUROPE
    },
];
