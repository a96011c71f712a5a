//! Families, keys, and what is told about them.

use super::*;

#[test]
fn what_is_put_is_got_and_told_once() {
    let database = Database::load([("cid".into(), "1".into(), "Ann".into())]);
    assert_eq!(database.get("cid", "1").as_deref(), Some("Ann"));
    assert_eq!(database.poll_change(), None);
    database.put("cid", "2", "Bob");
    assert!(matches!(database.poll_change(), Some(DatabaseChange::Put { key, .. }) if key == "2"));
    assert!(database.delete("cid", "2"));
    assert!(!database.delete("cid", "2"));
    assert!(matches!(
        database.poll_change(),
        Some(DatabaseChange::Delete { .. })
    ));
    assert_eq!(database.poll_change(), None);
}

#[test]
fn a_tree_is_a_family_and_what_is_below_it() {
    let row = |f: &str, k: &str| (f.to_owned(), k.to_owned(), "v".to_owned());
    let database = Database::load([
        row("a", "1"),
        row("a/b", "2"),
        row("ab", "3"),
        row("a", "1/x"),
    ]);
    assert_eq!(database.rows_below("a", "").len(), 3);
    assert_eq!(database.rows_below("a", "1").len(), 2);
    assert_eq!(database.delete_tree("a", ""), 3);
    assert_eq!(database.rows_below("", "").len(), 1);
}
