//! Chat templates in Jinja, as models bring them.

use super::ModelError;
use super::guard::guarded;

/// Steps that a template may take beside one for each byte of the instruction. A step is an instruction of the engine, or 64 bytes
/// of text that it makes: real templates take hundreds, and no text grows beyond 64 MB.
const FUEL: u64 = 1_000_000;

/// A chat template.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) source: String,
    pub(super) bos: String,
    pub(super) eos: String,
}

impl Template {
    /// An instruction as the model is spoken to.
    ///
    /// # Errors
    /// What the template fails with, [`ModelError::TemplateLimit`] if it does not end.
    pub(super) fn render(&self, instruction: &str) -> Result<String, ModelError> {
        guarded("the chat template", || self.run(instruction))
    }

    fn run(&self, instruction: &str) -> Result<String, ModelError> {
        let wrong = |e: minijinja::Error| match e.kind() {
            minijinja::ErrorKind::OutOfFuel => ModelError::TemplateLimit(FUEL),
            _ => ModelError::Tokens(format!("chat template: {e}")),
        };
        let mut engine = minijinja::Environment::new();
        engine.set_fuel(Some(FUEL + instruction.len() as u64));
        engine.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        engine.add_function("raise_exception", |message: String| -> Result<String, minijinja::Error> {
            Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, message))
        });
        // The date is fixed: the same instruction must give the same tokens tomorrow.
        engine.add_function("strftime_now", |_: String| "01 Jan 2025".to_owned());
        // As Hugging Face sets Jinja up.
        let syntax = minijinja::syntax::SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        engine.set_syntax(syntax.map_err(wrong)?);
        engine.add_template("chat", &self.source).map_err(wrong)?;
        let chat = engine.get_template("chat").map_err(wrong)?;
        chat.render(minijinja::context! {
            messages => [minijinja::context! { role => "user", content => instruction }],
            add_generation_prompt => true,
            enable_thinking => false,
            bos_token => self.bos.clone(),
            eos_token => self.eos.clone(),
        })
        .map_err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::{ModelError, Template};

    fn render(source: &str) -> Result<String, ModelError> {
        Template { source: source.to_owned(), bos: String::new(), eos: String::new() }.render("Say yes.")
    }

    #[test]
    fn templates_end() {
        for endless in [
            "{% for a in range(10000) %}{% for b in range(10000) %}{% for c in range(10000) %}x{% endfor %}{% endfor %}{% endfor %}",
            "{{ 'a\na'|indent(10000000000) }}",
            "{% set s = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set s.t = s.t ~ s.t %}{% endfor %}{{ s.t }}",
            "{% set s = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set s.t = s.t + s.t %}{% endfor %}{{ s.t }}",
            "{% set s = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set s.t = s.t.replace('a', 'aa') %}{% endfor %}",
            "{% set s = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set s.t = s.t|replace('a', 'aa') %}{% endfor %}",
            "{% set s = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set s.t = [s.t, s.t]|join(s.t) %}{% endfor %}",
            "{{ [1]|batch(10000000000, 0)|list }}",
            "{{ '%1000000000d'|format(1) }}",
            "{{ 'a' * 10000000000 }}",
            "{% macro m(n) %}{% for i in range(9000) %}{{ n }}{% endfor %}{% endmacro %}{{ m(m(m('x'))) }}",
        ] {
            let problem = render(endless).unwrap_err();
            assert!(matches!(problem, ModelError::TemplateLimit(_)), "{endless}: {problem}");
        }
    }

    #[test]
    fn long_instructions_are_no_hindrance() {
        let source =
            "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'].strip() + '\n' }}{% endfor %}";
        let template = Template { source: source.to_owned(), bos: String::new(), eos: String::new() };
        let long = "word ".repeat(1 << 20);
        assert_eq!(template.render(&long).unwrap().len(), "<|user|>".len() + long.len());
    }
}
