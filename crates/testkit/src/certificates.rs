//! Certificates of a test's own authority, and the files that a server reads them from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use latchkey_domain::settings::TlsFiles;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

/// The common name of the authority.
pub const AUTHORITY: &str = "Test Authority";

/// An authority that nobody trusts but who is told to.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, PEM.
    pub pem: String,
}

/// A certificate and its key, PEM.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate, the authority's behind it.
    pub certificate: String,
    /// The key, PKCS #8.
    pub key: String,
}

impl Authority {
    /// A fresh one.
    pub fn new() -> Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(DnType::CommonName, AUTHORITY);
        params.not_before = date_time_ymd(2020, 1, 1);
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        Ok(Self {
            issuer: Issuer::new(params, key),
            pem,
        })
    }

    /// A certificate for these names and addresses until `end`.
    pub fn issue(&self, names: &[&str], end: Timestamp) -> Result<Issued> {
        self.issue_with(names, end, &KeyPair::generate()?)
    }

    /// The same with a key that is there.
    pub fn issue_with(&self, names: &[&str], end: Timestamp, key: &KeyPair) -> Result<Issued> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names)?;
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after =
            params.not_before + std::time::Duration::try_from(end.duration_since(start()))?;
        let certificate = params.signed_by(key, &self.issuer)?.pem();
        Ok(Issued {
            certificate: format!("{certificate}{}", self.pem),
            key: key.serialize_pem(),
        })
    }
}

/// From when on every certificate counts.
fn start() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_577_836_800)
}

impl Issued {
    /// Writes both into `folder` as an operator would, the key for its owner alone; the key last.
    pub fn write(&self, folder: &Path) -> Result<TlsFiles> {
        let files = TlsFiles {
            certificate: folder.join("cert.pem"),
            key: folder.join("key.pem"),
        };
        fs::write(&files.certificate, &self.certificate)?;
        write_key(&files.key, &self.key)?;
        Ok(files)
    }
}

/// Writes a file that its owner alone can read.
pub fn write_key(path: &PathBuf, text: &str) -> Result<()> {
    fs::write(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}
