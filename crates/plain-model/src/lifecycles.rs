//! The three lifecycles, written out from the tables of the documentation.

/// A table: state, event, where it leads.
pub(crate) type Table = [(&'static str, &'static str, &'static str)];

/// An order's life. What only goods bring about (`start_fulfilment`, `receive`, `reopen`) is not asked for.
pub(crate) const ORDER: &Table = &[
    ("draft", "issue", "issued"),
    ("draft", "cancel", "cancelled"),
    ("issued", "accept", "accepted"),
    ("issued", "counter", "countered"),
    ("issued", "refuse", "refused"),
    ("issued", "cancel", "cancelled"),
    ("countered", "accept_counter", "accepted"),
    ("countered", "refuse", "refused"),
    ("countered", "cancel", "cancelled"),
    ("accepted", "cancel", "cancelled"),
    ("in_fulfilment", "close_short", "closed_short"),
    ("received", "close", "closed"),
];

/// A shipment's life. `receive` comes with the last receipt and is not asked for.
pub(crate) const SHIPMENT: &Table = &[
    ("planned", "start_loading", "loading"),
    ("loading", "make_ready", "ready"),
    ("ready", "depart", "departed"),
    ("departed", "arrive", "arrived"),
    ("diverted", "arrive", "arrived"),
    ("arrived", "start_unloading", "unloading"),
    ("received", "close", "closed"),
    ("returning", "come_back", "returned"),
    ("ready", "start_loading", "loading"),
    ("departed", "divert", "diverted"),
    ("arrived", "divert", "diverted"),
    ("departed", "turn_back", "returning"),
    ("diverted", "turn_back", "returning"),
    ("arrived", "turn_back", "returning"),
    ("departed", "lose", "lost"),
    ("diverted", "lose", "lost"),
    ("returning", "lose", "lost"),
    ("planned", "cancel", "cancelled"),
    ("loading", "cancel", "cancelled"),
    ("ready", "cancel", "cancelled"),
];

/// A receipt's life. `conflict` comes with another capture and is not asked for.
pub(crate) const RECEIPT: &Table = &[
    ("draft", "submit", "submitted"),
    ("conflicted", "resolve", "submitted"),
    ("submitted", "inspect", "inspected"),
    ("inspected", "post", "posted"),
    ("posted", "confirm", "confirmed"),
    ("posted", "object", "objected"),
    ("objected", "confirm", "confirmed"),
    ("posted", "reverse", "reversed"),
    ("confirmed", "reverse", "reversed"),
    ("objected", "reverse", "reversed"),
    ("draft", "withdraw", "withdrawn"),
    ("submitted", "withdraw", "withdrawn"),
    ("inspected", "withdraw", "withdrawn"),
    ("conflicted", "withdraw", "withdrawn"),
];

/// States in which a receipt counts.
pub(crate) const COUNTS: [&str; 3] = ["posted", "confirmed", "objected"];

/// Where an event leads from a state; none where it is not allowed.
pub(crate) fn next(table: &Table, state: &str, event: &str) -> Option<&'static str> {
    table.iter().find(|(from, what, _)| *from == state && *what == event).map(|(_, _, to)| *to)
}
