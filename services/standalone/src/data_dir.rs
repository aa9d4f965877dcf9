//! The data directory: the private cluster and the secrets made here, each in a file only this account can read.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use web::token::generate_key;

/// Key id of the demonstration's issuer.
const DEMO_KEY: &str = "demo";

/// The platform's data directory.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

/// The signing key of the demonstration's issuer.
pub struct IssuerKey {
    /// Ed25519 private key, PKCS#8 DER.
    pub pkcs8: Vec<u8>,
    /// Its public half.
    pub jwk: serde_json::Value,
}

/// A data directory held by this process.
#[derive(Debug)]
pub struct Taken {
    _file: File,
}

impl DataDir {
    /// The given directory, else the usual one.
    pub fn new(given: Option<PathBuf>) -> Self {
        Self(given.unwrap_or_else(db::embedded::default_data_dir))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Takes the directory for this process, for as long as the file is held: of two that ran on one, the first to stop would
    /// take PostgreSQL from the other.
    ///
    /// # Errors
    /// When another `kad` has it; the text names its process.
    pub fn take(&self) -> anyhow::Result<Taken> {
        std::fs::create_dir_all(&self.0).with_context(|| format!("create {}", self.0.display()))?;
        let path = self.0.join("kad.lock");
        let failed = || format!("open {}", path.display());
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.with_context(failed)?;
        if file.try_lock().is_err() {
            let owner = std::fs::read_to_string(&path).unwrap_or_default();
            bail!(
                "another kad (process {}) runs on {}; stop that one, or choose another directory with --data DIR",
                owner.trim(),
                self.0.display()
            );
        }
        file.set_len(0).with_context(failed)?;
        write!(file, "{}", std::process::id()).with_context(failed)?;
        Ok(Taken { _file: file })
    }

    /// The secret the three services know each other by; made at the first call.
    ///
    /// # Errors
    /// When the file can neither be read nor written.
    pub fn service_secret(&self) -> anyhow::Result<String> {
        self.secret("service-secret")
    }

    /// The secret that the signing keys are encrypted with; made at the first call.
    ///
    /// # Errors
    /// When the file can neither be read nor written.
    pub fn key_secret(&self) -> anyhow::Result<String> {
        self.secret("key-secret")
    }

    /// 32 random bytes, as text.
    fn secret(&self, name: &str) -> anyhow::Result<String> {
        let bytes = self.keep(name, || {
            let random: [u8; 32] = web::random_bytes();
            Ok(random.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes())
        })?;
        let text = String::from_utf8(bytes).with_context(|| format!("{name} is not text"))?;
        Ok(text.trim().to_owned())
    }

    /// The key of the demonstration's issuer; made at the first call.
    ///
    /// # Errors
    /// When its files can neither be read nor written.
    pub fn make_issuer_key(&self) -> anyhow::Result<IssuerKey> {
        let text = self.keep("demo-issuer.json", || {
            let (pkcs8, jwk) = generate_key(DEMO_KEY)?;
            let key: String = pkcs8.iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(serde_json::json!({"pkcs8": key, "jwk": jwk}).to_string().into_bytes())
        })?;
        read_key(&text)
    }

    /// The key of the demonstration's issuer, if a demonstration was played here.
    ///
    /// # Errors
    /// When there is none: this directory holds no demonstration.
    pub fn issuer_key(&self) -> anyhow::Result<IssuerKey> {
        let path = self.0.join("demo-issuer.json");
        let text = std::fs::read(&path).with_context(|| {
            format!("{} holds no demonstration; run `kad demo` first, or name its --data", self.0.display())
        })?;
        read_key(&text)
    }

    /// The content of a secret file; the first call makes it. Of two processes at once, one makes it for both.
    fn keep(&self, name: &str, make: impl FnOnce() -> anyhow::Result<Vec<u8>>) -> anyhow::Result<Vec<u8>> {
        let path = self.0.join(name);
        match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            read => return read.with_context(|| format!("cannot read {}", path.display())),
        }
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot create {}", self.0.display()))?;
        let own = self.0.join(format!("{name}.{}", std::process::id()));
        let written = write_secret(&own, &make()?).and_then(|()| match std::fs::hard_link(&own, &path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        });
        // Only a spare name of the file, or a file nobody needs.
        let _ = std::fs::remove_file(&own);
        written.and_then(|()| std::fs::read(&path)).with_context(|| format!("cannot make {}", path.display()))
    }
}

fn write_secret(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn read_key(text: &[u8]) -> anyhow::Result<IssuerKey> {
    #[derive(serde::Deserialize)]
    struct Stored {
        pkcs8: String,
        jwk: serde_json::Value,
    }
    let stored: Stored = serde_json::from_slice(text).context("demo-issuer.json is damaged; remove it")?;
    let pairs = stored.pkcs8.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let pkcs8 = pairs.map(byte).collect::<Option<Vec<u8>>>();
    Ok(IssuerKey { pkcs8: pkcs8.context("demo-issuer.json is damaged; remove it")?, jwk: stored.jwk })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::DataDir;

    #[test]
    fn secrets_are_made_once_and_closed_to_others() {
        let place = std::env::temp_dir().join(format!("kad-secrets-{}", std::process::id()));
        let dir = DataDir::new(Some(place.clone()));
        assert!(dir.issuer_key().is_err(), "no demonstration was played here");
        let (secret, key) = (dir.service_secret().unwrap(), dir.make_issuer_key().unwrap());
        assert_eq!(secret.len(), 64);
        assert_eq!(dir.service_secret().unwrap(), secret);
        let for_keys = dir.key_secret().unwrap();
        assert!(for_keys.len() == 64 && for_keys != secret);
        assert_eq!(dir.key_secret().unwrap(), for_keys);
        assert_eq!(dir.issuer_key().unwrap().pkcs8, key.pkcs8);
        let names = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap());
        let modes: Vec<u32> = names.map(|entry| entry.metadata().unwrap().permissions().mode()).collect();
        assert_eq!(modes.len(), 3);
        assert!(modes.iter().all(|mode| mode & 0o077 == 0));
        std::fs::remove_dir_all(place).unwrap();
    }
}
