//! Reads the catalog of a live database: one snapshot, one query a kind, dependencies from `pg_depend`. OIDs die here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::try_join_all;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};

use super::{Catalog, Objects, both, of_kind, row};
use crate::error::{Error, Result};
use crate::history::table;
use crate::id::{Id, Kind};
use crate::kind::{Attributes, READINGS, Reading};
use crate::server::{self, Target};
use crate::sql::lexer::{self, TokenKind};
use crate::sql::quote_literal;

/// Where PostgreSQL keeps an object: catalog, row, column. A negative `sub` is that of a child which takes over its
/// parent's dependencies of one type: it is minus the ASCII code of `pg_depend.deptype`, plus a multiple of 256 where
/// there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Address {
    class: u32,
    object: u32,
    sub: i32,
}

/// What an object is before its identity is known.
struct Loaded {
    kind: Kind,
    parent: Option<Address>,
    name: String,
    /// Boxed because it is moved about until it has its place.
    attributes: Box<Attributes>,
}

struct Dependency {
    from: Address,
    to: Address,
    /// `pg_depend.deptype`.
    how: u8,
}

/// What makes the server open every table to print it. The two sides of [`load_live`] take about as long as each other.
const PRINTED: &[Kind] =
    &[Kind::Constraint, Kind::Index, Kind::View, Kind::MaterializedView, Kind::Rule, Kind::Trigger, Kind::Policy];

/// Reads everything that users made in the database that `client` is connected to, in one read-only snapshot.
///
/// Fails when the server refuses a query, or when a kind's query gives what its struct doesn't expect.
pub async fn load(client: &Client) -> Result<Catalog> {
    in_snapshot(client, async || read(client, client).await).await
}

/// Reads the same as [`load`]; a large database over two connections, the second of which sees the first one's snapshot.
/// Whatever stands in the way of that (a pooler, a limit), one connection does as well.
pub async fn load_live(client: &Client, target: &Target) -> Result<Catalog> {
    begin(client, "").await?;
    let second = match client.query_typed_opt(EXPORT, &[]).await {
        Ok(Some(row)) => {
            let second = tokio::time::timeout(PATIENCE, second(target, row.get(0))).await;
            second.ok().and_then(Result::ok)
        }
        Ok(None) => None,
        Err(_) => {
            end(client).await?;
            begin(client, "").await?;
            None
        }
    };
    let catalog = match &second {
        Some(second) => read(client, second).await,
        None => read(client, client).await,
    };
    end(client).await?;
    catalog
}

/// The name of the transaction's snapshot, if there are more than about a thousand tables.
const EXPORT: &str = "select pg_export_snapshot() where pg_relation_size('pg_depend') > 4 * 1024 * 1024";

/// For the second connection: a pooler that has none left would have us wait.
const PATIENCE: Duration = Duration::from_secs(2);

async fn second(target: &Target, snapshot: &str) -> Result<server::Client> {
    let second = server::connect(target).await?;
    begin(&second, &format!("set transaction snapshot {};", quote_literal(snapshot))).await?;
    Ok(second)
}

/// Does `work` in one read-only snapshot, with the settings that what we read is deparsed under.
pub(super) async fn in_snapshot<T>(client: &Client, work: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
    begin(client, "").await?;
    let done = work().await;
    end(client).await?;
    done
}

/// Begins the transaction; `first` is run first in it. No parallel workers: two connections are at work as it is, and each
/// worker would open the tables anew that it prints.
async fn begin(client: &Client, first: &str) -> Result<()> {
    let begin = format!(
        "begin isolation level repeatable read read only;
         {first}
         set local search_path = '';
         set local statement_timeout = 0;
         set local jit = off;
         set local max_parallel_workers_per_gather = 0;
         set local extra_float_digits = 1;
         set local datestyle = 'ISO';
         set local intervalstyle = 'postgres';
         set local quote_all_identifiers = off"
    );
    client.batch_execute(&begin).await.map_err(|cause| Error::query("read the catalog", cause))
}

async fn end(client: &Client) -> Result<()> {
    client.batch_execute("rollback").await.map_err(|cause| Error::query("read the catalog", cause))
}

