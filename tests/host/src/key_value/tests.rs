use super::file::StoreFile;

#[test]
fn a_value_is_read_back_overwritten_and_deleted() {
    let file = StoreFile::new(None);
    let store = file.open("a").unwrap();
    assert_eq!(store.get("k").unwrap(), None);
    store.set("k", b"one").unwrap();
    store.set("k", b"two").unwrap();
    assert_eq!(store.get("k").unwrap().as_deref(), Some(b"two".as_slice()));
    store.delete("k").unwrap();
    store.delete("k").unwrap();
    assert_eq!(store.get("k").unwrap(), None);
}

#[test]
fn labels_of_one_file_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let file = StoreFile::new(Some(folder.path().join("kv.db")));
    file.open("a").unwrap().set("k", b"v").unwrap();
    assert_eq!(file.open("b").unwrap().get("k").unwrap(), None);
}

#[tokio::test]
async fn keys_are_listed_and_the_listing_says_how_it_ended() {
    let file = StoreFile::new(None);
    let store = file.open("a").unwrap();
    for number in 0..20 {
        store.set(&format!("k{number}"), b"").unwrap();
    }
    let (mut keys, end) = store.keys();
    let mut count = 0;
    while keys.recv().await.is_some() {
        count += 1;
    }
    assert_eq!(count, 20);
    end.await.unwrap().unwrap();
}
