//! Tests of the disk under services.

use call::disk::Disk;

use super::ServiceDisk;

fn folder(name: &str) -> String {
    let path = std::env::temp_dir().join(format!("starling-disk-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path.to_string_lossy().into_owned()
}

#[test]
fn a_file_is_replaced_as_a_whole_and_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("replace");
    let path = format!("{folder}/voicemail.conf");
    ServiceDisk.write(&path, b"one").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    ServiceDisk.write(&path, b"two").unwrap();
    assert_eq!(ServiceDisk.read(&path).unwrap().unwrap(), b"two");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(ServiceDisk.names(&folder), ["voicemail.conf"]);
}

#[test]
fn a_lock_keeps_others_off_until_it_is_dropped_and_a_dead_ones_is_broken() {
    let folder = folder("lock");
    let first = ServiceDisk.lock(&folder).unwrap();
    let waiting = {
        let folder = folder.clone();
        std::thread::spawn(move || ServiceDisk.lock(&folder).is_ok())
    };
    drop(first);
    assert!(waiting.join().unwrap());
    std::fs::write(format!("{folder}/.lock"), "starling 4194305 0").unwrap();
    assert!(ServiceDisk.lock(&folder).is_ok());
    assert_eq!(ServiceDisk.names(&folder), Vec::<String>::new());
}
