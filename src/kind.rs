//! What a kind of object is: how it is read, compared, created, altered and dropped. Everything about one kind stands in
//! its pair of files, `kind/<kind>.sql` and `kind/<kind>.rs`. Nothing here talks to a server.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalog::{Catalog, Object};
use crate::id::kinds;
pub use crate::id::{Id, Kind};
use crate::sql::quote_identifier;

pub(crate) mod foreign_option;
mod not_null;
mod privilege;
mod remake;
pub mod retype;

macro_rules! attributes_enum {
    ($($variant:ident $module:ident,)*) => {
        $(pub mod $module;)*

        /// The attributes of an object of any kind.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(untagged)]
        pub enum Attributes {
            $($variant($module::$variant),)*
        }

        impl Attributes {
            /// Reads the attributes of an object of `kind`: from JSON, or from a row of its query.
            pub(crate) fn read<'de, D: Deserializer<'de>>(kind: Kind, from: D) -> Result<Attributes, D::Error> {
                match kind {
                    $(Kind::$variant => Deserialize::deserialize(from).map(Attributes::$variant),)*
                }
            }
        }

        /// Everything that is asked of a kind without an object at hand.
        pub struct Reading {
            pub kind: Kind,
            /// The catalog query: an address, the parent's, a name, and the attributes by their names.
            pub query: &'static str,
            /// The first server major that has the catalogs which the query reads.
            pub since: u32,
            /// The rows without which the query finds nothing.
            pub only_with: Option<&'static str>,
            /// Attributes that place an object but don't change what it means.
            pub uncompared: &'static [&'static str],
        }

        /// How each kind is read, in the order of kinds.
        pub const READINGS: &[Reading] = &[$(Reading {
            kind: Kind::$variant,
            query: include_str!(concat!("kind/", attributes_enum!(@file $module), ".sql")),
            since: <$module::$variant as Model>::SINCE,
            only_with: <$module::$variant as Model>::ONLY_WITH,
            uncompared: <$module::$variant as Model>::UNCOMPARED,
        },)*];

        impl Attributes {
            /// How COMMENT, ALTER and DROP name the object.
            pub fn address(&self, id: &Id) -> String {
                match self { $(Attributes::$variant(object) => object.address(id),)* }
            }

            pub(crate) fn create(&self, at: &At) -> Vec<Step> {
                match self { $(Attributes::$variant(object) => object.create(at),)* }
            }

            pub(crate) fn alter(&self, to: &Attributes, at: &At) -> Alter {
                match (self, to) {
                    $((Attributes::$variant(old), Attributes::$variant(new)) => old.alter(new, at),)*
                    _ => Alter::Replace,
                }
            }

            pub(crate) fn drop(&self, at: &At) -> Vec<Step> {
                match self { $(Attributes::$variant(object) => object.drop(at),)* }
            }

            pub(crate) fn slots(&self, id: &Id) -> Vec<String> {
                match self { $(Attributes::$variant(object) => object.slots(id),)* }
            }

            pub(crate) fn absorbs(&self, child: &Object) -> bool {
                match self { $(Attributes::$variant(object) => object.absorbs(child),)* }
            }

            pub(crate) fn stands_alone(&self) -> bool {
                match self { $(Attributes::$variant(object) => object.stands_alone(),)* }
            }

            pub(crate) fn drop_takes(&self, child: &Object) -> bool {
                match self { $(Attributes::$variant(object) => object.drop_takes(child),)* }
            }

            pub(crate) fn rank(&self) -> u32 {
                match self { $(Attributes::$variant(object) => object.rank(),)* }
            }

            pub(crate) fn roles(&self, id: &Id) -> Vec<String> {
                match self { $(Attributes::$variant(object) => object.roles(id),)* }
            }

            pub(crate) fn tablespace(&self) -> Option<&str> {
                match self { $(Attributes::$variant(object) => object.tablespace(),)* }
            }

            /// Whether nobody asked for this: an owner that is only the role `owner` which everything belongs to by default.
            pub(crate) fn is_by_default(&self, owner: Option<&str>) -> bool {
                match self { $(Attributes::$variant(object) => object.is_by_default(owner),)* }
            }

            /// Whether it counts only where a declaration says something of the sort: an owner, a grant.
            pub(crate) fn is_managed_on_demand(&self) -> bool {
                match self { $(Attributes::$variant(object) => object.is_managed_on_demand(),)* }
            }

            /// Whether a server of this major can have the object, which `catalog` has.
            pub(crate) fn exists_on(&self, id: &Id, catalog: &Catalog, server_major: u32) -> bool {
                match self { $(Attributes::$variant(object) => object.exists_on(id, catalog, server_major),)* }
            }

            /// The object without what a server of this major knows nothing of; none where that is nothing.
            pub(crate) fn known_to(&self, server_major: u32) -> Option<Attributes> {
                match self {
                    $(Attributes::$variant(object) => object.known_to(server_major).map(Attributes::$variant),)*
                }
            }

            /// The object with the storage parameters and names of its live self, if it declares none and so lets them be.
            pub(crate) fn completed(&self, live: &Attributes) -> Option<Attributes> {
                match (self, live) {
                    $((Attributes::$variant(declared), Attributes::$variant(live)) => {
                        declared.completed(live).map(Attributes::$variant)
                    })*
                    _ => None,
                }
            }

            /// The statement that gives the object another name; none where PostgreSQL has none.
            pub(crate) fn rename(&self, id: &Id, name: &str) -> Option<Step> {
                match self { $(Attributes::$variant(object) => object.rename(id, name),)* }
            }

            /// The statement that puts the object into another schema; none for what can't be there, or isn't in one.
            pub(crate) fn move_to(&self, id: &Id, schema: &Id) -> Option<Step> {
                match self { $(Attributes::$variant(object) => object.move_to(id, schema),)* }
            }

            pub(crate) fn moves_parent_with(&self) -> Option<Id> {
                match self { $(Attributes::$variant(object) => object.moves_parent_with(),)* }
            }

            /// The statement that names what is the object's own after it, once it has another name, or what it belongs to.
            pub(crate) fn follow(&self, to: &Attributes, old: &Id, from: &Catalog, new: &Id) -> Option<Step> {
                match (self, to) {
                    $((Attributes::$variant(object), Attributes::$variant(to)) => object.follow(to, old, from, new),)*
                    _ => None,
                }
            }

            /// Whether dropping the object loses what users stored.
            pub(crate) fn holds_data(&self) -> bool {
                match self { $(Attributes::$variant(_) => <$module::$variant as Model>::HOLDS_DATA,)* }
            }

            /// Whether rows have values of it, or are in it.
            pub(crate) fn is_stored(&self) -> bool {
                match self { $(Attributes::$variant(_) => <$module::$variant as Model>::IS_STORED,)* }
            }

            /// The attributes without which an object is no other one renamed.
            pub(crate) fn form(&self) -> serde_json::Value {
                let form = match self { $(Attributes::$variant(_) => <$module::$variant as Model>::FORM,)* };
                let compared = self.compared();
                let values: Vec<_> = form.iter().map(|name| compared.get(name).cloned().unwrap_or_default()).collect();
                serde_json::Value::Array(values)
            }

            pub(crate) fn string_body(&self) -> Option<&str> {
                match self { $(Attributes::$variant(object) => object.string_body(),)* }
            }

            pub(crate) fn takes_parent(&self) -> bool {
                match self { $(Attributes::$variant(object) => object.takes_parent(),)* }
            }

            pub(crate) fn shows_rows_to(&self) -> Option<Id> {
                match self { $(Attributes::$variant(object) => object.shows_rows_to(),)* }
            }

            pub(crate) fn bound(&self) -> Option<&str> {
                match self { $(Attributes::$variant(object) => object.bound(),)* }
            }

            pub(crate) fn takes_along(&self, at: &At) -> Vec<Id> {
                match self { $(Attributes::$variant(object) => object.takes_along(at),)* }
            }

            /// See [`Model::gentler`].
            pub(crate) fn gentler(&self, old: Option<&Attributes>) -> Option<&'static str> {
                match (self, old) {
                    $((Attributes::$variant(new), Some(Attributes::$variant(old))) => new.gentler(Some(old)),)*
                    $((Attributes::$variant(new), _) => new.gentler(None),)*
                }
            }

            pub(crate) fn secrets(&self) -> Vec<String> {
                match self { $(Attributes::$variant(object) => object.secrets(),)* }
            }

            pub(crate) fn rebuilds(&self, to: &Attributes, dependent: &Object) -> bool {
                match (self, to) {
                    $((Attributes::$variant(old), Attributes::$variant(new)) => old.rebuilds(new, dependent),)*
                    _ => false,
                }
            }

            pub(crate) fn carries(&self, to: &Attributes, dependent: &Object) -> bool {
                match (self, to) {
                    $((Attributes::$variant(old), Attributes::$variant(new)) => old.carries(new, dependent),)*
                    _ => false,
                }
            }

            pub(crate) fn rebuilds_through(&self, to: &Attributes, carried: &Object, dependent: &Object) -> bool {
                match (self, to) {
                    $((Attributes::$variant(old), Attributes::$variant(new)) => {
                        old.rebuilds_through(new, carried, dependent)
                    })*
                    _ => false,
                }
            }

            /// The attributes as JSON, less those that say nothing about what the object means.
            pub fn compared(&self) -> serde_json::Value {
                let (mut value, uncompared) = match self {
                    $(Attributes::$variant(object) => {
                        (serde_json::to_value(object), <$module::$variant as Model>::UNCOMPARED)
                    })*
                };
                if let Ok(serde_json::Value::Object(map)) = &mut value {
                    map.retain(|key, _| !uncompared.contains(&key.as_str()));
                }
                value.expect("attributes are plain data, which JSON can always hold")
            }
        }
    };
    (@file r#enum) => { "enum" };
    (@file $module:ident) => { stringify!($module) };
}
kinds!(attributes_enum);

