//! Ports and addresses that nobody else on this machine uses.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Ports of the servers on 127.0.0.1.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ports {
    pub(super) etcd: u16,
    pub(super) etcd_peer: u16,
    pub(super) kube_apiserver: u16,
    pub(super) kubelet: u16,
    pub(super) registry: u16,
}

impl Ports {
    /// Finds ports that are free now.
    ///
    /// They lie below the range from which Linux takes the local ports of connections, so that no
    /// connection takes one before its server does.
    pub(super) fn free() -> Result<Self> {
        let mut found = BTreeSet::new();
        while found.len() < 5 {
            let mut bytes = [0; 2];
            getrandom::fill(&mut bytes).context("cannot choose a port")?;
            let port = 20_000 + u16::from_le_bytes(bytes) % 12_000;
            if TcpListener::bind(("127.0.0.1", port)).is_ok() {
                found.insert(port);
            }
        }
        let mut next = found.into_iter();
        let mut take = || next.next().context("cannot find five free ports");
        Ok(Self { etcd: take()?, etcd_peer: take()?, kube_apiserver: take()?, kubelet: take()?, registry: take()? })
    }
}

/// Returns the address under which the machine is known to others.
///
/// A node cannot have the loopback address; where there is no other, it has none, and logs of pods
/// cannot be read.
pub(super) fn machine_address() -> IpAddr {
    // Connecting a datagram socket sends nothing, it only chooses an address.
    let chosen = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    chosen.map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip())
}

/// Addresses of pods: all that begin with three bytes.
pub(super) struct Subnet([u8; 4]);

impl Subnet {
    /// Returns the loopback address of a name server that no other cluster takes.
    pub(super) fn name_server(&self) -> Ipv4Addr {
        let [_, second, third, _] = self.0;
        Ipv4Addr::new(127, second, third, 53)
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/24", Ipv4Addr::from(self.0))
    }
}

/// Finds a subnet for the pods of the cluster in a folder.
///
/// It is taken from 198.18.0.0/15, which is set aside for tests of network devices (RFC 2544).
/// The folder decides which is tried first, since a cluster without pods has no route yet.
pub(super) fn free_subnet(folder: &Path) -> Result<Subnet> {
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let first = u16::from_le_bytes([digest[0], digest[1]]) % 512;
    let routes = routes()?;
    for number in (first..512).chain(0..first) {
        let subnet = [198, 18 + u8::from(number > 255), number.to_le_bytes()[0], 0];
        if !routes.iter().any(|route| route.meets(subnet)) {
            return Ok(Subnet(subnet));
        }
    }
    bail!("no part of 198.18.0.0/15 is free for the pods; see `ip route`")
}

/// Tells whether a pod of this subnet still has a way to this machine.
pub(super) fn has_routes(subnet: &str) -> Result<bool> {
    let prefix: Vec<u8> = subnet.split(['.', '/']).take(4).filter_map(|part| part.parse().ok()).collect();
    let Ok(subnet) = <[u8; 4]>::try_from(prefix) else {
        bail!("{subnet} is not a subnet");
    };
    Ok(routes()?.iter().any(|route| route.meets(subnet)))
}

struct Route {
    destination: u32,
    mask: u32,
}

impl Route {
    /// Tells whether this route and a subnet of 256 addresses share some.
    fn meets(&self, subnet: [u8; 4]) -> bool {
        let common = self.mask & 0xffff_ff00;
        self.mask != 0 && self.destination & common == u32::from_be_bytes(subnet) & common
    }
}

fn routes() -> Result<Vec<Route>> {
    let table = fs::read_to_string("/proc/net/route").context("cannot read the routes")?;
    let field = |line: &str, index: usize| {
        let text = line.split_whitespace().nth(index)?;
        u32::from_str_radix(text, 16).ok().map(u32::swap_bytes)
    };
    Ok(table
        .lines()
        .skip(1)
        .filter_map(|line| Some(Route { destination: field(line, 1)?, mask: field(line, 7)? }))
        .collect())
}
