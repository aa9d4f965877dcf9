//! The line to one client, beneath HTTP: cuts who is slow where the server itself would wait for ever, and puts what
//! the server answers by itself (to what is no request) into the form of every other error.
//!
//! The server has a deadline for the first head on a line alone. Here a later head has one too, and so have an answer
//! nobody reads and the rest of a body nobody asked for. A body that is read has its deadline in `body.rs`.

use std::io::{self, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::time::{Instant, Sleep, sleep_until};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::sockets::Seat;
use crate::{ApiError, Language, ProblemCode};

/// How long a head may take to arrive, from its first byte: longer than the server's own deadline for the first one.
const HEAD: Duration = Duration::from_secs(12);
/// How long a client may be silent between two requests: longer than the server keeps a line alive.
const SILENCE: Duration = Duration::from_secs(90);
/// How long a client may leave an answer unread.
const UNREAD: Duration = Duration::from_secs(30);

/// What the line waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The next request.
    Silent,
    /// The rest of a head; so many bytes of the blank line that ends it have been seen.
    Head(usize),
    /// The service, or a body it reads.
    Working,
}

/// A connection with the deadlines of its state.
pub(crate) struct Line<Io> {
    io: Io,
    state: State,
    /// When patience with what is awaited ends; of no meaning while the service works.
    patience: Pin<Box<Sleep>>,
    /// When patience with an answer that is not read ends.
    unread: Option<Pin<Box<Sleep>>>,
    /// What goes out in place of what the server wrote, and how much of it has.
    instead: Option<(Vec<u8>, usize)>,
    /// Counts it among the connections of its address.
    _seat: Seat,
}

impl<Io: AsyncRead + AsyncWrite + Unpin> Line<Io> {
    /// A fresh connection.
    pub(crate) fn new(io: Io, seat: Seat) -> Self {
        let patience = Box::pin(sleep_until(Instant::now() + HEAD));
        Self { io, state: State::Head(0), patience, unread: None, instead: None, _seat: seat }
    }

    fn wait_for(&mut self, state: State, patience: Duration) {
        self.state = state;
        self.patience.as_mut().reset(Instant::now() + patience);
    }

    /// Follows where a head begins and ends.
    fn heard(&mut self, bytes: &[u8]) {
        if self.state == State::Silent && !bytes.is_empty() {
            self.wait_for(State::Head(0), HEAD);
        }
        if let State::Head(seen) = self.state {
            self.state = blank_line(seen, bytes).map_or(State::Working, State::Head);
        }
    }

    /// An answer begins; what comes next is the next request, or nothing.
    fn said(&mut self, bytes: &[u8]) {
        if !bytes.starts_with(b"HTTP/1.1 100 ") {
            self.wait_for(State::Silent, SILENCE);
        }
    }

    /// Sends what goes out instead.
    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((bytes, sent)) = &mut self.instead
            && *sent < bytes.len()
        {
            match ready!(Pin::new(&mut self.io).poll_write(cx, &bytes[*sent..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                more => *sent += more,
            }
        }
        self.instead = None;
        Poll::Ready(Ok(()))
    }

    fn poll_out(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.instead.is_none()
            && let Some(problem) = own_answer(bytes)
        {
            self.instead = Some((problem, 0));
        }
        if self.instead.is_some() {
            ready!(self.poll_instead(cx))?;
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }
}

/// How much of the blank line that ends a head has been seen after `bytes`; nothing once it is whole.
fn blank_line(mut seen: usize, bytes: &[u8]) -> Option<usize> {
    for byte in bytes {
        seen = match (seen, byte) {
            (0 | 2, b'\r') => seen + 1,
            (1 | 3, b'\n') => seen + 1,
            (_, b'\r') => 1,
            _ => 0,
        };
        if seen == 4 {
            return None;
        }
    }
    Some(seen)
}

/// The problem for an answer the server gives by itself: of one of its three statuses, with nothing in it and without
/// the id that all of ours have.
fn own_answer(bytes: &[u8]) -> Option<Vec<u8>> {
    let code = match bytes.get(..13)? {
        b"HTTP/1.1 400 " => ProblemCode::MalformedRequest,
        b"HTTP/1.1 408 " => ProblemCode::RequestTimeout,
        b"HTTP/1.1 431 " => ProblemCode::HeadersTooLarge,
        _ => return None,
    };
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let named =
        |line: &&str, name: &str| line.split(':').next().is_some_and(|own| own.eq_ignore_ascii_case(name));
    let mut lines = head.split("\r\n");
    let status = lines.next()?;
    if lines.clone().any(|line| named(&line, "x-request-id")) {
        return None;
    }
    let id = uuid::Builder::from_random_bytes(crate::random_bytes()).into_uuid();
    let problem = ApiError::new(code).problem(Language::default(), format!("urn:uuid:{id}"));
    let body = serde_json::to_vec(&problem).ok()?;
    let mut answer = Vec::with_capacity(body.len() + 400);
    write!(answer, "{status}\r\n").ok()?;
    for line in lines.filter(|line| !named(line, "content-length") && !named(line, "connection")) {
        write!(answer, "{line}\r\n").ok()?;
    }
    write!(
        answer,
        "connection: close\r\ncontent-length: {}\r\ncontent-type: application/problem+json\r\n\
         content-language: {}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n\
         x-request-id: {id}\r\n\r\n",
        body.len(),
        Language::default().tag(),
    )
    .ok()?;
    answer.extend_from_slice(&body);
    Some(answer)
}

impl<Io: AsyncRead + AsyncWrite + Unpin> AsyncRead for Line<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.io).poll_read(cx, buf) {
            self.heard(&buf.filled()[before..]);
            return Poll::Ready(read);
        }
        if self.state != State::Working && self.patience.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<Io: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Line<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = self.poll_out(cx, bytes) {
            self.unread = None;
            self.said(bytes);
            return Poll::Ready(written);
        }
        let unread = self.unread.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + UNREAD)));
        ready!(unread.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_head_is_found_however_it_is_cut() {
        let head = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        for cut in 0..head.len() {
            let seen = blank_line(0, &head[..cut]).unwrap();
            assert_eq!(blank_line(seen, &head[cut..]), None, "cut at {cut}");
        }
        assert_eq!(blank_line(0, b"GET / HTTP/1.1\r\n\r"), Some(3));
        assert_eq!(blank_line(3, b"\r\n"), Some(2));
    }

    #[test]
    fn only_what_the_server_says_by_itself_is_put_into_form() {
        let own = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\ndate: today\r\n\r\n";
        let answer = String::from_utf8(own_answer(own).unwrap()).unwrap();
        assert!(answer.contains("date: today") && !answer.contains("content-length: 0"), "{answer}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!((&problem["code"], &problem["status"]), (&"headers-too-large".into(), &431.into()));
        assert!(answer.contains(&format!("content-length: {}\r\n", body.len())));

        let ours = b"HTTP/1.1 400 Bad Request\r\nX-Request-Id: 1\r\ncontent-length: 0\r\n\r\n";
        assert!(own_answer(ours).is_none());
        assert!(own_answer(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_none());
        assert!(own_answer(b"HTTP/1.1 400 ").is_none());
    }
}
