//! A loaded program as a checker of records: ids and tasks by name, plans kept for records that ask the same.

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, Constraint, IdBinding, Instance, Kind, Plan, Program, Root};
use crate::source::{SourceMap, Span};
use crate::task::convert::constant;
use crate::task::{Asked, Ordered, Record, RecordChecker};
use crate::verify::{
    CompileCache, CompiledPlan, ConstraintVerdict, Limits, PlanBuilder, Readings, check_within, prepare_task,
    requirement_instance, root,
};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, RwLock};

/// At most this many plans are kept; then the table is emptied.
const MAX_PLANS: usize = 16_384;

/// A program of constraints and tasks, ready to check. Cheap to clone; clones share the plans that were compiled.
#[derive(Clone, Debug)]
pub struct Checker {
    inner: Arc<Inner>,
    limits: Limits,
}

#[derive(Debug)]
struct Inner {
    program: Program,
    sources: SourceMap,
    /// Constraint and binding of each instruction id.
    ids: HashMap<String, (usize, usize)>,
    /// Constraints by `module.name`.
    names: HashMap<String, usize>,
    tasks: HashMap<String, Arc<CompiledPlan>>,
    plans: RwLock<HashMap<u64, Vec<Known>>>,
    /// What its plans share.
    cache: Arc<CompileCache>,
}

#[derive(Debug)]
struct Known {
    instructions: Vec<Ordered>,
    plan: Arc<CompiledPlan>,
}

