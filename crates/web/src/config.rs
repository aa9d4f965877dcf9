//! Configuration by environment: names, defaults, secrets from files, printed redacted.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use ipnet::IpNet;

/// A variable that is missing or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Required and not set.
    #[error("set {0} (or {0}_FILE)")]
    Missing(String),
    /// Set to something unusable.
    #[error("{name} is not usable: {reason}")]
    Unusable {
        /// The variable.
        name: String,
        /// Why.
        reason: String,
    },
}

/// The environment, or in tests a map that stands for it; remembers what was read, for printing.
#[derive(Debug, Default)]
pub struct Environment {
    /// Whether what is not given is looked up in the process's own.
    process: bool,
    given: BTreeMap<String, String>,
    read: Mutex<BTreeMap<String, String>>,
}

impl Environment {
    /// The process's environment.
    pub fn process() -> Self {
        Self { process: true, ..Self::default() }
    }

    /// Exactly these variables.
    pub fn of<const N: usize>(variables: [(&str, String); N]) -> Self {
        let given = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { process: false, given, read: Mutex::default() }
    }

    /// One more variable, in place of what it was.
    #[must_use]
    pub fn with(mut self, name: &str, value: String) -> Self {
        self.given.insert(name.to_owned(), value);
        self
    }

    fn get(&self, name: &str) -> Option<String> {
        let process = || if self.process { std::env::var(name).ok() } else { None };
        let value = self.given.get(name).cloned().or_else(process);
        value.filter(|value| !value.is_empty())
    }

    fn note(&self, name: &str, shown: &str) {
        if let Ok(mut read) = self.read.lock() {
            read.insert(name.to_owned(), shown.to_owned());
        }
    }

    /// An optional setting.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = self.get(name);
        self.note(name, value.as_deref().unwrap_or("(not set)"));
        value
    }

    /// A setting with a default.
    ///
    /// # Errors
    /// When it is set and cannot be read as `T`.
    pub fn parsed<T: FromStr + ToString>(&self, name: &str, default: T) -> Result<T, ConfigError>
    where
        T::Err: std::fmt::Display,
    {
        let value = match self.get(name) {
            None => default,
            Some(text) => text.parse().map_err(|error: T::Err| ConfigError::Unusable {
                name: name.to_owned(),
                reason: error.to_string(),
            })?,
        };
        self.note(name, &value.to_string());
        Ok(value)
    }

    /// A list of networks or addresses, separated by commas: `10.0.0.0/8`; empty where it is not set.
    ///
    /// # Errors
    /// For what is neither.
    pub fn networks(&self, name: &str) -> Result<Arc<[IpNet]>, ConfigError> {
        let text = self.text(name).unwrap_or_default();
        text.split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(|one| network_of(name, one))
            .collect()
    }

    /// A list of origins, separated by commas: `https://app.example`, without a path; empty where it is not set.
    ///
    /// # Errors
    /// When one of them is no origin, as a browser writes it.
    pub fn origins(&self, name: &str) -> Result<Arc<[String]>, ConfigError> {
        let text = self.text(name).unwrap_or_default();
        let listed = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        listed.map(|origin| origin_of(name, origin)).collect()
    }

    /// A secret, from `NAME` or the file that `NAME_FILE` names; shown as `***`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn secret(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let file = format!("{name}_FILE");
        let value = match (self.get(name), self.get(&file)) {
            (Some(value), _) => Some(value),
            (None, Some(path)) => {
                let text = std::fs::read_to_string(&path).map_err(|error| ConfigError::Unusable {
                    name: file,
                    reason: format!("{path}: {error}"),
                })?;
                Some(text.trim_end().to_owned())
            }
            (None, None) => None,
        };
        self.note(name, if value.is_some() { "***" } else { "(not set)" });
        Ok(value)
    }

    /// A required secret.
    ///
    /// # Errors
    /// When it is missing or its file cannot be read.
    pub fn required_secret(&self, name: &str) -> Result<String, ConfigError> {
        self.secret(name)?.ok_or_else(|| ConfigError::Missing(name.to_owned()))
    }

    /// What was read so far, secrets redacted, one `name=value` a line.
    pub fn redacted(&self) -> String {
        let read = self.read.lock().map(|read| read.clone()).unwrap_or_default();
        read.iter().map(|(name, value)| format!("{name}={value}\n")).collect()
    }
}

fn network_of(name: &str, text: &str) -> Result<IpNet, ConfigError> {
    let single = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| single()).map_err(|_| ConfigError::Unusable {
        name: name.to_owned(),
        reason: format!("{text} is no network such as 10.0.0.0/8, and no address"),
    })
}

fn origin_of(name: &str, text: &str) -> Result<String, ConfigError> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    if host.is_empty() || !host.chars().all(letter) {
        return Err(ConfigError::Unusable {
            name: name.to_owned(),
            reason: format!("{text} is no origin such as https://app.example"),
        });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_networks_is_read_and_what_is_none_is_refused() {
        let read = |text: &str| {
            Environment::of([("KAD_TRUSTED_PROXIES", text.to_owned())]).networks("KAD_TRUSTED_PROXIES")
        };
        assert!(read("").expect("no networks").is_empty());
        assert_eq!(read("10.0.0.0/8, ::1").expect("two networks").len(), 2);
        for bad in ["gateway", "10.0.0.0/33", "10.0.0"] {
            assert!(read(bad).expect_err("no network").to_string().contains(bad));
        }
    }

    #[test]
    fn a_list_of_origins_is_read_and_what_is_none_is_refused() {
        let read =
            |text: &str| Environment::of([("KAD_CORS_ORIGINS", text.to_owned())]).origins("KAD_CORS_ORIGINS");
        assert!(read("").expect("no origins").is_empty());
        let two = read("https://app.example, http://127.0.0.1:3000").expect("two origins");
        assert_eq!(*two, ["https://app.example".to_owned(), "http://127.0.0.1:3000".to_owned()]);
        for bad in ["*", "null", "app.example", "https://app.example/", "https://App.example", "https://"] {
            let told = read(bad).expect_err("no origin").to_string();
            assert!(told.contains("KAD_CORS_ORIGINS"), "{told}");
        }
    }
}
