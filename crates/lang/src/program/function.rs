//! The builtin functions: names, parameters, results and documentation, in one table.
//!
//! `resolve` checks calls against it; `verify` gives them meaning; `hirc explain` shows it.

use super::types::{Number, Type};

/// What a parameter takes or a result gives, where plain types are not enough.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// This type.
    Of(Type),
    /// Any number.
    Number,
    /// Any list; its element type is what [`Kind::Element`] refers to.
    List,
    /// A list of numbers of any kind.
    Numbers,
    /// The element type of the first list argument.
    Element,
    /// A list of pairs of neighbours of the first list argument.
    Pairs,
    /// A list of pairs, of the elements of the two list arguments.
    Zipped,
    /// A list of lists like the first list argument.
    Lists,
}

/// A parameter of a builtin.
#[derive(Clone, PartialEq, Debug)]
pub struct Formal {
    /// Its name, for `name: value`.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it may be left out.
    pub optional: bool,
}

/// The signature of a builtin.
#[derive(Clone, PartialEq, Debug)]
pub struct Signature {
    /// Whether it speaks of the current part of the text.
    pub subject: bool,
    /// Its parameters.
    pub formals: Vec<Formal>,
    /// What it gives.
    pub result: Kind,
}

macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal $signature:literal,)+) => {
        /// A builtin function.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Function { $($(#[doc = $doc])+ $variant,)+ }

        /// Every builtin, in the order of the table.
        pub const ALL: &[Function] = &[$(Function::$variant),+];

        impl Function {
            /// The name in the language. Names that begin with `is ` are classes: `is blank`.
            pub fn name(self) -> &'static str {
                match self { $(Function::$variant => $name),+ }
            }

            /// What it does.
            pub fn documentation(self) -> &'static str {
                match self { $(Function::$variant => concat!($($doc, "\n"),+)),+ }
            }

            /// Its parameters and result, as shown in the documentation.
            pub fn signature_text(self) -> &'static str {
                match self { $(Function::$variant => $signature),+ }
            }
        }
    };
}

