//! Orders statements by the names in them. Nothing here knows what a statement is, and nothing is ever impossible: what
//! needs each other keeps its written order, and the server has the last word.

use std::collections::HashMap;

use super::cursor::Name;
use super::hint::{Hint, PartitionRole};

/// One statement, in the order in which they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub hint: &'a Hint,
    /// The index of its file.
    pub source: usize,
}

/// For each statement those that must run before it, by index, ascending.
///
/// The work grows with the number of names, not with the number of pairs of statements.
pub(super) fn needs(items: &[Item]) -> Vec<Vec<usize>> {
    let objects = Objects::new(items);
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for timeline in &objects.timelines {
        for pair in timeline.windows(2) {
            needs[pair[1]].push(pair[0]);
        }
    }
    let default_classes: Vec<usize> = (0..items.len()).filter(|index| items[*index].hint.is_default_class).collect();
    for (index, item) in items.iter().enumerate() {
        for name in &item.hint.mentions {
            for object in objects.named(name) {
                if !objects.is_in_timeline(object, index) {
                    objects.need(object, index, &mut needs[index]);
                }
            }
        }
        // Within its file a statement is about what stands above it, as it says; but files have no order.
        for object in item.hint.copies.iter().flat_map(|name| objects.named(name)) {
            let others = objects.written[object].iter().filter(|other| items[**other].source != item.source);
            needs[index].extend(others);
        }
        if item.hint.makes_index {
            needs[index].extend(default_classes.iter().filter(|class| items[**class].source != item.source));
        }
        for schema in &item.hint.sweeps {
            let others = items.iter().enumerate().filter(|(_, other)| {
                other.source != item.source && other.hint.defines.iter().any(|defined| defined.schema == *schema)
            });
            needs[index].extend(others.map(|(other, _)| other));
        }
    }
    for list in &mut needs {
        list.sort_unstable();
        list.dedup();
    }
    needs
}

/// The statements in an order in which each has what it needs, as near to the written one as can be: a statement moves
/// only to come before one that needs it.
pub(super) fn order(items: &[Item], needs: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(items.len());
    let mut is_visited = vec![false; items.len()];
    for last in [false, true] {
        for root in 0..items.len() {
            if items[root].hint.stands_last != last {
                continue;
            }
            // A stack of our own: chains may be as long as the schema is large.
            let mut stack = Vec::new();
            if !std::mem::replace(&mut is_visited[root], true) {
                stack.push((root, needs[root].iter()));
            }
            while let Some((index, rest)) = stack.last_mut() {
                match rest.next() {
                    // What is visited but not yet placed needs this statement in turn; the written order decides then.
                    Some(&need) => {
                        if !std::mem::replace(&mut is_visited[need], true) {
                            stack.push((need, needs[need].iter()));
                        }
                    }
                    None => {
                        order.push(*index);
                        stack.pop();
                    }
                }
            }
        }
    }
    order
}

/// The objects that statements define, by name.
struct Objects<'a> {
    by_name: HashMap<&'a str, Vec<(&'a str, usize)>>,
    /// Of each object: the statements that define it.
    definers: Vec<Vec<usize>>,
    /// Of each object: the statements that define it or are about it, in the order in which they must run.
    timelines: Vec<Vec<usize>>,
    /// Of each object: the same, ascending.
    written: Vec<Vec<usize>>,
}

