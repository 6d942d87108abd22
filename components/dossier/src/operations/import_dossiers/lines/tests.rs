use std::convert::Infallible;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use platform::native::World;

use super::*;

async fn read(chunks: Vec<Vec<u8>>) -> Vec<(u32, Option<Vec<u8>>)> {
    let chunks = chunks.into_iter().map(|chunk| Ok::<_, Infallible>(Bytes::from(chunk)));
    let body = Body::from_stream(stream::iter(chunks));
    let mut lines = Lines::of(BodyStream::new(body, World::new().unwrap().clock));
    let mut read = Vec::new();
    while let Some(line) = lines.next().await.unwrap() {
        read.push((line.number, line.text));
    }
    read
}

#[tokio::test]
async fn lines_are_whole_wherever_the_body_is_cut() {
    let text = b"{\"a\":1}\n\n  \n{\"b\":2}\r\n{\"c\":3}";
    let expected = vec![
        (1, Some(text[..7].to_vec())),
        (4, Some(b"{\"b\":2}\r".to_vec())),
        (5, Some(b"{\"c\":3}".to_vec())),
    ];
    for cut in 0..text.len() {
        let (first, second) = text.split_at(cut);
        assert_eq!(read(vec![first.to_vec(), second.to_vec()]).await, expected, "cut at {cut}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_begins_no_line() {
    let text = "\u{feff}{\"a\":1}\n\u{feff}\n\u{feff}{\"b\":2}";
    let expected = vec![(1, Some(b"{\"a\":1}".to_vec())), (3, Some(b"{\"b\":2}".to_vec()))];
    for cut in 0..text.len() {
        let (first, second) = text.as_bytes().split_at(cut);
        assert_eq!(read(vec![first.to_vec(), second.to_vec()]).await, expected, "cut at {cut}");
    }
}

#[tokio::test]
async fn a_line_that_is_too_long_is_passed_over_and_counted() {
    let long = vec![b'x'; LONGEST];
    let chunks = vec![b"a\n".to_vec(), long.clone(), long, b"x\nb\n".to_vec()];
    assert_eq!(read(chunks).await, vec![(1, Some(b"a".to_vec())), (2, None), (3, Some(b"b".to_vec()))]);
}
