//! What `information_schema` has to show to an owner of everything, if the catalog is right.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::definition::{family, key_columns, length, result, rule, trigger};
use crate::catalog::{Catalog, Object};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::column::Column;
use crate::kind::constraint::Constraint;
use crate::kind::sequence::SequenceOptions;

/// The attributes of one object, under the names that the queries give them.
type Says = BTreeMap<&'static str, String>;

/// What has to be said of which object. What the catalog can't be sure of is left out.
pub(super) fn expected(catalog: &Catalog) -> BTreeMap<Id, Says> {
    let types = Types::of(catalog);
    let mut expected = BTreeMap::new();
    for object in catalog.objects() {
        if let Some(says) = says(catalog, object, &types) {
            expected.insert(object.id.clone(), says);
        }
        if let Attributes::Domain(domain) = object.attributes {
            for constraint in &domain.constraints {
                let id = Id::new(Kind::Constraint, Some(object.id.clone()), constraint.name.as_str());
                // The standard prints it with what the catalog keeps apart.
                let end = if constraint.validated { "" } else { " NOT VALID" };
                let clause = check_clause(&format!("{}{end}", constraint.definition), catalog.server_major);
                expected.insert(id, BTreeMap::from([("check_clause", clause)]));
            }
        }
    }
    if shows_copies(catalog) {
        copy_to_partitions(catalog, &mut expected);
    }
    expected
}