impl<'a> Objects<'a> {
    fn new(items: &[Item<'a>]) -> Objects<'a> {
        let mut objects =
            Objects { by_name: HashMap::new(), definers: Vec::new(), timelines: Vec::new(), written: Vec::new() };
        for (index, item) in items.iter().enumerate() {
            for defined in &item.hint.defines {
                let named = objects.by_name.entry(&defined.name).or_default();
                let object = match named.iter().find(|(schema, _)| *schema == defined.schema) {
                    Some((_, object)) => *object,
                    None => {
                        named.push((&defined.schema, objects.definers.len()));
                        objects.definers.push(Vec::new());
                        objects.definers.len() - 1
                    }
                };
                objects.definers[object].push(index);
            }
        }
        objects.written = objects.definers.clone();
        for (index, item) in items.iter().enumerate() {
            for name in &item.hint.about {
                for object in objects.named(name) {
                    objects.written[object].push(index);
                }
            }
        }
        for (written, definers) in objects.written.iter_mut().zip(&objects.definers) {
            written.sort_unstable();
            written.dedup();
            let first = definers[0];
            let (early, rest): (Vec<usize>, Vec<usize>) =
                written.iter().partition(|index| **index < first && !items[**index].hint.drops);
            let mut timeline: Vec<usize> = rest.iter().copied().take_while(|index| *index <= first).collect();
            let after = rest[timeline.len()..].iter().copied();
            timeline.extend(early);
            timeline.extend(after);
            attach_before_keys(&mut timeline, items);
            objects.timelines.push(timeline);
        }
        objects
    }

    /// The objects that a name may mean.
    fn named(&self, name: &Name) -> Vec<usize> {
        let named = self.by_name.get(name.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        named
            .iter()
            .filter(|(schema, _)| name.schema.as_deref().is_none_or(|written| written == *schema))
            .map(|(_, object)| *object)
            .collect()
    }

    fn is_in_timeline(&self, object: usize, index: usize) -> bool {
        self.written[object].binary_search(&index).is_ok()
    }

    /// Adds what a statement that mentions the object needs of it: all that is written about it above the statement, or
    /// else its definitions.
    fn need(&self, object: usize, index: usize, needs: &mut Vec<usize>) {
        let above = self.written[object].partition_point(|other| *other < index);
        if above > 0 && self.definers[object][0] < index {
            needs.push(self.written[object][above - 1]);
        }
        needs.extend(
            self.definers[object].iter().filter(|definer| **definer > index || self.definers[object].len() == 1),
        );
    }
}

/// Moves `ATTACH PARTITION` before keys on `ONLY` one table that other files bring, as pg_dump has them: a table that is
/// attached to one with a key gets a key then and there, and its own would be one too many.
fn attach_before_keys(timeline: &mut Vec<usize>, items: &[Item]) {
    let role = |index: usize| items[index].hint.role_in_partitioning;
    for at in 0..timeline.len() {
        let index = timeline[at];
        if role(index) != PartitionRole::Attach {
            continue;
        }
        let key = timeline[..at]
            .iter()
            .position(|other| role(*other) == PartitionRole::KeyOfOne && items[*other].source != items[index].source);
        if let Some(key) = key {
            timeline.remove(at);
            timeline.insert(key, index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cursor::Cursor;
    use super::super::head::head;
    use super::super::hint::hint;
    use super::*;

    /// Each statement is in a file of its own.
    fn check(statements: &[&str], expected: &[usize]) {
        let hints: Vec<Hint> = statements
            .iter()
            .map(|sql| {
                let cursor = Cursor::new(sql, 0..sql.len());
                hint(&cursor, &head(&cursor), "public", &[])
            })
            .collect();
        let items: Vec<Item> = hints.iter().enumerate().map(|(source, hint)| Item { hint, source }).collect();
        assert_eq!(order(&items, &needs(&items)), expected);
    }

    #[test]
    fn what_needs_nothing_stays_where_it_is() {
        check(&["create table b ()", "create table a ()", "create view c as select 1"], &[0, 1, 2]);
    }

    #[test]
    fn a_class_that_an_index_may_be_given_comes_first() {
        check(
            &[
                "create index i on t using hash (a)",
                "create operator class o default for type p using hash as function 1 h(p)",
                "create table t (a p)",
                "create function h(p) returns integer",
            ],
            &[3, 1, 2, 0],
        );
    }

    #[test]
    fn a_definition_comes_before_its_mentions() {
        check(
            &[
                "create view v as select * from app.t",
                "create table app.t (a mood)",
                "create type mood as enum ()",
                "create schema app",
            ],
            &[2, 3, 1, 0],
        );
        check(&["create view v as select * from x.t", "create table y.t ()"], &[0, 1]);
        check(
            &[
                "create operator class o for type a using btree as operator 1 <#, function 1 g(a)",
                "create view v as select 1 operator(public.<#) 2",
                "create operator public.<# (function = f, leftarg = a)",
                "create function f(a) returns boolean",
            ],
            &[3, 2, 0, 1],
        );
    }

    #[test]
    fn statements_about_one_object_keep_their_order() {
        check(&["alter table t add b int", "comment on table t is ''", "create table t ()"], &[2, 0, 1]);
        check(&["create table t ()", "create view v as select b from t", "alter table t add b int"], &[0, 1, 2]);
        check(
            &[
                "create table w (a v)",
                "create table t ()",
                "alter table t add b int",
                "create view v as select b from t",
            ],
            &[1, 2, 3, 0],
        );
    }

    #[test]
    fn a_drop_stays_above_the_definition_that_follows_it() {
        check(&["drop table if exists t", "create table t ()"], &[0, 1]);
        check(&["comment on table t is ''", "drop table if exists t", "create table t ()"], &[1, 2, 0]);
    }

    #[test]
    fn a_partition_is_attached_before_keys_that_other_files_bring() {
        check(
            &[
                "create table p () partition by list (a)",
                "alter table only p add constraint k primary key (a)",
                "create table c ()",
                "alter table only p attach partition c default",
            ],
            &[0, 2, 3, 1],
        );
    }

    #[test]
    fn a_circle_keeps_its_written_order() {
        check(&["create table a (x b)", "create table b (x a)"], &[1, 0]);
    }

    #[test]
    fn an_event_trigger_comes_last() {
        check(&["create event trigger e on ddl_command_end execute function f()", "create table t ()"], &[1, 0]);
    }

    #[test]
    fn a_grant_on_all_tables_waits_for_those_of_other_files() {
        check(&["grant select on all tables in schema public to joe", "create table t ()"], &[1, 0]);
    }

    #[test]
    fn ten_thousand_statements_are_ordered_in_a_moment() {
        let hints: Vec<Hint> = (0..10_000)
            .map(|index| {
                let sql = format!("create table app.t{index} (a int references app.t{}, b int)", index + 1);
                let cursor = Cursor::new(&sql, 0..sql.len());
                hint(&cursor, &head(&cursor), "public", &[])
            })
            .collect();
        let items: Vec<Item> = hints.iter().map(|hint| Item { hint, source: 0 }).collect();
        let order = order(&items, &needs(&items));
        assert!(order.iter().rev().eq((0..10_000).collect::<Vec<_>>().iter()));
    }
}
