//! The builtin functions: a record each, in the file of its family, and one table of all.
//!
//! To add one, write its record beside its relatives or in a file of its own, add a line to the table, and say how it is
//! computed (`builtins` of the verifier, whose table won't compile without it).
//! `resolve` checks calls against the records, proofs and witnesses read their facts, `hirc explain` shows them.

mod case;
mod conversions;
mod csv;
mod cutting;
mod enumerate;
mod equality;
mod fields;
mod json;
mod languages;
mod list_items;
mod markup;
mod neighbours;
mod nesting;
mod numbers;
mod order;
mod positions;
mod readings;
mod record;
mod rewriting;
mod searches;
mod sections;
mod signature;
mod surroundings;
mod tables;
mod trimming;
mod word_lists;
pub use record::{
    Anchor, Claim, DependsOn, Effort, Evidence, FunctionFacts, FunctionRecord, Length, Origin, OuterBlanks,
    Preimage, Presence, Quantity, Rewrite, Side, Totality,
};
pub use signature::{Formal, Kind, Signature};

macro_rules! functions {
    ($($variant:ident = $module:ident::$record:ident,)+) => {
        /// A builtin function.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Function {
            $(#[doc = concat!("The function of the record `", stringify!($module), "::", stringify!($record), "`.")] $variant,)+
        }

        /// Every builtin, in the order of the table.
        pub const ALL: &[Function] = &[$(Function::$variant),+];

        impl Function {
            /// What there is to know of it.
            #[must_use]
            pub const fn record(self) -> &'static FunctionRecord {
                match self { $(Function::$variant => &$module::$record,)+ }
            }
        }
    };
}

functions! {
    Count = numbers::COUNT,
    Occurrences = searches::OCCURRENCES,
    Contains = searches::CONTAINS,
    StartsWith = searches::STARTS_WITH,
    EndsWith = searches::ENDS_WITH,
    Equals = searches::EQUALS,
    Matches = searches::MATCHES,
    Split = searches::SPLIT,
    Section = sections::SECTION,
    RuleSentences = sections::RULE_SENTENCES,
    Csv = csv::CSV,
    PythonCsv = csv::PYTHON_CSV,
    CsvColumn = csv::CSV_COLUMN,
    Header = tables::HEADER,
    Column = tables::COLUMN,
    Level = list_items::LEVEL,
    ListDepth = list_items::LIST_DEPTH,
    Subitems = list_items::SUBITEMS,
    Code = markup::CODE,
    Json = json::JSON,
    JsonKeys = json::JSON_KEYS,
    JsonDepth = json::JSON_DEPTH,
    FitsSchema = json::FITS_SCHEMA,
    Elements = markup::ELEMENTS,
    Attribute = markup::ATTRIBUTE,
    Attributes = markup::ATTRIBUTES,
    Inner = markup::INNER,
    Field = fields::FIELD,
    Speaker = fields::SPEAKER,
    Address = fields::ADDRESS,
    Following = surroundings::FOLLOWING,
    Preceding = surroundings::PRECEDING,
    BracketDepth = nesting::BRACKET_DEPTH,
    QuoteDepth = nesting::QUOTE_DEPTH,
    DetectedLanguage = languages::DETECTED_LANGUAGE,
    Lower = case::LOWER,
    Upper = case::UPPER,
    Trim = trimming::TRIM,
    TrimStart = trimming::TRIM_START,
    TrimEnd = trimming::TRIM_END,
    WithoutPrefix = trimming::WITHOUT_PREFIX,
    WithoutSuffix = trimming::WITHOUT_SUFFIX,
    Before = cutting::BEFORE,
    After = cutting::AFTER,
    Without = rewriting::WITHOUT,
    Replace = rewriting::REPLACE,
    Ascii = rewriting::ASCII,
    NumberOf = readings::NUMBER_OF,
    Syllables = readings::SYLLABLES,
    CodePointNumber = readings::CODE_POINT_NUMBER,
    Table = word_lists::TABLE,
    Join = rewriting::JOIN,
    At = positions::AT,
    WithoutBlankEnds = trimming::WITHOUT_BLANK_ENDS,
    Distinct = equality::DISTINCT,
    Reversed = order::REVERSED,
    Odd = positions::ODD,
    Even = positions::EVEN,
    Every = positions::EVERY,
    Enumerate = enumerate::ENUMERATE,
    Pairs = neighbours::PAIRS,
    Zip = neighbours::ZIP,
    Windows = neighbours::WINDOWS,
    Slice = positions::SLICE,
    Sorted = order::SORTED,
    Common = equality::COMMON,
    Repeats = equality::REPEATS,
    Sum = numbers::SUM,
    Min = numbers::MIN,
    Max = numbers::MAX,
    Mean = numbers::MEAN,
    Ratio = numbers::RATIO,
    Increasing = order::INCREASING,
    Decreasing = order::DECREASING,
    AllEqual = equality::ALL_EQUAL,
    AllDifferent = equality::ALL_DIFFERENT,
    Remainder = numbers::REMAINDER,
    Prime = numbers::PRIME,
    Bound = conversions::BOUND,
    Pattern = conversions::PATTERN,
    IsLowercase = case::IS_LOWERCASE,
    IsUppercase = case::IS_UPPERCASE,
    IsTitlecase = case::IS_TITLECASE,
    IsBlank = readings::IS_BLANK,
    IsJson = json::IS_JSON,
    IsXml = markup::IS_XML,
    IsPythonJson = json::IS_PYTHON_JSON,
    IsDate = readings::IS_DATE,
    IsVerb = word_lists::IS_VERB,
    IsImperative = word_lists::IS_IMPERATIVE,
    IsLanguage = languages::IS_LANGUAGE,
}

