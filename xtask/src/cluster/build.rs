//! Builds the binaries of a cluster from Go modules, once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::description::hexadecimal;
use super::{clusters, prerequisites};
use crate::workspace::Workspace;

/// A Go module below `tests/cluster` and the programs it builds.
struct Module {
    name: &'static str,
    flags: &'static [&'static str],
    programs: &'static [Program],
}

struct Program {
    name: &'static str,
    package: &'static str,
}

const fn program(name: &'static str, package: &'static str) -> Program {
    Program { name, package }
}

const MODULES: &[Module] = &[
    Module {
        name: "images",
        flags: &["-ldflags=-s -w"],
        programs: &[program("app", "podmend.test/cluster/images/app")],
    },
    Module {
        name: "containerd",
        flags: &["-ldflags=-s -w", "-tags=no_btrfs,no_devmapper,no_zfs"],
        programs: &[
            program("containerd", "github.com/containerd/containerd/v2/cmd/containerd"),
            program("containerd-shim-runc-v2", "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2"),
            program("host-local", "github.com/containernetworking/plugins/plugins/ipam/host-local"),
            program("loopback", "github.com/containernetworking/plugins/plugins/main/loopback"),
            program("ptp", "github.com/containernetworking/plugins/plugins/main/ptp"),
            program("registry", "github.com/distribution/distribution/v3/cmd/registry"),
        ],
    },
    Module {
        name: "kubernetes",
        // Without a version Kubernetes calls itself v0.0.0.
        flags: &["-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=v1.36.2 \
             -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36"],
        programs: &[
            program("etcd", "go.etcd.io/etcd/server/v3"),
            program("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
            program("kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"),
            program("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler"),
            program("kubelet", "k8s.io/kubernetes/cmd/kubelet"),
        ],
    },
];

/// Fails when something has to be built and there is no Go that can.
pub(crate) fn check_build(workspace: &Workspace) -> Result<()> {
    for module in MODULES {
        let source = source(module, workspace);
        if !is_current(module, &stamp(module, &source)?, &binaries(workspace)) {
            prerequisites::check_go(&source)?;
        }
    }
    Ok(())
}

/// Builds what is missing or older than its sources, and returns the folder of the binaries.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let binaries = binaries(workspace);
    fs::create_dir_all(&binaries).with_context(|| format!("cannot create {}", binaries.display()))?;
    for module in MODULES {
        let source = source(module, workspace);
        let stamp = stamp(module, &source)?;
        if is_current(module, &stamp, &binaries) {
            continue;
        }
        build_module(module, &source, &binaries)?;
        let file = stamp_file(module, &binaries);
        fs::write(&file, stamp).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(binaries)
}

/// Fails with the name of a program that a folder of ready-made binaries lacks.
pub(super) fn check_binaries(binaries: &Path) -> Result<()> {
    for module in MODULES {
        if let Some(name) = missing(module, binaries) {
            anyhow::bail!("{} has no {name}; `cargo xtask cluster build` makes a complete folder", binaries.display());
        }
    }
    Ok(())
}

fn binaries(workspace: &Workspace) -> PathBuf {
    clusters(workspace).join("bin")
}

fn source(module: &Module, workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests/cluster").join(module.name)
}

fn stamp_file(module: &Module, binaries: &Path) -> PathBuf {
    binaries.join(format!(".{}.stamp", module.name))
}

fn is_current(module: &Module, stamp: &str, binaries: &Path) -> bool {
    let found = fs::read_to_string(stamp_file(module, binaries));
    found.is_ok_and(|found| found == stamp) && missing(module, binaries).is_none()
}

fn build_module(module: &Module, source: &Path, binaries: &Path) -> Result<()> {
    prerequisites::check_go(source)?;
    println!("building the programs of tests/cluster/{} (minutes, the first time)", module.name);
    for program in module.programs {
        let started = Instant::now();
        let status = Command::new("go")
            .args(["build", "-trimpath", "-buildvcs=false"])
            .args(module.flags)
            .arg("-o")
            .arg(binaries.join(program.name))
            .arg(program.package)
            .current_dir(source)
            .env("CGO_ENABLED", "0")
            .env("GOWORK", "off")
            .status()
            .context("cannot run go")?;
        ensure!(status.success(), "go cannot build {}; its reason is above", program.name);
        println!("  {} {:.0} s", program.name, started.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Changes with everything that the binaries of a module are made of.
fn stamp(module: &Module, source: &Path) -> Result<String> {
    let mut digest = Sha256::new();
    for flag in module.flags {
        digest.update(flag);
    }
    for path in source_files(source)? {
        digest.update(path.strip_prefix(source).unwrap_or(&path).as_os_str().as_encoded_bytes());
        digest.update(fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok(hexadecimal(&digest.finalize()))
}

fn source_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry.context("cannot read a source folder")?.path();
        if path.is_dir() {
            files.extend(source_files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn missing(module: &Module, binaries: &Path) -> Option<&'static str> {
    module.programs.iter().map(|program| program.name).find(|name| !binaries.join(name).is_file())
}
