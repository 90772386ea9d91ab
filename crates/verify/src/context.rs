//! What is judged, and what evaluators and builtins see of it.

use crate::account::{Account, Cost, Limits};
use crate::ops::Normalisation;
use crate::plan::CompileCache;
use crate::text::{Document, Part};
use crate::value::{Base, Text};
use std::cell::RefCell;

/// A response, the prompt that it answers if that is known, and the account of what judging it costs.
#[derive(Debug)]
pub struct Subject<'t> {
    pub(crate) document: Document<'t>,
    pub(crate) prompt: Option<&'t str>,
    pub(crate) account: Account,
    views: Views,
}

/// The whole response as searches see it that ignore something: one search seldom comes alone.
type Views = RefCell<Vec<(Vec<Normalisation>, Text)>>;

impl<'t> Subject<'t> {
    /// A response and its prompt, under the limits that its size allows.
    pub fn new(response: &'t str, prompt: Option<&'t str>) -> Subject<'t> {
        Subject::within(Limits::default(), response, prompt)
    }

    /// A response and its prompt, under these limits.
    pub fn within(limits: Limits, response: &'t str, prompt: Option<&'t str>) -> Subject<'t> {
        let account = Account::new(limits, response.len());
        Subject { document: Document::new(response), prompt, account, views: RefCell::default() }
    }

    /// What judging did cost so far.
    pub fn cost(&self) -> Cost {
        self.account.cost()
    }

    pub(crate) fn context<'a>(&'a self, cache: &'a CompileCache, evidence: bool) -> Context<'a> {
        Context { document: &self.document, prompt: self.prompt, evidence, cache, views: &self.views }
    }
}

/// What builtins see: a response, its prompt, and how much is asked of them.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) prompt: Option<&'a str>,
    /// Whether judgements say why. Truth and score do not depend on it.
    pub(crate) evidence: bool,
    /// What was compiled already.
    pub(crate) cache: &'a CompileCache,
    views: &'a Views,
}

impl Context<'_> {
    /// A text without what is ignored, kept if it is the whole response.
    pub(crate) fn view(&self, text: &Text, ignoring: &[Normalisation], make: impl FnOnce() -> Text) -> Text {
        let whole = matches!(text.base, Base::Response) && text.part == Part::whole(self.document.text());
        if !whole {
            return make();
        }
        if let Some((_, view)) = self.views.borrow().iter().find(|(known, _)| known == ignoring) {
            return view.clone();
        }
        let view = make();
        self.views.borrow_mut().push((ignoring.to_vec(), view.clone()));
        view
    }
}
