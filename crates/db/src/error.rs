//! What can go wrong between us and PostgreSQL, told apart by what the caller can do about it.

use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// A failure of the database layer.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection became free in time; the caller may retry soon.
    #[error("no database connection became free in time")]
    Overloaded,
    /// The database cannot be reached or went away; the caller may retry.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// A statement ran out of its time.
    #[error("the statement took too long")]
    Timeout,
    /// Another transaction held a row for longer than is waited; the caller may retry.
    #[error("a row is held by another transaction")]
    Locked,
    /// The server's disk is full: nothing was written.
    #[error("no space is left: {0}")]
    Full(String),
    /// The server cannot read or write its files: nothing was written.
    #[error("the server's files cannot be read or written: {0}")]
    Broken(String),
    /// A unique constraint was violated.
    #[error("unique constraint {constraint} violated")]
    Unique {
        /// The name of the constraint.
        constraint: String,
    },
    /// A row that was pointed at does not exist.
    #[error("foreign key {constraint} violated")]
    ForeignKey {
        /// The name of the constraint.
        constraint: String,
    },
    /// A date or time that PostgreSQL cannot hold.
    #[error("a date or time is out of range: {0}")]
    OutOfRange(String),
    /// A deadlock or a serialisation failure; the transaction may be run again.
    #[error("transaction to be run again")]
    Conflict,
    /// Anything else: our mistake.
    #[error("database error: {0}")]
    Other(Diesel),
}

impl From<Diesel> for DbError {
    fn from(error: Diesel) -> Self {
        let Diesel::DatabaseError(kind, info) = &error else { return Self::Other(error) };
        let constraint = || info.constraint_name().unwrap_or("unnamed").to_owned();
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Unique { constraint: constraint() },
            DatabaseErrorKind::ForeignKeyViolation => Self::ForeignKey { constraint: constraint() },
            DatabaseErrorKind::SerializationFailure => Self::Conflict,
            DatabaseErrorKind::ClosedConnection => Self::Unavailable(info.message().to_owned()),
            _ => Self::from_message(info.message()).unwrap_or(Self::Other(error)),
        }
    }
}

impl DbError {
    /// Whether the same may be done in a moment: what failed is the way to the database, or the crowd before it.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Overloaded | Self::Unavailable(_) | Self::Timeout | Self::Locked | Self::Conflict
        )
    }

    /// diesel keeps no SQLSTATE for these; PostgreSQL's untranslated texts are stable (`lc_messages = C`
    /// is set on every connection where the role may).
    pub(crate) fn from_message(message: &str) -> Option<Self> {
        if message.starts_with("timestamp out of range") || message.starts_with("date out of range") {
            Some(Self::OutOfRange(message.to_owned()))
        } else if message.contains("deadlock detected") {
            Some(Self::Conflict)
        } else if message.contains("lock timeout") {
            Some(Self::Locked)
        } else if message.contains("statement timeout") {
            Some(Self::Timeout)
        } else if message.contains("No space left on device") || message.contains("Disk quota exceeded") {
            Some(Self::Full(message.to_owned()))
        } else if message.contains("Input/output error") || message.contains("Read-only file system") {
            Some(Self::Broken(message.to_owned()))
        } else if message.contains("connection closed")
            || message.contains("terminating connection")
            || message.contains("the database system is")
            || message.contains("error communicating with the server")
            || message.contains("idle-in-transaction timeout")
        {
            Some(Self::Unavailable(message.to_owned()))
        } else {
            None
        }
    }
}

/// An error that may come from the database, asked what can be done about it.
pub trait Fault: From<DbError> {
    /// The database's part in it, if any.
    fn database(&self) -> Option<&DbError>;

    /// Whether the transaction may be run again at once: after a deadlock or a serialisation failure.
    fn rerun(&self) -> bool {
        matches!(self.database(), Some(DbError::Conflict))
    }

    /// Whether the connection was lost.
    fn lost(&self) -> bool {
        matches!(self.database(), Some(DbError::Unavailable(_)))
    }
}

impl Fault for DbError {
    fn database(&self) -> Option<&DbError> {
        Some(self)
    }
}
