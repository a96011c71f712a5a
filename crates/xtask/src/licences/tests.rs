use super::*;

fn allowed() -> BTreeSet<String> {
    ["MIT", "Apache-2.0", "Unicode-3.0"]
        .map(str::to_owned)
        .into()
}

#[test]
fn licence_expressions() {
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-2.0-only", false),
        ("MIT OR GPL-2.0-only", true),
        ("GPL-2.0-only OR MIT", true),
        ("MIT AND GPL-2.0-only", false),
        ("MIT/Apache-2.0", true),
        ("(MIT OR Zlib) AND Unicode-3.0", true),
        ("(GPL-3.0 OR Zlib) AND Unicode-3.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0 WITH Classpath-exception-2.0", false),
        ("(MIT", false),
        ("MIT MIT", false),
        ("", false),
    ] {
        assert_eq!(permits(&allowed(), expression), expected, "{expression}");
    }
}

#[test]
fn deny_toml_lists() {
    let text = "[graph]\nallow = [\"no\"]\n[licenses]\nallow = [\n  \"MIT\", # why\n  \"Zlib\",\n]\n\
                [bans]\nskip = [\n  { crate = \"hashbrown\", reason = \"redb\" },\n  \"rand@0.8\",\n]\n";
    assert_eq!(list(text, "licenses", "allow"), ["MIT", "Zlib"]);
    assert_eq!(list(text, "bans", "skip"), ["hashbrown", "rand"]);
    assert_eq!(
        list(
            "[licenses]\nallow = [\"MIT\", \"ISC\"]\n",
            "licenses",
            "allow"
        ),
        ["MIT", "ISC"]
    );
}

#[test]
fn faults_of_a_tree() {
    let rules = Rules {
        licences: allowed(),
        doubled: BTreeSet::from(["twice".to_owned()]),
    };
    let check = |tree: &str| problems(&rules, tree);
    assert_eq!(
        check("call v0.0.0 (/somewhere)|MIT\nmemchr v2.8.3|MIT\n\n"),
        [""; 0]
    );
    assert_eq!(
        check("a v1.0.0|GPL-2.0"),
        ["a v1.0.0: licence 'GPL-2.0' is not in deny.toml"]
    );
    assert_eq!(check("a v1.0.0|"), ["a v1.0.0: states no licence"]);
    assert_eq!(
        check("a v1.0.0|MIT\na v2.0.0|MIT"),
        ["a: several versions (v1.0.0, v2.0.0)"]
    );
    assert_eq!(check("twice v1.0.0|MIT\ntwice v2.0.0|MIT"), [""; 0]);
    assert_eq!(
        check("a v1.0.0 (https://example.org/a?rev=1#2)|MIT").len(),
        1,
        "a dependency from outside crates.io"
    );
}
