//! A registry that lets nobody in.

use std::{
    io,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A registry that wants a login, takes none, and knows who came.
pub(super) struct Closed {
    pub(super) address: String,
    users: Arc<Mutex<Vec<String>>>,
}

impl Closed {
    pub(super) async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = Self { address: listener.local_addr().unwrap().to_string(), users: Arc::default() };
        let users = closed.users.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = refuse(stream, &users).await;
            }
        });
        closed
    }

    /// Returns the users of the logins in the order in which they came first.
    pub(super) fn users(&self) -> Vec<String> {
        self.users.lock().unwrap().clone()
    }
}

/// Reads one request, notes its user, and answers that a login is wanted.
async fn refuse(mut stream: TcpStream, users: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let request = String::from_utf8_lossy(&request);
    if let Some(login) = request.lines().find_map(|line| line.strip_prefix("Authorization: Basic ")) {
        let login = String::from_utf8(STANDARD.decode(login).unwrap()).unwrap();
        let user = login.split(':').next().unwrap().to_owned();
        let mut users = users.lock().unwrap();
        if !users.contains(&user) {
            users.push(user);
        }
    }
    let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"closed\"\r\n\
                  Content-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(answer.as_bytes()).await
}
