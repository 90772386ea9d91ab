//! Random trees: every kind of node, names that are keywords elsewhere, bounded depth.

use hirc::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use hirc::source::{FileId, Span};
use hirc::syntax::ast::*;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// So many cases, and no files left behind by a failure: it prints the smallest case.
pub(super) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn place() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn spanned<T>(node: T) -> Spanned<T> {
    Spanned { node, span: place() }
}

fn boxed(kind: ExprKind) -> Expr {
    spanned(Box::new(kind))
}

pub(super) fn name() -> impl Strategy<Value = Name> {
    let words = [
        "n",
        "words",
        "a_1",
        "_x",
        "prompt",
        "case",
        "markup",
        "spacing",
        "punctuation",
        "typography",
        "lookalikes",
        "list",
        "range",
        "to",
        "as",
        "version",
        "order",
        "orders",
        "prompts",
        "caseless",
        "i",
        "inner",
        "note",
        "E2e",
    ];
    select(words.to_vec()).prop_map(|w| spanned(w.to_owned()))
}

fn other_than_prompt() -> impl Strategy<Value = Name> {
    name().prop_filter("`prompt` is no index", |n| n.node != "prompt")
}

pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(vec!["", "ember", "// not a comment", "a \"b\" \\", "one\ntwo\r\nthree\t", "{n|of word}", "⚠ ünï", "constraint", "/"])
            .prop_map(str::to_owned),
        1 => vec(any::<char>(), 0..6).prop_map(|cs| cs.into_iter().collect()),
    ]
}

fn string() -> impl Strategy<Value = Spanned<String>> {
    text().prop_map(spanned)
}

fn pattern() -> impl Strategy<Value = ExprKind> {
    let piece = select(vec!["a", "\\d+", "/", "\\\\", "\"", "(", "[{]", " ", "*", "⚠", "#", "i"]);
    (vec(piece, 1..5), any::<bool>())
        .prop_map(|(parts, ignore_case)| ExprKind::Pattern { source: parts.concat(), ignore_case })
}

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![select(vec![0.0, 0.5, 1.0, 0.1, 1e-7, 1e22, 123456.75]), any::<f64>().prop_map(f64::abs)]
        .prop_filter("finite", |x| x.is_finite())
}

/// What a percentage can stand for: some literal divided by a hundred.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![(0..1000u32).prop_map(f64::from), float()].prop_map(|x| x / 100.0)
}

fn integer() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0..400i64, 1 => 0..=1i64 << 53]
}

fn leaf() -> BoxedStrategy<Expr> {
    prop_oneof![
        2 => integer().prop_map(ExprKind::Int),
        1 => float().prop_map(ExprKind::Float),
        1 => share().prop_map(ExprKind::Percent),
        1 => any::<bool>().prop_map(ExprKind::Bool),
        2 => text().prop_map(ExprKind::Text),
        2 => pattern(),
        3 => name().prop_map(|n| ExprKind::Noun(plain(None, n))),
    ]
    .prop_map(boxed)
    .boxed()
}

fn plain(module: Option<Name>, name: Name) -> Noun {
    Noun { pick: None, module, name, optional: false, arguments: None, index: None, of: None, filter: None }
}

fn index() -> impl Strategy<Value = Expr> {
    prop_oneof![
        integer().prop_map(ExprKind::Int),
        text().prop_map(ExprKind::Text),
        (of(other_than_prompt()), name())
            .prop_filter("`prompt` is no index", |(m, n)| m.is_some() || n.node != "prompt")
            .prop_map(|(m, n)| ExprKind::Noun(plain(m, n))),
    ]
    .prop_map(boxed)
}

fn arguments(inner: BoxedStrategy<Expr>, least: usize) -> impl Strategy<Value = Vec<Argument>> {
    vec((of(name()), inner).prop_map(|(label, value)| Argument { label, value }), least..4)
}

fn noun(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let given = prop_oneof![
        3 => Just((false, None, None)),
        2 => (any::<bool>(), arguments(inner.clone(), 0)).prop_map(|(q, a)| (q, Some(a), None)),
        1 => index().prop_map(|i| (false, None, Some(i))),
    ];
    let pick = of(select(vec![Pick::First, Pick::Last]));
    (pick, of(name()), name(), given, of(inner.clone()), of(inner))
        .prop_map(|(pick, module, name, (optional, arguments, index), of, filter)| {
            ExprKind::Noun(Noun { pick, module, name, optional, arguments, index, of, filter })
        })
        .boxed()
}