fn says(catalog: &Catalog, object: Object, types: &Types) -> Option<Says> {
    let Object { id, attributes } = object;
    let says = match attributes {
        Attributes::Schema(_) => {
            let owner = catalog.child(id, Kind::Owner).map(|owner| owner.attributes);
            match owner {
                Some(Attributes::Owner(owner)) => Says::from([("schema_owner", owner.current.clone())]),
                _ => Says::new(),
            }
        }
        Attributes::Table(table) => {
            Says::from([("table_type", "BASE TABLE".to_owned()), ("is_typed", yes_or_no(table.of_type.is_some()))])
        }
        Attributes::ForeignTable(_) => {
            Says::from([("table_type", "FOREIGN".to_owned()), ("is_typed", "NO".to_owned())])
        }
        // No composite type's attribute: those are another view's, and not in the catalog as columns.
        Attributes::Column(column) if is_of(id, Kind::Table) || is_of(id, Kind::ForeignTable) => {
            table_column(catalog, id, column, types)
        }
        // A materialized view isn't in the standard, nor are its columns.
        Attributes::ViewColumn(column) if is_of(id, Kind::View) => {
            let mut says = Says::from([
                ("ordinal_position", column.position.to_string()),
                ("column_default", default(catalog, id)),
                ("identity_generation", "none".to_owned()),
                ("is_generated", "NEVER".to_owned()),
            ]);
            if let Some(Attributes::View(view)) = catalog.get(id.owner())
                && let Some((_, printed, _)) =
                    view.columns.iter().flatten().find(|(name, _, _)| name.as_str() == id.name())
            {
                says.extend(typed(printed));
                says.extend(types.nullability(printed, false));
            }
            says
        }
        Attributes::View(view) => {
            let check_option = view.options.iter().find_map(|option| option.strip_prefix("check_option="));
            Says::from([
                ("table_type", "VIEW".to_owned()),
                ("is_typed", "NO".to_owned()),
                ("check_option", check_option.unwrap_or("none").to_uppercase()),
                ("view_definition", view.definition.clone()),
            ])
        }
        // The standard's view leaves out those of foreign tables.
        Attributes::Constraint(constraint) if is_of(id, Kind::Table) => table_constraint(catalog, id, constraint)?,
        Attributes::Sequence(sequence) => {
            let counted = Counted::of(&sequence.type_name, &sequence.options)?;
            Says::from([
                ("data_type", sequence.type_name.clone()),
                ("start_value", counted.start.to_string()),
                ("minimum_value", counted.minimum.to_string()),
                ("maximum_value", counted.maximum.to_string()),
                ("increment", sequence.options.increment.to_string()),
                ("cycle_option", yes_or_no(sequence.options.cycle)),
            ])
        }
        Attributes::Function(function) => Says::from([
            (
                "routine_type",
                // The standard has no word for a window function, nor for an aggregate.
                match function.kind.as_str() {
                    "f" => "FUNCTION",
                    "p" => "PROCEDURE",
                    _ => "none",
                }
                .to_owned(),
            ),
            ("data_type", function.result.as_deref().map_or_else(|| "none".to_owned(), result)),
            ("external_language", function.language.to_uppercase()),
        ]),
        Attributes::Aggregate(aggregate) => {
            Says::from([("routine_type", "none".to_owned()), ("data_type", result(&aggregate.result))])
        }
        Attributes::Trigger(of) => match &of.definition {
            Some(definition) => trigger_says(definition)?,
            // A partition's copy, which fires at other times than its original. The standard doesn't say when.
            None if shows_copies(catalog) => Says::new(),
            None => return None,
        },
        Attributes::Domain(domain) => {
            // A default is printed as it was when it was set, under the search_path of then.
            let mut says = Says::from([("has_default", yes_or_no(domain.default.is_some()))]);
            says.extend(typed(&domain.base));
            says
        }
        // Part of what another object says here: a column's default and identity, who owns a schema.
        Attributes::Default(_) | Attributes::Identity(_) | Attributes::Owner(_) => return None,
        // On what the standard's columns and constraints aren't.
        Attributes::Column(_) | Attributes::ViewColumn(_) | Attributes::Constraint(_) => return None,
        // PostgreSQL's own, of which the views that are read show nothing.
        Attributes::Extension(_)
        | Attributes::ExtensionGrant(_)
        | Attributes::Subscription(_)
        | Attributes::ForeignDataWrapper(_)
        | Attributes::Server(_)
        | Attributes::UserMapping(_)
        | Attributes::Collation(_)
        | Attributes::Shell(_)
        | Attributes::Enum(_)
        | Attributes::Composite(_)
        | Attributes::Attribute(_)
        | Attributes::Range(_)
        | Attributes::Language(_)
        | Attributes::Transform(_)
        | Attributes::Operator(_)
        | Attributes::AccessMethod(_)
        | Attributes::OperatorFamily(_)
        | Attributes::OperatorFamilyMember(_)
        | Attributes::OperatorClass(_)
        | Attributes::Cast(_)
        | Attributes::Conversion(_)
        | Attributes::TextSearchParser(_)
        | Attributes::TextSearchTemplate(_)
        | Attributes::TextSearchDictionary(_)
        | Attributes::TextSearchConfiguration(_)
        | Attributes::EventTrigger(_)
        | Attributes::OwnedBy(_)
        | Attributes::MaterializedView(_)
        | Attributes::Index(_)
        | Attributes::Partition(_)
        | Attributes::IndexPartition(_)
        | Attributes::Inheritance(_)
        | Attributes::ReplicaIdentity(_)
        | Attributes::Cluster(_)
        | Attributes::Statistics(_)
        | Attributes::Rule(_)
        | Attributes::RowSecurity(_)
        | Attributes::Policy(_)
        | Attributes::Publication(_)
        | Attributes::PublicationTable(_)
        | Attributes::PublicationSchema(_)
        | Attributes::DefaultPrivilege(_)
        | Attributes::Grant(_)
        | Attributes::Comment(_)
        | Attributes::SecurityLabel(_) => return None,
    };
    Some(says)
}

fn is_of(id: &Id, kind: Kind) -> bool {
    id.parent().is_some_and(|parent| parent.kind() == kind)
}

fn yes_or_no(is_so: bool) -> String {
    if is_so { "YES" } else { "NO" }.to_owned()
}

fn typed(printed: &str) -> Says {
    let mut says = Says::from([("data_type", family(printed).0)]);
    says.extend(length(printed).map(|length| ("length", length)));
    says
}

fn default(catalog: &Catalog, column: &Id) -> String {
    match catalog.child(column, Kind::Default).map(|default| default.attributes) {
        Some(Attributes::Default(default)) => default.expression.clone(),
        _ => "none".to_owned(),
    }
}