functions! {
    /// How often something occurs, or how long a list is: `count(words)`, `count("ember")`, `count(/\d+/)`.
    /// Occurrences do not overlap.
    Count = "count" "(of: list) int",
    /// How often a text or pattern occurs in the part spoken of. (What `count` means when given one.)
    Occurrences = "occurrences" "here (needle: needle) int",
    /// Whether it occurs in the part spoken of.
    Contains = "contains" "here (needle: needle) bool",
    /// Whether the part spoken of starts with it.
    StartsWith = "starts_with" "here (needle: needle) bool",
    /// Whether the part spoken of ends with it.
    EndsWith = "ends_with" "here (needle: needle) bool",
    /// Whether the part spoken of is this text, or is matched by this pattern from beginning to end.
    Equals = "equals" "here (needle: needle) bool",
    /// All occurrences in the part spoken of, in order; they do not overlap.
    Matches = "matches" "here (needle: needle) texts",
    /// The pieces of the part spoken of, between the occurrences of a separator. Without one: a single piece.
    Split = "split" "here (separator: needle) texts",
    /// The body of the markdown section with this heading (case and emphasis ignored); missing if there is none.
    Section = "section" "here (heading: text) text",
    /// The sentences of the part spoken of by IFBench's and IFEvalG's rules: every `.`, `?` and `!` ends one, but for full
    /// stops after `Mr`, in numbers, acronyms and the like. Line breaks become blanks, and `."` becomes `".`.
    RuleSentences = "rule_sentences" "here () texts",
    /// The rows of comma-separated values, as lists of their fields, as Python's csv module reads them. `delimiter` is one
    /// character; a comma if not given. Missing where Python refuses the text.
    Csv = "csv" "here (delimiter?: text) rows",
    /// The fields of comma-separated values under a name of the first row.
    CsvColumn = "csv_column" "here (name: text, delimiter?: text) texts",
    /// The cells of the header of the first markdown table; missing if there is none.
    Header = "header" "here () texts",
    /// The cells under a column's name, in the first markdown table that has it (case and emphasis ignored); missing if none
    /// has.
    Column = "column" "here (name: text) texts",
    /// The level of the heading (1 to 6) or list item (1 at the outermost) spoken of; missing for anything else.
    Level = "level" "here () int",
    /// The greatest level of list items; 0 if there are none.
    ListDepth = "list_depth" "here () int",
    /// The list items right below the one spoken of.
    Subitems = "subitems" "here () texts",
    /// The code of fenced code blocks, without the fences; of those in a language, if one is given.
    Code = "code" "here (language?: text) texts",
    /// What a JSONPath (RFC 9535) selects: strings without their quotes, other values as written. The part spoken of must be
    /// JSON, alone or in a code fence, else it is missing.
    Json = "json" "here (path: text) texts",
    /// The names of the members of the JSON object spoken of; missing if it is none.
    JsonKeys = "json_keys" "here () texts",
    /// How deep arrays and objects are nested in the JSON spoken of, 0 for a plain value; missing if it is none.
    JsonDepth = "json_depth" "here () int",
    /// Whether the part spoken of is JSON, alone or in a code fence, that a JSON Schema accepts. Schemas refer to nothing
    /// outside of themselves.
    FitsSchema = "fits_schema" "here (schema: text) bool",
    /// The XML or HTML elements of a name, tags included; all elements if no name is given.
    Elements = "elements" "here (name?: text) texts",
    /// The value of an attribute of the element spoken of; missing if it has none of that name.
    Attribute = "attribute" "here (name: text) text",
    /// The names of the attributes of the element spoken of; missing if it is no element.
    Attributes = "attributes" "here () texts",
    /// What stands between the tags of the element spoken of; missing if it is no element.
    Inner = "inner" "here () text",
    /// The value of the first line `name: value` (case, list markers and emphasis ignored); missing if there is none.
    Field = "field" "here (name: text) text",
    /// Who speaks in the turn spoken of; missing if it is none.
    Speaker = "speaker" "here () text",
    /// The address of the link or image spoken of; missing if it is none.
    Address = "address" "here () text",
    /// What stands behind a part, up to the end of the response; missing if the part has no place in it.
    Following = "following" "(part: text) text",
    /// What stands before a part, from the beginning of the response; missing if the part has no place in it.
    Preceding = "preceding" "(part: text) text",
    /// The greatest depth of nested `()`, `[]` and `{}`, of which the innermost is closed by its own kind.
    BracketDepth = "bracket_depth" "here () int",
    /// How many levels of `"` and `'` are nested and closed again; apostrophes take part.
    QuoteDepth = "quote_depth" "here () int",
    /// The language of the part spoken of as a tag (`en`, `zh-cn`), by n-gram statistics as IFEval's reference does it;
    /// the empty text if there is nothing to go by (no letters).
    DetectedLanguage = "detected_language" "here () text",
    /// Letters in lower case (full Unicode rules).
    Lower = "lower" "(text: text) text",
    /// Letters in upper case (full Unicode rules).
    Upper = "upper" "(text: text) text",
    /// Without blanks, or any of the characters given, at both ends.
    Trim = "trim" "(text: text, characters?: text) text",
    /// Without blanks, or any of the characters given, at the start.
    TrimStart = "trim_start" "(text: text, characters?: text) text",
    /// Without blanks, or any of the characters given, at the end.
    TrimEnd = "trim_end" "(text: text, characters?: text) text",
    /// Without this start, if it starts so.
    WithoutPrefix = "without_prefix" "(text: text, prefix: text) text",
    /// Without this end, if it ends so.
    WithoutSuffix = "without_suffix" "(text: text, suffix: text) text",
    /// What stands before the first occurrence; the whole text if there is none.
    Before = "before" "(text: text, needle: needle) text",
    /// What stands behind the first occurrence; the empty text if there is none.
    After = "after" "(text: text, needle: needle) text",
    /// The text with all occurrences removed.
    Without = "without" "(text: text, needle: needle) text",
    /// The text with all occurrences replaced by another text.
    Replace = "replace" "(text: text, needle: needle, by: text) text",
    /// The text in ASCII: accents fall off (Unicode's NFKD), and what has no ASCII form falls away.
    Ascii = "to_ascii" "(text: text) text",
    /// The number that a text writes in digits (`3`, `-0.5`, `1,000`, `40%`), blanks around left out; missing if it is none.
    NumberOf = "number" "(text: text) float",
    /// The syllables of an English word, by rule; 0 for a word with a digit.
    Syllables = "syllables" "(text: text) int",
    /// The number of the first Unicode code point (`97` for `"a"`); missing for an empty text.
    CodePointNumber = "code_point_number" "(text: text) int",
    /// A word list that ships with hirc, by its name with a version: `stopwords.en@1` (and other languages), `verbs.en@2`.
    Table = "table" "(name: text) texts",
    /// The texts in a row, with a separator between them.
    Join = "join" "(list: texts, separator: text) text",
    /// The element at a position, from 1; from the end with negative positions; missing if there is none.
    At = "at" "(list: list, position: int) element",
    /// The list without a blank text at its beginning and without one at its end.
    WithoutBlankEnds = "without_blank_ends" "(list: texts) texts",
    /// Each element once, in the order of first occurrence.
    Distinct = "distinct" "(list: list) list",
    /// The list from back to front.
    Reversed = "reversed" "(list: list) list",
    /// The elements at positions 1, 3, 5, …
    Odd = "odd" "(list: list) list",
    /// The elements at positions 2, 4, 6, …
    Even = "even" "(list: list) list",
    /// The elements at positions n, 2n, 3n, …
    Every = "every" "(n: int, list: list) list",
    /// Each element with its next one: `pairs([a, b, c])` is `[(a, b), (b, c)]`.
    Pairs = "pairs" "(list: list) pairs",
    /// The elements of two lists side by side, as far as the shorter goes: `zip([a, b], [c, d])` is `[(a, c), (b, d)]`.
    Zip = "zip" "(list: list, other: list) zipped",
    /// All runs of n neighbours, as lists: `windows(2, [a, b, c])` is `[[a, b], [b, c]]`.
    Windows = "windows" "(n: int, list: list) lists",
    /// The elements from one position up to another, both included, from 1; from the end with negative positions; up to the
    /// last one if `to` is not given.
    Slice = "slice" "(list: list, from: int, to?: int) list",
    /// The list in order: texts by their code points, numbers by size.
    Sorted = "sorted" "(list: list) list",
    /// The elements that are in the other list too.
    Common = "common" "(list: list, other: list) list",
    /// How often the most frequent element occurs; 0 for an empty list.
    Repeats = "repeats" "(list: list) int",
    /// The sum; 0 for an empty list.
    Sum = "sum" "(numbers: numbers) number",
    /// The least number; missing for an empty list.
    Min = "min" "(numbers: numbers) number",
    /// The greatest number; missing for an empty list.
    Max = "max" "(numbers: numbers) number",
    /// The mean; missing for an empty list.
    Mean = "mean" "(numbers: numbers) float",
    /// `part / whole` as a share; missing if the whole is 0.
    Ratio = "ratio" "(part: number, whole: number) percent",
    /// Whether each number is greater than the one before, by exactly `by` if given. Needs two numbers.
    Increasing = "increasing" "(numbers: numbers, by?: number) bool",
    /// Whether each number is smaller than the one before, by exactly `by` if given. Needs two numbers.
    Decreasing = "decreasing" "(numbers: numbers, by?: number) bool",
    /// Whether all elements are equal. Needs two.
    AllEqual = "all_equal" "(list: list) bool",
    /// Whether no two elements are equal. Needs two.
    AllDifferent = "all_different" "(list: list) bool",
    /// What is left of a whole number after division: `remainder(7, 2)` is 1; never negative.
    Remainder = "remainder" "(n: int, divisor: int) int",
    /// Whether a whole number is prime.
    Prime = "prime" "(n: int) bool",
    /// The range that a relation in words and a number mean: `less than` 5 is `..4`; also `at least`, `at most`,
    /// `more than`, `exactly`. Any other relation is an error.
    Bound = "bound" "(relation: text, n: int) range",
    /// A pattern from its source; with `true`, letters match in either case, as with `/…/i`.
    Pattern = "pattern" "(source: text, ignore_case?: bool) pattern",
    /// At least one letter has case, and all that have are lower case.
    IsLowercase = "is lowercase" "here () bool",
    /// At least one letter has case, and all that have are upper case.
    IsUppercase = "is uppercase" "here () bool",
    /// Each word that begins with a letter begins with a capital, and there is one.
    IsTitlecase = "is titlecase" "here () bool",
    /// Nothing but blanks, or nothing at all.
    IsBlank = "is blank" "here () bool",
    /// A JSON value and nothing else (RFC 8259).
    IsJson = "is json" "here () bool",
    /// A well-formed XML document.
    IsXml = "is xml" "here () bool",
    /// What Python's `json.loads` accepts: also `NaN` and `Infinity`.
    IsPythonJson = "is python_json" "here () bool",
    /// A date of the calendar, written `2026-01-31`.
    IsDate = "is date" "here () bool",
    /// A form of an English verb: the base, with s, ed or ing, or an irregular one. `list` is the list of verbs, `verbs.en@2`
    /// if not given; `verbs.en@1` is shorter. What the word is in its sentence is not asked: see `is imperative`.
    IsVerb = "is verb" "here (list?: text) bool",
    /// An English sentence that tells somebody to do something, by where its verb stands: first, or behind a list's marker, a
    /// label, adverbs, politeness, a name that is called, or a clause or phrase that a comma ends. No question is one.
    IsImperative = "is imperative" "here () bool",
    /// Written in this language. Fails where there is nothing to go by.
    IsLanguage = "is language" "here (tag: language) bool",
}

