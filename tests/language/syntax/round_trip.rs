//! What is printed reads back as the same tree.

use super::random;
use hirc::source::FileId;
use hirc::syntax::{format, parse_file, parse_requirements, print_expr, print_file};
use proptest::prelude::*;

proptest! {
    #![proptest_config(random::cases(2000))]

    #[test]
    fn a_printed_expression_reads_back_as_itself(e in random::expr()) {
        let source = print_expr(&e);
        prop_assert!(!source.contains('\n'), "more than a line: {source}");
        match parse_requirements(FileId(0), &source) {
            Ok(again) => prop_assert_eq!(again, vec![e], "{}", source),
            Err(problem) => prop_assert!(false, "{}\n{:#?}", source, problem),
        }
    }
}

proptest! {
    #![proptest_config(random::cases(300))]

    #[test]
    fn a_printed_file_reads_back_as_itself(file in random::file()) {
        let source = print_file(&file);
        let (again, problems) = parse_file(FileId(0), &source);
        prop_assert!(problems.is_empty(), "{}\n{:#?}", source, problems);
        prop_assert_eq!(&again, &file, "{}", source);
        let formatted = format(FileId(0), &source);
        prop_assert!(formatted.is_ok(), "{}", source);
        prop_assert_eq!(format(FileId(0), formatted.as_deref().unwrap_or("")), formatted);
    }
}