fn binders(least: usize) -> impl Strategy<Value = Vec<Name>> {
    vec(name(), least..3)
}

fn normalisations() -> impl Strategy<Value = Vec<Spanned<Normalisation>>> {
    vec(select(Normalisation::ALL.to_vec()).prop_map(spanned), 1..3)
}

fn block(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = ExprKind> {
    let kind = prop_oneof![
        select(vec![BlockKind::All, BlockKind::Any, BlockKind::None, BlockKind::InOrder]),
        any::<u32>().prop_map(BlockKind::AtLeast),
    ];
    let weight = of(prop_oneof![(0..20u32).prop_map(f64::from), share(), float()]);
    let item = (inner, weight).prop_map(|(claim, weight)| BlockItem { claim, weight });
    (kind, vec(item, 1..4)).prop_map(|(kind, items)| ExprKind::Block { kind, items })
}

fn measure(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    let ends = (of(inner.clone()), of(inner.clone()))
        .prop_filter("one end at least", |(low, high)| low.is_some() || high.is_some());
    prop_oneof![
        4 => noun(inner.clone()),
        1 => vec(inner.clone(), 0..4).prop_map(ExprKind::List),
        1 => vec(inner.clone(), 2..4).prop_map(ExprKind::Tuple),
        1 => (inner.clone(), binders(0), inner.clone())
            .prop_map(|(item, binders, source)| ExprKind::Comprehension { item, binders, source }),
        2 => ends.prop_map(|(low, high)| ExprKind::Range { low, high }),
        1 => inner.clone().prop_map(ExprKind::Negate),
        2 => (inner.clone(), normalisations())
            .prop_map(|(value, normalisations)| ExprKind::Ignoring { value, normalisations }),
        2 => (select(vec![Add, Subtract, Multiply, Divide]), inner.clone(), inner)
            .prop_map(|(operator, left, right)| ExprKind::Arithmetic { operator, left, right }),
    ]
    .boxed()
}

fn claim(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    use Comparison::{AtLeast, AtMost, Equal, Greater, In, Less, NotEqual};
    let quantifier = select(vec![Quantifier::Each, Quantifier::Some, Quantifier::No]);
    prop_oneof![
        2 => (select(vec![Equal, NotEqual, Less, AtMost, Greater, AtLeast, In]), inner.clone(), inner.clone())
            .prop_map(|(operator, left, right)| ExprKind::Compare { operator, left, right }),
        1 => (of(inner.clone()), any::<bool>(), name(), arguments(inner.clone(), 0))
            .prop_map(|(subject, negated, class, arguments)| ExprKind::Is { subject, negated, class, arguments }),
        1 => inner.clone().prop_map(ExprKind::Not),
        1 => vec(inner.clone(), 2..4).prop_map(ExprKind::And),
        1 => vec(inner.clone(), 2..4).prop_map(ExprKind::Or),
        2 => (quantifier, any::<bool>(), binders(0), inner.clone(), inner.clone()).prop_map(
            |(quantifier, vacuous, binders, source, body)| ExprKind::Quantified {
                quantifier, vacuous, binders, source, body
            }
        ),
        2 => (inner.clone(), inner.clone(), of(inner.clone()))
            .prop_map(|(condition, then, otherwise)| ExprKind::If { condition, then, otherwise }),
        2 => (inner.clone(), inner.clone()).prop_map(|(scope, body)| ExprKind::Scoped { scope, body }),
        1 => block(inner),
    ]
    .boxed()
}

pub(super) fn expr() -> BoxedStrategy<Expr> {
    leaf()
        .prop_recursive(5, 24, 3, |inner| {
            let inner = inner.boxed();
            prop_oneof![measure(inner.clone()), claim(inner)].prop_map(boxed)
        })
        .boxed()
}

fn type_name() -> BoxedStrategy<Spanned<TypeName>> {
    let leaf = prop_oneof![name().prop_map(|n| TypeName::Named(n.node)), name().prop_map(TypeName::RangeOf),]
        .prop_map(spanned);
    leaf.prop_recursive(3, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|t| TypeName::List(Box::new(t))),
            vec(inner, 2..4).prop_map(TypeName::Tuple),
        ]
        .prop_map(spanned)
    })
    .boxed()
}