impl Function {
    /// The builtin of a name.
    pub fn from_name(name: &str) -> Option<Function> {
        ALL.iter().copied().find(|f| f.name() == name)
    }

    /// The class of a name: what may follow `is`.
    pub fn class(name: &str) -> Option<Function> {
        ALL.iter().copied().find(|f| f.name().strip_prefix("is ") == Some(name))
    }

    /// Whether it claims something.
    pub fn is_claim(self) -> bool {
        self.signature_text().ends_with(" bool")
    }

    /// Whether it gives a value for any arguments that are there: nothing is missing, nothing can't be told. (Sums beyond
    /// 64 bits aside.)
    pub fn is_total(self) -> bool {
        use Function as F;
        let partial = matches!(
            self,
            F::At
                | F::Section
                | F::Min
                | F::Max
                | F::Mean
                | F::Ratio
                | F::Bound
                | F::Pattern
                | F::Every
                | F::Windows
                | F::Sorted
                | F::Remainder
                | F::NumberOf
                | F::CodePointNumber
                | F::Table
                | F::Csv
                | F::CsvColumn
                | F::Header
                | F::Column
                | F::Level
                | F::Subitems
                | F::Json
                | F::JsonKeys
                | F::JsonDepth
                | F::FitsSchema
                | F::Attribute
                | F::Attributes
                | F::Inner
                | F::Field
                | F::Speaker
                | F::Address
                | F::Following
                | F::Preceding
                | F::IsVerb
        );
        !partial
    }

