//! What names an object: its kind, its name and the object it belongs to. OIDs never appear here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::sql::quote_identifier;

/// The one list of kinds. Their order is the order of steps that nothing else decides, so what is used stands before
/// its users: a reader of a plan meets schemas, then types, then tables, then what sits on tables.
macro_rules! kinds {
    ($apply:ident) => {
        $apply! {
            Schema schema,
            Extension extension,
            Collation collation,
            Shell shell,
            Enum r#enum,
            Composite composite,
            Attribute attribute,
            Range range,
            Cast cast,
            Domain domain,
            Sequence sequence,
            Language language,
            Function function,
            Aggregate aggregate,
            ForeignDataWrapper foreign_data_wrapper,
            Server server,
            UserMapping user_mapping,
            Transform transform,
            Operator operator,
            AccessMethod access_method,
            OperatorFamily operator_family,
            OperatorFamilyMember operator_family_member,
            OperatorClass operator_class,
            Conversion conversion,
            TextSearchParser text_search_parser,
            TextSearchTemplate text_search_template,
            TextSearchDictionary text_search_dictionary,
            TextSearchConfiguration text_search_configuration,
            Table table,
            ForeignTable foreign_table,
            Column column,
            Default default,
            Identity identity,
            OwnedBy owned_by,
            View view,
            MaterializedView materialized_view,
            ViewColumn view_column,
            Constraint constraint,
            Index index,
            Partition partition,
            IndexPartition index_partition,
            Inheritance inheritance,
            ReplicaIdentity replica_identity,
            Cluster cluster,
            Statistics statistics,
            Rule rule,
            Trigger trigger,
            RowSecurity row_security,
            Policy policy,
            Publication publication,
            PublicationTable publication_table,
            PublicationSchema publication_schema,
            Subscription subscription,
            Owner owner,
            DefaultPrivilege default_privilege,
            Grant grant,
            ExtensionGrant extension_grant,
            Comment comment,
            SecurityLabel security_label,
            EventTrigger event_trigger,
        }
    };
}
pub(crate) use kinds;

macro_rules! kind_enum {
    ($($variant:ident $module:ident,)*) => {
        /// The type of an object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($variant,)*
        }

        impl Kind {
            /// Every kind, in the order of steps that nothing else decides.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)*];

            /// The kind's word as people read it: `materialized view`.
            pub fn word(self) -> String {
                match self {
                    $(Kind::$variant => stringify!($module).trim_start_matches("r#").replace('_', " "),)*
                }
            }
        }
    };
}
kinds!(kind_enum);

impl Kind {
    /// Whether the name is a signature, whose parts are quoted already: `"F"(integer, public.mood)`, `"Ops" USING btree`.
    pub fn is_named_by_signature(self) -> bool {
        matches!(
            self,
            Kind::Function
                | Kind::Aggregate
                | Kind::Operator
                | Kind::OperatorFamily
                | Kind::OperatorFamilyMember
                | Kind::OperatorClass
                | Kind::Cast
                | Kind::Transform
                | Kind::ExtensionGrant
        )
    }

    fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// The identity of an object. Cheap to clone; ordered by kind, then parent, then name.
#[derive(Clone, PartialEq, Eq)]
pub struct Id(Arc<Node>);

#[derive(PartialEq, Eq)]
struct Node {
    /// Of all that follows, so that a map of a large catalog needn't go through the names of all parents. It stands
    /// first, as what differs is told at once.
    hash: u64,
    kind: Kind,
    name: String,
    parent: Option<Id>,
}

impl Id {
    /// Names an object; `name` is unquoted (a function's, an operator's or a cast's is its signature, quoted already).
    pub fn new(kind: Kind, parent: Option<Id>, name: impl Into<String>) -> Id {
        let name = name.into();
        let mut hasher = DefaultHasher::new();
        (kind, &name, &parent).hash(&mut hasher);
        Id(Arc::new(Node { hash: hasher.finish(), kind, name, parent }))
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The object this one belongs to: a column's table, a comment's object; none for a schema.
    pub fn parent(&self) -> Option<&Id> {
        self.0.parent.as_ref()
    }

    /// The parent of an object that can't be without one.
    pub fn owner(&self) -> &Id {
        self.parent().expect("this kind is only ever loaded with a parent")
    }

    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The name without what else a signature says, unquoted.
    pub fn bare_name(&self) -> &str {
        match self.kind().is_named_by_signature() {
            true => self.signature().0.trim_matches('"'),
            false => self.name(),
        }
    }

    /// Of a signature, the name, quoted as it stands there, and the types or the access method behind it; of any other
    /// name, that and nothing.
    pub fn signature(&self) -> (&str, &str) {
        let mut is_quoted = false;
        let end = self.name().find(|c: char| {
            is_quoted ^= c == '"';
            matches!(c, '(' | ' ') && !is_quoted
        });
        let end = end.filter(|_| self.kind().is_named_by_signature());
        self.name().split_at(end.unwrap_or(self.name().len()))
    }

    /// False for what there is only one of on its parent: a comment, an owner.
    pub fn has_name_of_its_own(&self) -> bool {
        !self.0.name.is_empty() && !matches!(self.0.kind, Kind::Grant | Kind::ExtensionGrant | Kind::SecurityLabel)
    }

    pub fn quoted(&self) -> String {
        quote_identifier(self.name())
    }

    /// This object and those it belongs to, innermost first.
    pub fn lineage(&self) -> impl Iterator<Item = &Id> {
        std::iter::successors(Some(self), |id| id.parent())
    }

    /// The object that people would name: a column's, an index's or a policy's table; a comment's object; itself.
    pub fn whole(&self) -> &Id {
        let outermost = self.lineage().filter(|id| id.kind() != Kind::Schema && id.has_name_of_its_own()).last();
        outermost.or_else(|| self.lineage().last()).unwrap_or(self)
    }

    /// Whether `ancestor` is this object or one that it belongs to.
    pub fn is_within(&self, ancestor: &Id) -> bool {
        self.lineage().any(|id| id == ancestor)
    }

    /// The schema that this object lives in (itself, for a schema), unquoted.
    pub fn schema(&self) -> Option<&str> {
        self.lineage().find(|id| id.kind() == Kind::Schema).map(Id::name)
    }

    /// Every name from the outermost to this one, quoted and dotted: `public.posts.likes`. A signature stands as it is.
    pub fn dotted(&self) -> String {
        let mut names: Vec<_> = self
            .lineage()
            .filter(|id| !id.name().is_empty())
            .map(|id| if id.kind().is_named_by_signature() { id.name().to_owned() } else { id.quoted() })
            .collect();
        names.reverse();
        names.join(".")
    }

    /// The same identity under another parent or name: what a rename makes of it.
    pub fn renamed(&self, from: &Id, to: &Id) -> Id {
        if self == from {
            return to.clone();
        }
        match self.parent() {
            Some(parent) if self.is_within(from) => Id::new(self.kind(), Some(parent.renamed(from, to)), self.name()),
            _ => self.clone(),
        }
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Id) -> Ordering {
        // Siblings share their parent, which needn't be compared word for word.
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        let (one, other) = (&self.0, &other.0);
        one.kind.cmp(&other.kind).then_with(|| one.parent.cmp(&other.parent)).then_with(|| one.name.cmp(&other.name))
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Id) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Id {
    /// As people read it: `column public.posts.likes`, `comment on table public.posts`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parent() {
            Some(parent) if self.name().is_empty() => write!(f, "{} of {parent}", self.kind().word()),
            _ => write!(f, "{} {}", self.kind().word(), self.dotted()),
        }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// As a flat list from the outermost: `["schema", "public", "table", "posts"]`.
impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut words: Vec<(String, &str)> = self.lineage().map(|id| (id.kind().word(), id.name())).collect();
        words.reverse();
        serializer.collect_seq(words.iter().flat_map(|(kind, name)| [kind.as_str(), name]))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        let mut id = None;
        for pair in words.chunks(2) {
            let [word, name] = pair else { return Err(D::Error::custom("an identity has a name for every kind")) };
            let kind = Kind::from_word(word).ok_or_else(|| D::Error::custom(format!("there is no kind `{word}`")))?;
            id = Some(Id::new(kind, id, name.as_str()));
        }
        id.ok_or_else(|| D::Error::custom("an identity is empty"))
    }
}
