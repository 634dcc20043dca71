//! What a machine must have before a cluster can run on it, and how to get it.

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// The oldest Go that builds Kubernetes.
const GO: (u32, u32) = (1, 26);

/// A Debian package and the program for whose sake it is needed.
struct Package {
    name: &'static str,
    program: &'static str,
}

const PACKAGES: &[Package] =
    &[Package { name: "runc", program: "runc" }, Package { name: "util-linux", program: "unshare" }];

/// What tests need that copy through a tmux and into the clipboard of a display.
const OF_TESTS: &[Package] = &[Package { name: "tmux", program: "tmux" }, Package { name: "xvfb", program: "Xvfb" }];

/// Fails with everything that is missing to run a cluster.
pub(super) fn check_running() -> Result<()> {
    let mut missing = String::new();
    if !is_root() {
        missing.push_str("\n  root: pods need it; try `sudo -E env \"PATH=$PATH\" cargo xtask ..`");
    }
    for package in missing_of(PACKAGES) {
        let _ =
            write!(missing, "\n  {}: try `apt-get install --no-install-recommends {}`", package.program, package.name);
    }
    ensure!(missing.is_empty(), "a cluster needs what is missing here:{missing}");
    Ok(())
}

/// Fails when there is no Go that can build the binaries of a module.
pub(super) fn check_go(module: &Path) -> Result<()> {
    let advice = format!(
        "try the one from https://go.dev/dl, or give ready-made binaries with --binaries (needed: Go {}.{} or newer)",
        GO.0, GO.1
    );
    // Asked in the folder of the module, since there Go may choose a newer version of itself.
    let output = Command::new("go")
        .args(["env", "GOVERSION"])
        .current_dir(module)
        .output()
        .with_context(|| format!("there is no Go on this machine; {advice}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    ensure!(
        output.status.success() && is_new_enough(&version),
        "Go is too old ({version}{}); {advice}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}

/// Installs missing packages where that is possible, which is as root on Debian and its kin.
pub(crate) fn install_missing() -> Result<()> {
    let names: Vec<_> = missing_of(PACKAGES).chain(missing_of(OF_TESTS)).map(|package| package.name).collect();
    if names.is_empty() || !is_root() || find_program("apt-get").is_none() {
        return check_running();
    }
    println!("installing {}", names.join(", "));
    let install = || apt_get(&[&["install", "-y", "--no-install-recommends"], &names[..]].concat());
    if install().is_err() {
        apt_get(&["update"])?;
        install()?;
    }
    check_running()
}

/// Finds a program the way a shell does, and where administrators' programs are.
pub(super) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

fn missing_of(packages: &'static [Package]) -> impl Iterator<Item = &'static Package> {
    packages.iter().filter(|package| find_program(package.program).is_none())
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches("go")
        .split(|character: char| !character.is_ascii_digit())
        .map_while(|part| part.parse::<u32>().ok());
    let major = numbers.next().unwrap_or_default();
    let minor = numbers.next().unwrap_or_default();
    (major, minor) >= GO
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let output = Command::new("apt-get")
        .args(["-q", "-o", "DPkg::Lock::Timeout=120"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .output()
        .context("cannot run apt-get")?;
    if !output.status.success() {
        bail!("apt-get {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn compares_versions_by_number() {
        assert!(is_new_enough("go1.26"));
        assert!(is_new_enough("go1.26.8"));
        assert!(is_new_enough("go1.100.1"));
        assert!(is_new_enough("go2.0"));
        assert!(!is_new_enough("go1.9.7"));
        assert!(!is_new_enough("go1.25.9"));
        assert!(!is_new_enough(""));
    }
}
