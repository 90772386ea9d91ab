//! The one table of keywords: how each is spelt, its rule in `grammar/hir.pest`, and what it does.
//!
//! The lexer classifies words by it, syntax errors and completions take their words from it, and a test holds the
//! grammar to it.

use super::grammar::Rule;
use std::fmt;

/// Whether a keyword can be a name elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    /// Never a name.
    Reserved,
    /// A keyword only in its place; `prompt` and `range` are names too.
    Contextual,
}

/// What a keyword does to the structure around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// Begins a declaration.
    Declaration,
    /// Begins a clause, which ends the claim before it.
    Clause,
    /// Joins claims, which ends the operand before it.
    Joint,
    /// Nests to the end of the claim.
    Deeper,
    /// Nests to the end of the operand.
    Tighter,
    /// An operand follows, so that a slash begins a pattern there.
    Prefix,
    /// None of these.
    Plain,
}

macro_rules! keywords {
    ($($variant:ident $word:literal $rule:ident $standing:ident $role:ident $doc:literal,)+) => {
        /// A keyword of HIR.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Keyword { $(#[doc = concat!("`", $word, "`: ", $doc)] $variant,)+ }

        impl Keyword {
            /// Every keyword, in the order of the alphabet.
            pub const ALL: &[Keyword] = &[$(Keyword::$variant),+];

            /// As it is written.
            pub fn word(self) -> &'static str {
                match self { $(Keyword::$variant => $word),+ }
            }

            /// What it is for, in one line.
            pub fn doc(self) -> &'static str {
                match self { $(Keyword::$variant => $doc),+ }
            }

            /// The keyword that is written so.
            pub fn from_word(word: &str) -> Option<Keyword> {
                match word { $($word => Some(Keyword::$variant),)+ _ => None }
            }

            /// The keyword that a rule of the grammar matches.
            pub(super) fn of_rule(rule: Rule) -> Option<Keyword> {
                match rule { $(Rule::$rule => Some(Keyword::$variant),)+ _ => None }
            }

            /// Whether it can't be a name anywhere.
            pub fn is_reserved(self) -> bool {
                match self { $(Keyword::$variant => Standing::$standing == Standing::Reserved),+ }
            }

            pub(super) fn role(self) -> Role {
                match self { $(Keyword::$variant => Role::$role),+ }
            }
        }
    };
}

keywords! {
    Accept "accept" kw_accept Reserved Clause "an example that satisfies the constraint",
    All "all" kw_all Reserved Prefix "every claim of the block holds",
    And "and" kw_and Reserved Joint "both claims hold",
    Any "any" kw_any Reserved Prefix "at least one claim of the block holds",
    As "as" kw_as Contextual Plain "gives a module another name here",
    Case "case" kw_case Contextual Plain "letters differ only by case",
    Constraint "constraint" kw_constraint Reserved Declaration "declares a constraint",
    Define "define" kw_define Reserved Declaration "names an expression",
    Draw "draw" kw_draw Contextual Plain "how many constraints a task of the suite gets, and from where",
    Each "each" kw_each Reserved Deeper "the claim holds of every part, and there is one",
    Else "else" kw_else Reserved Prefix "what is claimed if the condition does not hold",
    Except "except" kw_except Contextual Plain "constraints that are not drawn",
    False "false" kw_false Reserved Plain "never holds",
    First "first" kw_first Reserved Prefix "the first part",
    For "for" kw_for Reserved Prefix "makes a list: `[… for each x in xs]`",
    From "from" kw_from Contextual Plain "the modules and constraints that are drawn from",
    Holdout "holdout" kw_holdout Contextual Plain "the share of tasks kept for evaluation",
    If "if" kw_if Reserved Prefix "claims something only if a condition holds",
    Ignoring "ignoring" kw_ignoring Reserved Prefix "what a comparison of texts leaves out of account",
    In "in" kw_in Reserved Prefix "a number lies in a range, a value in a list",
    Is "is" kw_is Reserved Prefix "the text is of a class, such as `blank` or `lowercase`",
    Judge "judge" kw_judge Reserved Clause "a question that a language model answers; yes satisfies",
    Last "last" kw_last Reserved Prefix "the last part",
    Let "let" kw_let Reserved Clause "names a value for the clauses below",
    Library "library" kw_library Reserved Declaration "names the library that the file belongs to",
    List "list" kw_list Contextual Plain "the type `list of T`",
    Lookalikes "lookalikes" kw_lookalikes Contextual Plain "letters of other scripts are what they look like",
    Markup "markup" kw_markup Contextual Plain "Markdown's signs are not seen",
    No "no" kw_no Reserved Deeper "the claim holds of no part",
    None "none" kw_none Reserved Plain "no claim of the block holds",
    Not "not" kw_not Reserved Tighter "the claim does not hold",
    Of "of" kw_of Reserved Tighter "parts of which text",
    Or "or" kw_or Reserved Joint "one of the claims holds",
    Order "order" kw_order Contextual Plain "`in order { … }`: every claim holds; the score counts the steps one after another",
    Prompt "prompt" kw_prompt Contextual Plain "the prompt that a response answers",
    Punctuation "punctuation" kw_punctuation Contextual Plain "punctuation is not seen",
    Range "range" kw_range Contextual Plain "the type of ranges",
    Reject "reject" kw_reject Reserved Clause "an example that breaks the constraint",
    Repeats "repeats" kw_repeats Contextual Plain "a constraint may be drawn twice",
    Require "require" kw_require Reserved Clause "a claim that a response must fulfil",
    Say "say" kw_say Reserved Clause "how an instruction asks for it",
    Seeds "seeds" kw_seeds Contextual Plain "a file of prompts that tasks are made from",
    Some "some" kw_some Reserved Deeper "the claim holds of at least one part",
    Spacing "spacing" kw_spacing Contextual Plain "runs of blanks count as one",
    Step "step" kw_step Reserved Prefix "the distance of the numbers that are drawn",
    Suite "suite" kw_suite Reserved Declaration "declares what tasks are drawn from",
    Task "task" kw_task Reserved Declaration "declares a prompt and what is required of its response",
    Tasks "tasks" kw_tasks Contextual Plain "how many tasks are drawn",
    To "to" kw_to Contextual Plain "the prompt that an example answers",
    True "true" kw_true Reserved Plain "always holds",
    Typography "typography" kw_typography Contextual Plain "how characters are encoded and set is not seen",
    Use "use" kw_use Reserved Declaration "takes a module into use",
    Version "version" kw_version Contextual Plain "the version of the library",
    Weight "weight" kw_weight Reserved Prefix "how much a claim of a block weighs in the score",
    Where "where" kw_where Reserved Deeper "only the parts that meet a condition",
    With "with" kw_with Contextual Plain "`with repeats`",
}