/// Reads what is [`PRINTED`] over one connection, the rest over the other; they may be the same.
pub(super) async fn read(printing: &Client, plain: &Client) -> Result<Catalog> {
    let query = |cause| Error::query("read the catalog", cause);
    let version: String = plain.query_typed_one("show server_version_num", &[]).await.map_err(query)?.get(0);
    let server_major: u32 = version.parse::<u32>().unwrap_or_default() / 10_000;
    if server_major < OLDEST {
        return Err(Error::Usage {
            message: format!("the server is PostgreSQL {server_major}, and autogen reads {OLDEST} and newer"),
            hint: None,
        });
    }
    let mut wanted: Vec<_> = READINGS.iter().filter(|reading| reading.since <= server_major).collect();
    let there = what_is_there(plain, &wanted).await.map_err(query)?;
    wanted.retain(|reading| reading.only_with.is_none_or(|rows| there.contains(rows)));
    // The futures send their queries at once and the server answers in order: one round trip, not one a kind.
    let kinds = try_join_all(wanted.iter().map(async |reading| {
        let refused = |cause| Error::query(format!("read the catalog ({})", reading.kind.word()), cause);
        let client = if PRINTED.contains(&reading.kind) { printing } else { plain };
        rows(client, reading.query, |row| loaded(reading.kind, row))
            .await
            .map_err(refused)?
            .into_iter()
            .collect::<Result<Vec<_>>>()
    }));
    let dependencies = async { rows(plain, DEPENDENCIES, dependency).await.map_err(query) };
    let candidates = async { rows(plain, CANDIDATES, |row| address(row, 0)).await.map_err(query) };
    let (kinds, dependencies, candidates) = futures_util::try_join!(kinds, dependencies, candidates)?;

    let assembly = Assembly::new(kinds.into_iter().flatten(), &dependencies);
    let ids = assembly.identities();
    let unanswered: Vec<Address> =
        candidates.into_iter().filter(|address| assembly.resolve(*address).is_none()).collect();
    let mut unmodelled = describe(plain, &unanswered).await?;
    let labels = rows(plain, LABELS, |row| (address(row, 0), row.get(3))).await.map_err(query)?;
    unmodelled.extend(labels.into_iter().filter(|(on, _)| !assembly.at.contains_key(on)).map(|(_, label)| label));
    Ok(assembly.into_catalog(server_major, &ids, &dependencies, unmodelled))
}

/// Of the rows that kinds are only found with, those that the database has.
async fn what_is_there(client: &Client, wanted: &[&Reading]) -> Result<BTreeSet<&'static str>, tokio_postgres::Error> {
    let asked: BTreeSet<&str> = wanted.iter().filter_map(|reading| reading.only_with).collect();
    let answers: Vec<String> = asked.iter().map(|rows| format!("exists (select from {rows})")).collect();
    let row = client.query_typed_one(&format!("select array[{}]", answers.join(", ")), &[]).await?;
    Ok(asked
        .into_iter()
        .zip(row.get::<_, Vec<bool>>(0))
        .filter(|(_, is_there)| *is_there)
        .map(|(rows, _)| rows)
        .collect())
}

/// Of the servers whose catalogs we know.
const OLDEST: u32 = 14;

const NO_PARAMETERS: [(&str, Type); 0] = [];

/// What becomes of each row of a query. The rows of a large database are never all there: the next ones come while these
/// are looked at. The statement has no name, as everywhere in a live database: behind a pooler the name may be taken.
async fn rows<T>(client: &Client, query: &str, made: impl Fn(&Row) -> T) -> Result<Vec<T>, tokio_postgres::Error> {
    let mut rows = pin!(client.query_typed_raw(query, NO_PARAMETERS).await?);
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(made(&row));
    }
    Ok(all)
}

fn loaded(kind: Kind, row: &Row) -> Result<(Option<Address>, Loaded)> {
    let misread = |error: &dyn Display| Error::Usage {
        message: format!(
            "the server's catalog has a {} that autogen doesn't understand: {error}: {row:?}",
            kind.word()
        ),
        hint: Some("this is a fault of autogen's; please report it".to_owned()),
    };
    let place = || Ok((possible_address(row, 0)?, possible_address(row, 3)?, row.try_get(6)?));
    let (own, parent, name) = place().map_err(|error: tokio_postgres::Error| misread(&error))?;
    let attributes = Attributes::read(kind, row::fields(row, 7)).map_err(|error| misread(&error))?;
    Ok((own, Loaded { kind, parent, name, attributes: Box::new(attributes) }))
}

