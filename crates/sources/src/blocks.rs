//! Bytes cut into blocks of whole lines, which several threads look through while they are taken in their order.

use std::io::{self, ErrorKind, Read};
use std::sync::{Mutex, mpsc};
use std::thread;

/// So many bytes are asked for at once.
const BLOCK: usize = 1 << 18;
/// So many blocks may be looked through before they are taken.
const AHEAD_MAX: usize = 8;
/// More threads than this would wait for the one that takes the blocks.
const THREADS_MAX: usize = 8;

/// Cuts after the last line's end that was read. What a slow line has sent is handed on at once.
pub(crate) struct Cutter<R> {
    input: R,
    buffer: Vec<u8>,
    rest: Vec<u8>,
    is_ended: bool,
}

impl<R: Read> Cutter<R> {
    pub(crate) fn new(input: R) -> Cutter<R> {
        Cutter { input, buffer: vec![0; BLOCK], rest: Vec::new(), is_ended: false }
    }

    /// The next block; only the last one may end without a line's end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut seen = 0;
        loop {
            if let Some(end) = memchr::memrchr(b'\n', &bytes[seen..]) {
                self.rest = bytes.split_off(seen + end + 1);
                return Ok(Some(bytes));
            }
            if self.is_ended {
                return Ok(Some(bytes).filter(|bytes| !bytes.is_empty()));
            }
            seen = bytes.len();
            let n_read = loop {
                match self.input.read(&mut self.buffer) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    n_read => break n_read?,
                }
            };
            bytes.extend_from_slice(&self.buffer[..n_read]);
            self.is_ended = n_read == 0;
        }
    }

    /// Bytes that come next once more.
    pub(crate) fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.append(&mut self.rest);
        self.rest = bytes;
    }
}

/// Gives the next block; none at the end.
pub(crate) type Next<'n, B> = dyn FnMut() -> io::Result<Option<B>> + 'n;

/// Makes something of each block on several threads, each with a maker of its own; `take` gets what was made, in the
/// order of the blocks.
pub(crate) fn side_by_side<R, B, M>(
    cutter: Cutter<R>,
    maker: impl Fn() -> M + Sync,
    take: impl FnOnce(&mut Next<'_, B>) -> io::Result<()>,
) -> io::Result<()>
where
    R: Read + Send,
    B: Send,
    M: FnMut(Vec<u8>) -> B,
{
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    // For each block, in order, the place where what is made of it will lie.
    let (send, places) = mpsc::sync_channel::<io::Result<mpsc::Receiver<B>>>(AHEAD_MAX);
    let blocks = Mutex::new((cutter, Some(send)));
    let next_block = || {
        let mut blocks = blocks.lock().ok()?;
        let (cutter, send) = &mut *blocks;
        let next = cutter.next();
        let (to, place) = mpsc::sync_channel(1);
        let (bytes, place) = match next {
            Ok(Some(bytes)) => (Some(bytes), Ok(place)),
            Ok(None) => {
                *send = None;
                return None;
            }
            Err(error) => (None, Err(error)),
        };
        let is_wanted = send.as_ref().is_some_and(|send| send.send(place).is_ok());
        if bytes.is_none() || !is_wanted {
            *send = None;
            return None;
        }
        bytes.map(|bytes| (bytes, to))
    };
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                let mut make = maker();
                while let Some((bytes, to)) = next_block() {
                    // Where nobody waits for it any more, the next block is not given out.
                    drop(to.send(make(bytes)));
                }
            });
        }
        // Dropped at the end: then no further block is given out.
        let places = places;
        take(&mut || match places.recv() {
            Err(_) => Ok(None),
            Ok(place) => place?.recv().map(Some).map_err(|_| io::Error::other("the reading broke off")),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes a few at a time.
    struct Slowly<'b>(&'b [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(to.len());
            to[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    #[test]
    fn blocks_are_whole_lines_in_their_order() {
        let text: String = (0..50_000).map(|n| format!("{n},{}\n", "x".repeat(n % 40))).collect::<String>() + "end";
        for at_once in [7, 1_000, 300_000, 10_000_000] {
            let mut got = Vec::new();
            side_by_side(
                Cutter::new(Slowly(text.as_bytes(), at_once)),
                || |bytes: Vec<u8>| bytes,
                |next| {
                    while let Some(block) = next()? {
                        assert!(block.ends_with(b"\n") || block == b"end");
                        got.extend(block);
                    }
                    Ok(())
                },
            )
            .expect("bytes are read");
            assert!(got == text.as_bytes());
        }
    }

    #[test]
    fn who_goes_away_early_leaves_nobody_waiting() {
        let text = "line\n".repeat(2_000_000);
        side_by_side(Cutter::new(text.as_bytes()), || |bytes: Vec<u8>| bytes.len(), |next| next().map(drop))
            .expect("bytes are read");
    }

    #[test]
    fn a_fault_comes_after_what_was_read_before_it() {
        struct Faulty(usize);
        impl Read for Faulty {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                to[..5].copy_from_slice(b"line\n");
                if self.0 > 3 { Err(io::Error::other("the disk is gone")) } else { Ok(5) }
            }
        }
        let mut n_read = 0;
        let read = side_by_side(
            Cutter::new(Faulty(0)),
            || |bytes: Vec<u8>| bytes.len(),
            |next| {
                while let Some(length) = next()? {
                    n_read += length;
                }
                Ok(())
            },
        );
        assert_eq!((n_read, read.map_err(|error| error.to_string())), (15, Err("the disk is gone".to_owned())));
    }
}
