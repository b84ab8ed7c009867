//! Makes the statements of all files ready to be loaded: cut, accepted, named, and put in order.
//!
//! Nothing here talks to a server.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::error::{Error, Place, Result};
use crate::sql::{self, StatementKind};

use super::accept::{Verdict, verdict};
use super::cursor::Cursor;
use super::duplicate::Definitions;
use super::foreign_key::{ForeignKey, foreign_keys, without};
use super::head::{Action, Head, head};
use super::hint::{Hint, hint};
use super::order::{Item, needs, order};
use super::role;
use super::setting::Settings;
use super::source::{Source, all_or_errors};
use super::subject::{Instruction, object, subject};

/// All that the files say, ready to be loaded in this order.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub definitions: Vec<Definition>,
    /// For each definition those that it needs, by their indexes in this order.
    pub needs: Vec<Vec<usize>>,
    pub places: BTreeMap<String, Place>,
    pub instructions: Vec<Instruction>,
    pub set_aside: BTreeSet<String>,
    pub roles_declared: BTreeSet<String>,
    pub roles_mentioned: BTreeSet<String>,
}

/// A statement on its way to the server.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    /// The index of its source.
    pub source: usize,
    /// Its bytes there.
    pub range: Range<usize>,
    /// What is sent before these bytes.
    prefix: String,
    /// The bytes that are sent as spaces.
    blanks: Vec<Range<usize>>,
    pub settings: Arc<Settings>,
    pub head: Head,
    /// The schema of a name that is written without one.
    pub schema: String,
    hint: Hint,
    foreign_keys: Vec<ForeignKey>,
}

impl Definition {
    /// What the server gets: the written bytes, but for what must stand elsewhere.
    pub fn sql(&self, sources: &[Source]) -> String {
        let written = &sources[self.source].text[self.range.clone()];
        let mut sql = self.prefix.clone();
        for (offset, character) in written.char_indices() {
            let at = self.range.start + offset;
            let is_blank = self.blanks.iter().any(|blank| blank.contains(&at)) && character != '\n';
            // A space for each character keeps the positions that the server counts.
            sql.push(if is_blank { ' ' } else { character });
        }
        sql
    }

    /// Whether it would react to the definitions that are loaded after it.
    pub fn stands_last(&self) -> bool {
        self.hint.stands_last
    }

    /// The byte of the source for a position that the server gives, in characters from 1.
    pub fn offset(&self, sources: &[Source], position: usize) -> usize {
        let skipped = position.saturating_sub(1).saturating_sub(self.prefix.chars().count());
        let written = &sources[self.source].text[self.range.clone()];
        let offset = written.char_indices().nth(skipped).map_or(written.len(), |(offset, _)| offset);
        self.range.start + offset
    }
}

/// Reads the statements of all sources.
///
/// # Errors
/// For text that isn't whole, statements that aren't accepted, and objects that are defined twice; all of them at once.
pub(super) fn script(sources: &[Source]) -> Result<Script> {
    let mut script = Script::default();
    let mut errors = Vec::new();
    let mut seen = Definitions::default();
    for (index, source) in sources.iter().enumerate() {
        match sql::split(&source.text) {
            Ok(statements) => {
                let mut settings = Arc::new(Settings::default());
                for statement in statements {
                    script.read(sources, (index, &statement), &mut settings, &mut seen, &mut errors);
                }
            }
            Err(error) => errors.push(source.error(error.offset, format!("{} never ends", error.what), None)),
        }
    }
    let mut script = all_or_errors(script, errors)?;
    script.arrange(sources);
    Ok(script)
}

