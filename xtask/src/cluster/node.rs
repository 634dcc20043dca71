//! The first process inside of the namespaces: starts all others and says when the node is Ready.
//!
//! When it ends, the kernel ends every process of the cluster, also those in pods.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::api::Api;
use super::components;
use super::description::Description;
use super::images;
use super::mounts::{self, BINARIES, INSIDE};
use super::names;
use super::processes::Processes;

/// Exists once the node is Ready.
pub(super) const READY_FILE: &str = "ready";
/// Tells this process where its cluster's files are.
pub(super) const FOLDER_VARIABLE: &str = "PODMEND_CLUSTER_FOLDER";

const POLL: Duration = Duration::from_millis(50);

/// Starts the node and keeps it until the supervisor closes our standard input.
pub(super) fn run() -> Result<()> {
    let folder = std::env::var_os(FOLDER_VARIABLE).unwrap_or_default();
    let cluster = Description::read(Path::new(&folder))?;
    thread::spawn(end_with_supervisor);
    mounts::arrange(&cluster)?;
    resolve_nothing(&cluster)?;
    let mut processes = Processes::default();
    start(&cluster, &mut processes)?;
    fs::write(Path::new(INSIDE).join(READY_FILE), "")?;
    loop {
        // A test may end a process on purpose, so the others are left running.
        if let Err(error) = processes.check() {
            println!("{error:#}");
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// Where something else holds the port, names are looked up as elsewhere on this machine.
fn resolve_nothing(cluster: &Description) -> Result<()> {
    match names::serve(cluster.name_server) {
        Ok(()) => mounts::cover_name_servers(cluster.name_server),
        Err(error) => {
            println!("names are looked up outside: {error:#}");
            Ok(())
        }
    }
}

fn start(cluster: &Description, processes: &mut Processes) -> Result<()> {
    let started = Instant::now();
    let say = |what: &str| println!("{:5.1} s  {what}", started.elapsed().as_secs_f64());
    for component in components::foundation(cluster) {
        processes.start(&component)?;
    }
    wait_until("the registry", processes, || images::accepts(&cluster.registry))?;
    images::push_all(&cluster.registry, &Path::new(BINARIES).join("app"))?;
    say("registry has its images");
    let api = Api::connect(&Path::new(INSIDE).join("kubeconfig"))?;
    wait_until("the API server", processes, || api.is_ready())?;
    say("API server answers");
    for component in components::clients(cluster) {
        processes.start(&component)?;
    }
    wait_until("the default service account", processes, || api.has_service_account())?;
    wait_until("the node", processes, || api.is_node_ready())?;
    say("node is Ready");
    Ok(())
}

fn wait_until(what: &str, processes: &mut Processes, condition: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !condition() {
        processes.check()?;
        ensure!(
            Instant::now() < deadline,
            "{what} was not ready within two minutes; the logs of the processes say more"
        );
        thread::sleep(POLL);
    }
    Ok(())
}

/// The supervisor holds the other end of our standard input and never writes to it.
fn end_with_supervisor() {
    let _ = io::stdin().read(&mut [0]);
    std::process::exit(0);
}
