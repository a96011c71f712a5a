//! followme.conf.

use config::{LoadOptions, MemoryFiles};

use super::{FollowMeProfiles, follow_me_people};

#[test]
fn numbers_have_times_and_an_order() {
    let text = "[general]\nx=1\n[bob]\ncontext=>phones\nnumber=>1,5,3\nnumber=>2&3,10\nnumber=>4\nnumber=>\nwhat=1\ntakecall=5\n";
    let files = MemoryFiles::new().with("followme.conf", text);
    let loaded = config::load(&files, "followme.conf", &LoadOptions::default()).unwrap();
    let (people, problems) = follow_me_people(&loaded.tree);
    assert_eq!((people.len(), problems.len()), (1, 2));
    let all = FollowMeProfiles::new(people);
    let bob = all.find("bob").unwrap();
    let steps: Vec<String> = bob
        .steps
        .iter()
        .map(|(numbers, time)| format!("{} {}", numbers.join("&"), time.as_secs()))
        .collect();
    assert_eq!(steps, ["2&3 10", "1 5", "4 25"]);
    assert_eq!(
        (bob.take, bob.decline, bob.context.as_str()),
        ('5', '2', "phones")
    );
    all.configure(Vec::new());
    assert!(all.find("bob").is_none());
}
