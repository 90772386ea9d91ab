//! The streams of a run: the process's own, or buffers of a program that runs `hirc` inside.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a run reads from and writes to.
#[derive(Clone, Debug)]
pub enum Streams {
    /// Standard input, output and error of the process.
    Process,
    /// Buffers.
    Captured(Captured),
}

/// Input that is given, output that is kept.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    input: Arc<[u8]>,
    out: Buffer,
    err: Buffer,
}

impl Captured {
    /// Streams with this on standard input.
    pub fn with_input(input: &[u8]) -> Captured {
        Captured { input: Arc::from(input), ..Captured::default() }
    }

    /// What was written to standard output so far.
    pub fn out(&self) -> Vec<u8> {
        self.out.bytes()
    }

    /// What was written to standard error so far.
    pub fn err(&self) -> Vec<u8> {
        self.err.bytes()
    }
}

impl Streams {
    /// Standard input.
    pub(crate) fn input(&self) -> Box<dyn Read + Send> {
        match self {
            Streams::Process => Box::new(io::stdin()),
            Streams::Captured(captured) => Box::new(io::Cursor::new(Arc::clone(&captured.input))),
        }
    }

    /// Standard output.
    pub(crate) fn out(&self) -> Box<dyn Write + Send> {
        match self {
            Streams::Process => Box::new(io::stdout()),
            Streams::Captured(captured) => Box::new(captured.out.clone()),
        }
    }

    /// Standard error.
    pub(crate) fn err(&self) -> Box<dyn Write + Send> {
        match self {
            Streams::Process => Box::new(io::stderr()),
            Streams::Captured(captured) => Box::new(captured.err.clone()),
        }
    }

    /// Whether a person watches standard error.
    pub(crate) fn is_watched(&self) -> bool {
        matches!(self, Streams::Process) && io::IsTerminal::is_terminal(&io::stderr())
    }
}

/// Bytes that several writers share.
#[derive(Clone, Debug, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
