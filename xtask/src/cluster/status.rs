//! What runs, in words.

use std::path::Path;

use anyhow::Result;

use super::api::Api;
use super::description::Description;
use super::{cleanup, components, name_of};

/// Prints the state of the cluster in a folder and how to reach it.
pub(super) fn print(folder: &Path) -> Result<()> {
    let name = name_of(folder);
    let Ok(cluster) = Description::read(folder) else {
        println!("cluster {name} does not run; start it with `cargo xtask cluster up --name {name}`");
        return Ok(());
    };
    let api = Api::connect(&cluster.kubeconfig)?;
    let state = if !api.is_ready() {
        "the API server does not answer"
    } else if api.is_node_ready() {
        "the node is Ready"
    } else {
        "the node is not Ready"
    };
    println!("cluster {name}: {state}");
    print_processes(folder, &cluster);
    println!("  API server   https://127.0.0.1:{}", cluster.ports.kube_apiserver);
    println!(
        "  registry     http://{} as {}, in image names {} (or {}, where pods need no secret)",
        cluster.registry.address, cluster.registry.user, cluster.registry.name, cluster.registry.public_name
    );
    println!("  logs         {}", folder.join("logs").display());
    println!("  description  {}", folder.join("cluster.json").display());
    println!("  export KUBECONFIG={}", cluster.kubeconfig.display());
    Ok(())
}

fn print_processes(folder: &Path, cluster: &Description) {
    let running = cleanup::marked(folder);
    let (mut up, mut down) = (Vec::new(), Vec::new());
    for name in components::NAMES {
        match cluster.pids.get(name) {
            Some(pid) if running.contains(pid) => up.push(format!("{name} ({pid})")),
            _ => down.push(name),
        }
    }
    println!("  running      {}", up.join(", "));
    if !down.is_empty() {
        println!("  not running  {}", down.join(", "));
    }
}
