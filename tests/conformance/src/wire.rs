//! HTTP/1.1 byte by byte, where a client library would be too polite.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A response as it came.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// What followed the headers until the connection ended, chunks undecoded.
    pub body: Vec<u8>,
    /// The port this was asked from.
    pub from: SocketAddr,
}

impl Reply {
    fn parse(bytes: &[u8], from: SocketAddr) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { status, headers, body: bytes[end + 4..].to_vec(), from })
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

/// A server that refuses may reset the connection while we write: what it answered before counts.
pub(crate) async fn send(server: SocketAddr, request: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(server).await.expect("a connection");
    stream.write_all(request).await.ok();
    finish(stream).await
}

pub(crate) async fn send_and_shut(server: SocketAddr, request: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(server).await.expect("a connection");
    stream.write_all(request).await.ok();
    stream.shutdown().await.ok();
    finish(stream).await
}

async fn finish(mut stream: TcpStream) -> Option<Reply> {
    let from = stream.local_addr().expect("an address");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok();
    Reply::parse(&bytes, from)
}

/// A request that has been sent but for the end of its body.
pub struct Held(TcpStream);

impl Held {
    pub(crate) async fn open(server: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(server).await.expect("a connection");
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("the head is sent");
        Self(stream)
    }

    /// Ends the body and reads the answer.
    pub async fn release(mut self) -> Option<Reply> {
        self.0.write_all(b"0\r\n\r\n").await.ok();
        finish(self.0).await
    }

    /// Reads the answer without ever ending the body.
    pub async fn answer(self) -> Option<Reply> {
        finish(self.0).await
    }
}
