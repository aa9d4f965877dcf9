//! A feed as server-sent events.

use std::time::Duration;

use api_types::EventView;

use crate::ClientError;
use crate::api::MAX_ANSWER;

/// How long a stream may be silent; the service says that it is alive more often.
const SILENCE: Duration = Duration::from_secs(60);

/// Events as they happen. It ends with the token; come back with the position of the last event.
#[derive(Debug)]
pub struct EventStream {
    response: reqwest::Response,
    unread: Vec<u8>,
}

impl EventStream {
    pub(crate) fn new(response: reqwest::Response) -> Self {
        Self { response, unread: Vec::new() }
    }

    /// The next event; none at the end of the stream.
    ///
    /// # Errors
    /// When the connection breaks or falls silent, or what comes is no event.
    pub async fn next(&mut self) -> Result<Option<EventView>, ClientError> {
        loop {
            while let Some(block) = take_block(&mut self.unread) {
                if let Some(event) = event_of(&block)? {
                    return Ok(Some(event));
                }
            }
            let chunk = tokio::time::timeout(SILENCE, self.response.chunk()).await;
            let chunk = chunk.map_err(|_| ClientError::Unreachable("the stream is silent".to_owned()))?;
            match chunk.map_err(|error| ClientError::Unreachable(error.to_string()))? {
                Some(chunk) => self.unread.extend_from_slice(&chunk),
                None => return Ok(None),
            }
            if self.unread.len() > MAX_ANSWER {
                return Err(ClientError::Unexpected(format!("an event is larger than {MAX_ANSWER} bytes")));
            }
        }
    }
}

/// Takes the lines up to the first empty one.
fn take_block(unread: &mut Vec<u8>) -> Option<Vec<u8>> {
    let end = unread.windows(2).position(|pair| pair == b"\n\n")?;
    let rest = unread.split_off(end + 2);
    Some(std::mem::replace(unread, rest))
}

/// The event of a block; none when it only says that the stream is alive.
fn event_of(block: &[u8]) -> Result<Option<EventView>, ClientError> {
    let mut lines = block.split(|byte| *byte == b'\n');
    let Some(data) = lines.find_map(|line| line.strip_prefix(b"data: ")) else { return Ok(None) };
    serde_json::from_slice(data).map(Some).map_err(|error| ClientError::Unexpected(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_taken_whole_and_what_has_no_data_is_no_event() {
        let mut unread = b": alive\n\nid: 7\nda".to_vec();
        let block = take_block(&mut unread).expect("a whole block");
        assert_eq!(event_of(&block).expect("readable"), None);
        assert_eq!(take_block(&mut unread), None);
        unread.extend_from_slice(b"ta: no event\n\n");
        assert!(event_of(&take_block(&mut unread).expect("a whole block")).is_err());
        assert!(unread.is_empty());
    }
}
