//! The certificate authority of a cluster and what it signs.

use std::path::Path;

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};

use super::description::write_private;

/// A key and the certificate for it, as PEM.
pub(super) struct Identity {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// Signs what the members of a cluster identify themselves with.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(super) certificate: String,
}

impl Authority {
    /// Makes a new authority; its key is never written anywhere.
    pub(super) fn new() -> Result<Self> {
        let mut parameters = named("podmend-test-cluster", None);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().context("cannot generate a key")?;
        let certificate = parameters.self_signed(&key).context("cannot sign the certificate authority")?.pem();
        Ok(Self { issuer: Issuer::new(parameters, key), certificate })
    }

    /// Identifies a user of the API server and the group they are in.
    pub(super) fn client(&self, user: &str, group: Option<&str>) -> Result<Identity> {
        let mut parameters = named(user, group);
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(&parameters)
    }

    /// Identifies a server that is reached by these names and addresses.
    pub(super) fn server(&self, names: &[&str]) -> Result<Identity> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut parameters = CertificateParams::new(names).context("cannot use the names of a server")?;
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(&parameters)
    }

    fn sign(&self, parameters: &CertificateParams) -> Result<Identity> {
        let key = KeyPair::generate().context("cannot generate a key")?;
        let certificate = parameters.signed_by(&key, &self.issuer).context("cannot sign a certificate")?;
        Ok(Identity { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

/// Writes the certificates that the processes read from files.
pub(super) fn write(authority: &Authority, folder: &Path) -> Result<()> {
    write_private(&folder.join("ca.crt"), &authority.certificate)?;
    let server = authority.server(&[
        "127.0.0.1",
        "10.96.0.1",
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
    ])?;
    write_identity(&server, folder, "kube-apiserver")?;
    let kubelet = authority.client("kube-apiserver-kubelet-client", Some("system:masters"))?;
    write_identity(&kubelet, folder, "kube-apiserver-kubelet-client")?;
    let tokens = KeyPair::generate().context("cannot generate a key")?;
    write_private(&folder.join("service-accounts.key"), &tokens.serialize_pem())?;
    write_private(&folder.join("service-accounts.pub"), &tokens.public_key_pem())
}

fn write_identity(identity: &Identity, folder: &Path, name: &str) -> Result<()> {
    write_private(&folder.join(format!("{name}.crt")), &identity.certificate)?;
    write_private(&folder.join(format!("{name}.key")), &identity.key)
}

fn named(name: &str, group: Option<&str>) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    if let Some(group) = group {
        parameters.distinguished_name.push(DnType::OrganizationName, group);
    }
    parameters
}