impl Keyword {
    /// What begins a declaration.
    pub const DECLARATIONS: [Keyword; 6] =
        [Keyword::Constraint, Keyword::Define, Keyword::Task, Keyword::Suite, Keyword::Use, Keyword::Library];

    /// What begins a clause of a constraint.
    pub const CLAUSES: [Keyword; 6] =
        [Keyword::Require, Keyword::Judge, Keyword::Let, Keyword::Say, Keyword::Accept, Keyword::Reject];

    /// What begins a clause of a task.
    pub const TASK_CLAUSES: [Keyword; 2] = [Keyword::Prompt, Keyword::Require];

    /// What begins a clause of a suite.
    pub const SUITE_CLAUSES: [Keyword; 5] =
        [Keyword::Prompt, Keyword::Seeds, Keyword::Draw, Keyword::Tasks, Keyword::Holdout];

    /// What a comparison of texts can ignore.
    pub const NORMALISATIONS: [Keyword; 6] = [
        Keyword::Case,
        Keyword::Punctuation,
        Keyword::Markup,
        Keyword::Spacing,
        Keyword::Typography,
        Keyword::Lookalikes,
    ];

    /// Whether the tree differs by it; the others only introduce what stands behind them.
    pub(super) fn carries_meaning(self) -> bool {
        use Keyword::{Accept, All, Any, Each, False, First, In, Last, No, None, Reject, Some, True};
        matches!(
            self,
            Accept | All | Any | Each | False | First | In | Last | No | None | Reject | Some | True
        ) || Keyword::NORMALISATIONS.contains(&self)
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.word())
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "offsets of known texts")]
mod tests {
    use super::super::grammar;
    use super::*;
    use crate::source::FileId;
    use std::collections::BTreeSet;

    const GRAMMAR: &str = include_str!("../../../../grammar/hir.pest");