impl Checker {
    /// Prepares a program; its tasks are bound at once.
    ///
    /// # Errors
    /// What keeps a task from being bound: an argument that breaks a condition, a pattern that can't be read.
    pub fn new(program: Program, sources: SourceMap) -> Result<Checker, Vec<Diagnostic>> {
        let mut ids = HashMap::new();
        for (index, constraint) in program.constraints.iter().enumerate() {
            for (binding, id) in constraint.ids.iter().enumerate() {
                ids.insert(id.id.clone(), (index, binding));
            }
        }
        let mut names: HashMap<String, usize> =
            program.constraints.iter().enumerate().map(|(i, c)| (c.full_name(), i)).collect();
        names.retain(|name, _| !ids.contains_key(name));
        let mut tasks = HashMap::new();
        let mut problems = Vec::new();
        for task in &program.tasks {
            match prepare_task(&program, task) {
                Ok(prepared) => {
                    if tasks.insert(task.name.clone(), Arc::new(prepared)).is_some() {
                        let message = format!("there are two tasks `{}`", task.name);
                        let help = "records name tasks without their file, so names must differ";
                        problems.push(
                            Diagnostic::error(Code::Duplicate, message)
                                .at(task.span, "one of them")
                                .help(help),
                        );
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            let inner = Inner {
                program,
                sources,
                ids,
                names,
                tasks,
                plans: RwLock::default(),
                cache: Arc::default(),
            };
            Ok(Checker { inner: Arc::new(inner), limits: Limits::default() })
        } else {
            Err(problems)
        }
    }

    /// A library of plans compiled earlier; it knows tasks only.
    ///
    /// # Errors
    /// `bad-plan` for a damaged plan.
    pub fn of_plans(plans: Vec<(String, Plan)>) -> Result<Checker, Diagnostic> {
        let mut tasks = HashMap::new();
        for (name, plan) in plans {
            tasks.insert(name, Arc::new(CompiledPlan::new(plan)?));
        }
        let inner = Inner {
            program: Program::default(),
            sources: SourceMap::default(),
            ids: HashMap::new(),
            names: HashMap::new(),
            tasks,
            plans: RwLock::default(),
            cache: Arc::default(),
        };
        Ok(Checker { inner: Arc::new(inner), limits: Limits::default() })
    }

    /// The same, with other limits on what judging one constraint may cost.
    #[must_use]
    pub fn within(self, limits: Limits) -> Checker {
        Checker { limits, ..self }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.inner.program
    }

    /// The sources it was made from.
    pub fn sources(&self) -> &SourceMap {
        &self.inner.sources
    }

    /// The plans of its tasks, by name, in order of declaration.
    pub fn plans(&self) -> impl Iterator<Item = (&str, &Plan)> {
        self.inner
            .program
            .tasks
            .iter()
            .filter_map(|t| Some((t.name.as_str(), self.inner.tasks.get(&t.name)?.plan())))
    }

    /// A task, ready to judge responses.
    pub fn prepared(&self, task: &str) -> Option<&CompiledPlan> {
        self.inner.tasks.get(task).map(Arc::as_ref)
    }

    /// The names of its tasks.
    pub fn task_names(&self) -> impl Iterator<Item = &str> {
        self.inner.tasks.keys().map(String::as_str)
    }

    /// The instruction ids that it binds.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.inner.ids.keys().map(String::as_str)
    }

    /// The plan of a record's instructions.
    fn plan(&self, instructions: &[Ordered]) -> Result<Arc<CompiledPlan>, Diagnostic> {
        if instructions.is_empty() {
            let problem = Diagnostic::error(Code::BadRecord, "nothing is asked of the response");
            return Err(problem.help("`instruction_id_list` must name a constraint"));
        }
        let key = hash(instructions);
        if let Ok(plans) = self.inner.plans.read()
            && let Some(known) =
                plans.get(&key).and_then(|ks| ks.iter().find(|k| k.instructions == instructions))
        {
            return Ok(Arc::clone(&known.plan));
        }
        let mut binder = PlanBuilder::sharing(&self.inner.program, Arc::clone(&self.inner.cache));
        let roots = instructions.iter().map(|i| self.root(&mut binder, i)).collect();
        let plan = Arc::new(binder.compile(roots)?);
        if let Ok(mut plans) = self.inner.plans.write() {
            if plans.len() >= MAX_PLANS {
                plans.clear();
            }
            let known = Known { instructions: instructions.to_vec(), plan: Arc::clone(&plan) };
            plans.entry(key).or_default().push(known);
        }
        Ok(plan)
    }

    fn root(&self, binder: &mut PlanBuilder<'_>, instruction: &Ordered) -> Root {
        let id = instruction.id.clone();
        match self.instance(binder, instruction) {
            Ok((_, call)) => Root { id, ..root(binder, &self.inner.program, &call) },
            Err(reason) => Root { id, phrase: String::new(), claim: Err(reason), judge: Vec::new() },
        }
    }

    /// The constraint with arguments that an instruction of a record means: an instruction id of a data set, or a
    /// constraint's own name with its parameters as kwargs.
    fn instance(
        &self,
        binder: &mut PlanBuilder<'_>,
        instruction: &Ordered,
    ) -> Result<(&Constraint, Instance), String> {
        let found =
            |index: usize| Some((u32::try_from(index).ok()?, self.inner.program.constraints.get(index)?));
        let (index, constraint, arguments) =
            match (self.inner.ids.get(&instruction.id), self.inner.names.get(&instruction.id)) {
                (Some(&(c, b)), _) => {
                    let (index, constraint) = found(c).ok_or("internal: an id without its constraint")?;
                    let binding = constraint.ids.get(b).ok_or("internal: an id without its binding")?;
                    let arguments =
                        arguments(&self.inner.program, binder, constraint, binding, &instruction.kwargs)?;
                    (index, constraint, arguments)
                }
                (None, Some(&c)) => {
                    let (index, constraint) = found(c).ok_or("internal: a name without its constraint")?;
                    (
                        index,
                        constraint,
                        named_arguments(&self.inner.program, binder, constraint, &instruction.kwargs)?,
                    )
                }
                (None, None) => {
                    let known = self.ids().chain(self.inner.names.keys().map(String::as_str));
                    let nearest = crate::diagnostic::nearest(&instruction.id, known);
                    let hint = nearest.map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
                    return Err(format!("unknown instruction id `{}`{hint}", instruction.id));
                }
            };
        Ok((constraint, Instance { constraint: index, arguments }))
    }

    /// What a record asks for: for each constraint, in order, itself with its arguments, or why there is none.
    ///
    /// # Errors
    /// A task that is not known.
    pub fn instances(&self, asked: &Asked) -> Result<Vec<Result<Instance, String>>, Diagnostic> {
        let mut binder = PlanBuilder::new(&self.inner.program);
        let name = match asked {
            Asked::Instructions(list) => {
                return Ok(list.iter().map(|i| self.instance(&mut binder, i).map(|(_, it)| it)).collect());
            }
            Asked::Task(name) => name.as_str(),
            Asked::Given => crate::resolve::REQUIRED,
        };
        let task = self
            .inner
            .program
            .tasks
            .iter()
            .find(|t| t.name == name)
            .ok_or_else(|| self.unknown_task(name))?;
        Ok(task.requirements.iter().map(|r| requirement_instance(&mut binder, r)).collect())
    }

    /// The prompt that a record answers: its own, or its task's.
    pub fn prompt_of<'r>(&'r self, record: &'r Record) -> Option<&'r str> {
        let of_task = || match &record.asked {
            Asked::Task(name) => {
                self.inner.program.tasks.iter().find(|t| t.name == *name).and_then(|t| t.prompt.as_deref())
            }
            Asked::Instructions(_) | Asked::Given => None,
        };
        record.prompt.as_deref().or_else(of_task)
    }

    pub(crate) fn unknown_task(&self, name: &str) -> Diagnostic {
        Diagnostic::error(Code::UnknownId, format!("unknown task `{name}`")).suggest(name, self.task_names())
    }

    fn quote(&self, span: Span) -> Option<String> {
        let text = self.inner.sources.slice(span);
        (!text.is_empty()).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl RecordChecker for Checker {
    fn judge(&self, record: &Record, readings: Readings) -> Result<Vec<ConstraintVerdict>, Diagnostic> {
        let plan = match &record.asked {
            Asked::Instructions(instructions) => self.plan(instructions)?,
            Asked::Task(name) => match self.inner.tasks.get(name) {
                Some(plan) => Arc::clone(plan),
                None => return Err(self.unknown_task(name)),
            },
            Asked::Given => match self.inner.tasks.get(crate::resolve::REQUIRED) {
                Some(plan) => Arc::clone(plan),
                None => {
                    return Err(Diagnostic::error(Code::Usage, "nothing is required of this text")
                        .help("give `--require`"));
                }
            },
        };
        let prompt = self.prompt_of(record);
        Ok(check_within(self.limits, &plan, &record.response, prompt, readings, &|span| self.quote(span)))
    }
}

/// The arguments that a record's kwargs mean.
pub(super) fn arguments(
    program: &Program,
    binder: &mut PlanBuilder<'_>,
    constraint: &Constraint,
    binding: &IdBinding,
    kwargs: &serde_json::Map<String, serde_json::Value>,
) -> Result<Vec<Constant>, String> {
    check_names(kwargs, binding.kwargs.iter().map(|k| k.name.as_str()))?;
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

/// The arguments that a record gives by the names of the parameters.
fn named_arguments(
    program: &Program,
    binder: &mut PlanBuilder<'_>,
    constraint: &Constraint,
    kwargs: &serde_json::Map<String, serde_json::Value>,
) -> Result<Vec<Constant>, String> {
    let parameters = program.parameters_of(constraint);
    check_names(kwargs, parameters.iter().map(|p| p.name.as_str()))?;
    let argument = |p: &crate::program::Parameter| match (kwargs.get(&p.name), &p.default) {
        (Some(value), _) => {
            constant(value, &p.ty).map_err(|reason| format!("argument `{}`: {reason}", p.name))
        }
        (None, Some(default)) => Ok(binder.compute(default, &[])?),
        (None, None) => Err(format!("missing argument `{}` ({})", p.name, p.ty)),
    };
    parameters.iter().map(argument).collect()
}

fn check_names<'n>(
    kwargs: &serde_json::Map<String, serde_json::Value>,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Result<(), String> {
    for name in kwargs.keys() {
        if !known.clone().any(|k| k == name) {
            let nearest = crate::diagnostic::nearest(name, known);
            let hint = nearest.map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
            return Err(format!("unknown argument `{name}`{hint}"));
        }
    }
    Ok(())
}

fn hash(instructions: &[Ordered]) -> u64 {
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
