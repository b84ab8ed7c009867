//! Reads the views of `information_schema`: one query a view, all sent at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::try_join_all;
use tokio_postgres::{Client, Row};

use crate::catalog::load::is_our_own;
use crate::error::{Error, Result};
use crate::id::{Id, Kind};

/// A view of `information_schema`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Schemata,
    Tables,
    Columns,
    TableConstraints,
    KeyColumnUsage,
    DomainConstraints,
    ReferentialConstraints,
    CheckConstraints,
    Views,
    Sequences,
    Routines,
    Triggers,
    Domains,
}

/// Each view with its query. Tables and constraints come before what is said of them.
const VIEWS: &[(View, &str)] = &[
    (View::Schemata, include_str!("schemata.sql")),
    (View::Tables, include_str!("tables.sql")),
    (View::Columns, include_str!("columns.sql")),
    (View::TableConstraints, include_str!("table_constraints.sql")),
    (View::KeyColumnUsage, include_str!("key_column_usage.sql")),
    (View::DomainConstraints, include_str!("domain_constraints.sql")),
    (View::ReferentialConstraints, include_str!("referential_constraints.sql")),
    (View::CheckConstraints, include_str!("check_constraints.sql")),
    (View::Views, include_str!("views.sql")),
    (View::Sequences, include_str!("sequences.sql")),
    (View::Routines, include_str!("routines.sql")),
    (View::Triggers, include_str!("triggers.sql")),
    (View::Domains, include_str!("domains.sql")),
];

const NOT_LOADED: &str = include_str!("not_loaded.sql");

type Said = BTreeMap<Id, BTreeMap<String, BTreeSet<String>>>;

/// The constraints by their schema and name.
type Constraints = HashMap<(String, String), BTreeSet<Id>>;

/// A row of a view: what it is about and what it says.
struct Statement {
    view: View,
    schema: String,
    /// The table, view or domain that the object belongs to; empty for one that a schema holds, and where the standard
    /// doesn't say.
    relation: String,
    name: String,
    /// None for what isn't there, or isn't shown.
    attributes: BTreeMap<String, Option<String>>,
}

/// Everything that `information_schema` shows to this role of what users made, in the snapshot that the client is in.
pub(super) async fn read(client: &Client) -> Result<Said> {
    let query = |cause| Error::query("read information_schema", cause);
    // Only user schemas, said once. Temporary objects of this session are in one of PostgreSQL's.
    let texts: Vec<String> = VIEWS
        .iter()
        .map(|(_, query)| {
            format!(
                "select schema::text, coalesce(relation::text, ''), coalesce(name::text, ''), attributes::text \
                 from (\n{query}\n) said \
                 where schema::text !~ '^pg_' and schema::text <> 'information_schema'"
            )
        })
        .collect();
    let statements = try_join_all(VIEWS.iter().zip(&texts).map(async |((view, _), text)| {
        let rows = client.query_typed(text, &[]).await.map_err(query)?;
        rows.iter().map(|row| statement(*view, row)).collect::<Result<Vec<_>>>()
    }));
    let not_loaded = async { client.query_typed(NOT_LOADED, &[]).await.map_err(query) };
    let (statements, not_loaded) = futures_util::try_join!(statements, not_loaded)?;
    let not_loaded: BTreeSet<Id> =
        not_loaded.iter().flat_map(|row| identities(row.get(0), row.get(1), row.get(2))).collect();
    Ok(assembled(statements.into_iter().flatten(), &not_loaded))
}

fn statement(view: View, row: &Row) -> Result<Statement> {
    let json: &str = row.get(3);
    let attributes = serde_json::from_str(json).map_err(|error| Error::Usage {
        message: format!("information_schema says what autogen doesn't understand: {error}: {json}"),
        hint: Some("this is a fault of autogen's; please report it".to_owned()),
    })?;
    Ok(Statement { view, schema: row.get(0), relation: row.get(1), name: row.get(2), attributes })
}

fn schema(name: &str) -> Id {
    Id::new(Kind::Schema, None, name)
}

