//! One kept connection that speaks HTTP/1.1: it sends bytes that are ready, and reads one answer to its end.
//!
//! Written on sockets and httparse, for whatever the load spends is not there for the server beside it.

use std::ops::Range;

use anyhow::{Context as _, Result, bail, ensure};
use httparse::{EMPTY_HEADER, Response, Status, parse_chunk_size};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// More headers than any of the servers sends.
const HEADERS: usize = 48;

/// What came back.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The headers, as they came.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    /// The answer as it comes: head and body.
    buffer: Vec<u8>,
    body: Body,
}

enum Body {
    /// A part of the buffer.
    Plain(Range<usize>),
    /// Put together from its chunks.
    Chunks(Vec<u8>),
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("nothing listens on {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(16 * 1024),
            body: Body::Plain(0..0),
        })
    }

    /// Sends a message, reads its answer to the end, and gives the status.
    pub(crate) async fn send(&mut self, message: &[u8]) -> Result<u16> {
        self.buffer.clear();
        self.stream.write_all(message).await?;
        let head = loop {
            if let Some(head) = Head::read(&self.buffer)? {
                break head;
            }
            self.more().await?;
        };
        self.body = match head.length {
            Length::Fixed(length) => {
                let whole = head.size + length;
                while self.buffer.len() < whole {
                    self.more().await?;
                }
                Body::Plain(head.size..whole)
            }
            Length::Chunks => Body::Chunks(self.chunks(head.size).await?),
        };
        Ok(head.status)
    }

    /// Sends a message and keeps all that comes back.
    pub(crate) async fn ask(&mut self, message: &[u8]) -> Result<Answer> {
        let status = self.send(message).await?;
        let mut space = [EMPTY_HEADER; HEADERS];
        let mut response = Response::new(&mut space);
        response.parse(&self.buffer)?;
        let headers = response
            .headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(header.value).into_owned();
                (header.name.to_ascii_lowercase(), value)
            })
            .collect();
        Ok(Answer {
            status,
            headers,
            body: self.body().to_vec(),
        })
    }

    /// The body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        match &self.body {
            Body::Plain(range) => self.buffer.get(range.clone()).unwrap_or_default(),
            Body::Chunks(body) => body,
        }
    }

    async fn more(&mut self) -> Result<()> {
        let read = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "the server closed the connection");
        Ok(())
    }

    /// Reads chunk after chunk from `at` on, until the last one and the empty line behind it.
    async fn chunks(&mut self, mut at: usize) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let rest = self.buffer.get(at..).unwrap_or_default();
            let Status::Complete((used, size)) =
                parse_chunk_size(rest).map_err(|_| anyhow::anyhow!("a chunk without a size"))?
            else {
                self.more().await?;
                continue;
            };
            let start = at + used;
            let end = start + usize::try_from(size)?;
            // Each is followed by an end of line.
            while self.buffer.len() < end + 2 {
                self.more().await?;
            }
            body.extend_from_slice(&self.buffer[start..end]);
            at = end + 2;
            if size == 0 {
                return Ok(body);
            }
        }
    }
}

enum Length {
    Fixed(usize),
    Chunks,
}

struct Head {
    status: u16,
    size: usize,
    length: Length,
}

impl Head {
    /// Reads a head, when it is there whole.
    fn read(bytes: &[u8]) -> Result<Option<Self>> {
        let mut space = [EMPTY_HEADER; HEADERS];
        let mut response = Response::new(&mut space);
        let Status::Complete(size) = response.parse(bytes)? else {
            return Ok(None);
        };
        let status = response.code.context("an answer without a status")?;
        let named = |name: &str| {
            let mut headers = response.headers.iter();
            headers.find(|header| header.name.eq_ignore_ascii_case(name))
        };
        let length = if let Some(header) = named("content-length") {
            Length::Fixed(std::str::from_utf8(header.value)?.trim().parse()?)
        } else if named("transfer-encoding").is_some() {
            Length::Chunks
        } else if matches!(status, 204 | 304) {
            Length::Fixed(0)
        } else {
            bail!("an answer {status} whose end is not told");
        };
        Ok(Some(Self {
            status,
            size,
            length,
        }))
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A server that answers with these pieces, each sent by itself, and then closes.
    async fn answered(pieces: &'static [&'static str]) -> Result<(u16, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            for piece in pieces {
                stream.write_all(piece.as_bytes()).await?;
                tokio::task::yield_now().await;
            }
            anyhow::Ok(())
        });
        let mut connection = Connection::open(&address).await?;
        let status = connection.send(b"GET / HTTP/1.1\r\n\r\n").await?;
        server.await??;
        Ok((status, String::from_utf8(connection.body().to_vec())?))
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_a_fault() {
        for pieces in [
            &["HTTP/1.1 200 OK\r\ncontent-le"][..],
            &["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc"],
            &["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc"],
            &["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"],
            &["HTTP/1.1 200 OK\r\n\r\nabc"],
        ] {
            assert!(answered(pieces).await.is_err(), "{pieces:?}");
        }
    }

    #[tokio::test]
    async fn a_body_is_read_to_its_end_however_it_is_cut() -> Result<()> {
        let plain = &[
            "HTTP/1.1 20",
            "1 Created\r\nContent-Length: 3\r\n\r",
            "\nab",
            "c",
        ];
        assert_eq!(answered(plain).await?, (201, "abc".to_owned()));
        let chunks = &[
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r",
            "\n1\r\nc\r\n0\r\n\r\n",
        ];
        assert_eq!(answered(chunks).await?, (200, "abc".to_owned()));
        let none = &["HTTP/1.1 204 No Content\r\n\r\n"];
        assert_eq!(answered(none).await?, (204, String::new()));
        Ok(())
    }
}
