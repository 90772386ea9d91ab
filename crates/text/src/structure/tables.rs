//! Cells of Markdown tables, by row and column.

use crate::Part;
use crate::lines::{LineKind, lines};
use crate::python::lower;

/// A table: the cells of its header and of its rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<Part>,
    /// The rows below the rule.
    pub rows: Vec<Vec<Part>>,
}

/// The tables of `text`, as the unit `tables` has them.
#[must_use]
pub fn tables(text: &str) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
    let mut above: Option<Part> = None;
    let mut open = false;
    for line in lines(text) {
        match line.kind {
            LineKind::TableRule => {
                if let (false, Some(header)) = (open, above) {
                    found.push(Table { header: cells(text, header), rows: Vec::new() });
                    open = true;
                }
            }
            LineKind::TableRow if open => {
                if let Some(table) = found.last_mut() {
                    table.rows.push(cells(text, line.content));
                }
            }
            _ => open = open && line.is_table(),
        }
        above = (line.kind == LineKind::TableRow).then_some(line.content);
    }
    found
}

/// The cells of a row, without blanks around. A `\|` divides nothing.
#[must_use]
pub fn cells(text: &str, row: Part) -> Vec<Part> {
    let body = row.of(text);
    let mut found = Vec::new();
    let mut start = usize::from(body.starts_with('|'));
    let mut escaped = false;
    let mut push = |start: usize, end: usize| {
        let cell = body.get(start..end).unwrap_or_default();
        let inner = cell.trim();
        let from = start + (cell.len() - cell.trim_start().len());
        found.push(Part::new(from, from + inner.len()).shift(row.start));
    };
    for (at, byte) in body.bytes().enumerate() {
        if byte == b'|' && !escaped && at >= start {
            push(start, at);
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    if start < body.len() {
        push(start, body.len());
    }
    found
}

/// The cells below a column's name, in the first table that has it; case and emphasis are ignored. A row that is too short
/// has none.
#[must_use]
pub fn column(text: &str, name: &str) -> Option<Vec<Part>> {
    let bare = |name: &str| {
        lower(name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'))).into_owned()
    };
    let wanted = bare(name);
    tables(text).into_iter().find_map(|table| {
        let index = table.header.iter().position(|cell| bare(cell.of(text)) == wanted)?;
        Some(table.rows.iter().filter_map(|row| row.get(index).copied()).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::{column, tables};

    #[test]
    fn rows_and_columns() {
        let text = "x\n\n| **Year** | Sum |\n|---|---|\n| 1999 | a \\| b |\n| 2001 |\n\nA|B\n-|-\n1|2\n";
        let all = tables(text);
        assert_eq!(all.len(), 2);
        let row: Vec<&str> = all[0].rows[0].iter().map(|c| c.of(text)).collect();
        assert_eq!(row, ["1999", "a \\| b"]);
        let of = |name| column(text, name).map(|c| c.iter().map(|p| p.of(text)).collect::<Vec<_>>());
        assert_eq!(of("year"), Some(vec!["1999", "2001"]));
        assert_eq!(of("sum"), Some(vec!["a \\| b"]));
        assert_eq!(of("B"), Some(vec!["2"]));
        assert_eq!(of("C"), None);
    }
}