/// What a kind knows about its objects. The defaults are the ordinary case: an `impl` states only what is peculiar.
pub(crate) trait Model: Serialize + DeserializeOwned + PartialEq {
    /// The words that DDL uses for the kind: `MATERIALIZED VIEW`.
    const NOUN: &'static str;

    /// The first server major that has the catalogs which the query reads.
    const SINCE: u32 = 0;

    /// The rows without which the query finds nothing, as a FROM clause that costs little: what most databases don't have
    /// is then not asked for. PostgreSQL's own objects that users alter count as well.
    const ONLY_WITH: Option<&'static str> = None;

    /// Attributes that place an object but don't change what it means: a column's position.
    const UNCOMPARED: &'static [&'static str] = &[];

    /// Attributes without which an object is no other one renamed: a column's type.
    const FORM: &'static [&'static str] = &["type"];

    /// Whether dropping the object loses what users stored, or takes along objects that hold it.
    const HOLDS_DATA: bool = false;

    /// Whether rows have values of it, or are in it. Such an object may be another one renamed even where more than the
    /// name differs.
    const IS_STORED: bool = Self::HOLDS_DATA;

    /// How COMMENT, ALTER and DROP name the object.
    fn address(&self, id: &Id) -> String {
        format!("{} {}", Self::NOUN, id.dotted())
    }

    /// The statements that make the object, with what it [absorbs](Model::absorbs).
    fn create(&self, at: &At) -> Vec<Step>;

    /// The way from this state to `to`. Implementations destructure both without `..`, so that a new attribute doesn't
    /// compile until somebody has decided.
    fn alter(&self, to: &Self, at: &At) -> Alter;

    /// The statements that take the object away.
    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("DROP {}", self.address(at.id)))]
    }

    /// The names that the object occupies, which no other object may have at the same time.
    fn slots(&self, id: &Id) -> Vec<String> {
        vec![format!("{} {}", id.kind().word(), id.dotted())]
    }

    /// Whether this object's CREATE spells out `child`.
    fn absorbs(&self, _child: &Object) -> bool {
        false
    }

    /// Whether the object is always made by a statement of its own (a foreign key).
    fn stands_alone(&self) -> bool {
        false
    }

    /// Whether dropping this object drops `child` with it.
    fn drop_takes(&self, _child: &Object) -> bool {
        true
    }

    /// Orders objects of one kind and parent before their names do: a column's position.
    fn rank(&self) -> u32 {
        0
    }

    /// The roles that the object names, less PUBLIC.
    fn roles(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    /// Where the object lies, unless that is where the database does.
    fn tablespace(&self) -> Option<&str> {
        None
    }

    /// Whether nobody asked for this: an owner that is only the role `owner` which everything belongs to by default.
    fn is_by_default(&self, _owner: Option<&str>) -> bool {
        false
    }

    /// Whether it counts only where a declaration says something of the sort: an owner, a grant.
    fn is_managed_on_demand(&self) -> bool {
        false
    }

    /// Whether a server of this major can have the object, which `catalog` has: nobody misses there what can't be said.
    fn exists_on(&self, _id: &Id, _catalog: &Catalog, _server_major: u32) -> bool {
        true
    }

    /// The object without what a server of this major knows nothing of, and nobody misses there.
    fn known_to(&self, _server_major: u32) -> Option<Self> {
        None
    }

    /// The object with the storage parameters and names of its live self, if it declares none and so lets them be.
    fn completed(&self, _live: &Self) -> Option<Self> {
        None
    }

    /// The statement that gives the object another name; none where PostgreSQL has none.
    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        Some(Step::new(format!("ALTER {} RENAME TO {}", self.address(id), quote_identifier(name))))
    }

    /// The statement that puts the object into another schema; none for what isn't in one by itself.
    fn move_to(&self, id: &Id, schema: &Id) -> Option<Step> {
        let is_in_schema = id.parent().is_some_and(|parent| parent.kind() == Kind::Schema);
        let step = || Step::new(format!("ALTER {} SET SCHEMA {}", self.address(id), schema.quoted()));
        // What can't be renamed can't be moved, either.
        (is_in_schema && self.rename(id, id.name()).is_some()).then(step)
    }

    /// What takes the parent of this object along into another schema: the column that owns a sequence.
    fn moves_parent_with(&self) -> Option<Id> {
        None
    }

    /// The statement that gives what is the object's own (a NOT NULL) its name in `to`, once the object, or what it belongs
    /// to, is called `new` instead of `old`.
    fn follow(&self, _to: &Self, _old: &Id, _from: &Catalog, _new: &Id) -> Option<Step> {
        None
    }

    /// Code that PostgreSQL keeps as a string, without knowing what it mentions.
    fn string_body(&self) -> Option<&str> {
        None
    }

    /// Whether what takes this object away, because it needs something that goes, takes its parent too.
    fn takes_parent(&self) -> bool {
        false
    }

    /// The table that shows the rows of the one which this object belongs to: a partition's whole.
    fn shows_rows_to(&self) -> Option<Id> {
        None
    }

    /// Which rows of that table are this one's, where PostgreSQL sees to it.
    fn bound(&self) -> Option<&str> {
        None
    }

    /// What has to go too where this object goes, since PostgreSQL has no statement that takes it away by itself.
    fn takes_along(&self, _at: &At) -> Vec<Id> {
        Vec::new()
    }

    /// How others could be kept waiting for less long while the object is made, or altered from `old`; for people, who
    /// have to write it themselves.
    fn gentler(&self, _old: Option<&Self>) -> Option<&'static str> {
        None
    }

    /// The parts of the object that no catalog has, as they are secret: passwords.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether `dependent` stands in the way of altering this object to `to`, and is made anew.
    fn rebuilds(&self, _to: &Self, _dependent: &Object) -> bool {
        false
    }

    /// Whether this alteration carries `dependent` over to a new object of the same name: a column whose type is made
    /// anew. What needs `dependent` is asked about in turn, with [`Model::rebuilds_through`].
    fn carries(&self, _to: &Self, _dependent: &Object) -> bool {
        false
    }

    /// Whether `dependent`, which needs `carried` or belongs to it, stands in the way of carrying that over.
    fn rebuilds_through(&self, _to: &Self, _carried: &Object, _dependent: &Object) -> bool {
        false
    }
}

