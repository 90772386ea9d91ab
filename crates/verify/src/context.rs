//! What is judged, and what evaluators and builtins see of it.

use crate::account::{Account, Cost, Limits};
use crate::plan::CompileCache;
use crate::text::Document;

/// A response, the prompt that it answers if that is known, and the account of what judging it costs.
#[derive(Debug)]
pub struct Subject<'t> {
    pub(crate) document: Document<'t>,
    pub(crate) prompt: Option<&'t str>,
    pub(crate) account: Account,
}

impl<'t> Subject<'t> {
    /// A response and its prompt, under the limits that its size allows.
    pub fn new(response: &'t str, prompt: Option<&'t str>) -> Subject<'t> {
        Subject::within(Limits::default(), response, prompt)
    }

    /// A response and its prompt, under these limits.
    pub fn within(limits: Limits, response: &'t str, prompt: Option<&'t str>) -> Subject<'t> {
        let account = Account::new(limits, response.len());
        Subject { document: Document::new(response), prompt, account }
    }

    /// What judging did cost so far.
    pub fn cost(&self) -> Cost {
        self.account.cost()
    }

    pub(crate) fn context<'a>(&'a self, cache: &'a CompileCache, evidence: bool) -> Context<'a> {
        Context { document: &self.document, prompt: self.prompt, evidence, cache }
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
}
