//! TensorBoard event files: records of protocol buffers with checksums.
//!
//! A record is its length (u64), a masked CRC-32C of the length, the bytes, a masked CRC-32C of the bytes. An event has a
//! wall time (1), a step (2), and a version (3) or a summary (5) of values with a tag (1) and a number (2).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// How the names of our event files end.
const SUFFIX: &str = ".hirc";

/// Writes an event file.
#[derive(Debug)]
pub(super) struct EventFile {
    file: File,
}

impl EventFile {
    /// A new event file in a folder.
    pub(super) fn create(folder: &Path) -> io::Result<EventFile> {
        let name =
            |n: u32| format!("events.out.tfevents.{}.{}.{n}{SUFFIX}", now() as u64, std::process::id());
        let mut number = 0;
        let file = loop {
            match File::create_new(folder.join(name(number))) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => number += 1,
                made => break made?,
            }
        };
        let mut events = EventFile { file };
        let mut event = time();
        bytes(&mut event, 3, b"brain.Event:2");
        events.record(&event)?;
        Ok(events)
    }

    /// Cuts the event files of a folder behind a step, so that no step is in them twice when it is done again.
    pub(super) fn cut(folder: &Path, step: u32) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let ours = path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.ends_with(SUFFIX));
            if ours {
                let data = fs::read(&path)?;
                let kept = kept(&data, step);
                if kept < data.len() {
                    OpenOptions::new().write(true).open(&path)?.set_len(kept as u64)?;
                }
            }
        }
        Ok(())
    }

    /// Numbers of one step.
    pub(super) fn scalars<'v>(
        &mut self,
        step: u32,
        values: impl IntoIterator<Item = (&'v str, f64)>,
    ) -> io::Result<()> {
        let mut summary = Vec::new();
        for (tag, number) in values {
            let mut value = Vec::new();
            bytes(&mut value, 1, tag.as_bytes());
            key(&mut value, 2, 5);
            value.extend((number as f32).to_le_bytes());
            bytes(&mut summary, 1, &value);
        }
        let mut event = time();
        key(&mut event, 2, 0);
        varint(&mut event, u64::from(step));
        bytes(&mut event, 5, &summary);
        self.record(&event)
    }

    fn record(&mut self, data: &[u8]) -> io::Result<()> {
        let length = (data.len() as u64).to_le_bytes();
        let mut out = length.to_vec();
        out.extend(masked(&length).to_le_bytes());
        out.extend(data);
        out.extend(masked(data).to_le_bytes());
        self.file.write_all(&out)
    }
}

/// How many bytes of an event file hold whole records up to a step.
fn kept(data: &[u8], step: u32) -> usize {
    let mut at = 0;
    while let Some(record) = record_at(data, at).filter(|record| step_of(record) <= u64::from(step)) {
        at += record.len() + FRAME;
    }
    at
}

/// The bytes of a record beside its data: its length and two checksums.
const FRAME: usize = 16;

fn record_at(data: &[u8], at: usize) -> Option<&[u8]> {
    let (length, rest) = data.get(at..)?.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let record = rest.get(4..)?.get(..length)?;
    // With the checksum behind it.
    rest.get(4..)?.get(length..)?.get(..4)?;
    Some(record)
}

/// The step of an event of ours, which stands behind the wall time; 0 if it has none.
fn step_of(event: &[u8]) -> u64 {
    const STEP: u8 = 2 << 3;
    let Some((&STEP, digits)) = event.get(9..).and_then(|rest| rest.split_first()) else { return 0 };
    let mut step = 0;
    for (shift, byte) in (0..).step_by(7).zip(digits.iter().take(10)) {
        step |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            break;
        }
    }
    step
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

fn time() -> Vec<u8> {
    let mut out = Vec::new();
    key(&mut out, 1, 1);
    out.extend(now().to_le_bytes());
    out
}

fn key(out: &mut Vec<u8>, field: u64, wire: u64) {
    varint(out, field << 3 | wire);
}

fn bytes(out: &mut Vec<u8>, field: u64, data: &[u8]) {
    key(out, field, 2);
    varint(out, data.len() as u64);
    out.extend(data);
}

fn varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn masked(data: &[u8]) -> u32 {
    crc32c::crc32c(data).rotate_right(15).wrapping_add(0xa282_ead8)
}

/// The steps that the event files of a folder have numbers of.
#[cfg(test)]
pub(super) fn steps(folder: &Path) -> Vec<u64> {
    let mut out = Vec::new();
    for entry in
        fs::read_dir(folder).unwrap().flatten().filter(|e| e.file_name().to_string_lossy().ends_with(SUFFIX))
    {
        let data = fs::read(entry.path()).unwrap();
        let mut at = 0;
        while let Some(record) = record_at(&data, at) {
            out.push(step_of(record));
            at += record.len() + FRAME;
        }
        assert_eq!(at, data.len(), "nothing but whole records");
    }
    out.retain(|&step| step > 0);
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::{EventFile, kept, masked, record_at, steps};

    #[test]
    fn what_comes_after_a_step_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        for steps in [1..=3, 300..=301] {
            let mut events = EventFile::create(folder.path()).unwrap();
            for step in steps {
                events.scalars(step, [("loss", 0.5)]).unwrap();
            }
        }
        assert_eq!(steps(folder.path()), [1, 2, 3, 300, 301]);
        EventFile::cut(folder.path(), 300).unwrap();
        assert_eq!(steps(folder.path()), [1, 2, 3, 300]);
        EventFile::cut(folder.path(), 2).unwrap();
        assert_eq!(steps(folder.path()), [1, 2]);
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let data = std::fs::read(entry.unwrap().path()).unwrap();
            let first = record_at(&data, 0).unwrap().len() + 16;
            assert_eq!(kept(&data, 1000), data.len());
            // One file has nothing left but what it begins with.
            let torn = data.get(..first + 5).unwrap_or(&data[..first]);
            assert_eq!(kept(torn, 1000), first, "half a record is none");
        }
    }

    #[test]
    fn records_carry_their_checksums() {
        let folder = tempfile::tempdir().unwrap();
        let mut events = EventFile::create(folder.path()).unwrap();
        events.scalars(300, [("reward/mean", 0.5)]).unwrap();
        let path = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let data = std::fs::read(path).unwrap();
        let mut rest = &data[..];
        let mut records = Vec::new();
        while !rest.is_empty() {
            let length = u64::from_le_bytes(rest[..8].try_into().unwrap()) as usize;
            assert_eq!(u32::from_le_bytes(rest[8..12].try_into().unwrap()), masked(&rest[..8]));
            let body = &rest[12..12 + length];
            assert_eq!(u32::from_le_bytes(rest[12 + length..16 + length].try_into().unwrap()), masked(body));
            records.push(body.to_vec());
            rest = &rest[16 + length..];
        }
        assert_eq!(records.len(), 2);
        assert!(records[0].ends_with(b"\x1a\x0dbrain.Event:2"));
        // Step 300, then a summary of one value: the tag, and 0.5 as a float.
        assert_eq!(&records[1][9..12], [0x10, 0xac, 0x02]);
        assert!(records[1].ends_with(&[
            0x0a, 0x0b, b'r', b'e', b'w', b'a', b'r', b'd', b'/', b'm', b'e', b'a', b'n', 0x15, 0, 0, 0, 0x3f
        ]));
    }
}
