//! How much analysis decides, and how fast; how fast hindsight rewrites.
//!
//! `cargo bench --bench analysis -- [RECORDS.jsonl…]`: with IFEval records, their own sets of constraints are decided
//! and their failed responses rewritten too.

#![expect(clippy::disallowed_methods, reason = "records are files")]

use hirc::analyse::hindsight::{self, Mode, rewrite};
use hirc::analyse::{Answer, Effort, decide};
use hirc::load::{COLLECTIONS, Files, STANDARD_LIBRARY, library};
use hirc::program::{Constraint, Instance, Program};
use hirc::task::{Asked, Checker, Drawer, ParseOptions, Record, RecordChecker, parse_line};
use hirc::verify::compile;
use hirc::verify::{Reading, Readings};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::io::Write;
use std::time::Instant;

const SETS: usize = 2000;
const PROMPT: &str = "Say why it rains. Tell me more about the weather of the north.";

/// How sets of one size came out.
#[derive(Default)]
struct Row {
    satisfiable: usize,
    contradictory: usize,
    unknown: usize,
    times: Vec<f64>,
}

impl Row {
    fn add(&mut self, answer: &Answer, ms: f64) {
        match answer {
            Answer::Satisfiable(_) => self.satisfiable += 1,
            Answer::Contradictory(_) => self.contradictory += 1,
            Answer::Unknown => self.unknown += 1,
        }
        self.times.push(ms);
    }

    fn print(&mut self, out: &mut dyn Write, name: &str) -> std::io::Result<()> {
        let count = self.times.len();
        self.times.sort_by(f64::total_cmp);
        let at = |share: usize| self.times.get(count * share / 100).copied().unwrap_or_default();
        let decided = 100.0 * share(count - self.unknown, count);
        writeln!(
            out,
            "{name:24} {count:6} {:12} {:14} {:8} {decided:8.1} % {:9.2} {:9.1}",
            self.satisfiable,
            self.contradictory,
            self.unknown,
            at(50),
            at(90)
        )
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}

fn timed(
    program: &Program,
    set: &[Instance],
    prompt: Option<&str>,
    seed: u64,
) -> Result<(Answer, f64), Box<dyn Error>> {
    let start = Instant::now();
    let prepared = compile(program, set).map_err(|d| d.message)?;
    let answer = decide(&prepared, prompt, seed, Effort::default());
    Ok((answer, start.elapsed().as_secs_f64() * 1e3))
}

fn standard(names: impl Iterator<Item = &'static str>) -> Result<Checker, Box<dyn Error>> {
    let names: Vec<String> = names.map(str::to_owned).collect();
    let loaded = library(&[], &names, &[], &Files::default());
    Ok(loaded.map_err(|p| p.diagnostics.first().map(|d| d.message.clone()).unwrap_or_default())?.0)
}

fn random_sets(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let library = standard(
        STANDARD_LIBRARY.iter().map(|(n, _)| *n).filter(|n| *n != "style" && !COLLECTIONS.contains(n)),
    )?;
    let program = library.program();
    let count = u32::try_from(program.constraints.len())?;
    let drawers: Vec<Drawer> = (0..count).filter_map(|c| Drawer::new(program, c).ok()).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
    let mut all = Row::default();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for seed in 0..u64::try_from(SETS)? {
        let size = rng.random_range(3..=6);
        let mut order: Vec<&Drawer> = drawers.iter().collect();
        order.shuffle(&mut rng);
        let set: Vec<Instance> = order.iter().take(size).filter_map(|d| d.draw(program, &mut rng)).collect();
        let (answer, ms) = timed(program, &set, Some(PROMPT), seed)?;
        rows.entry(size).or_default().add(&answer, ms);
        all.add(&answer, ms);
        for constraint in set.iter().filter_map(|i| program.constraint_of(i)) {
            let entry = kinds.entry(Constraint::full_name(constraint)).or_default();
            entry.0 += usize::from(answer == Answer::Unknown);
            entry.1 += 1;
        }
    }
    for (size, row) in &mut rows {
        row.print(out, &format!("{size} constraints"))?;
    }
    all.print(out, "all")?;
    let mut kinds: Vec<(String, (usize, usize))> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| share(b.1.0, b.1.1).total_cmp(&share(a.1.0, a.1.1)));
    writeln!(out, "\nundecided most often, of sets with the kind:")?;
    for (name, (unknown, sets)) in kinds.iter().take(10) {
        writeln!(out, "  {name:32} {unknown:4} of {sets}")?;
    }
    Ok(())
}

