//! Repairs of units: more words, another paragraph, a bullet.

use super::edit::{Edit, insert};
use super::repair::Repairer;
use crate::text::units::{Insert, Piece, Samples};
use crate::text::{Part, Unit};

impl Repairer<'_, '_, '_> {
    /// Ways to add `n` of a unit inside a part.
    pub(super) fn add(&mut self, unit: Unit, part: Part, n: usize) -> Vec<Edit> {
        match &unit.record().edits.insert {
            Insert::Nothing => Vec::new(),
            Insert::Words => self.add_words(part, n),
            Insert::Letters => self.add_letters(part, n),
            Insert::Digits => {
                let digits = (0..n).map(|i| char::from(b'1' + u8::try_from(i % 9).unwrap_or(0)));
                self.placed(&digits.collect::<String>(), part, 1)
            }
            Insert::Sentences => self.add_sentences(part, n),
            Insert::Paragraphs => self.add_paragraphs(part, n),
            Insert::Lines => self.add_lines(part, n),
            Insert::Numbered => self.add_numbered(part, n),
            Insert::Rows => self.add_rows(part, n),
            Insert::Samples(samples) => self.add_samples(samples, part, n),
        }
    }

    /// Ways to put a text into a part `n` times: in a sentence, as one, on lines of its own, at the start.
    pub(super) fn placed(&self, text: &str, part: Part, n: usize) -> Vec<Edit> {
        let n = n.max(1);
        let row = |gap: &str| vec![text; n].join(gap);
        let mut out: Vec<Edit> = Vec::new();
        let words: Vec<Part> = self.words(part);
        // Inside the last sentence, before its mark, and behind its first word.
        if let Some(last) = words.last() {
            out.push(vec![insert(last.end, format!(" {}", row(" ")))]);
            if words.len() > n {
                let step = words.len() / (n + 1).max(1);
                let places = (1..=n).filter_map(|i| words.get((i * step + self.turn) % words.len()));
                out.push(places.map(|p| insert(p.end, format!(" {text}"))).collect());
            }
        }
        let starts = self.sentences(part);
        if starts.len() >= n && n > 1 {
            out.push(starts.iter().take(n).map(|p| insert(p.start, format!("{text} "))).collect());
        }
        let end = part.end;
        out.push(vec![insert(
            end,
            format!(" {}{}", super::lexicon::capitalised(&row(" ")), self.lexicon.mark),
        )]);
        out.push(vec![insert(end, format!("\n{}", row("\n")))]);
        out.push(vec![insert(end, format!("\n\n{}", row("\n\n")))]);
        out.push(vec![insert(part.start, format!("{} ", row(" ")))]);
        out.push(vec![insert(part.start, format!("{}\n\n", row("\n\n")))]);
        out.push(vec![insert(end, row(""))]);
        out.push(vec![insert(end, format!(" {}", row(" ")))]);
        if let Some(first) = words.first() {
            out.push(vec![(*first, text.to_owned())]);
        }
        if let Some(last) = words.last() {
            out.push(vec![(*last, text.to_owned())]);
            out.push(vec![insert(last.end, row(""))]);
        }
        out
    }

    fn add_words(&self, part: Part, n: usize) -> Vec<Edit> {
        let sentences: Vec<Part> = self.sentences(part);
        let words: Vec<Part> = self.words(part);
        let mut out: Vec<Edit> = Vec::new();
        let within = |p: &Part| words.iter().rev().find(|w| w.start >= p.start && w.end <= p.end).copied();
        // A word or two go into a sentence; more become sentences.
        if n >= 6 {
            out.push(vec![insert(part.end, format!(" {}", self.lexicon.sentences(n)))]);
            out.push(vec![insert(part.end, format!("\n\n{}", self.lexicon.sentences(n)))]);
        }
        if let Some(last) = words.last() {
            out.push(vec![insert(last.end, format!(" {}", self.lexicon.phrase(n, false)))]);
        }
        let count = sentences.len();
        if count > 1 {
            let share = |i: usize| n * (i + 1) / count - n * i / count;
            let spread = sentences.iter().enumerate().filter(|(i, _)| share(*i) > 0);
            out.push(
                spread
                    .filter_map(|(i, p)| {
                        Some(insert(within(p)?.end, format!(" {}", self.lexicon.phrase(share(i), false))))
                    })
                    .collect(),
            );
        }
        if let Some(first) = words.first() {
            out.push(vec![insert(first.end, format!(" {}", self.lexicon.phrase(n, false)))]);
        }
        if let Some(middle) = words.get(words.len() / 2) {
            out.push(vec![insert(middle.start, format!("{} ", self.lexicon.phrase(n, false)))]);
        }
        out.push(vec![insert(part.end, format!(" {}", self.lexicon.sentence(n)))]);
        out.push(vec![insert(part.start, format!("{} ", self.lexicon.sentence(n)))]);
        out.push(vec![insert(part.start, format!("{}\n\n", self.lexicon.sentences(n)))]);
        out.push(vec![insert(part.end, format!("\n{}", self.lexicon.sentence(n)))]);
        out.push(vec![insert(part.end, self.lexicon.phrase(n, true))]);
        // A heading is the same with these.
        out.push(vec![insert(part.end, " _".repeat(n.min(40)))]);
        // Code belongs to no sentence and no paragraph.
        let rows: Vec<String> =
            (0..n.div_ceil(3)).map(|i| self.lexicon.phrase(3.min(n - i * 3), false)).collect();
        out.push(vec![insert(part.end, format!("\n\n```\n{}\n```", rows.join("\n")))]);
        out
    }

    fn add_letters(&self, part: Part, n: usize) -> Vec<Edit> {
        let inside = part.of(self.text);
        let words: Vec<Part> = self.words(part);
        let mut out: Vec<Edit> = Vec::new();
        let letters = |n: usize| self.lexicon.case.write(&"o".repeat(n), false);
        if let Some(last) = words.last() {
            out.push(vec![insert(last.end, letters(n))]);
            if words.len() == 1 {
                // A hyphen makes a longer word of the same one.
                let at = if n > 1 { 0 } else { out.len() };
                out.insert(at, vec![insert(last.end, format!("-{}", letters(n.max(2) - 1)))]);
            }
            out.push(vec![insert(last.start, letters(n))]);
            if n > 4 {
                let phrase = |short: usize| {
                    let mut text = String::new();
                    while text.len() + 12 + short < n {
                        text.push(' ');
                        text.push_str(&self.lexicon.phrase(1, false));
                    }
                    text
                };
                out.insert(0, vec![insert(last.end, phrase(0))]);
            }
        }
        if n > 40 {
            let mut text = String::new();
            while text.len() + 60 < n {
                text.push(' ');
                text.push_str(&self.lexicon.sentence(8));
            }
            out.insert(0, vec![insert(part.end, text.clone())]);
            out.push(vec![insert(part.end, format!("\n\n{}", text.trim_start()))]);
        }
        if words.len() >= n {
            out.push(words.iter().take(n).map(|w| insert(w.end, letters(1))).collect());
        }
        let longest: Vec<String> = self
            .lexicon
            .words()
            .iter()
            .filter(|w| w.chars().count() == inside.chars().count() + n)
            .take(3)
            .cloned()
            .collect();
        if words.len() == 1 {
            out.extend(longest.into_iter().map(|w| vec![(part, self.lexicon.case.write(&w, false))]));
        }
        out.push(vec![insert(part.end, letters(n))]);
        out.push(vec![insert(part.end, format!(" {}", letters(n.saturating_sub(1).max(1))))]);
        out.push(vec![insert(part.end, " ".repeat(n))]);
        out
    }

    fn add_sentences(&self, part: Part, n: usize) -> Vec<Edit> {
        let many = |words: usize, gap: &str| {
            (0..n).map(|i| self.lexicon.sentence(words + (i + self.turn) % 3)).collect::<Vec<_>>().join(gap)
        };
        let mut out: Vec<Edit> = vec![
            vec![insert(part.end, format!(" {}", many(5, " ")))],
            vec![insert(part.end, format!(" {}", many(1, " ")))],
            vec![insert(part.start, format!("{} ", many(5, " ")))],
            vec![insert(part.end, format!("\n{}", many(5, "\n")))],
            vec![insert(part.end, format!("\n\n{}", many(5, "\n\n")))],
            vec![insert(part.end, format!("\n\n{}", many(5, " ")))],
        ];
        // Split what is there: no word more.
        let words: Vec<Part> = self.words(part);
        if words.len() > n {
            let step = words.len() / (n + 1);
            let cut = |i: usize| {
                let (word, next) = (words.get(i * step - 1)?, words.get(i * step)?);
                let gap = Part { start: word.end, end: next.end };
                let next = self.lexicon.case.write(next.of(self.text), true);
                Some((gap, format!("{} {next}", self.lexicon.mark)))
            };
            out.push((1..=n).filter(|_| step > 0).filter_map(cut).collect());
        }
        let bullets: String = (0..n).map(|_| format!("\n- {}", self.lexicon.phrase(3, true))).collect();
        out.push(vec![insert(part.end, format!("\n{bullets}"))]);
        out
    }

    fn add_paragraphs(&self, part: Part, n: usize) -> Vec<Edit> {
        let many = |words: usize| {
            (0..n)
                .map(|i| self.lexicon.sentence(words + (i + self.turn) % 3))
                .collect::<Vec<_>>()
                .join("\n\n")
        };
        let mut out: Vec<Edit> = vec![
            vec![insert(part.end, format!("\n\n{}", many(6)))],
            vec![insert(part.start, format!("{}\n\n", many(6)))],
            vec![insert(part.end, format!("\n\n{}", many(1)))],
        ];
        let starts: Vec<Part> = self.sentences(part);
        if starts.len() > n {
            let step = starts.len() / (n + 1);
            let cuts = (1..=n).filter_map(|i| starts.get(i * step.max(1)));
            out.insert(0, cuts.map(|p| insert(p.start, "\n\n")).collect());
        }
        // A rule or a heading parts paragraphs too, without a blank line.
        for gap in ["\n---\n", "\n# Part\n"] {
            let text: String = (0..n).map(|_| format!("{gap}{}", self.lexicon.sentence(6))).collect();
            out.push(vec![insert(part.end, text)]);
            if starts.len() > n {
                out.push(starts.iter().skip(1).take(n).map(|p| insert(p.start, gap)).collect());
            }
        }
        out
    }

    fn add_lines(&self, part: Part, n: usize) -> Vec<Edit> {
        let many = |words: usize, before: &str| {
            (0..n)
                .map(|i| format!("\n{before}{}", self.lexicon.sentence(words + (i + self.turn) % 3)))
                .collect::<String>()
        };
        let mut out: Vec<Edit> = Vec::new();
        let starts: Vec<Part> = self.sentences(part);
        if starts.len() > n {
            out.push(starts.iter().skip(1).take(n).map(|p| insert(p.start, "\n")).collect());
        }
        let words: Vec<Part> = self.words(part);
        if words.len() > n {
            let step = (words.len() / (n + 1)).max(1);
            out.push((1..=n).filter_map(|i| words.get(i * step)).map(|p| insert(p.start, "\n")).collect());
        }
        out.push(vec![insert(part.end, many(4, ""))]);
        out.push(vec![insert(part.end, many(1, ""))]);
        out.push(vec![insert(part.end, many(3, "- "))]);
        out.push(vec![insert(part.start, format!("{}\n", many(4, "").trim_start()))]);
        let code: String = (0..n).map(|_| format!("\n{}", self.lexicon.phrase(2, false))).collect();
        out.push(vec![insert(part.end, format!("\n```{code}\n```"))]);
        out
    }

    fn add_samples(&self, samples: &Samples, part: Part, n: usize) -> Vec<Edit> {
        let texts: Vec<String> = samples.texts.iter().map(|pieces| self.written(pieces)).collect();
        let mut out: Vec<Edit> = Vec::new();
        if samples.own_lines {
            for text in texts.iter().take(2) {
                let rows = vec![text.as_str(); n];
                out.push(vec![insert(part.end, format!("\n\n{}", rows.join("\n")))]);
                out.push(vec![insert(part.end, format!("\n{}", rows.join("\n")))]);
                out.push(vec![insert(part.start, format!("{}\n\n", rows.join("\n")))]);
            }
        }
        out.extend(texts.iter().take(3).flat_map(|text| self.placed(text, part, n)));
        for (open, close) in samples.wraps {
            let words = self.words(part);
            let wrapped = words.iter().rev().step_by(2).take(n);
            out.insert(0, wrapped.flat_map(|p| [insert(p.start, *open), insert(p.end, *close)]).collect());
        }
        if samples.apart && n > 1 {
            for text in texts.iter().take(2) {
                let gap = format!("\n{}\n", self.lexicon.sentence(4));
                out.insert(0, vec![insert(part.end, format!("\n{}", vec![text.as_str(); n].join(&gap)))]);
            }
        }
        if let Some(marker) = samples.marker {
            // The lines that are there are marked.
            let lines = self.lines(part).into_iter().filter(|p| !p.of(self.text).starts_with(marker));
            out.push(lines.map(|p| insert(p.start, marker)).collect());
        }
        out
    }

    /// A sample in the style of the witness.
    fn written(&self, pieces: &[Piece]) -> String {
        let write = |piece: &Piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Phrase { words, capital } => self.lexicon.phrase(*words, *capital),
            Piece::Sentence(words) => self.lexicon.sentence(*words),
        };
        pieces.iter().map(write).collect()
    }

    fn add_numbered(&self, part: Part, n: usize) -> Vec<Edit> {
        let items = |first: usize, words: usize| {
            (first..first + n)
                .map(|i| format!("{i}. {}", self.lexicon.phrase(words, true)))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let mut out = vec![
            vec![insert(part.end, format!("\n\n{}", items(1, 3)))],
            vec![insert(part.end, format!("\n{}", items(1, 3)))],
            vec![insert(part.start, format!("{}\n\n", items(1, 3)))],
            vec![insert(part.end, format!("\n{}", items(1, 1)))],
        ];
        // Where every word must be long, so must the numbers be.
        out.extend([1001, 100_001].map(|first| vec![insert(part.end, format!("\n\n{}", items(first, 3)))]));
        out
    }

    fn add_rows(&self, part: Part, n: usize) -> Vec<Edit> {
        let row = || format!("| {} | {} |", self.lexicon.phrase(1, true), self.lexicon.phrase(1, true));
        let rows = || (0..n).map(|_| format!("\n{}", row())).collect::<String>();
        let mut out: Vec<Edit> = Vec::new();
        if let Some(last) = self.inside(Unit::Table, part).last() {
            out.push(vec![insert(last.end, rows())]);
        }
        let table = format!("{}\n|---|---|{}", row(), rows());
        out.push(vec![insert(part.end, format!("\n\n{table}"))]);
        out.push(vec![insert(part.start, format!("{table}\n\n"))]);
        out.push(vec![insert(part.end, format!("\n{table}"))]);
        out
    }
}
