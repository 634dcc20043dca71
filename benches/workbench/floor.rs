//! What cannot be had for less: the same list by a bare client, the echo of a terminal, an empty frame.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::{Terminal, backend::TestBackend};

use crate::{percentile, process::Usage, server::Server, terminal::read_aside};

#[derive(Clone, Copy)]
pub(crate) struct List {
    pub(crate) took: Duration,
    pub(crate) server_cpu: Duration,
}

/// The namespaces and one Table for each, eight at a time, read and thrown away.
pub(crate) fn list(server: &Server) -> List {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let before = Usage::of(server.pid());
    let started = Instant::now();
    runtime.block_on(async {
        let names = namespaces(server.address()).await;
        let lists = names.iter().map(|name| {
            let path = format!("/api/v1/namespaces/{name}/pods?includeObject=None&resourceVersion=0");
            async move { get(server.address(), &path, "application/json;as=Table;g=meta.k8s.io;v=v1").await.len() }
        });
        let bytes: usize = stream::iter(lists).buffer_unordered(8).fold(0, async |sum, length| sum + length).await;
        assert!(bytes > 0, "the lists are not empty");
    });
    List { took: started.elapsed(), server_cpu: Usage::of(server.pid()).cpu_since(before) }
}

async fn namespaces(address: &str) -> Vec<String> {
    let body = get(address, "/api/v1/namespaces", "application/json").await;
    let list: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    let items = list["items"].as_array().expect("a list").iter();
    items.map(|item| item["metadata"]["name"].as_str().expect("a name").to_owned()).collect()
}

async fn get(address: &str, path: &str, accept: &str) -> Vec<u8> {
    let stream = tokio::net::TcpStream::connect(address).await.expect("the server listens");
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    tokio::spawn(connection);
    let request = http::Request::get(path)
        .header("host", address)
        .header("accept", accept)
        .body(Empty::<hyper::body::Bytes>::new())
        .expect("a request");
    let response = sender.send_request(request).await.expect("an answer");
    assert!(response.status().is_success(), "{path}: {}", response.status());
    response.into_body().collect().await.expect("a body").to_bytes().to_vec()
}

/// The median time from a byte written to a pseudo terminal to its echo by `cat`.
pub(crate) fn echo(count: usize) -> Duration {
    let pty = native_pty_system()
        .openpty(PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 })
        .expect("a pseudo terminal");
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "stty raw -echo && printf ready && exec cat"]);
    let mut child = pty.slave.spawn_command(command).expect("a shell");
    let output = read_aside(pty.master.try_clone_reader().expect("output"));
    let mut writer = pty.master.take_writer().expect("input");
    output.recv_timeout(Duration::from_secs(10)).expect("cat is ready");
    let times: Vec<Duration> = (0..count)
        .map(|_| {
            let pressed = Instant::now();
            writer.write_all(b"x").and_then(|()| writer.flush()).expect("the byte is taken");
            output.recv_timeout(Duration::from_secs(10)).expect("an echo").0.duration_since(pressed)
        })
        .collect();
    let _ = child.kill();
    let _ = child.wait();
    percentile(&times, 50)
}

/// The median time of a frame of 200x50 with nothing in it.
pub(crate) fn empty_frame() -> Duration {
    let mut terminal = Terminal::new(TestBackend::new(200, 50)).expect("a screen in memory");
    let times: Vec<Duration> = (0..200)
        .map(|_| {
            let started = Instant::now();
            terminal.draw(|_| {}).expect("memory does not fail");
            started.elapsed()
        })
        .collect();
    percentile(&times, 50)
}