    /// Whether it depends on where a text stands in another, so that equal texts may give different values.
    pub fn reads_place(self) -> bool {
        matches!(self, Function::Level | Function::Subitems | Function::Following | Function::Preceding)
    }

    /// The statistical model or word list that it rests on, if its answer is more than text and arithmetic.
    pub fn rests_on(self) -> Option<&'static str> {
        match self {
            Function::DetectedLanguage | Function::IsLanguage => Some("language model"),
            Function::Syllables => Some("syllable rules of English"),
            Function::IsVerb | Function::IsImperative | Function::Table => Some("word list"),
            _ => None,
        }
    }

    /// Its signature, read from the table's text.
    pub fn signature(self) -> Signature {
        let text = self.signature_text();
        let (subject, rest) = match text.strip_prefix("here ") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (formals, result) =
            rest.strip_prefix('(').and_then(|r| r.split_once(") ")).unwrap_or(("", "bool"));
        let formals = formals.split(", ").filter_map(|f| f.split_once(": ")).map(|(name, kind)| Formal {
            name: name.trim_end_matches('?'),
            kind: Kind::from_word(kind),
            optional: name.ends_with('?'),
        });
        Signature { subject, formals: formals.collect(), result: Kind::from_word(result) }
    }
}

impl Kind {
    fn from_word(word: &str) -> Kind {
        match word {
            "int" => Kind::Of(Type::INT),
            "float" => Kind::Of(Type::Number(Number::Float)),
            "percent" => Kind::Of(Type::Number(Number::Percent)),
            "number" => Kind::Number,
            "bool" => Kind::Of(Type::Bool),
            "needle" => Kind::Of(Type::Needle),
            "pattern" => Kind::Of(Type::Pattern),
            "language" => Kind::Of(Type::Language),
            "range" => Kind::Of(Type::Range(Number::Int)),
            "texts" => Kind::Of(Type::texts()),
            "list" => Kind::List,
            "numbers" => Kind::Numbers,
            "element" => Kind::Element,
            "pairs" => Kind::Pairs,
            "zipped" => Kind::Zipped,
            "lists" => Kind::Lists,
            "rows" => Kind::Of(Type::List(Box::new(Type::texts()))),
            _ => Kind::Of(Type::Text),
        }
    }
}
