//! Words by language.

use super::*;

fn words(language: &str, value: i64, gender: Gender) -> String {
    let prompts = number(language, value, gender).unwrap();
    let short = prompts.iter().map(|p| p.strip_prefix("digits/").unwrap());
    short.collect::<Vec<_>>().join(" ")
}

#[test]
fn numbers_in_each_language() {
    let rows = [
        ("en", 0, "0"),
        ("en", 7, "7"),
        ("en", 20, "20"),
        ("en", 42, "40 2"),
        ("en", 100, "1 hundred"),
        ("en", 115, "1 hundred 15"),
        ("en", 1_000, "1 thousand"),
        ("en", 12_345, "12 thousand 3 hundred 40 5"),
        ("en", -3, "minus 3"),
        (
            "en_GB",
            999_999_999,
            "9 hundred and 90 9 million 9 hundred and 90 9 thousand 9 hundred and 90 9",
        ),
        ("en_GB", 1_002, "1 thousand and 2"),
        ("en_GB", 2_000_000, "2 million"),
        ("xx", 21, "20 1"),
        ("fr", 21, "20 et 1"),
        ("fr", 70, "60 10"),
        ("fr", 71, "60 et 11"),
        ("fr", 79, "60 19"),
        ("fr", 80, "80"),
        ("fr", 81, "80 1"),
        ("fr", 91, "80 11"),
        ("fr", 99, "80 19"),
        ("fr", 100, "hundred"),
        ("fr", 200, "2 hundred"),
        ("fr", 1_998, "thousand 9 hundred 80 18"),
        ("fr", 2_000_001, "2 million 1"),
        ("de", 1, "1"),
        ("de", 21, "1-and 20"),
        ("de", 30, "30"),
        ("de", 145, "1N hundred 5-and 40"),
        ("de", 100, "hundred"),
        ("de", 101, "1N hundred 1"),
        ("de", 1_000, "thousand"),
        ("de", 1_100, "1N thousand 1N hundred"),
        ("de", 100_000, "hundred thousand"),
        ("de", 21_000, "1-and 20 thousand"),
        ("de", 1_000_000, "1F million"),
        ("de", 2_000_000, "2 millions"),
        ("es", 22, "22"),
        ("es", 31, "30 and 1"),
        ("es", 100, "hundred"),
        ("es", 101, "100-and 1"),
        ("es", 555, "500 50 and 5"),
        ("es", 1_001, "thousand 1"),
        ("es", 2_000_000, "2 millions"),
        ("it", 21, "21"),
        ("it", 22, "20 2"),
        ("it", 128, "hundred 28"),
        ("it", 2_000, "2 thousands"),
        ("it", 1_000_000, "un million"),
        ("nl", 21, "1 nl-and 20"),
        ("nl", 1_100, "thousand hundred"),
        ("pt", 45, "40 pt-e 5"),
        ("pt", 100, "100"),
        ("pt", 121, "100E 20 pt-e 1"),
        ("pt", 230, "200 pt-e 30"),
        ("pt", 1_005, "1000 pt-e 5"),
        ("pt", 1_234, "1000 200 pt-e 30 pt-e 4"),
        ("pt", 2_300, "2 1000 pt-e 300"),
        ("pt", 1_000_000, "1 1000000"),
        ("pt", 2_000_001, "2 1000000S pt-e 1"),
        ("pt", 2_100_000, "2 1000000S pt-e 100 1000"),
        ("pt", 2_150_000, "2 1000000S 100E 50 1000"),
    ];
    for (language, value, expected) in rows {
        assert_eq!(
            words(language, value, Gender::None),
            expected,
            "{value} in {language}"
        );
    }
}

#[test]
fn gender_counts_where_there_is_one() {
    assert_eq!(words("fr", 21, Gender::Feminine), "20 et 1F");
    assert_eq!(words("de", 1, Gender::Neuter), "1N");
    assert_eq!(words("es", 31, Gender::Masculine), "30 and 1M");
    assert_eq!(words("pt", 2, Gender::Feminine), "2F");
    assert_eq!(words("en", 1, Gender::Feminine), "1");
}

#[test]
fn every_number_has_words_and_the_largest_is_an_end() {
    let languages = ["en", "fr", "de", "es", "it", "nl", "pt"];
    for language in languages {
        for value in (0..100_000).chain((0..1_000_000_000).step_by(7_654_321)) {
            assert!(!words(language, value, Gender::None).is_empty());
        }
        assert_eq!(number(language, 1_000_000_000, Gender::None), None);
        assert_eq!(number(language, i64::MIN, Gender::None), None);
    }
}

/// The prompts that the sound packages really have; only where they are installed.
#[test]
fn prompts_exist_in_the_sound_packages() {
    for (language, folder) in [("en", "en"), ("es", "es"), ("fr", "fr"), ("it", "it")] {
        let folder = std::path::Path::new("/usr/share/asterisk/sounds").join(folder);
        if !folder.is_dir() {
            println!("skipped: no sounds for {language}");
            continue;
        }
        for value in (-1..2_500).chain([1_000_000, 2_000_000, 123_456_789]) {
            for prompt in number(language, value, Gender::None).unwrap() {
                let file = folder.join(format!("{prompt}.gsm"));
                assert!(file.exists(), "{language} {value}: {prompt}");
            }
        }
    }
}

#[test]
fn texts_letter_by_letter() {
    assert_eq!(
        digits("1 2*-x#").join(" "),
        "digits/1 digits/2 digits/star digits/minus digits/pound"
    );
    assert_eq!(
        letters("aB9 .").join(" "),
        "letters/a letters/b digits/9 letters/space letters/dot"
    );
    assert_eq!(
        phonetic("Az1!").join(" "),
        "phonetic/a_p phonetic/z_p digits/1 letters/exclaimation-point"
    );
    assert!(letters("é\n").is_empty());
}