fn in_schema(kind: Kind, schema_name: &str, name: &str) -> Id {
    Id::new(kind, Some(schema(schema_name)), name)
}

/// What an object that the catalog leaves out may be here.
fn identities(kind: &str, schema_name: &str, name: &str) -> Vec<Id> {
    let kinds: &[Kind] = match kind {
        "relation" => &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::Sequence],
        "routine" => &[Kind::Function, Kind::Aggregate],
        "domain" => &[Kind::Domain],
        _ => return vec![schema(schema_name)],
    };
    kinds.iter().map(|kind| in_schema(*kind, schema_name, name)).collect()
}

/// What the rows say together, by object.
fn assembled(statements: impl Iterator<Item = Statement>, not_loaded: &BTreeSet<Id>) -> Said {
    let mut said = Said::new();
    let mut constraints = Constraints::new();
    for statement in statements {
        let objects = objects(&statement, &said, &constraints);
        for id in objects {
            if id.kind() == Kind::Constraint {
                let name = (statement.schema.clone(), statement.name.clone());
                constraints.entry(name).or_default().insert(id.clone());
            }
            let attributes = said.entry(id).or_default();
            for (attribute, value) in &statement.attributes {
                if let Some(value) = value {
                    attributes.entry(attribute.clone()).or_default().insert(value.clone());
                }
            }
        }
    }
    // Neither is anybody's: what an extension or a range type made, and autogen's own history tables.
    let is_left_out = |id: &Id| not_loaded.contains(id) || is_our_own(id);
    said.retain(|id, _| !id.lineage().any(is_left_out));
    said
}

/// The objects that a row is about; several where the standard doesn't say which of them.
fn objects(statement: &Statement, said: &Said, constraints: &Constraints) -> Vec<Id> {
    let Statement { view, schema: schema_name, relation, name, attributes } = statement;
    let relation_id = || {
        let others = [Kind::View, Kind::ForeignTable].map(|kind| in_schema(kind, schema_name, relation));
        let known = others.into_iter().find(|other| said.contains_key(other));
        known.unwrap_or_else(|| in_schema(Kind::Table, schema_name, relation))
    };
    let of_schema = |kind: Kind| vec![in_schema(kind, schema_name, name)];
    let of_relation = |kind: Kind| vec![Id::new(kind, Some(relation_id()), name.as_str())];
    let is = |attribute: &str, value: &str| attributes.get(attribute).is_some_and(|one| one.as_deref() == Some(value));
    match view {
        View::Schemata => vec![schema(schema_name)],
        View::Tables if is("table_type", "VIEW") => vec![in_schema(Kind::View, schema_name, relation)],
        View::Tables if is("table_type", "FOREIGN") => vec![in_schema(Kind::ForeignTable, schema_name, relation)],
        View::Tables => vec![in_schema(Kind::Table, schema_name, relation)],
        View::Views => vec![in_schema(Kind::View, schema_name, relation)],
        View::Columns => match relation_id() {
            relation if relation.kind() == Kind::View => of_relation(Kind::ViewColumn),
            _ => of_relation(Kind::Column),
        },
        View::TableConstraints | View::KeyColumnUsage => of_relation(Kind::Constraint),
        View::DomainConstraints => {
            let domain = in_schema(Kind::Domain, schema_name, relation);
            vec![Id::new(Kind::Constraint, Some(domain), name.as_str())]
        }
        // In the standard, no two constraints of a schema share their name, so these views don't tell whose one is. In
        // PostgreSQL they do, a partition's and its parent's to begin with. Those of a foreign table are nobody's.
        View::ReferentialConstraints | View::CheckConstraints => {
            let named = constraints.get(&(schema_name.clone(), name.clone()));
            named.into_iter().flatten().cloned().collect()
        }
        View::Sequences => of_schema(Kind::Sequence),
        View::Routines if is("prokind", "a") => of_schema(Kind::Aggregate),
        View::Routines => of_schema(Kind::Function),
        View::Triggers => of_relation(Kind::Trigger),
        View::Domains => of_schema(Kind::Domain),
    }
}
