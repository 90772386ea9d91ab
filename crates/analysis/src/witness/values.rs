//! Repairs of values: a text made another, a part brought about.

use super::edit::{Edit, insert};
use super::repair::Repairer;
use crate::program::{Constant, Node, NodeId, Presence, Rewrite};
use crate::text::Part;
use crate::verify::{Text, Value};

impl Repairer<'_, '_, '_> {
    /// Ways to make an expression over the text be a given text.
    pub(super) fn set_text(&mut self, id: NodeId, text: &str) -> Vec<Edit> {
        if let Some(Node::Call { function, arguments }) = self.evaluator.node(id).cloned()
            && let (Rewrite::Argument, [of, ..]) = (function.record().rewrite, arguments.as_slice())
        {
            return self.set_text(*of, text);
        }
        let Some(part) = self.span(id) else { return self.create(id) };
        let capital = super::lexicon::capitalised(text);
        let mut out: Vec<Edit> = vec![vec![(part, text.to_owned())]];
        for other in [self.lexicon.case.write(text, true), self.lexicon.case.write(text, false), capital] {
            if out.iter().all(|e| e.iter().all(|(_, t)| *t != other)) {
                out.push(vec![(part, other)]);
            }
        }
        // A word may also come before what is there: the first word becomes the second.
        out.push(vec![insert(part.start, format!("{text} "))]);
        out.push(vec![insert(part.end, format!(" {text}"))]);
        // Where it is no sentence and no paragraph: in a table's header, in code.
        out.push(vec![insert(0, format!("| {text}\n"))]);
        out.push(vec![insert(0, format!("{text} |\n|-|\n\n"))]);
        out.push(vec![insert(self.end(), format!("\n\n{text}"))]);
        out.push(vec![insert(self.end(), format!("\n\n| {text}"))]);
        out.push(vec![insert(self.end(), format!("\n\n```\n{text}"))]);
        out
    }

    /// Where an expression's text stands in the response.
    pub(super) fn span(&mut self, id: NodeId) -> Option<Part> {
        match self.evaluator.value(id) {
            Ok(Value::Text(text)) => text.span(),
            Ok(list @ Value::Parts(..)) => list
                .elements()
                .iter()
                .filter_map(crate::verify::place)
                .reduce(|a, b| Part { start: a.start.min(b.start), end: a.end.max(b.end) }),
            _ => None,
        }
    }

    /// Ways to bring about a part that is missing.
    pub(super) fn create(&mut self, id: NodeId) -> Vec<Edit> {
        match self.evaluator.node(id).cloned() {
            Some(Node::Call { function, arguments }) => {
                match (function.facts().presence, arguments.as_slice()) {
                    (Presence::LongEnough, [list, position]) => {
                        let position = match self.evaluator.value(*position) {
                            Ok(Value::Int(n)) => n.unsigned_abs(),
                            _ => 1,
                        };
                        self.grow(*list, usize::try_from(position).unwrap_or(1))
                    }
                    (Presence::Headed(_), arguments) => {
                        let title = arguments.get(1).and_then(|&id| self.constant_text(id));
                        self.section(&title.unwrap_or_default())
                    }
                    (Presence::Found(_), [text, needle]) => {
                        self.adjust_found(*text, *needle, 1.0, f64::INFINITY)
                    }
                    _ => self.create_argument(&arguments),
                }
            }
            Some(Node::Parts { of, .. } | Node::Filter { list: of, .. } | Node::Collect { list: of, .. }) => {
                self.create(of)
            }
            _ => Vec::new(),
        }
    }

    /// Ways to have a value where an argument is missing, or too short.
    fn create_argument(&mut self, arguments: &[NodeId]) -> Vec<Edit> {
        let mut missing = arguments.iter().copied();
        match missing.find(|&a| matches!(self.evaluator.value(a), Ok(Value::Missing))) {
            Some(argument) => self.create(argument),
            None => arguments.first().map(|&a| self.grow(a, 2)).unwrap_or_default(),
        }
    }

    /// Ways to add a section.
    fn section(&self, heading: &str) -> Vec<Edit> {
        let body = self.lexicon.sentence(6);
        let end = self.end();
        vec![
            vec![insert(end, format!("\n\n# {heading}\n\n{body}"))],
            vec![insert(0, format!("# {heading}\n\n{body}\n\n"))],
            vec![insert(end, format!("\n# {heading}\n{body}"))],
        ]
    }

    pub(super) fn constant_text(&mut self, id: NodeId) -> Option<String> {
        match self.evaluator.node(id)? {
            Node::Const(Constant::Text(text)) => Some(text.to_string()),
            _ => match self.evaluator.value(id) {
                Ok(Value::Text(text)) => Some(text.str(&self.evaluator.context()).to_owned()),
                _ => None,
            },
        }
    }

    pub(super) fn end(&self) -> u32 {
        Part::whole(self.text).end
    }

    pub(super) fn string(&self, text: &Text) -> String {
        text.str(&self.evaluator.context()).to_owned()
    }

    /// Ways to give a list at least so many elements.
    pub(super) fn grow(&mut self, list: NodeId, count: usize) -> Vec<Edit> {
        self.adjust_length(list, f64::from(u32::try_from(count).unwrap_or(u32::MAX)), f64::INFINITY)
    }
}