impl Function {
    /// The builtin of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Function> {
        ALL.iter().copied().find(|f| f.name() == name)
    }

    /// The class of a name: what may follow `is`.
    #[must_use]
    pub fn class(name: &str) -> Option<Function> {
        ALL.iter().copied().find(|f| f.name().strip_prefix("is ") == Some(name))
    }

    /// The name in the language. Names that begin with `is ` are classes: `is blank`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.record().name
    }

    /// What it does.
    #[must_use]
    pub fn documentation(self) -> &'static str {
        self.record().docs
    }

    /// What it takes and gives.
    #[must_use]
    pub fn signature(self) -> Signature {
        self.record().signature
    }

    /// What proofs know of it.
    #[must_use]
    pub fn facts(self) -> &'static FunctionFacts {
        &self.record().facts
    }

    /// Whether it claims something.
    #[must_use]
    pub fn is_claim(self) -> bool {
        self.signature().result == Kind::Bool
    }

    /// Whether it gives a value for any arguments that are there: nothing is missing, nothing can't be told.
    #[must_use]
    pub fn is_total(self) -> bool {
        self.record().totality == Totality::Total
    }

    /// Whether it needs every element of a list: with one missing, what it gives is missing too. Other functions of lists
    /// pick or arrange elements, a missing one like any other.
    #[must_use]
    pub fn reads_elements(self) -> bool {
        use Function as F;
        matches!(
            self,
            F::Count
                | F::Join
                | F::WithoutBlankEnds
                | F::Distinct
                | F::Sorted
                | F::Common
                | F::Repeats
                | F::Sum
                | F::Min
                | F::Max
                | F::Mean
                | F::Increasing
                | F::Decreasing
                | F::AllEqual
                | F::AllDifferent
        )
    }

    /// Whether `of` behind a call says which text it speaks of.
    #[must_use]
    pub fn takes_of(self) -> bool {
        // A count of what occurs speaks of a text, a count of a list of none.
        self.signature().subject || self.facts().quantity == Quantity::Length
    }
}

#[cfg(test)]
mod tests;
