//! The demo's API server in a process of its own, on a loopback port.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use podmend::demo::{self, Clock, Demo, Scenario};
use tempfile::TempDir;

/// Serves until the parent ends it; the address is the first line of its output.
pub(crate) fn serve(pods: usize, failing: usize, namespaces: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let demo = Demo::start(&Scenario::large(pods, failing, namespaces), Clock::real(), 1);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("{}", listener.local_addr().expect("an address"));
        std::io::stdout().flush().expect("the parent reads");
        demo::serve(demo, listener).await;
    });
}

pub(crate) struct Server {
    process: Child,
    address: String,
    folder: TempDir,
}

impl Server {
    pub(crate) fn start() -> Self {
        let program = env::current_exe().expect("the path of this program");
        let mut process =
            Command::new(program).arg("--serve").stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut address = String::new();
        let output = process.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut address).expect("it says its address");
        Self { process, address: address.trim().to_owned(), folder: TempDir::new().expect("a folder") }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Writes a kubeconfig for the server and returns its path.
    ///
    /// A kubeconfig usually brings its own certificate authority, and then the system's are not read; one for plain HTTP
    /// has none, so it says that none is wanted.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        let path = self.folder.path().join("kubeconfig");
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: bench\n\
             clusters: [{{name: bench, cluster: {{server: \"http://{}\", insecure-skip-tls-verify: true}}}}]\n\
             users: [{{name: bench, user: {{}}}}]\n\
             contexts: [{{name: bench, context: {{cluster: bench, user: bench}}}}]\n",
            self.address
        );
        std::fs::write(&path, text).expect("the folder can be written");
        path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