const DEPENDENCIES: &str = "
    select classid, objid, objsubid, refclassid, refobjid, refobjsubid,
           -- What an operator family has of its own goes with its operator or function, but is a part of the family.
           case when deptype = 'a' and classid in ('pg_amop'::regclass, 'pg_amproc'::regclass)
                     and refclassid <> 'pg_opfamily'::regclass
                then 'n' else deptype end
    from pg_depend d
    -- What stands in a schema belongs to it, and a foreign key's own triggers to the key.
    where not (refclassid = 'pg_namespace'::regclass and classid in ('pg_class'::regclass, 'pg_type'::regclass))
      and not (refclassid = 'pg_constraint'::regclass and classid = 'pg_trigger'::regclass)
    -- What a foreign key has for each partition that it points at comes and goes with the partition.
      and not exists (select
                      from pg_constraint k
                      join pg_constraint w on w.oid = k.conparentid and w.conrelid = k.conrelid
                      where d.classid = 'pg_constraint'::regclass and d.objid = k.oid)";

/// The security labels of objects in this database, which may be on what no kind reads: a member of an extension, a large
/// object.
const LABELS: &str = "
    select l.classoid, l.objoid, l.objsubid,
           pg_catalog.format('security label of %s on %s %s', l.provider, i.type, i.identity)
    from pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) i
    order by 4";

/// Every object of users', whether a kind reads it or not.
const CANDIDATES: &str = "
    select classid, objid, 0 from (
        select 'pg_class'::regclass::oid as classid, c.oid as objid, c.relnamespace as schema from pg_class c
         where c.relpersistence <> 't'
        -- A table's row type is part of it, and an array of its element.
        union all select 'pg_type'::regclass, t.oid, t.typnamespace from pg_type t
                   where t.typrelid = 0 and not exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid)
                      or exists (select from pg_class r where r.oid = t.typrelid and r.relkind = 'c')
        union all select 'pg_proc'::regclass, oid, pronamespace from pg_proc
        union all select 'pg_operator'::regclass, oid, oprnamespace from pg_operator
        union all select 'pg_opclass'::regclass, oid, opcnamespace from pg_opclass
        union all select 'pg_opfamily'::regclass, oid, opfnamespace from pg_opfamily
        union all select 'pg_amop'::regclass, oid, null from pg_amop
        union all select 'pg_amproc'::regclass, oid, null from pg_amproc
        union all select 'pg_collation'::regclass, oid, collnamespace from pg_collation
        union all select 'pg_conversion'::regclass, oid, connamespace from pg_conversion
        union all select 'pg_statistic_ext'::regclass, oid, stxnamespace from pg_statistic_ext
        union all select 'pg_ts_config'::regclass, oid, cfgnamespace from pg_ts_config
        union all select 'pg_ts_dict'::regclass, oid, dictnamespace from pg_ts_dict
        union all select 'pg_ts_parser'::regclass, oid, prsnamespace from pg_ts_parser
        union all select 'pg_ts_template'::regclass, oid, tmplnamespace from pg_ts_template
        union all select 'pg_cast'::regclass, oid, null from pg_cast
        union all select 'pg_language'::regclass, oid, null from pg_language
        union all select 'pg_transform'::regclass, oid, null from pg_transform
        union all select 'pg_am'::regclass, oid, null from pg_am
        union all select 'pg_event_trigger'::regclass, oid, null from pg_event_trigger
        union all select 'pg_foreign_data_wrapper'::regclass, oid, null from pg_foreign_data_wrapper
        union all select 'pg_foreign_server'::regclass, oid, null from pg_foreign_server
        union all select 'pg_user_mapping'::regclass, umid, null from pg_user_mappings
        union all select 'pg_publication'::regclass, oid, null from pg_publication
        union all select 'pg_subscription'::regclass, s.oid, null
                    from pg_subscription s join pg_database d on d.oid = s.subdbid and d.datname = current_database()
        union all select 'pg_default_acl'::regclass, oid, null from pg_default_acl
    ) o
    where objid >= 16384
      and (schema is null or schema not in (select oid from pg_namespace
                                            where nspname ~ '^pg_' or nspname = 'information_schema'))";

/// The address in three columns, of the types oid, oid and integer; none where there is none.
fn possible_address(row: &Row, first: usize) -> Result<Option<Address>, tokio_postgres::Error> {
    let (class, object): (Option<u32>, Option<u32>) = (row.try_get(first)?, row.try_get(first + 1)?);
    let sub = row.try_get(first + 2)?;
    Ok(class.zip(object).map(|(class, object)| Address { class, object, sub }))
}

