//! A loaded program as a checker of records: ids and tasks by name, plans kept for records that ask the same.

use super::convert::constant;
use super::{Asked, Checker, Instruction, Record};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase;
use crate::program::{Constant, Constraint, IdBinding, Kind, Plan, Program, Root, Task};
use crate::source::{SourceMap, Span};
use crate::verify::{Binder, ConstraintVerdict, Modes, Prepared, check};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, RwLock};

/// At most this many plans are kept; then the table is emptied.
const MAX_PLANS: usize = 16_384;

/// A program, ready to check records.
#[derive(Debug)]
pub struct Library {
    program: Program,
    sources: SourceMap,
    /// Constraint and binding of each instruction id.
    ids: HashMap<String, (usize, usize)>,
    tasks: HashMap<String, Arc<Prepared>>,
    plans: RwLock<HashMap<u64, Vec<Known>>>,
}

#[derive(Debug)]
struct Known {
    instructions: Vec<Instruction>,
    plan: Arc<Prepared>,
}

impl Library {
    /// Prepares a program; its tasks are bound at once.
    ///
    /// # Errors
    /// What keeps a task from being bound: an argument that breaks a condition, a pattern that can't be read.
    pub fn new(program: Program, sources: SourceMap) -> Result<Library, Vec<Diagnostic>> {
        let mut ids = HashMap::new();
        for (index, constraint) in program.constraints.iter().enumerate() {
            for (binding, id) in constraint.ids.iter().enumerate() {
                ids.insert(id.id.clone(), (index, binding));
            }
        }
        let mut tasks = HashMap::new();
        let mut problems = Vec::new();
        for task in &program.tasks {
            match bind_task(&program, task) {
                Ok(prepared) => {
                    tasks.insert(task.name.clone(), Arc::new(prepared));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(Library { program, sources, ids, tasks, plans: RwLock::default() })
        } else {
            Err(problems)
        }
    }

    /// A library of plans compiled earlier; it knows tasks only.
    ///
    /// # Errors
    /// `bad-plan` for a damaged plan.
    pub fn of_plans(plans: Vec<(String, Plan)>) -> Result<Library, Diagnostic> {
        let mut tasks = HashMap::new();
        for (name, plan) in plans {
            tasks.insert(name, Arc::new(Prepared::new(plan)?));
        }
        Ok(Library {
            program: Program::default(),
            sources: SourceMap::default(),
            ids: HashMap::new(),
            tasks,
            plans: RwLock::default(),
        })
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The sources it was made from.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// The plans of its tasks, by name, in order of declaration.
    pub fn plans(&self) -> impl Iterator<Item = (&str, &Plan)> {
        self.program.tasks.iter().filter_map(|t| Some((t.name.as_str(), self.tasks.get(&t.name)?.plan())))
    }

    /// The names of its tasks.
    pub fn task_names(&self) -> impl Iterator<Item = &str> {
        self.tasks.keys().map(String::as_str)
    }

    /// The instruction ids that it binds.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    /// The plan of a record's instructions.
    fn plan(&self, instructions: &[Instruction]) -> Result<Arc<Prepared>, Diagnostic> {
        let key = hash(instructions);
        if let Ok(plans) = self.plans.read()
            && let Some(known) =
                plans.get(&key).and_then(|ks| ks.iter().find(|k| k.instructions == instructions))
        {
            return Ok(Arc::clone(&known.plan));
        }
        let mut binder = Binder::new(&self.program);
        let roots = instructions.iter().map(|i| self.root(&mut binder, i)).collect();
        let plan = Arc::new(Prepared::new(binder.finish(roots))?);
        if let Ok(mut plans) = self.plans.write() {
            if plans.len() >= MAX_PLANS {
                plans.clear();
            }
            let known = Known { instructions: instructions.to_vec(), plan: Arc::clone(&plan) };
            plans.entry(key).or_default().push(known);
        }
        Ok(plan)
    }

    fn root(&self, binder: &mut Binder<'_>, instruction: &Instruction) -> Root {
        let id = instruction.id.clone();
        let found = self.ids.get(&id).and_then(|&(c, b)| {
            let constraint = self.program.constraints.get(c)?;
            Some((constraint, constraint.ids.get(b)?))
        });
        let Some((constraint, binding)) = found else {
            let nearest = crate::diagnostic::nearest(&id, self.ids());
            let hint = nearest.map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
            return Root {
                claim: Err(format!("unknown instruction id `{id}`{hint}")),
                id,
                phrase: String::new(),
            };
        };
        match arguments(&self.program, binder, constraint, binding, &instruction.kwargs) {
            Ok(arguments) => Root {
                id,
                phrase: said(constraint, &arguments),
                claim: binder.apply(constraint.definition, &arguments, constraint.span),
            },
            Err(reason) => Root { id, phrase: String::new(), claim: Err(reason) },
        }
    }

    fn quote(&self, span: Span) -> Option<String> {
        let text = self.sources.slice(span);
        (!text.is_empty()).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Checker for Library {
    fn check(&self, record: &Record, modes: Modes) -> Result<Vec<ConstraintVerdict>, Diagnostic> {
        let plan = match &record.asked {
            Asked::Instructions(instructions) => self.plan(instructions)?,
            Asked::Task(name) => match self.tasks.get(name) {
                Some(plan) => Arc::clone(plan),
                None => {
                    let problem = Diagnostic::error(Code::UnknownId, format!("unknown task `{name}`"));
                    return Err(problem.suggest(name, self.task_names()));
                }
            },
            Asked::Given => match self.tasks.get(crate::resolve::REQUIRED) {
                Some(plan) => Arc::clone(plan),
                None => {
                    return Err(Diagnostic::error(Code::Usage, "nothing is required of this text")
                        .help("give `--require`"));
                }
            },
        };
        let task_prompt = match &record.asked {
            Asked::Task(name) => {
                self.program.tasks.iter().find(|t| t.name == *name).and_then(|t| t.prompt.as_deref())
            }
            Asked::Instructions(_) | Asked::Given => None,
        };
        let prompt = record.prompt.as_deref().or(task_prompt);
        Ok(check(&plan, &record.response, prompt, modes, &|span| self.quote(span)))
    }
}

/// The arguments that a record's kwargs mean.
fn arguments(
    program: &Program,
    binder: &mut Binder<'_>,
    constraint: &Constraint,
    binding: &IdBinding,
    kwargs: &serde_json::Map<String, serde_json::Value>,
) -> Result<Vec<Constant>, String> {
    for name in kwargs.keys() {
        if !binding.kwargs.iter().any(|k| k.name == *name) {
            let nearest = crate::diagnostic::nearest(name, binding.kwargs.iter().map(|k| k.name.as_str()));
            let hint = nearest.map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
            return Err(format!("unknown argument `{name}`{hint}"));
        }
    }
    let mut slots: Vec<Option<Constant>> = Vec::with_capacity(binding.kwargs.len());
    for kwarg in &binding.kwargs {
        match kwargs.get(&kwarg.name).filter(|v| !v.is_null()) {
            Some(value) => slots.push(Some(
                constant(value, &kwarg.ty)
                    .map_err(|reason| format!("argument `{}`: {reason}", kwarg.name))?,
            )),
            None if kwarg.optional => slots.push(None),
            None => return Err(format!("missing argument `{}` ({})", kwarg.name, kwarg.ty)),
        }
    }
    let definition = program.definitions.get(constraint.definition as usize);
    let parameters = definition.map(|d| d.parameters.as_slice()).unwrap_or_default();
    // A slot without a value is read by no conversion that is computed.
    let filled: Vec<Constant> = slots.iter().map(|s| s.clone().unwrap_or(Constant::Bool(false))).collect();
    let mut out = Vec::with_capacity(parameters.len());
    for (parameter, conversion) in parameters.iter().zip(&binding.conversions) {
        let conversion = conversion.as_ref().filter(|e| !reads_empty(e, &slots));
        let value = match (conversion, &parameter.default) {
            (Some(e), _) => binder.compute(e, &filled)?,
            (None, Some(default)) => binder.compute(default, &[])?,
            (None, None) => return Err(format!("missing argument `{}`", parameter.name)),
        };
        out.push(value);
    }
    Ok(out)
}

/// Whether a conversion reads a kwarg that the record does not give.
fn reads_empty(e: &crate::program::Expr, slots: &[Option<Constant>]) -> bool {
    match e.kind.as_ref() {
        Kind::Local(slot) => slots.get(*slot as usize).is_none_or(Option::is_none),
        Kind::Call { arguments, .. } | Kind::List(arguments) | Kind::Tuple(arguments) => {
            arguments.iter().any(|e| reads_empty(e, slots))
        }
        Kind::Range { low, high } => low.iter().chain(high).any(|e| reads_empty(e, slots)),
        Kind::Needle { target, .. } => reads_empty(target, slots),
        _ => false,
    }
}

fn said(constraint: &Constraint, arguments: &[Constant]) -> String {
    let phrase =
        constraint.phrases.iter().find(|p| p.language == "en").or_else(|| constraint.phrases.first());
    phrase.map(|p| phrase::render(p, arguments)).unwrap_or_default()
}

/// Compiles a task.
fn bind_task(program: &Program, task: &Task) -> Result<Prepared, Diagnostic> {
    let mut binder = Binder::new(program);
    let mut roots = Vec::new();
    for requirement in &task.requirements {
        let claim = binder.claim(&requirement.claim, requirement.frame).map_err(|reason| {
            Diagnostic::error(Code::ConditionFailed, reason).at(requirement.span, "required here")
        })?;
        let constraint = requirement.constraint.and_then(|c| program.constraints.get(c as usize));
        let phrase = match (constraint, requirement.claim.kind.as_ref()) {
            (Some(constraint), Kind::Defined { arguments, .. }) => {
                let values: Result<Vec<Constant>, String> =
                    arguments.iter().map(|a| binder.compute(a, &[])).collect();
                values.map(|values| said(constraint, &values)).unwrap_or_default()
            }
            _ => String::new(),
        };
        roots.push(Root { id: requirement.label.clone(), phrase, claim: Ok(claim) });
    }
    Prepared::new(binder.finish(roots))
}

fn hash(instructions: &[Instruction]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for instruction in instructions {
        instruction.id.hash(&mut hasher);
        for (name, value) in &instruction.kwargs {
            name.hash(&mut hasher);
            hash_json(value, &mut hasher);
        }
    }
    hasher.finish()
}

fn hash_json(value: &serde_json::Value, hasher: &mut DefaultHasher) {
    match value {
        serde_json::Value::Null => 0u8.hash(hasher),
        serde_json::Value::Bool(b) => b.hash(hasher),
        serde_json::Value::Number(n) => n.hash(hasher),
        serde_json::Value::String(s) => s.hash(hasher),
        serde_json::Value::Array(items) => items.iter().for_each(|v| hash_json(v, hasher)),
        // Objects are rare here; those that differ only inside share a bucket.
        serde_json::Value::Object(map) => map.len().hash(hasher),
    }
}
