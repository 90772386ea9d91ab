//! Lines of a file, in batches.
//!
//! In: any bytes. Out: [`Batch`]es of whole lines with their 1-based numbers, without line ends.
//! INVARIANT (nothing skipped): every line of the input, blank ones too, is in exactly one batch, in order.
//! INVARIANT (bounded): a batch holds at most [`BATCH_BYTES`] and [`BATCH_LINES`], or one longer line.

use std::io::{self, BufRead};

/// Roughly how many bytes travel together.
pub const BATCH_BYTES: usize = 64 * 1024;
/// At most how many lines travel together.
pub const BATCH_LINES: usize = 256;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Some lines that follow each other.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    first: u64,
    bytes: Vec<u8>,
    /// Where each line ends in `bytes`, behind its line feed.
    ends: Vec<usize>,
}

impl Batch {
    /// The lines with their numbers, without `\n` or `\r\n`.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        (self.first..).zip(starts.zip(&self.ends)).map(|(number, (start, &end))| {
            let line = self.bytes.get(start..end).unwrap_or_default();
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            (number, line.strip_suffix(b"\r").unwrap_or(line))
        })
    }

    /// The number of lines.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds no line.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of bytes, line ends included.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }
}

/// Reads batches of lines. A byte-order mark at the very start is dropped.
///
/// ```
/// use hirc::task::RecordReader;
/// let mut reader = RecordReader::new(&b"{}\r\n\n[]"[..]);
/// let batch = reader.next_batch()?.unwrap();
/// assert_eq!(batch.lines().collect::<Vec<_>>(), [(1, &b"{}"[..]), (2, b"")]);
/// let batch = reader.next_batch()?.unwrap();
/// assert_eq!(batch.lines().collect::<Vec<_>>(), [(3, &b"[]"[..])]);
/// assert!(reader.next_batch()?.is_none());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct RecordReader<R> {
    inner: R,
    next: u64,
    lines: usize,
}

impl<R: BufRead> RecordReader<R> {
    /// Reads from `inner`; give it a buffer of [`BATCH_BYTES`] for full batches.
    pub fn new(inner: R) -> RecordReader<R> {
        RecordReader { inner, next: 1, lines: BATCH_LINES }
    }

    /// Puts at most so many lines into a batch; at least one.
    #[must_use]
    pub fn lines(self, lines: usize) -> RecordReader<R> {
        RecordReader { lines: lines.max(1), ..self }
    }

    /// The number of the line that comes next.
    pub fn line(&self) -> u64 {
        self.next
    }

    /// The next lines: those that are there already, so that a slow pipe is answered line by line.
    /// `None` at the end.
    ///
    /// # Errors
    /// Whatever the reader fails with; lines read before that were handed out.
    pub fn next_batch(&mut self) -> io::Result<Option<Batch>> {
        let mut batch = Batch { first: self.next, ..Batch::default() };
        while batch.is_empty() {
            let available = match self.inner.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                if batch.bytes.is_empty() {
                    return Ok(None);
                }
                batch.ends.push(batch.bytes.len());
                break;
            }
            let window = available.get(..BATCH_BYTES).unwrap_or(available);
            let base = batch.bytes.len();
            batch.ends.extend(memchr::memchr_iter(b'\n', window).take(self.lines).map(|at| base + at + 1));
            let used = batch.ends.last().map_or(window.len(), |end| end - base);
            batch.bytes.extend_from_slice(window.get(..used).unwrap_or_default());
            self.inner.consume(used);
        }
        if batch.first == 1 {
            drop_bom(&mut batch);
        }
        self.next += batch.len() as u64;
        Ok(Some(batch))
    }
}

fn drop_bom(batch: &mut Batch) {
    if batch.bytes.starts_with(BOM) {
        batch.bytes.drain(..BOM.len());
        for end in &mut batch.ends {
            *end -= BOM.len();
        }
    }
}