impl Script {
    fn read(
        &mut self,
        sources: &[Source],
        (index, statement): (usize, &sql::Statement),
        settings: &mut Arc<Settings>,
        seen: &mut Definitions,
        errors: &mut Vec<Error>,
    ) {
        let source = &sources[index];
        let text = statement.text(&source.text);
        match statement.kind {
            StatementKind::Sql => {}
            // The COPY above it is refused already.
            StatementKind::CopyData => return,
            StatementKind::MetaCommand => {
                let command = text.split_whitespace().next().unwrap_or_default();
                if !["\\restrict", "\\unrestrict", "\\connect"].contains(&command) {
                    let message = format!("{command} is a command of psql; only SQL is accepted here");
                    errors.push(source.error(statement.range.start, message, None));
                }
                return;
            }
        }
        let cursor = Cursor::new(&source.text, statement.range.clone());
        let head = head(&cursor);
        match verdict(&cursor, &head, text) {
            Verdict::Load => {}
            Verdict::Skip => {
                self.set_aside.insert(cursor.text(0).to_uppercase());
                return;
            }
            Verdict::Set(setting) => {
                if setting.name == "role" || setting.name == "session_authorization" {
                    role::mentioned(&cursor, &head, &mut self.roles_mentioned);
                }
                return Arc::make_mut(settings).set(setting);
            }
            Verdict::Reset(name) => return Arc::make_mut(settings).reset(name.as_deref()),
            Verdict::Role(role) => {
                self.roles_declared.insert(role);
                return;
            }
            Verdict::Refuse { why, hint } => return errors.push(source.error(statement.range.start, why, hint)),
        }

        let schema = settings.schema().to_owned();
        errors.extend(seen.add(sources, (index, statement.range.start), &cursor, &head, &schema));
        role::mentioned(&cursor, &head, &mut self.roles_mentioned);
        self.instructions.extend(statement.directives.iter().map(|directive| Instruction {
            place: source.place(directive.offset),
            subject: subject(&cursor, &head, &schema, directive.subject),
            text: directive.text.clone(),
        }));
        if let Action::Create { .. } = head.action {
            let created = object(&head, &schema);
            let is_no_schema = created.schema.is_empty() && created.kind != "schema";
            let first = if is_no_schema { created.kind } else { created.schema };
            let parts = [first, created.name, created.part.unwrap_or_default()];
            let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            let name = name.join(if is_no_schema { " " } else { "." });
            self.places.entry(name).or_insert_with(|| source.place(statement.range.start));
        }
        self.definitions.push(Definition {
            source: index,
            range: statement.range.clone(),
            prefix: String::new(),
            blanks: concurrently(&cursor, &head),
            settings: Arc::clone(settings),
            hint: hint(&cursor, &head, &schema, &[]),
            foreign_keys: foreign_keys(&cursor, &head),
            head,
            schema,
        });
    }

    /// Puts the definitions in order, after taking apart tables that need each other.
    fn arrange(&mut self, sources: &[Source]) {
        let mut graph = needs(&items(&self.definitions));
        if self.take_apart(sources, &graph) {
            graph = needs(&items(&self.definitions));
        }
        let order = order(&items(&self.definitions), &graph);
        let mut place_of = vec![0; order.len()];
        for (place, index) in order.iter().enumerate() {
            place_of[*index] = place;
        }
        self.needs = order.iter().map(|index| graph[*index].iter().map(|need| place_of[*need]).collect()).collect();
        let mut definitions: Vec<Option<Definition>> = self.definitions.drain(..).map(Some).collect();
        self.definitions = order.iter().filter_map(|index| definitions[*index].take()).collect();
    }

    /// Moves the inline foreign keys that are part of a circle into statements of their own.
    fn take_apart(&mut self, sources: &[Source], graph: &[Vec<usize>]) -> bool {
        let circles = circles(graph);
        let mut members: HashMap<String, Vec<(String, usize)>> = HashMap::new();
        for (index, definition) in self.definitions.iter().enumerate().filter(|(index, _)| circles[*index].is_some()) {
            for defined in &definition.hint.defines {
                members.entry(defined.name.clone()).or_default().push((defined.schema.clone(), index));
            }
        }
        let mut added = Vec::new();
        for index in 0..self.definitions.len() {
            let Some(circle) = circles[index] else { continue };
            let is_in_circle = |key: &&ForeignKey| {
                members.get(&key.target.name).is_some_and(|members| {
                    members.iter().any(|(schema, other)| {
                        *other != index
                            && circles[*other] == Some(circle)
                            && key.target.schema.as_ref().is_none_or(|written| written == schema)
                    })
                })
            };
            let removed: Vec<ForeignKey> =
                self.definitions[index].foreign_keys.iter().filter(is_in_circle).cloned().collect();
            if removed.is_empty() {
                continue;
            }
            let definition = &mut self.definitions[index];
            let cursor = Cursor::new(&sources[definition.source].text, definition.range.clone());
            definition.blanks.extend(without(&cursor, &definition.head, &removed));
            definition.hint = hint(&cursor, &definition.head, &definition.schema, &definition.blanks);
            added.extend(removed.into_iter().map(|key| alter(definition, key)));
        }
        let has_added = !added.is_empty();
        self.definitions.extend(added);
        has_added
    }
}

