//! Checkpoints as they lie on disk: which there are, and whether one is as it was written.

use super::checkpoint::Checkpoint;
use super::run_dir::trouble;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::plain;
use candle_core::{Device, Tensor};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(super) const STATE: &str = "state.json";
pub(super) const POLICY: &str = "policy.safetensors";
pub(super) const OPTIMISER: &str = "optimiser.safetensors";
/// Digests of the other files, as `sha256sum --check` reads them.
pub(super) const CHECKSUMS: &str = "SHA256SUMS";

/// Tensors by name, on the CPU.
type Tensors = BTreeMap<String, Tensor>;

/// A checkpoint that is as it was written.
pub(super) struct Saved {
    pub(super) state: Checkpoint,
    pub(super) policy: Tensors,
    pub(super) optimiser: Tensors,
    /// Its folder.
    pub(super) path: PathBuf,
    /// Whether its files were compared with checksums: versions before wrote none.
    pub(super) checked: bool,
}

/// The last checkpoint that is as it was written, and later ones that are not, with what is wrong with each.
pub(super) struct Found {
    pub(super) saved: Saved,
    pub(super) damaged: Vec<(PathBuf, String)>,
}

/// Why a checkpoint is not used.
enum Unusable {
    /// It is not as it was written.
    Damaged(String),
    /// It can't be read, which may pass.
    Unread(Diagnostic),
}

/// The name of a checkpoint's folder.
pub(super) fn name(state: &Checkpoint) -> String {
    format!("{:06}-{:06}", state.sft_updates, state.step)
}

/// The folders of checkpoints, oldest first.
pub(super) fn all(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|e| e.path());
    let named = |p: &PathBuf| {
        p.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut out: Vec<PathBuf> = entries.filter(named).collect();
    out.sort();
    out
}

/// Finds the checkpoint to go on from; `None` if there is no folder of any.
///
/// # Errors
/// `bad-run` if one can't be read, `damaged-run` if all are damaged.
pub(super) fn latest(parent: &Path) -> Result<Option<Found>, Diagnostic> {
    let mut damaged = Vec::new();
    for path in all(parent).into_iter().rev() {
        match Saved::read(&path) {
            Ok(saved) => return Ok(Some(Found { saved, damaged })),
            Err(Unusable::Damaged(why)) => damaged.push((path, why)),
            Err(Unusable::Unread(problem)) => return Err(problem),
        }
    }
    let Some((path, why)) = damaged.first() else { return Ok(None) };
    let message = format!("no checkpoint is as it was written; of the last, `{}`, {why}", path.display());
    Err(Diagnostic::error(Code::DamagedRun, message)
        .help("bring `checkpoints` back from a copy, or delete it: the run then begins anew"))
}

impl Saved {
    fn read(path: &Path) -> Result<Saved, Unusable> {
        let damaged = |why: String| Unusable::Damaged(why);
        let (state_bytes, policy, optimiser) =
            (read(path, STATE)?, read(path, POLICY)?, read(path, OPTIMISER)?);
        let state: Checkpoint = serde_json::from_slice(&state_bytes)
            .map_err(|e| damaged(format!("`{STATE}` can't be read: {e}")))?;
        // What a version before wrote has no options, and no checksums either.
        let checked = state.options.is_some();
        if checked {
            let sums = String::from_utf8_lossy(&read(path, CHECKSUMS)?).into_owned();
            for (name, bytes) in [(STATE, &state_bytes), (POLICY, &policy), (OPTIMISER, &optimiser)] {
                if !sums.lines().any(|line| line == checksum(name, bytes)) {
                    return Err(damaged(format!("`{name}` has another checksum than it was written with")));
                }
            }
        }
        let folder = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name(&state) != folder {
            return Err(damaged(format!("`{STATE}` is of `{}`", name(&state))));
        }
        let tensors = |name: &str, bytes: &[u8]| -> Result<Tensors, Unusable> {
            let loaded = candle_core::safetensors::load_buffer(bytes, &Device::Cpu);
            let loaded = loaded.map_err(|e| damaged(format!("`{name}` can't be read: {}", plain(&e))))?;
            Ok(loaded.into_iter().collect())
        };
        let (policy, optimiser) = (tensors(POLICY, &policy)?, tensors(OPTIMISER, &optimiser)?);
        Ok(Saved { state, policy, optimiser, path: path.to_owned(), checked })
    }
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Unusable> {
    let path = folder.join(name);
    fs::read(&path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => Unusable::Damaged(format!("`{name}` is missing")),
        _ => Unusable::Unread(trouble(&path, "can't be read", e)),
    })
}

/// A line of [`CHECKSUMS`].
pub(super) fn checksum(name: &str, bytes: &[u8]) -> String {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}  {name}")
}
