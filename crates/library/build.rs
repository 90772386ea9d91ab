//! Resolves the standard library once, when it is built: every `.hir` file of `constraints/` is a module.

#![expect(clippy::disallowed_methods, reason = "a build reads its sources and writes what it makes of them")]

use hirc_lang::resolve::{LoadError, Loaded, Loader, Request, precompile, resolve};
use hirc_lang::source::SourceMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The modules by name, with their sources.
struct Modules(Vec<(String, String)>);

impl Modules {
    fn read(folder: &Path) -> Result<Modules, Box<dyn Error>> {
        let mut modules = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "hir") {
                let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a name that is no text")?;
                modules.push((name.to_owned(), std::fs::read_to_string(&path)?));
            }
        }
        modules.sort();
        Ok(Modules(modules))
    }
}

fn identity(name: &str) -> String {
    format!("<standard library>/{name}.hir")
}

impl Loader for Modules {
    fn load(&self, request: &Request, _from: &str) -> Result<Loaded, LoadError> {
        let (Request::Module(asked) | Request::File(asked)) = request;
        let module = self.0.iter().find(|(name, _)| matches!(request, Request::Module(_)) && name == asked);
        match module {
            Some((name, text)) => Ok(Loaded {
                identity: identity(name),
                display: identity(name),
                text: text.clone(),
                precompiled: None,
            }),
            None => Err(LoadError { reason: format!("no module `{asked}`"), known: Vec::new() }),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../constraints");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    writeln!(std::io::stdout(), "cargo::rerun-if-changed={}", folder.display())?;
    let modules = Modules::read(&folder)?;
    let (mut texts, mut codes) = (String::new(), String::new());
    for (name, _) in &modules.0 {
        let loaded = modules
            .load(&Request::Module(name.clone()), "")
            .map_err(|error| format!("{name}: {}", error.reason))?;
        let mut sources = SourceMap::default();
        let resolved = resolve(vec![loaded], &[], &modules, &mut sources);
        // A warning counts too: whoever uses the module could do nothing about it.
        if let Some(problem) = resolved.problems().first() {
            let place = problem.labels.first().and_then(|label| {
                let file = sources.get(label.span.file)?;
                Some(format!("{}:{}: ", file.name, file.position(label.span.start)))
            });
            return Err(format!("{}{}", place.unwrap_or_default(), problem.message).into());
        }
        let code = precompile(&resolved, &identity(name)).map_err(|reason| format!("{name}: {reason}"))?;
        std::fs::write(out.join(format!("{name}.bin")), code)?;
        writeln!(texts, "    ({name:?}, include_str!({:?})),", folder.join(format!("{name}.hir")))?;
        let file = out.join(format!("{name}.bin"));
        writeln!(codes, "    Module {{ identity: {:?}, code: include_bytes!({file:?}) }},", identity(name))?;
    }
    let table = format!(
        "/// The modules built into the binary: name and source.\n\
         pub const STANDARD_LIBRARY: &[(&str, &str)] = &[\n{texts}];\n\n\
         /// The same, resolved.\n\
         const MODULES: &[Module] = &[\n{codes}];\n"
    );
    std::fs::write(out.join("modules.rs"), table)?;
    Ok(())
}