fn records(paths: &[String]) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut out = Vec::new();
    for path in paths {
        for (number, line) in (1u64..).zip(std::fs::read_to_string(path)?.lines()) {
            if let Some(Ok((record, _))) = parse_line(line.as_bytes(), number, &ParseOptions::default()) {
                out.push(record);
            }
        }
    }
    Ok(out)
}

fn ifeval(out: &mut dyn Write, records: &[Record]) -> Result<(), Box<dyn Error>> {
    let library = standard(["ifeval"].into_iter())?;
    let program = library.program();
    let mut row = Row::default();
    let mut seen = HashSet::new();
    for record in records.iter().filter(|r| seen.insert(r.prompt.clone())) {
        let set: Vec<Instance> =
            library.instances(&record.asked).map_err(|d| d.message)?.into_iter().flatten().collect();
        let (answer, ms) = timed(program, &set, record.prompt.as_deref(), 1)?;
        row.add(&answer, ms);
    }
    row.print(out, "the records' own sets")?;
    Ok(())
}

fn hindsight(out: &mut dyn Write, records: &[Record]) -> Result<(), Box<dyn Error>> {
    let library = standard(["ifeval"].into_iter())?;
    let program = library.program();
    let readings = Readings::STRICT;
    let failed: Vec<&Record> = records
        .iter()
        .filter(|r| {
            let verdicts = library.judge(r, readings).unwrap_or_default();
            let held = verdicts.iter().filter(|v| v.is_satisfied(Reading::Strict)).count();
            held > 0 && held < verdicts.len()
        })
        .collect();
    for rewriting in [Mode::Drop, Mode::Relax] {
        let start = Instant::now();
        let (mut done, mut constraints, mut replays) = (0usize, 0usize, 0usize);
        while start.elapsed().as_secs_f64() < 2.0 && !failed.is_empty() {
            for record in &failed {
                let verdicts = library.judge(record, readings).map_err(|d| d.message)?;
                let satisfied: Vec<bool> = verdicts.iter().map(|v| v.is_satisfied(Reading::Strict)).collect();
                let set: Vec<Instance> =
                    library.instances(&record.asked).map_err(|d| d.message)?.into_iter().flatten().collect();
                let answer = hindsight::Answer {
                    program,
                    response: &record.response,
                    prompt: record.prompt.as_deref(),
                };
                replays += usize::from(rewrite(&answer, &set, &satisfied, rewriting).is_some());
                constraints += set.len();
                done += 1;
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        writeln!(
            out,
            "{rewriting:?}: {:.0} failed responses a second on one core ({:.1} constraints each, {:.0} bytes), {replays} of {done} replayed",
            share(done, 1) / seconds,
            share(constraints, done),
            failed.iter().map(|r| share(r.response.len(), failed.len())).sum::<f64>(),
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:24} {:>6} {:>12} {:>14} {:>8} {:>10} {:>9} {:>9}",
        "", "sets", "satisfiable", "contradictory", "unknown", "decided", "median ms", "90 % ms"
    )?;
    let records = records(&paths)?;
    let asked: Vec<Record> =
        records.into_iter().filter(|r| matches!(r.asked, Asked::Instructions(_))).collect();
    if !asked.is_empty() {
        ifeval(&mut out, &asked)?;
        hindsight(&mut out, &asked)?;
        writeln!(out)?;
    }
    random_sets(&mut out)
}
