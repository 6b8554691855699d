//! The command table as TypeScript.

use std::{
    any::TypeId,
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
};

use domain::{engine::EngineName, error::Failure, record::InferenceRecord, task::Task};
use ts_rs::{Config, TS, TypeVisitor};

use super::{Command, describe_all};
use crate::event::{Event, Topic};

/// Collects commands and the types that they name.
pub(super) struct Table {
    config: Config,
    seen: HashSet<TypeId>,
    types: BTreeMap<String, String>,
    commands: String,
    topics: String,
}

/// The whole bindings file: every type that crosses the wire, the map of commands, and what each reads and writes.
#[must_use]
pub fn bindings() -> String {
    let mut table = Table {
        config: Config::new().with_large_int("number"),
        seen: HashSet::new(),
        types: BTreeMap::new(),
        commands: String::new(),
        topics: String::new(),
    };
    table.visit::<Failure>();
    table.visit::<Event>();
    // A stored record is written out flat; the window also has use for the record alone.
    table.visit::<InferenceRecord>();
    describe_all(&mut table);
    table.print()
}

impl Table {
    pub(super) fn add<C: Command>(&mut self) {
        self.visit::<C::Args>();
        self.visit::<C::Out>();
        let (args, out) = (C::Args::name(&self.config), C::Out::name(&self.config));
        writeln!(self.commands, "  {}: {{ args: {args}; out: {out} }};", C::NAME)
            .expect("writing to a string cannot fail");
        writeln!(self.topics, "  {}: {{ reads: {}, writes: {} }},", C::NAME, list(C::READS), list(C::WRITES))
            .expect("writing to a string cannot fail");
    }

    fn print(self) -> String {
        let mut text = String::from(
            "// Generated from the command table in Rust by `cargo xtask bindings`. Do not edit.\n\n",
        );
        for declaration in self.types.values() {
            text.push_str(declaration);
            text.push('\n');
        }
        let (commands, topics) = (self.commands, self.topics);
        let tasks = titles(Task::ALL.map(|task| (task.name(), task.title())));
        let engines = [EngineName::Tract, EngineName::OnnxRuntime];
        let engines = titles(engines.map(|engine| (engine.name(), engine.title())));
        write!(
            text,
            "\n/** What a task is called for people. */\n\
             export const taskTitles: Record<Task, string> = {{\n{tasks}}};\n\n\
             /** What an engine is called for people. */\n\
             export const engineTitles: Record<EngineName, string> = {{\n{engines}}};\n\n\
             /** Every command with what it takes and gives. */\nexport interface Commands {{\n{commands}}}\n\n\
             /** What each command reads and changes. */\n\
             export const topics: Record<keyof Commands, {{ reads: Topic[]; writes: Topic[] }}> = {{\n{topics}}};\n"
        )
        .expect("writing to a string cannot fail");
        text
    }
}

impl TypeVisitor for Table {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Only types of our own have a declaration; `string` and `Array<…>` have a name alone.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}", T::decl(&self.config));
            let name = T::ident(&self.config);
            let other = self.types.insert(name.clone(), declaration);
            assert!(other.is_none(), "two types are called {name}: the window would take one for the other");
        }
    }
}

fn titles<const N: usize>(titles: [(&str, &str); N]) -> String {
    titles.iter().map(|(name, title)| format!("  {name}: \"{title}\",\n")).collect()
}

fn list(topics: &[Topic]) -> String {
    serde_json::to_string(topics).expect("topics are plain words")
}