/// How an object gets from one state to another.
#[derive(Debug, Clone, PartialEq)]
pub enum Alter {
    /// By these statements; what depends on the object stays, unless [`Model::rebuilds`] says otherwise.
    InPlace(Vec<Step>),
    /// By dropping it, with all that depends on it, and making it anew.
    Replace,
}

/// Where a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transaction {
    /// In the transaction of the steps around it.
    #[default]
    Inside,
    /// Outside of any transaction: PostgreSQL refuses it inside of one.
    Outside,
}

/// One statement of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Without the semicolon.
    pub sql: String,
    pub transaction: Transaction,
    /// The transaction must end after this step, before anything uses what it made (a new enum value).
    pub commit_after: bool,
}

impl Step {
    pub fn new(sql: impl Into<String>) -> Step {
        Step { sql: sql.into(), transaction: Transaction::Inside, commit_after: false }
    }
}

/// Where an object stands when its statements are written.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub id: &'a Id,
    /// The catalog that this state of the object belongs to: the wanted one for a create, the first one for a drop.
    /// For an alteration, the wanted one.
    pub catalog: &'a Catalog,
    /// The other one.
    pub other: &'a Catalog,
    /// What happens to every object of the first catalog and the wanted one.
    pub(crate) fate: &'a dyn Fate,
}

