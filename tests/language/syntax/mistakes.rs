//! What a newcomer gets wrong, and what is said about it.

use hirc::source::{FileId, SourceMap};
use hirc::syntax::parse_file;
use std::fmt::Write;

fn report(source: &str) -> String {
    let mut map = SourceMap::default();
    let id = map.add("a.hir", source);
    let (_, problems) = parse_file(id, source);
    let mut out = source.trim_end().to_owned() + "\n----\n";
    for problem in &problems {
        for (i, label) in problem.labels.iter().enumerate() {
            let at = map.get(FileId(0)).expect("the one file").position(label.span.start);
            let head = if i == 0 { format!(" {}: {}", problem.code, problem.message) } else { String::new() };
            writeln!(out, "{at}{head}").expect("a string takes all");
            writeln!(out, "  at `{}`: {}", map.slice(label.span).escape_debug(), label.text)
                .expect("a string takes all");
        }
        if let Some(help) = &problem.help {
            writeln!(out, "  help: {help}").expect("a string takes all");
        }
    }
    out
}

macro_rules! mistakes {
    ($($name:ident: $source:expr;)+) => {$(
        #[test]
        fn $name() {
            let report = report($source);
            assert!(!report.ends_with("----\n"), "nothing is reported");
            insta::assert_snapshot!(report);
        }
    )+};
}

mistakes! {
    missing_closing_brace: "constraint a() {\n    require words\n\nconstraint b() {\n    require lines\n}\n";
    missing_opening_brace: "constraint a()\n    require count(words) in 3..\n}\n";
    missing_parameters: "constraint a {\n    require count(words) in 3..\n}\n";
    arrow_instead_of_at_least: "constraint a() {\n    require count(words) => 3\n}\n";
    double_equals: "constraint a() {\n    require count(words) == 3\n}\n";
    missing_colon: "constraint a() {\n    require each paragraph count(words) in 3..\n}\n";
    misspelt_require: "constraint a() {\n    requre count(words) in 3..\n}\n";
    misspelt_constraint: "constrain a() {\n    require count(words) in 3..\n}\n";
    misspelt_later_clause: "constraint a() {\n    require contains(\"x\")\n    sya \"Use words.\"\n}\n";
    says: "constraint a() {\n    require blank\n    says \"Use words.\"\n}\n";
    unclosed_string: "constraint a() {\n    require contains(\"x\")\n    say \"Use words.\n}\n";
    python_not_in: "constraint a() {\n    require count(words) not in 3..\n}\n";
    python_and_not_in: "constraint a() {\n    require lines and not in 3..\n}\n";
    python_if: "constraint a() {\n    require if contains(\"x\") then starts_with(\"y\")\n}\n";
    ampersands: "constraint a() {\n    require contains(\"x\") && contains(\"y\")\n}\n";
    exclamation_mark: "constraint a() {\n    require !contains(\"x\")\n}\n";
    single_quotes: "constraint a() {\n    require contains('x')\n}\n";
    curly_quotes: "constraint a() {\n    require contains(“x”)\n}\n";
    three_dots: "constraint a() {\n    require count(words) in 3...5\n}\n";
    dash_range: "constraint a(n: range ~ 3 to 5) {\n    require count(words) in n\n}\n";
    parameter_without_type: "constraint a(n) {\n    require count(words) in n\n}\n";
    keyword_as_name: "constraint first() {\n    require blank\n}\n";
    hash_comment: "# about words\nconstraint a() {\n    require blank\n}\n";
    block_comment: "constraint a() {\n    /* about words */\n    require blank\n}\n";
    docs_inside: "constraint a() {\n    /// about words\n    require blank\n}\n";
    docs_of_nothing: "/// about words\n";
    comma_in_block: "constraint a() {\n    require all { blank, blank }\n}\n";
    semicolon_after_clause: "constraint a() {\n    require blank;\n    say \"x\"\n}\n";
    say_without_quotes: "constraint a() {\n    require blank\n    say Use words.\n}\n";
    bad_escape: "constraint a() {\n    require matches(\"\\d\")\n}\n";
    unclosed_parenthesis: "constraint a() {\n    require count(words in 3..\n    say \"x\"\n}\n";
    too_many_closing: "constraint a() {\n    require count(words)) in 3..\n}\n";
    colon_in_define: "define a(): count(words) in 3..\n";
    two_broken_declarations: "constraint a() {\n    require\n}\n\nconstraint b() {\n    require lines\n}\n\ntask t {\n    promt \"x\"\n}\n";
    two_scopes_with_and: "constraint a() {\n    require if each line: blank: blank\n}\n";
    use_with_dots: "use ./team/rules.hir\n";
    judge_without_a_question: "constraint a() {\n    judge\n}\n";
    id_on_a_definition: "@id(\"x\")\ndefine a() = blank\n";
    each_without_a_claim: "constraint a() {\n    require each paragraph:\n}\n";
}
