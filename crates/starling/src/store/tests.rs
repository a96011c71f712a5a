//! What is kept comes back.

use super::*;

#[test]
fn rows_come_back_after_a_restart() {
    let folder = std::env::temp_dir().join(format!("starling-store-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let put = |key: &str| DatabaseChange::Put {
        family: "cidname".to_owned(),
        key: key.to_owned(),
        value: "Ann".to_owned(),
    };
    let (store, rows) = Store::open(&folder).unwrap();
    assert!(rows.is_empty());
    store.keep(put("1"));
    store.keep(put("2"));
    store.keep(DatabaseChange::Delete {
        family: "cidname".to_owned(),
        key: "1".to_owned(),
    });
    store.close();
    let (store, rows) = Store::open(&folder).unwrap();
    assert_eq!(
        rows,
        [("cidname".to_owned(), "2".to_owned(), "Ann".to_owned())]
    );
    store.close();
    std::fs::remove_dir_all(&folder).unwrap();
}
