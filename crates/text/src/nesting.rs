//! How deep brackets and quotation marks are nested.

/// The greatest depth of nested `()`, `[]` and `{}`, of which the innermost is closed by its own kind. A bracket that
/// closes none begins the count anew, and what is never closed does not count.
#[must_use]
pub fn brackets(text: &str) -> usize {
    crate::work::read(text.len());
    let mut open = Vec::new();
    let (mut deepest, mut closed) = (0, 0);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => {
                open.push(c);
                deepest = deepest.max(open.len());
            }
            ')' | ']' | '}' => match (open.pop(), c) {
                (Some('('), ')') | (Some('['), ']') | (Some('{'), '}') => closed = closed.max(deepest),
                _ => {
                    open.clear();
                    deepest = 0;
                }
            },
            _ => {}
        }
    }
    closed
}

/// How many levels of `"` and `'` were open at once and are closed again. A mark like the one opened last closes it, any
/// other opens; apostrophes take part.
#[must_use]
pub fn quotes(text: &str) -> usize {
    crate::work::read(text.len());
    let mut open = Vec::new();
    let (mut deepest, mut closed) = (0, 0);
    for c in text.chars().filter(|c| matches!(c, '"' | '\'')) {
        if open.last() == Some(&c) {
            open.pop();
            closed = closed.max(deepest - open.len());
        } else {
            open.push(c);
            deepest = deepest.max(open.len());
        }
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::{brackets, quotes};

    #[test]
    fn brackets_count_when_closed() {
        assert_eq!(brackets("a (b [c {d}])"), 3);
        assert_eq!(brackets("((("), 0);
        assert_eq!(brackets("(((a)"), 3);
        assert_eq!(brackets("((] (a)"), 1);
    }

    #[test]
    fn quotes_count_when_closed() {
        assert_eq!(quotes("\"a 'b \"c\" d' e\""), 3);
        assert_eq!(quotes("\"a 'b \"c"), 0);
        assert_eq!(quotes("it's \"fine\""), 1);
    }
}
