//! `hirc` inside a program: a reward, its reason, and the instruction that a failed answer did satisfy.
//!
//! ```sh
//! cargo run --release --example embed
//! ```

#![expect(clippy::print_stdout, reason = "it shows what it does")]

use hirc::{Asked, Checker, Conclusion, Error, Readings, Record, RewriteMode};

const RULES: &str = r#"
use keywords
use length
use punctuation
task tea {
    prompt "Why do people drink tea?"
    require length.words(..12)
    require punctuation.no_commas()
    require keywords.include(["warm"])
}
"#;

const ANSWERS: [&str; 3] = [
    "Tea keeps them warm and awake.",
    "It is warm, cheap, and quiet to make.",
    "They like the taste of it more than they like the taste of plain hot water or of coffee.",
];

fn main() -> Result<(), Error> {
    let checker = Checker::from_source("tea.hir", RULES)?;
    println!("{}\n", checker.instruction("tea", |_| true, hirc::Layout::Prose, "en")?);

    let records = (1..)
        .zip(ANSWERS)
        .map(|(line, answer)| Record::new(line.into(), line, answer, Asked::Task("tea".to_owned())));
    for checked in checker.check_records(records, Readings::STRICT) {
        show(&checker, &checked?)?;
    }
    Ok(())
}

fn show(checker: &Checker, checked: &hirc::CheckedRecord) -> Result<(), Error> {
    let held = checked.verdicts.iter().filter(|v| checked.conclusion(v) == Conclusion::Satisfied).count();
    println!("{held} of {}: {}", checked.verdicts.len(), checked.record.response);
    for failed in checked.verdicts.iter().filter(|v| checked.conclusion(v) == Conclusion::Unsatisfied) {
        println!("  not: {}", failed.phrase);
    }
    if let Some(rewritten) = checker.rewrite(&checked.record, RewriteMode::Relax)? {
        println!("  but: {}", rewritten.instruction.replace('\n', " "));
    }
    Ok(())
}
