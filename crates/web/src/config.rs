//! Configuration by environment: names, defaults, secrets from files, printed redacted.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Mutex;

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
    given: Option<BTreeMap<String, String>>,
    read: Mutex<BTreeMap<String, String>>,
}

impl Environment {
    /// The process's environment.
    pub fn process() -> Self {
        Self::default()
    }

    /// Exactly these variables.
    pub fn of<const N: usize>(variables: [(&str, String); N]) -> Self {
        let given = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { given: Some(given), read: Mutex::default() }
    }

    fn get(&self, name: &str) -> Option<String> {
        let value = match &self.given {
            Some(map) => map.get(name).cloned(),
            None => std::env::var(name).ok(),
        };
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
