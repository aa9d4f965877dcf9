//! Versions and strong ETags: `"v3"`, or `"v3-1f2e3d4c"` where derived state is shown too.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The version of a mutable resource, counting from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub i64);

/// A strong ETag: the version, and a mark of every derived state shown with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etag {
    version: i64,
    mark: Option<u32>,
}

impl Etag {
    /// The ETag of a version.
    pub const fn of(version: i64) -> Self {
        Self { version, mark: None }
    }

    /// The ETag of a version shown together with derived state (an expiry, a lapsed supplier): a change
    /// of either changes the ETag, while `If-Match` compares the version alone.
    pub fn with_derived(version: i64, derived: &str) -> Self {
        let digest = Sha256::digest(derived.as_bytes());
        let mark = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        Self { version, mark: Some(mark) }
    }

    /// The version part.
    pub fn version(&self) -> Version {
        Version(self.version)
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark {
            None => write!(f, "\"v{}\"", self.version),
            Some(mark) => write!(f, "\"v{}-{mark:08x}\"", self.version),
        }
    }
}

/// An `If-Match` that none of our ETags could equal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one strong ETag such as \"v3\"")]
pub struct EtagError;

impl FromStr for Etag {
    type Err = EtagError;

    fn from_str(text: &str) -> Result<Self, EtagError> {
        let text = text.trim();
        let inner = text.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"')).ok_or(EtagError)?;
        let (version, mark) = match inner.split_once('-') {
            None => (inner, None),
            Some((version, mark)) => (version, Some(u32::from_str_radix(mark, 16).map_err(|_| EtagError)?)),
        };
        let etag = Self { version: version.parse().map_err(|_| EtagError)?, mark };
        // Strong ETags are compared sign by sign: another spelling of the same figures is another ETag.
        if etag.to_string() == text { Ok(etag) } else { Err(EtagError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_reads_back_what_it_wrote() {
        for etag in [Etag::of(1), Etag::with_derived(7, "lapsed")] {
            assert_eq!(etag.to_string().parse(), Ok(etag));
        }
        for bad in [
            "*",
            "v1",
            "W/\"v1\"",
            "\"v\"",
            "\"v-1\"",
            "\"v1-zz\"",
            "\"v01\"",
            "\"v+1\"",
            "\"v1-+1f2e3d4\"",
            "\"v1-1F2E3D4C\"",
            "\"v1\",\"v2\"",
            "\"v99999999999999999999\"",
        ] {
            assert_eq!(bad.parse::<Etag>(), Err(EtagError), "{bad}");
        }
    }
}