/// What the plan has decided about objects.
pub(crate) trait Fate {
    /// Whether the object, in the first catalog, is taken away (for good or to be made anew).
    fn is_torn_down(&self, id: &Id) -> bool;
    /// Whether the object, in the wanted catalog, is made by this plan.
    fn is_built(&self, id: &Id) -> bool;
    /// Whether the object's creation is spelled out by the statement that makes its parent.
    fn is_absorbed(&self, id: &Id) -> bool;
}

impl<'a> At<'a> {
    /// The same plan seen from another object.
    pub fn with<'b>(&'b self, id: &'b Id) -> At<'b> {
        At { id, catalog: self.catalog, other: self.other, fate: self.fate }
    }

    /// The children that this object's CREATE has to spell out.
    pub fn absorbed(&self) -> impl Iterator<Item = Object<'a>> + '_ {
        self.absorbed_by(self.id)
    }

    /// The children that the CREATE of `parent`, itself spelled out by this object's, has to spell out.
    pub fn absorbed_by(&self, parent: &Id) -> impl Iterator<Item = Object<'a>> + '_ {
        self.catalog.children(parent).filter(|child| self.fate.is_absorbed(child.id))
    }

    pub fn is_torn_down(&self, id: &Id) -> bool {
        self.fate.is_torn_down(id)
    }