fn address(row: &Row, first: usize) -> Address {
    Address { class: row.get(first), object: row.get(first + 1), sub: row.get(first + 2) }
}

fn dependency(row: &Row) -> Dependency {
    Dependency { from: address(row, 0), to: address(row, 3), how: row.get::<_, i8>(6).cast_unsigned() }
}

/// What people call the objects at these addresses.
async fn describe(client: &Client, addresses: &[Address]) -> Result<Vec<String>> {
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    let classes: Vec<u32> = addresses.iter().map(|address| address.class).collect();
    let objects: Vec<u32> = addresses.iter().map(|address| address.object).collect();
    let rows = client
        .query_typed(
            "select i.type || ' ' || i.identity
             from unnest($1::oid[], $2::oid[]) a(class, object), pg_identify_object(a.class, a.object, 0) i
             order by 1",
            &[(&classes, Type::OID_ARRAY), (&objects, Type::OID_ARRAY)],
        )
        .await
        .map_err(|cause| Error::query("name what no kind answers for", cause))?;
    Ok(rows.iter().filter_map(|row| row.get::<_, Option<String>>(0)).collect())
}

/// The objects by address, on their way to a catalog.
struct Assembly {
    objects: Vec<Loaded>,
    at: FxHashMap<Address, usize>,
    /// Children with a negative `sub`, by the address of their parent.
    heirs: FxHashMap<(u32, u32), Vec<(u8, usize)>>,
    /// What an address that no kind reads is a part of.
    part_of: FxHashMap<Address, Address>,
}

impl Assembly {
    fn new(rows: impl Iterator<Item = (Option<Address>, Loaded)>, dependencies: &[Dependency]) -> Assembly {
        let members: FxHashSet<Address> =
            dependencies.iter().filter(|dependency| dependency.how == b'e').map(|dependency| dependency.from).collect();
        let mut assembly = Assembly {
            objects: Vec::new(),
            at: FxHashMap::default(),
            heirs: FxHashMap::default(),
            part_of: FxHashMap::default(),
        };
        for (address, object) in rows {
            let whole = |address: Address| Address { sub: 0, ..address };
            let is_member = |address: Option<Address>| address.is_some_and(|address| members.contains(&whole(address)));
            if is_member(address) || is_member(object.parent) {
                continue;
            }
            if let Some(address) = address {
                if address.sub < 0 {
                    let how = u8::try_from(-address.sub % 256).unwrap_or_default();
                    let heirs = assembly.heirs.entry((address.class, address.object)).or_default();
                    heirs.push((how, assembly.objects.len()));
                }
                assembly.at.insert(address, assembly.objects.len());
            }
            assembly.objects.push(object);
        }
        for dependency in dependencies {
            match dependency.how {
                b'e' | b'i' => {
                    assembly.part_of.insert(dependency.from, dependency.to);
                }
                b'a' => {
                    assembly.part_of.entry(dependency.from).or_insert(dependency.to);
                }
                _ => {}
            }
        }
        assembly
    }

    /// The object at an address, or that which it is a part of.
    fn resolve(&self, address: Address) -> Option<usize> {
        let mut at = address;
        for _ in 0..8 {
            if let Some(index) = self.at.get(&at) {
                return Some(*index);
            }
            let whole = Address { sub: 0, ..at };
            if at.sub != 0
                && let Some(index) = self.at.get(&whole)
            {
                return Some(*index);
            }
            at = *self.part_of.get(&at).or_else(|| self.part_of.get(&whole))?;
        }
        None
    }

    /// The identity of each object; none where a parent isn't loaded.
    fn identities(&self) -> Vec<Option<Id>> {
        fn identify(assembly: &Assembly, index: usize, ids: &mut [Option<Option<Id>>]) -> Option<Id> {
            if let Some(id) = &ids[index] {
                return id.clone();
            }
            let object = &assembly.objects[index];
            let id = match object.parent {
                None => Some(Id::new(object.kind, None, object.name.as_str())),
                Some(parent) => assembly
                    .at
                    .get(&parent)
                    .and_then(|parent| identify(assembly, *parent, ids))
                    .map(|parent| Id::new(object.kind, Some(parent), object.name.as_str())),
            };
            let id = id.filter(|id| !is_our_own(id));
            ids[index] = Some(id.clone());
            id
        }
        let mut ids = vec![None; self.objects.len()];
        (0..self.objects.len()).map(|index| identify(self, index, &mut ids)).collect()
    }

