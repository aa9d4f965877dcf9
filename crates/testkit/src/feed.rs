//! Reading a feed without a race: what was committed has its place in it before it is read.

use serde_json::Value;

use crate::{Actor, App};

impl App {
    /// The feed of another service was heard just now: all that it told has arrived.
    pub async fn has_heard(&self, feed: &str) {
        let mut conn = self.core.read().await.expect("a connection");
        db::feed::contacted(&mut conn, feed, self.clock.now(), None).await.expect("a contact");
    }

    /// All events at `path` (`/v1/agreement-events?types=…`) that `who` may hear of, from the first on.
    ///
    /// Whatever was committed before the call is among them: this gives it its position, as the sequencer in the
    /// background would in its own time. Any number of sequencers may run.
    pub async fn feed(&self, who: &Actor, path: &str) -> Vec<Value> {
        while !db::sequencer::run_once(&self.core.db).await.expect("the events are numbered").is_empty() {}
        let caller = self.caller(who);
        let mark = if path.contains('?') { '&' } else { '?' };
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let page = caller.get(&format!("{path}{mark}limit=500&after={after}")).await.expect(200);
            let items = page.json["items"].as_array().expect("a page of events");
            if items.is_empty() {
                return all;
            }
            all.extend_from_slice(items);
            after = page.json["next_after"].as_i64().expect("a position");
        }
    }
}