fn parameter() -> impl Strategy<Value = Parameter> {
    let distribution = (expr(), of(expr())).prop_map(|(from, step)| Distribution { from, step });
    (name(), type_name(), of(expr()), of(distribution), of(expr())).prop_map(
        |(name, ty, default, distribution, condition)| Parameter {
            name,
            ty,
            default,
            distribution,
            condition,
        },
    )
}

fn clause() -> BoxedStrategy<Spanned<Clause>> {
    let language = of(select(vec!["de", "zh-Hant", "pt-BR-1996"]).prop_map(|l| spanned(l.to_owned())));
    prop_oneof![
        expr().prop_map(Clause::Require),
        (name(), expr()).prop_map(|(name, value)| Clause::Let { name, value }),
        string().prop_map(Clause::Judge),
        (language, string()).prop_map(|(language, template)| Clause::Say { language, template }),
        (any::<bool>(), arguments(expr(), 0), string(), of(string())).prop_map(
            |(accept, arguments, response, prompt)| Clause::Example { accept, arguments, response, prompt }
        ),
    ]
    .prop_map(spanned)
    .boxed()
}

fn constraint() -> impl Strategy<Value = ItemKind> {
    let id = (string(), arguments(expr(), 0)).prop_map(|(id, arguments)| IdBinding {
        id,
        arguments,
        span: ItemSpan(place()),
    });
    (vec(id, 0..3), name(), vec(parameter(), 0..3), vec(clause(), 0..5)).prop_map(
        |(ids, name, parameters, clauses)| {
            ItemKind::Constraint(Constraint { ids, name, parameters, clauses })
        },
    )
}

fn suite_clause() -> impl Strategy<Value = Spanned<SuiteClause>> {
    let source = || (name(), of(name())).prop_map(|(name, member)| Source { name, member });
    let number = || {
        prop_oneof![
            (0i64..5000).prop_map(ExprKind::Int),
            (0u8..101).prop_map(|n| ExprKind::Percent(f64::from(n) / 100.0))
        ]
        .prop_map(|kind| spanned(Box::new(kind)))
    };
    let size = (of(number()), number()).prop_map(|(low, high)| match low {
        Some(low) => spanned(Box::new(ExprKind::Range { low: Some(low), high: Some(high) })),
        None => high,
    });
    let draw = (size, vec(source(), 1..4), vec(source(), 0..3), any::<bool>())
        .prop_map(|(size, from, except, repeats)| SuiteClause::Draw { size, from, except, repeats });
    let clause = prop_oneof![
        string().prop_map(SuiteClause::Prompt),
        string().prop_map(SuiteClause::Seeds),
        number().prop_map(SuiteClause::Tasks),
        number().prop_map(SuiteClause::Holdout),
        draw,
    ];
    clause.prop_map(spanned)
}

fn item() -> impl Strategy<Value = Item> {
    let target = prop_oneof![name().prop_map(UseTarget::Module), string().prop_map(UseTarget::File)];
    let task_clause =
        prop_oneof![string().prop_map(TaskClause::Prompt), expr().prop_map(TaskClause::Require)]
            .prop_map(spanned);
    let kind = prop_oneof![
        1 => (name(), vec(suite_clause(), 0..4)).prop_map(|(name, clauses)| ItemKind::Suite(Suite { name, clauses })),
        1 => (name(), of(string())).prop_map(|(name, version)| ItemKind::Library { name, version }),
        2 => (target, of(name())).prop_map(|(target, alias)| ItemKind::Use { target, alias }),
        4 => constraint(),
        2 => (name(), vec(parameter(), 0..3), expr())
            .prop_map(|(name, parameters, body)| ItemKind::Define { name, parameters, body }),
        2 => (name(), vec(task_clause, 0..4)).prop_map(|(name, clauses)| ItemKind::Task(Task { name, clauses })),
    ];
    let docs = vec(select(vec!["", "Of `n` words.", "  indented", "/ slash", "// two"]), 0..3);
    (docs, kind).prop_map(|(docs, kind)| Item {
        docs: docs.into_iter().map(str::to_owned).collect(),
        kind,
        span: ItemSpan(place()),
        broken: false,
    })
}

/// A file without comments.
pub(super) fn file() -> impl Strategy<Value = File> {
    vec(item(), 0..5).prop_map(|items| File { items, comments: Vec::new() })
}