    /// The objects that a dependency is said of: usually one, or the children that take it over.
    fn dependents(&self, dependency: &Dependency) -> Vec<usize> {
        let from = dependency.from;
        if dependency.to.class == from.class
            && from.sub == 0
            && let Some(heirs) = self.heirs.get(&(from.class, from.object))
        {
            let heirs: Vec<usize> =
                heirs.iter().filter(|(how, _)| *how == dependency.how).map(|(_, index)| *index).collect();
            let own_column = dependency.to.object == from.object;
            if !heirs.is_empty() && !own_column {
                return heirs;
            }
        }
        // The dependency of an index behind a constraint on the whole that it is attached to is the constraint's heir's.
        let owner = self.resolve(from);
        if dependency.how == b'P'
            && let Some(part_of) = self.part_of.get(&from)
            && let Some(heirs) = self.heirs.get(&(part_of.class, part_of.object))
        {
            return heirs.iter().filter(|(how, _)| *how == b'P').map(|(_, index)| *index).collect();
        }
        owner.into_iter().collect()
    }

    /// What depends on what, by where the objects stand here.
    fn edges(&self, ids: &[Option<Id>], dependencies: &[Dependency]) -> Vec<(usize, usize)> {
        let mut edges = Vec::new();
        for dependency in dependencies.iter().filter(|dependency| dependency.how != b'e') {
            let Some(to) = self.resolve(dependency.to) else { continue };
            let Some(needed) = &ids[to] else { continue };
            for from in self.dependents(dependency) {
                let Some(needing) = &ids[from] else { continue };
                // What belongs to an object needs it anyway, and nothing can need what belongs to it.
                if !needing.is_within(needed) && !needed.is_within(needing) {
                    edges.push((from, to));
                }
            }
        }
        edges
    }

    fn into_catalog(
        self,
        server_major: u32,
        ids: &[Option<Id>],
        dependencies: &[Dependency],
        unmodelled: Vec<String>,
    ) -> Catalog {
        // Everything is sorted as numbers: maps and sets that are made of what is in order are made at once.
        let sort = || {
            let mut order: Vec<(&Id, usize)> =
                ids.iter().enumerate().filter_map(|(index, id)| Some((id.as_ref()?, index))).collect();
            order.sort();
            order
        };
        let (edges, order) = both(|| self.edges(ids, dependencies), sort);
        let mut sorted: Vec<&Id> = order.iter().map(|(id, _)| *id).collect();
        sorted.dedup();
        let mut rank = vec![0; ids.len()];
        let mut last = 0;
        for (id, index) in &order {
            last += usize::from(sorted[last] != *id);
            rank[*index] = last;
        }
        let needs = || -> BTreeMap<Id, BTreeSet<Id>> {
            let mut edges: Vec<(usize, usize)> = edges.into_iter().map(|(from, to)| (rank[from], rank[to])).collect();
            edges.sort_unstable();
            edges.dedup();
            edges
                .chunk_by(|(one, _), (other, _)| one == other)
                .map(|edges| (sorted[edges[0].0].clone(), edges.iter().map(|(_, to)| sorted[*to].clone()).collect()))
                .collect()
        };
        let mut attributes: Vec<Option<Box<Attributes>>> =
            self.objects.into_iter().map(|object| Some(object.attributes)).collect();
        let objects = || -> (Objects, BTreeMap<Id, BTreeSet<Id>>) {
            let objects =
                order.iter().filter_map(|(id, index)| Some(((*id).clone(), attributes[*index].take()?))).collect();
            let mentions = mentions(&objects);
            (objects, mentions)
        };
        let (needs, (objects, mut mentions)) = both(needs, objects);
        attach_before_whole_indexes(&objects, &mut mentions);
        children_before_parents(&objects, &mut mentions);
        parts_before_foreign_keys(&objects, &needs, &mut mentions);
        Catalog::known_edges(&objects, &mut mentions);
        Catalog::assembled(server_major, objects, needs, mentions, unmodelled)
    }
}

/// Whether this is where autogen keeps its history, which is nobody's schema.
pub(super) fn is_our_own(id: &Id) -> bool {
    id.kind() == Kind::Table && id.schema() == Some(table::SCHEMA) && table::NAMES.contains(&id.name())
}

