//! Rows go to Asterisk's file and come back.

use super::*;
use crate::store::Store;

#[test]
fn a_new_store_takes_over_what_asterisk_kept() {
    let folder = std::env::temp_dir().join(format!("starling-astdb-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let rows: Rows = [("cidname", "100", "Ann"), ("a", "b/c", "x'y")]
        .map(|(family, key, value)| (family.to_owned(), key.to_owned(), value.to_owned()))
        .to_vec();
    let file = folder.join(FILE_NAME);
    write(&file, &rows).unwrap();
    let sorted = |mut rows: Rows| {
        rows.sort();
        rows
    };
    assert_eq!(sorted(read(&file).unwrap()), sorted(rows.clone()));
    let (store, found) = Store::open(&folder).unwrap();
    assert_eq!(sorted(found), sorted(rows.clone()));
    store.close();
    // Only a new one does: what was deleted since must not come back.
    let more: Rows = vec![("late".to_owned(), "k".to_owned(), "v".to_owned())];
    write(&file, &more).unwrap();
    let (store, found) = Store::open(&folder).unwrap();
    assert_eq!(found.len(), 2);
    store.close();
    store::import(&folder, more).unwrap();
    assert_eq!(store::export(&folder).unwrap().len(), 3);
    assert!(read(&folder.join("none")).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}
