//! What cannot be had for less: the same list by a bare client, the echo of a terminal, an empty frame.

use std::{
    env,
    io::Write,
    process::Command,
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::{Terminal, backend::TestBackend};

use crate::{percentile, process::Usage, server::Server, terminal::read_aside};

/// Makes this program the bare client of the server whose address follows.
pub(crate) const BARE: &str = "--bare";

#[derive(Clone, Copy)]
pub(crate) struct List {
    pub(crate) took: Duration,
    pub(crate) server_cpu: Duration,
}

/// A client that does nothing but read the same list, from its start to its end, the median of some runs.
pub(crate) fn list(server: &Server) -> List {
    const RUNS: usize = 5;
    let program = env::current_exe().expect("the path of this program");
    let before = Usage::of(server.pid());
    let times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let done = Command::new(&program).args([BARE, server.address()]).status().expect("it starts");
            assert!(done.success(), "the bare client read the list");
            started.elapsed()
        })
        .collect();
    let server_cpu = Usage::of(server.pid()).cpu_since(before) / u32::try_from(RUNS).expect("a few");
    List { took: percentile(&times, 50), server_cpu }
}

/// Reads what a list of the failing pods cannot do without, and throws it away: the namespaces, one Table for each, eight
/// at a time, and the objects of the pods that do not run.
pub(crate) fn bare(address: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let names = namespaces(address).await;
        let lists = names.iter().map(|name| {
            let path = format!("/api/v1/namespaces/{name}/pods?includeObject=None&resourceVersion=0");
            async move { get(address, &path, "application/json;as=Table;g=meta.k8s.io;v=v1").await.len() }
        });
        let bytes: usize = stream::iter(lists).buffer_unordered(8).fold(0, async |sum, length| sum + length).await;
        let failing =
            "/api/v1/pods?resourceVersion=0&fieldSelector=status.phase!%3DRunning%2Cstatus.phase!%3DSucceeded";
        let objects = get(address, failing, "application/json").await.len();
        assert!(bytes > 0 && objects > 0, "the lists are not empty");
    });
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