/// A whole index that is made together with a partition had better come after the partition is attached: attaching one
/// makes PostgreSQL choose its part of each whole index by itself, and where two would do, it may choose the other.
fn attach_before_whole_indexes(objects: &Objects, mentions: &mut BTreeMap<Id, BTreeSet<Id>>) {
    for (partition, attributes) in of_kind(objects, Kind::Partition) {
        let Attributes::Partition(attributes) = attributes else { continue };
        for kind in [Kind::Constraint, Kind::Index] {
            for (whole, attributes) in children(objects, kind, &attributes.parent_id()) {
                let is_other = matches!(attributes, Attributes::Constraint(constraint) if !constraint.is_key());
                if !is_other {
                    mentions.entry(whole.clone()).or_default().insert(partition.clone());
                }
            }
        }
    }
}

/// The children of one kind that an object has.
fn children<'a>(objects: &'a Objects, kind: Kind, parent: &'a Id) -> impl Iterator<Item = (&'a Id, &'a Attributes)> {
    let first = Id::new(kind, Some(parent.clone()), "");
    let children = objects.range(first..).take_while(move |(id, _)| id.kind() == kind && id.parent() == Some(parent));
    children.map(|(id, attributes)| (id, attributes.as_ref()))
}

/// What a child of INHERITS declares itself had better be there before its parent gets the same: PostgreSQL merges what
/// the child has, but refuses what the parent brought.
fn children_before_parents(objects: &Objects, mentions: &mut BTreeMap<Id, BTreeSet<Id>>) {
    for (link, attributes) in of_kind(objects, Kind::Inheritance) {
        let Attributes::Inheritance(inheritance) = attributes else { continue };
        for kind in [Kind::Column, Kind::Constraint] {
            for (own, attributes) in children(objects, kind, link.owner()) {
                let is_both = match attributes {
                    Attributes::Column(column) => column.local && column.inherited,
                    Attributes::Constraint(constraint) => constraint.local && constraint.inherited,
                    _ => false,
                };
                if is_both {
                    let parents = Id::new(kind, Some(inheritance.parent_id()), own.name());
                    mentions.entry(parents).or_default().insert(own.clone());
                }
            }
        }
    }
}

/// A foreign key can point at a partitioned table only once every partition has its part of the key.
fn parts_before_foreign_keys(
    objects: &Objects,
    needs: &BTreeMap<Id, BTreeSet<Id>>,
    mentions: &mut BTreeMap<Id, BTreeSet<Id>>,
) {
    let mut parts: FxHashMap<&Id, Vec<&Id>> = FxHashMap::default();
    for (part, _) in of_kind(objects, Kind::IndexPartition) {
        for whole in needs.get(part).into_iter().flatten() {
            parts.entry(whole).or_default().push(part);
        }
    }
    if parts.is_empty() {
        return;
    }
    let is_foreign_key = |attributes: &Attributes| matches!(attributes, Attributes::Constraint(constraint) if constraint.constraint_type == "f");
    for (key, _) in of_kind(objects, Kind::Constraint).filter(|(_, attributes)| is_foreign_key(attributes)) {
        let mut wholes: Vec<&Id> = needs.get(key).into_iter().flatten().collect();
        while let Some(whole) = wholes.pop() {
            for part in parts.get(whole).into_iter().flatten() {
                mentions.entry(key.clone()).or_default().insert((*part).clone());
                wholes.push(part.owner());
            }
        }
    }
}

/// What the bodies that PostgreSQL keeps as strings mention, by name. A guess, so it only ever breaks ties.
fn mentions(objects: &Objects) -> BTreeMap<Id, BTreeSet<Id>> {
    let mut named: FxHashMap<String, Vec<&Id>> = FxHashMap::default();
    for id in objects.keys() {
        let is_in_schema = id.parent().is_some_and(|parent| parent.kind() == Kind::Schema);
        if is_in_schema && id.has_name_of_its_own() {
            named.entry(id.bare_name().to_owned()).or_default().push(id);
        }
    }
    let mut mentions: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (id, attributes) in objects {
        let Some(body) = attributes.string_body() else { continue };
        for token in lexer::tokens(body) {
            let text = &body[token.range.clone()];
            let name = match token.kind {
                TokenKind::Word => text.to_lowercase(),
                TokenKind::QuotedIdentifier => text.trim_matches('"').replace("\"\"", "\""),
                _ => continue,
            };
            for target in named.get(&name).into_iter().flatten().filter(|target| **target != id) {
                mentions.entry(id.clone()).or_default().insert((*target).clone());
            }
        }
    }
    mentions
}
