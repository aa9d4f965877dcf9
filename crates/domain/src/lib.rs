//! The business of inter-regional food trade (kerja sama antar daerah, KAD), pure and total.
//!
//! Owns: exact quantities and money, the lifecycles, the balance of a contract line, the closing of a
//! receipt, the gates. Refuses: any I/O, any clock, any framework; time and ids are passed in.
//! Start reading at [`shared`] and [`words`], then the room of one service: [`agreement`], [`catalog`], [`logistics`].

pub mod agreement;
pub mod catalog;
pub mod logistics;
pub mod shared;
pub mod words;