    pub fn is_built(&self, id: &Id) -> bool {
        self.fate.is_built(id)
    }

    /// How DDL names the object that this one belongs to: `TABLE public.posts`.
    pub fn parent_address(&self) -> String {
        let parent = self.id.owner();
        self.catalog.get(parent).expect("a loaded object's parent is loaded").address(parent)
    }
}

/// What CREATE lists in parentheses, a line each.
pub(crate) fn written_list(parts: &[String]) -> String {
    format!("(\n    {}\n)", parts.join(",\n    "))
}

/// Settings as `name=value`, or other texts, in the order in which they were made, which means nothing but for those who
/// read it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Options(Vec<String>);

impl Options {
    fn sorted(&self) -> Vec<&String> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort();
        sorted
    }
}

impl std::ops::Deref for Options {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl PartialEq for Options {
    fn eq(&self, other: &Options) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Serialize for Options {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.sorted().serialize(serializer)
    }
}

/// `WITH (fillfactor='70')` and the like, from `name=value` texts; empty for none.
pub(crate) fn storage_clause(options: &[String]) -> String {
    match options {
        [] => String::new(),
        options => {
            format!(" WITH ({})", options.iter().map(|option| option_text(option)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// One storage parameter as DDL writes it: `fillfactor='70'`, `"toast.x"` unharmed.
fn option_text(option: &str) -> String {
    let (name, value) = option.split_once('=').unwrap_or((option, "true"));
    let name: Vec<_> = name.split('.').map(quote_identifier).collect();
    format!("{}={}", name.join("."), crate::sql::quote_literal(value))
}

/// The steps from one list of `name=value` options to another, on `ALTER {address}`.
pub(crate) fn alter_options(address: &str, from: &[String], to: &[String]) -> Vec<Step> {
    let name = |option: &String| option.split('=').next().unwrap_or_default().to_owned();
    let set: Vec<_> = to.iter().filter(|option| !from.contains(option)).map(|option| option_text(option)).collect();
    let reset: Vec<_> = from.iter().map(name).filter(|gone| !to.iter().any(|option| name(option) == *gone)).collect();
    let mut steps = Vec::new();
    if !set.is_empty() {
        steps.push(Step::new(format!("ALTER {address} SET ({})", set.join(", "))));
    }
    if !reset.is_empty() {
        steps.push(Step::new(format!("ALTER {address} RESET ({})", reset.join(", "))));
    }
    steps
}