/// The statement that adds a foreign key which was taken out of this definition.
fn alter(definition: &Definition, key: ForeignKey) -> Definition {
    let hint = Hint { about: definition.head.names.clone(), mentions: vec![key.target], ..Hint::default() };
    Definition {
        source: definition.source,
        range: key.sent,
        prefix: key.prefix,
        blanks: Vec::new(),
        settings: Arc::clone(&definition.settings),
        head: Head { action: Action::Alter, ..definition.head.clone() },
        schema: definition.schema.clone(),
        hint,
        foreign_keys: Vec::new(),
    }
}

fn items(definitions: &[Definition]) -> Vec<Item<'_>> {
    definitions.iter().map(|definition| Item { hint: &definition.hint, source: definition.source }).collect()
}

/// Which circle each statement is part of, if it is part of one.
fn circles(graph: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut edges = DiGraph::<(), ()>::with_capacity(graph.len(), graph.len());
    for _ in graph {
        edges.add_node(());
    }
    for (index, needs) in graph.iter().enumerate() {
        for need in needs {
            edges.add_edge(NodeIndex::new(index), NodeIndex::new(*need), ());
        }
    }
    let mut circles = vec![None; graph.len()];
    for (number, circle) in kosaraju_scc(&edges).into_iter().enumerate().filter(|(_, circle)| circle.len() > 1) {
        for node in circle {
            circles[node.index()] = Some(number);
        }
    }
    circles
}

/// The bytes of `CONCURRENTLY`. The server accepts it outside of transactions only, and nobody else is there to wait for.
fn concurrently(cursor: &Cursor, head: &Head) -> Vec<Range<usize>> {
    let may_have_it = matches!(head.kind.as_str(), "index" | "table" | "materialized view" | "materialized");
    (0..cursor.tokens.len())
        .filter(|index| (may_have_it || cursor.is_word(0, "refresh")) && cursor.is_word(*index, "concurrently"))
        .map(|index| cursor.bytes(index..index + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::File;
    use super::*;

    /// What is sent for these files, in order, with one space for each run of them.
    fn sent(files: &[&str]) -> Vec<String> {
        let file = |text: &&str| Source::sql(&File { name: "a.sql".to_owned(), text: text.to_string() });
        let sources: Vec<Source> = files.iter().map(file).collect();
        let script = script(&sources).expect("the definitions are accepted");
        let text = |definition: &Definition| definition.sql(&sources);
        script.definitions.iter().map(text).map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn tables_that_need_each_other_are_taken_apart() {
        let files = ["create table a (x int references b);", "create table b (y int, foreign key (y) references a);"];
        assert_eq!(
            sent(&files),
            [
                "create table a (x int )",
                "create table b (y int )",
                "ALTER TABLE a ADD FOREIGN KEY (x) references b",
                "ALTER TABLE b ADD foreign key (y) references a",
            ]
        );
        let alone = "create table a (x int references a)";
        assert_eq!(sent(&[alone]), [alone]);
    }

    #[test]
    fn what_waits_for_others_is_left_out_without_moving_positions() {
        let source = Source::sql(&File { name: "a.sql".into(), text: "create index concurrently ü on a (b)".into() });
        let sources = [source];
        let script = script(&sources).expect("the definition is accepted");
        let definition = &script.definitions[0];
        assert_eq!(definition.sql(&sources), "create index              ü on a (b)");
        assert_eq!(&sources[0].text[definition.offset(&sources, 29)..], "on a (b)");
    }

    #[test]
    fn settings_go_with_their_statement() {
        let files = ["set search_path = app; create view v as select 1; create table t ()", "create schema app"];
        let file = |text: &&str| Source::sql(&File { name: "a.sql".to_owned(), text: text.to_string() });
        let sources: Vec<Source> = files.iter().map(file).collect();
        let script = script(&sources).expect("the definitions are accepted");
        let schemas: Vec<&str> = script.definitions.iter().map(|definition| definition.settings.schema()).collect();
        assert_eq!(schemas, ["app", "app", "public"]);
        assert!(script.places.contains_key("app.v"));
    }

    #[test]
    fn all_that_is_refused_is_named_at_once() {
        let source = Source::sql(&File { name: "a.sql".into(), text: "select 1;\n\\! ls\ntruncate t".into() });
        match script(&[source]) {
            Err(Error::LoadMany(errors)) => assert_eq!(errors.len(), 3),
            other => panic!("three statements are refused: {other:?}"),
        }
    }
}