fn table_column(catalog: &Catalog, id: &Id, column: &Column, types: &Types) -> Says {
    let mut says = Says::from([
        ("ordinal_position", column.position.to_string()),
        ("column_default", default(catalog, id)),
        ("is_generated", if column.generated.is_some() { "ALWAYS" } else { "NEVER" }.to_owned()),
        ("generation_expression", column.expression.clone().unwrap_or_else(|| "none".to_owned())),
    ]);
    says.extend(typed(&column.type_name));
    says.extend(types.nullability(&column.type_name, column.not_null));
    match catalog.child(id, Kind::Identity).map(|identity| identity.attributes) {
        Some(Attributes::Identity(identity)) => {
            says.insert("identity_generation", if identity.always { "ALWAYS" } else { "BY DEFAULT" }.to_owned());
            says.insert("identity_increment", identity.options.increment.to_string());
            says.insert("identity_cycle", yes_or_no(identity.options.cycle));
            if let Some(counted) = Counted::of(&column.type_name, &identity.options) {
                says.insert("identity_start", counted.start.to_string());
                says.insert("identity_minimum", counted.minimum.to_string());
                says.insert("identity_maximum", counted.maximum.to_string());
            }
        }
        // A partition's column has its parent's identity (17), which the catalog has only on the parent.
        _ if column.inherited => {}
        _ => {
            says.insert("identity_generation", "none".to_owned());
        }
    }
    says
}

/// None for an exclusion constraint, which isn't in the standard.
fn table_constraint(catalog: &Catalog, id: &Id, constraint: &Constraint) -> Option<Says> {
    let definition = constraint.definition.as_str();
    let finished = definition.trim_end_matches(" NOT VALID").trim_end_matches(" NOT ENFORCED");
    let is_deferred = finished.ends_with(" DEFERRABLE INITIALLY DEFERRED");
    let mut says = Says::from([
        ("is_deferrable", yes_or_no(is_deferred || finished.ends_with(" DEFERRABLE"))),
        ("initially_deferred", yes_or_no(is_deferred)),
    ]);
    let constraint_type = match constraint.constraint_type.as_str() {
        "p" => "PRIMARY KEY",
        "u" => "UNIQUE",
        "f" => "FOREIGN KEY",
        "c" => "CHECK",
        _ => return None,
    };
    says.insert("constraint_type", constraint_type.to_owned());
    match constraint_type {
        "CHECK" => {
            says.insert("check_clause", check_clause(definition, catalog.server_major));
        }
        _ => {
            says.insert("columns", key_columns(definition));
        }
    }
    if constraint_type == "UNIQUE" && catalog.server_major >= 15 {
        let is_distinct = !definition.starts_with("UNIQUE NULLS NOT DISTINCT ");
        says.insert("nulls_distinct", yes_or_no(is_distinct));
    }
    if constraint_type == "FOREIGN KEY" {
        let is_full = definition.contains(" MATCH FULL");
        says.insert("match_option", if is_full { "FULL" } else { "NONE" }.to_owned());
        says.insert("update_rule", rule(definition, "ON UPDATE").to_owned());
        says.insert("delete_rule", rule(definition, "ON DELETE").to_owned());
        // It can also rest on a unique index that no constraint made; then there is none to name. A partition's copy needs
        // its original as well, which is no key.
        let is_key = |id: &&Id| match catalog.get(id) {
            Some(Attributes::Constraint(needed)) => matches!(needed.constraint_type.as_str(), "p" | "u"),
            _ => false,
        };
        let keys: Vec<&Id> = catalog.needs(id).filter(is_key).collect();
        if let [key] = keys.as_slice()
            && let Some(schema) = key.schema()
        {
            says.insert("unique_constraint", format!("{schema}.{}", key.name()));
        }
    }
    Some(says)
}

/// What stands behind CHECK, as the standard has it: from 17 only the condition.
fn check_clause(definition: &str, server_major: u32) -> String {
    let clause = definition.strip_prefix("CHECK ").unwrap_or(definition);
    if server_major < 17 {
        return clause.to_owned();
    }
    let condition = [" NOT VALID", " NOT ENFORCED", " NO INHERIT"]
        .iter()
        .fold(clause, |clause, word| clause.strip_suffix(word).unwrap_or(clause));
    let inner = condition.strip_prefix('(').and_then(|condition| condition.strip_suffix(')'));
    inner.unwrap_or(condition).to_owned()
}

