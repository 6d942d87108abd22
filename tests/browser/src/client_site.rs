use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A client's site, on another host than the service: `localhost` beside `127.0.0.1`. People come back to `/retour`, which
/// leads on to `/accueil`; `/piege` has a form that signs out of the service.
pub struct ClientSite {
    port: u16,
    serving: JoinHandle<()>,
}

impl ClientSite {
    /// Opens it; its trap aims at the service at this address.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn open(service: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let trap = format!(
            "<form method=\"post\" action=\"{service}/login/deconnexion\"><button>Voir</button></form>"
        );
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, trap.clone()));
            }
        });
        Ok(Self { port, serving })
    }

    /// The address of a path of it.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

impl Drop for ClientSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(mut stream: TcpStream, trap: String) -> Option<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await.ok()?);
    }
    let request = String::from_utf8(request).ok()?;
    let target = request.split(' ').nth(1)?;
    let answer = match target.split('?').next()? {
        "/retour" => {
            format!("302 Found\r\nLocation: {}\r\n", target.replacen("/retour", "/accueil", 1))
                + "Content-Length: 0\r\n\r\n"
        }
        "/piege" => page(&trap),
        _ => page("<h1>Application du client</h1>"),
    };
    stream
        .write_all(format!("HTTP/1.1 {}", answer.replacen("\r\n", "\r\nConnection: close\r\n", 1)).as_bytes())
        .await
        .ok()
}

fn page(content: &str) -> String {
    let text = format!("<!doctype html><link rel=\"icon\" href=\"data:,\">{content}");
    format!("200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{text}", text.len())
}