    /// The right side of a rule of the grammar.
    fn rule(name: &str) -> &'static str {
        let start = GRAMMAR.find(&format!("\n{name} ")).unwrap_or_else(|| panic!("no rule {name}"));
        GRAMMAR[start..].split_once('{').unwrap().1.split_once("}\n").unwrap().0
    }

    fn matches(rule: Rule, text: &str) -> bool {
        grammar::parse(rule, text, grammar::Base { file: FileId(0), offset: 0 })
            .is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == text))
    }

    #[test]
    fn the_grammar_has_these_keywords_and_no_others() {
        let spelt: BTreeSet<(String, String)> = GRAMMAR
            .lines()
            .filter_map(|line| line.strip_prefix("kw_"))
            .map(|line| {
                let (name, rest) = line.split_once('=').unwrap();
                let word = rest.split('"').nth(1).unwrap();
                assert_eq!(rest.trim(), format!("@{{ \"{word}\" ~ !word_char }}"));
                (name.trim().to_owned(), word.to_owned())
            })
            .collect();
        let table = Keyword::ALL.iter().map(|k| (k.word().to_owned(), k.word().to_owned())).collect();
        assert_eq!(spelt, table);
    }

    /// Every word that a rule of literals, choices, sequences and `?` matches.
    fn words_of(rule: &str) -> BTreeSet<String> {
        fn choice(rest: &mut &str) -> Vec<String> {
            let mut out = sequence(rest);
            while let Some(behind) = rest.strip_prefix('|') {
                *rest = behind.trim_start();
                out.extend(sequence(rest));
            }
            out
        }
        fn sequence(rest: &mut &str) -> Vec<String> {
            let mut out = vec![String::new()];
            loop {
                let (part, behind) = match rest.strip_prefix('(') {
                    Some(inner) => {
                        let mut inner = inner.trim_start();
                        let part = choice(&mut inner);
                        (part, inner.strip_prefix(')').unwrap())
                    }
                    None => {
                        let (word, behind) = rest[1..].split_once('"').unwrap();
                        (vec![word.to_owned()], behind)
                    }
                };
                let (optional, behind) = behind.strip_prefix('?').map_or((false, behind), |b| (true, b));
                let with = out.iter().flat_map(|a| part.iter().map(move |b| format!("{a}{b}")));
                let with: Vec<String> = with.collect();
                if !optional {
                    out.clear();
                }
                out.extend(with);
                *rest = behind.trim_start();
                match rest.strip_prefix('~') {
                    Some(behind) if !behind.trim_start().starts_with('!') => *rest = behind.trim_start(),
                    _ => return out,
                }
            }
        }
        choice(&mut rule.trim()).into_iter().collect()
    }

    #[test]
    fn exactly_the_reserved_words_are_no_names() {
        let reserved = Keyword::ALL.iter().filter(|k| k.is_reserved()).map(|k| k.word().to_owned());
        assert_eq!(words_of(rule("reserved")), reserved.collect());
        for keyword in Keyword::ALL {
            let word = keyword.word();
            assert_eq!(matches(Rule::name, word), !keyword.is_reserved(), "{word}");
            assert!(matches(Rule::name, &format!("{word}s_")) && matches(Rule::name, &format!("x{word}")));
        }
    }

    /// The keywords that the alternatives of a rule begin with, in their order.
    fn beginnings(name: &str) -> Vec<&'static str> {
        let mut out = Vec::new();
        for alternative in rule(name).split('|').map(str::trim) {
            let body = rule(alternative);
            let first = body.split(") ").next().unwrap();
            let first =
                if body.trim_start().starts_with('(') { first } else { body.split('~').next().unwrap() };
            out.extend(
                first.split(|c: char| !c.is_alphanumeric() && c != '_').filter_map(|w| w.strip_prefix("kw_")),
            );
        }
        out
    }

    #[test]
    fn clauses_begin_with_these_keywords() {
        let sorted = |words: Vec<&'static str>| words.into_iter().collect::<BTreeSet<_>>();
        let words = |keywords: &[Keyword]| keywords.iter().map(|k| k.word()).collect::<BTreeSet<_>>();
        assert_eq!(sorted(beginnings("clause")), words(&Keyword::CLAUSES));
        assert_eq!(sorted(beginnings("task_clause")), words(&Keyword::TASK_CLAUSES));
        assert_eq!(sorted(beginnings("suite_clause")), words(&Keyword::SUITE_CLAUSES));
        let declared: BTreeSet<_> =
            Keyword::ALL.iter().filter(|k| k.role() == Role::Declaration).map(|k| k.word()).collect();
        assert_eq!(declared, words(&Keyword::DECLARATIONS));
        for keyword in Keyword::NORMALISATIONS {
            assert!(matches(Rule::normalisation, keyword.word()));
        }
    }

    #[test]
    fn words_and_rules_name_the_same_keyword() {
        for &keyword in Keyword::ALL {
            assert_eq!(Keyword::from_word(keyword.word()), Some(keyword));
        }
        assert_eq!(Keyword::of_rule(Rule::kw_in), Some(Keyword::In));
        assert_eq!(Keyword::of_rule(Rule::pred), None);
        assert!(Keyword::ALL.windows(2).all(|w| w[0].word() < w[1].word()));
    }
}