/// None for a trigger that the standard has no event for: it knows no TRUNCATE.
fn trigger_says(definition: &str) -> Option<Says> {
    let trigger = trigger(definition);
    let name = |name: Option<String>| name.unwrap_or_else(|| "none".to_owned());
    (!trigger.events.is_empty()).then(|| {
        Says::from([
            ("events", trigger.events.join(", ")),
            ("action_timing", trigger.timing.to_owned()),
            ("action_orientation", trigger.orientation.to_owned()),
            ("action_reference_old_table", name(trigger.old_table)),
            ("action_reference_new_table", name(trigger.new_table)),
        ])
    })
}

/// Whether the standard shows the copies that partitions have of a trigger; up to 14 PostgreSQL takes them for its own.
fn shows_copies(catalog: &Catalog) -> bool {
    catalog.server_major >= 15
}

/// Gives partitions the triggers of their parents, which the catalog has only there: PostgreSQL copies those for rows.
fn copy_to_partitions(catalog: &Catalog, expected: &mut BTreeMap<Id, Says>) {
    let mut partitions: HashMap<Id, Vec<&Id>> = HashMap::new();
    for object in catalog.of_kind(Kind::Partition) {
        if let Attributes::Partition(partition) = object.attributes {
            partitions.entry(partition.parent_id()).or_default().push(object.id.owner());
        }
    }
    let is_copied = |id: &Id, says: &Says| {
        id.kind() == Kind::Trigger && says.get("action_orientation").is_some_and(|one| one == "ROW")
    };
    let mut left: Vec<(Id, Says)> =
        expected.iter().filter(|(id, says)| is_copied(id, says)).map(|(id, says)| (id.clone(), says.clone())).collect();
    while let Some((id, says)) = left.pop() {
        for partition in partitions.get(id.owner()).into_iter().flatten() {
            let copy = Id::new(Kind::Trigger, Some((*partition).clone()), id.name());
            expected.insert(copy.clone(), says.clone());
            left.push((copy, says.clone()));
        }
    }
}

/// Whether the domains that columns are of allow null, which the standard counts as the column's.
struct Types {
    not_null_domains: HashSet<String>,
    /// All types of the catalog as columns name them.
    known: HashSet<String>,
}

impl Types {
    fn of(catalog: &Catalog) -> Types {
        let is_not_null = |object: &Object| match object.attributes {
            Attributes::Domain(domain) => domain.not_null,
            _ => false,
        };
        let kinds = [
            Kind::Domain,
            Kind::Enum,
            Kind::Composite,
            Kind::Range,
            Kind::Table,
            Kind::ForeignTable,
            Kind::View,
            Kind::MaterializedView,
        ];
        let known = || kinds.iter().flat_map(|kind| catalog.of_kind(*kind));
        Types {
            not_null_domains: known().filter(is_not_null).map(|object| object.id.dotted()).collect(),
            known: known().map(|object| object.id.dotted()).collect(),
        }
    }

    /// Left out for a type that isn't the catalog's, which may be an extension's domain with a NOT NULL of its own.
    fn nullability(&self, printed: &str, not_null: bool) -> Option<(&'static str, String)> {
        let (family, _) = family(printed);
        let not_null = not_null || self.not_null_domains.contains(&family);
        let is_foreign = family.contains('.') && !family.ends_with("[]") && !self.known.contains(&family);
        (not_null || !is_foreign).then(|| ("is_nullable", yes_or_no(!not_null)))
    }
}

/// Where a sequence starts and ends, with what the catalog leaves out for being usual.
struct Counted {
    start: i64,
    minimum: i64,
    maximum: i64,
}

impl Counted {
    /// None for a type that no sequence counts in.
    fn of(type_name: &str, options: &SequenceOptions) -> Option<Counted> {
        let SequenceOptions { start, min, max, increment, cache: _, cycle: _ } = options;
        let (lowest, highest) = match type_name {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            "bigint" => (i64::MIN, i64::MAX),
            _ => return None,
        };
        let is_up = *increment > 0;
        let minimum = min.unwrap_or(if is_up { 1 } else { lowest });
        let maximum = max.unwrap_or(if is_up { highest } else { -1 });
        Some(Counted { start: start.unwrap_or(if is_up { minimum } else { maximum }), minimum, maximum })
    }
}
