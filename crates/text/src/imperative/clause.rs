//! Whether a clause begins with the verb of an imperative.

use super::tokens::Token;
use super::words;
use crate::verbs::{self, Grade};

/// A clause from its first word on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'t> {
    pub tokens: &'t [Token],
    /// A mark of an end stands behind: this is no heading.
    pub finished: bool,
    /// A part of the sentence stands before.
    pub follows: bool,
}

impl<'t> Clause<'t> {
    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", Token::word)
    }

    fn from(&self, at: usize) -> Self {
        Self { tokens: self.tokens.get(at..).unwrap_or_default(), ..*self }
    }

    /// Whether this is an imperative, adverbs and the like before its verb aside.
    pub(super) fn is_imperative(&self) -> bool {
        self.from(self.lead()).begins()
    }

    /// How many tokens stand before the verb.
    fn lead(&self) -> usize {
        let mut at = 0;
        while words::is_lead(self.word(at)) {
            at += 1;
            if self.tokens.get(at) == Some(&Token::Comma) {
                at += 1;
            }
        }
        at
    }

    fn begins(&self) -> bool {
        match self.word(0) {
            "don't" | "dont" => self.negated(1),
            "do" if self.word(1) == "not" => self.negated(2),
            "do" => {
                !words::is_subject(self.word(1))
                    && !self.word(1).is_empty()
                    && !words::is_finite(self.word(1))
            }
            "let's" => true,
            "let" => !matches!(self.word(1), "alone" | ""),
            "everyone" | "everybody" | "someone" | "somebody" | "anybody" | "nobody" | "y'all" => {
                verbs::grade(self.word(1)).is_some()
            }
            "have" => {
                !words::is_subject(self.word(1))
                    && !matches!(self.word(1), "to" | "been" | "not" | "")
                    && !participle(self.word(1))
            }
            "be" => self.tokens.len() > 1,
            "thank" | "bless" | "see" | "miss" | "love" if self.word(1) == "you" => false,
            "hope" | "wish" | "long" => self.word(1) == "for",
            "like" => matches!(self.word(1), "and" | "our" | "my"),
            "want" | "need" | "lack" | "welcome" | "mean" | "okay" | "lest" => false,
            word => verbs::grade(word).is_some_and(|grade| self.has_verb(word, grade)),
        }
    }

    /// Behind `don't` or `do not`.
    fn negated(&self, at: usize) -> bool {
        let mut at = at;
        while matches!(self.word(at), "you" | "ever" | "even" | "just" | "be" | "forget")
            || words::is_adverb(self.word(at))
        {
            if matches!(self.word(at), "be" | "forget") {
                return true;
            }
            at += 1;
        }
        matches!(self.word(at), "do" | "have") || verbs::grade(self.word(at)).is_some()
    }

    /// Whether the first word, the base form of a verb, is one here.
    fn has_verb(&self, word: &str, grade: Grade) -> bool {
        let next = self.word(1);
        if words::is_finite(next) && next != "lay" {
            return false;
        }
        if words::is_subject(next) {
            return if next.starts_with("you") {
                !matches!(word, "trust" | "bet")
            } else {
                words::takes_clause(word)
            };
        }
        let named = matches!(self.tokens.get(1), Some(Token::Word { capital: true, .. }));
        if words::is_name(word) && (named || words::is_third_person(next) || verbs::is_irregular_past(next)) {
            return false;
        }
        if grade == Grade::Verb {
            return true;
        }
        match self.tokens.get(1) {
            None => grade == Grade::Either,
            Some(Token::Comma) => grade == Grade::Either && !self.follows,
            Some(Token::Word { .. }) if words::begins_object(next) => {
                !(grade == Grade::Noun && words::is_numeral(next) && self.verb_follows(grade, 2))
            }
            Some(Token::Word { .. }) => !self.has_subject(grade) && self.goes_on(grade),
            Some(Token::Break) => true,
            Some(Token::Colon) => grade == Grade::Either,
        }
    }

    /// Whether the first word and what follows are the subject of a verb.
    fn has_subject(&self, grade: Grade) -> bool {
        if self.word(1) == "that" {
            let pointed = words::begins_object(self.word(2))
                || words::is_subject(self.word(2))
                || matches!(self.word(2), "there" | "that");
            return !pointed && self.verb_follows(grade, 2);
        }
        self.verb_follows(grade, 1)
    }

    /// Whether a finite verb stands in the clause, from a position on.
    fn verb_follows(&self, grade: Grade, from: usize) -> bool {
        let noun = grade == Grade::Noun;
        for (at, token) in self.tokens.iter().enumerate().skip(from) {
            let Token::Word { lower, .. } = token else { return false };
            let word = lower.as_str();
            if words::begins_clause(word) || (word == "that" && at > from) {
                return false;
            }
            if words::is_finite(word) || verbs::is_irregular_past(word) || words::is_third_person(word) {
                return true;
            }
            let before = self.word(at - 1);
            let last = self.tokens.get(at + 1).is_none();
            let after = self.word(at + 1);
            let closes = last || words::is_preposition(after) || (words::begins_object(after) && at > 0);
            let free = !words::begins_object(before)
                && !matches!(before, "and" | "or" | "with" | "of" | "in" | "for" | "to" | "on" | "from");
            // `Use oil infused with herbs`, but `Test results arrived on Monday`.
            if noun && at == 1 && verbs::is_regular_past(word) && !words::is_prepared(word) {
                return true;
            }
            let passive = !noun
                && (at == 1 || matches!(after, "with" | "by" | "in" | "for" | "from" | "of" | "to" | "into"));
            if free && closes && !passive && verbs::is_regular_past(word) {
                return true;
            }
            // `Warm colours make a room cosy`: a plural, then a verb.
            let watched =
                matches!(self.word(0), "help" | "watch" | "make" | "see" | "hear" | "have" | "let" | "feel");
            let plural = at == 2 && before.ends_with('s') && free && !watched;
            match verbs::grade(word) {
                Some(Grade::Verb) if plural => return true,
                Some(_)
                    if plural
                        && (last || words::is_preposition(after) || noun && closes)
                        && !words::is_preposition(word) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// What is left when no finite verb was found: the object, or the rest of a heading.
    fn goes_on(&self, grade: Grade) -> bool {
        let next = self.word(1);
        match grade {
            Grade::Verb => true,
            Grade::Either => next != "of",
            Grade::Noun if matches!(next, "and" | "or") => {
                matches!(verbs::grade(self.word(2)), Some(Grade::Verb | Grade::Either))
            }
            Grade::Noun if next == "of" || next == "ago" => false,
            Grade::Noun if matches!(self.tokens.get(2), Some(Token::Comma)) && self.follows => false,
            Grade::Noun => self.finished || self.ends_with_adverb(),
        }
    }
}

impl Clause<'_> {
    /// `Plan meals ahead`, without a full stop: no heading ends so.
    fn ends_with_adverb(&self) -> bool {
        let last = self.tokens.last().map_or("", Token::word);
        words::is_adverb(last)
            || matches!(
                last,
                "ahead"
                    | "daily"
                    | "weekly"
                    | "monthly"
                    | "early"
                    | "first"
                    | "twice"
                    | "again"
                    | "often"
                    | "now"
                    | "regularly"
                    | "online"
                    | "together"
            )
    }
}

/// `Have eaten`, `Have seen`.
fn participle(word: &str) -> bool {
    verbs::is_regular_past(word)
        || verbs::is_irregular_past(word)
        || matches!(word, "seen" | "done" | "eaten" | "gone" | "taken" | "given" | "known")
}
