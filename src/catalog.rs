//! All objects of one database by identity, with the edges between them. Nothing here talks to a server, except for
//! `catalog/load`, which fills a catalog from one, and `catalog/standard`, which holds it to a second observer.

pub mod load;
mod row;
pub mod runner;
pub mod standard;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::thread;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::id::{Id, Kind};
use crate::kind::Attributes;

/// The number of the JSON form. It grows when an older autogen couldn't read a newer catalog.
pub const FORMAT: u32 = 1;

/// Attributes are boxed, so that they needn't be moved again once they are read.
pub(crate) type Objects = BTreeMap<Id, Box<Attributes>>;

/// All objects of one database. Immutable once made.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Saved")]
pub struct Catalog {
    /// The server's major version: `15`. Definitions deparsed by different majors can't be compared.
    pub server_major: u32,
    /// That of the server which statements are written for: lower than the other where scratch is newer than what it stands
    /// for.
    pub runs_on: u32,
    objects: Objects,
    /// What each object needs: it can't be made before those, nor stay when they go.
    needs: BTreeMap<Id, BTreeSet<Id>>,
    /// What an object mentions without PostgreSQL knowing (a string body); only breaks ties.
    mentions: BTreeMap<Id, BTreeSet<Id>>,
    children: FxHashMap<Id, Vec<Id>>,
    needed_by: FxHashMap<Id, Vec<Id>>,
    /// User objects that no kind answers for, as `pg_identify_object` describes them.
    pub unmodelled: Vec<String>,
}

/// An object as it stands in a catalog.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    pub id: &'a Id,
    pub attributes: &'a Attributes,
}

impl Catalog {
    /// Puts a catalog together; edges to unknown objects fall away.
    pub fn new(
        server_major: u32,
        objects: Objects,
        mut needs: BTreeMap<Id, BTreeSet<Id>>,
        mut mentions: BTreeMap<Id, BTreeSet<Id>>,
        unmodelled: Vec<String>,
    ) -> Catalog {
        for edges in [&mut needs, &mut mentions] {
            Catalog::known_edges(&objects, edges);
        }
        Catalog::assembled(server_major, objects, needs, mentions, unmodelled)
    }

    /// Leaves out edges to unknown objects, and those that end where they begin.
    fn known_edges(objects: &Objects, edges: &mut BTreeMap<Id, BTreeSet<Id>>) {
        edges.retain(|id, targets| {
            targets.retain(|target| objects.contains_key(target) && target != id);
            objects.contains_key(id) && !targets.is_empty()
        });
    }

    /// The same where no edge leads to an unknown object or to where it begins.
    fn assembled(
        server_major: u32,
        objects: Objects,
        needs: BTreeMap<Id, BTreeSet<Id>>,
        mentions: BTreeMap<Id, BTreeSet<Id>>,
        unmodelled: Vec<String>,
    ) -> Catalog {
        let children = || {
            let mut children: FxHashMap<Id, Vec<Id>> = FxHashMap::default();
            for id in objects.keys() {
                if let Some(parent) = id.parent() {
                    children.entry(parent.clone()).or_default().push(id.clone());
                }
            }
            children
        };
        let needed_by = || {
            let mut needed_by: FxHashMap<Id, Vec<Id>> = FxHashMap::default();
            for (id, targets) in &needs {
                for target in targets {
                    needed_by.entry(target.clone()).or_default().push(id.clone());
                }
            }
            needed_by
        };
        let (children, needed_by) = both(children, needed_by);
        Catalog { server_major, runs_on: server_major, objects, needs, mentions, children, needed_by, unmodelled }
    }

    /// A database with nothing in it but the schema `public`, as PostgreSQL makes it.
    pub fn empty(server_major: u32) -> Catalog {
        Catalog::new(server_major, BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), Vec::new())
    }

    pub fn get(&self, id: &Id) -> Option<&Attributes> {
        self.objects.get(id).map(Box::as_ref)
    }

    pub fn contains(&self, id: &Id) -> bool {
        self.objects.contains_key(id)
    }

    pub fn object(&self, id: &Id) -> Option<Object<'_>> {
        self.objects.get_key_value(id).map(|(id, attributes)| Object { id, attributes })
    }

    /// All objects, by kind, then parent, then name.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.objects.iter().map(|(id, attributes)| Object { id, attributes })
    }

    /// The objects of one kind, by parent, then name.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Object<'_>> {
        of_kind(&self.objects, kind).map(|(id, attributes)| Object { id, attributes })
    }

    pub fn len(&self) -> usize {
        self.objects.len()
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The objects that belong to `parent` directly.
    pub fn children<'a>(&'a self, parent: &Id) -> impl Iterator<Item = Object<'a>> + use<'a> {
        self.children.get(parent).into_iter().flatten().filter_map(|id| self.object(id))
    }

    /// The child of `parent` that is of `kind`, where there can be only one.
    pub fn child(&self, parent: &Id, kind: Kind) -> Option<Object<'_>> {
        self.children(parent).find(|child| child.id.kind() == kind)
    }

    /// What `id` can't be without, less the objects it belongs to.
    pub fn needs(&self, id: &Id) -> impl Iterator<Item = &Id> {
        self.needs.get(id).into_iter().flatten()
    }

    /// What `id` mentions without PostgreSQL knowing.
    pub fn mentions(&self, id: &Id) -> impl Iterator<Item = &Id> {
        self.mentions.get(id).into_iter().flatten()
    }

    /// What can't be without `id`, less what belongs to it.
    pub fn needed_by(&self, id: &Id) -> impl Iterator<Item = &Id> {
        self.needed_by.get(id).into_iter().flatten()
    }

    /// The same catalog with only the objects that `keep` holds for, and none that belongs to one it doesn't.
    pub fn filtered(&self, keep: impl Fn(Object<'_>) -> bool) -> Catalog {
        let gone: BTreeSet<&Id> = self.objects().filter(|object| !keep(*object)).map(|object| object.id).collect();
        if gone.is_empty() {
            return self.clone();
        }
        let objects = self
            .objects
            .iter()
            .filter(|(id, _)| !id.lineage().any(|id| gone.contains(id)))
            .map(|(id, attributes)| (id.clone(), attributes.clone()))
            .collect();
        let unmodelled = self.unmodelled.clone();
        let catalog = Catalog::new(self.server_major, objects, self.needs.clone(), self.mentions.clone(), unmodelled);
        Catalog { runs_on: self.runs_on, ..catalog }
    }

    /// The same catalog with more objects, or others in the place of those it has.
    pub fn joined(&self, objects: impl IntoIterator<Item = (Id, Attributes)>) -> Catalog {
        let mut all = self.objects.clone();
        all.extend(objects.into_iter().map(|(id, attributes)| (id, Box::new(attributes))));
        let unmodelled = self.unmodelled.clone();
        let catalog = Catalog::new(self.server_major, all, self.needs.clone(), self.mentions.clone(), unmodelled);
        Catalog { runs_on: self.runs_on, ..catalog }
    }

    /// The same catalog without what is `gone`, and with what `come`s from another, edges and all.
    pub fn overlaid<'a>(
        &self,
        gone: &BTreeSet<Id>,
        other: &Catalog,
        come: impl IntoIterator<Item = &'a Id>,
    ) -> Catalog {
        let is_gone = |id: &Id| id.lineage().any(|id| gone.contains(id));
        let stays = self.objects.iter().filter(|(id, _)| !is_gone(id));
        let mut objects: Objects = stays.map(|(id, attributes)| (id.clone(), attributes.clone())).collect();
        let (mut needs, mut mentions) = (self.needs.clone(), self.mentions.clone());
        for id in come {
            let Some(attributes) = other.objects.get(id) else { continue };
            objects.insert(id.clone(), attributes.clone());
            for (own, theirs) in [(&mut needs, &other.needs), (&mut mentions, &other.mentions)] {
                match theirs.get(id) {
                    Some(edges) => own.insert(id.clone(), edges.clone()),
                    None => own.remove(id),
                };
            }
        }
        let catalog = Catalog::new(self.server_major, objects, needs, mentions, self.unmodelled.clone());
        Catalog { runs_on: self.runs_on, ..catalog }
    }

    /// The same catalog with other attributes for some of its objects.
    pub fn with(&self, attributes: impl IntoIterator<Item = (Id, Attributes)>) -> Catalog {
        let mut catalog = self.clone();
        for (id, attributes) in attributes {
            if let Some(old) = catalog.objects.get_mut(&id) {
                **old = attributes;
            }
        }
        catalog
    }

    /// The same catalog for a server of another major, without what means nothing there.
    pub fn for_server(&self, major: u32) -> Catalog {
        let known = self.filtered(|object| object.attributes.exists_on(object.id, self, major));
        let changed =
            known.objects().filter_map(|object| Some((object.id.clone(), object.attributes.known_to(major)?)));
        Catalog { runs_on: major, ..known.with(changed) }
    }

    /// `sha256:` and 64 hexadecimal digits over every compared attribute of every object. Two catalogs have the same
    /// fingerprint exactly when there is no change between them.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for object in self.objects() {
            let line = serde_json::to_string(&(object.id, object.attributes.compared()));
            hash.update(line.expect("a catalog is plain data, which JSON can always hold"));
            hash.update(b"\n");
        }
        let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{digits}")
    }

    /// The JSON form, one object a line.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a catalog is plain data, which JSON can always hold")
    }

    /// Reads the JSON form back; the error says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Catalog, String> {
        #[derive(Deserialize)]
        struct Numbered {
            format: u32,
        }
        let numbered: Numbered = serde_json::from_str(text).map_err(|error| format!("not a saved catalog: {error}"))?;
        if numbered.format != FORMAT {
            return Err(format!("its format is {}, this autogen reads {FORMAT}: save it again", numbered.format));
        }
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// Does both at the same time.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
    })
}

/// The objects of one kind, by parent, then name.
fn of_kind(objects: &Objects, kind: Kind) -> impl Iterator<Item = (&Id, &Attributes)> {
    let objects = objects.range(Id::new(kind, None, "")..).take_while(move |(id, _)| id.kind() == kind);
    objects.map(|(id, attributes)| (id, attributes.as_ref()))
}

impl Serialize for Catalog {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let objects = self.objects().map(|object| SavedObject {
            id: object.id.clone(),
            attributes: serde_json::to_value(object.attributes)
                .expect("attributes are plain data, which JSON can always hold"),
            needs: self.needs(object.id).cloned().collect(),
            mentions: self.mentions(object.id).cloned().collect(),
        });
        let saved = Saved {
            format: FORMAT,
            server_major: self.server_major,
            objects: objects.collect(),
            unmodelled: self.unmodelled.clone(),
        };
        saved.serialize(serializer)
    }
}

impl TryFrom<Saved> for Catalog {
    type Error = String;

    fn try_from(saved: Saved) -> Result<Catalog, String> {
        let (mut objects, mut needs, mut mentions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for object in saved.objects {
            let attributes = Attributes::read(object.id.kind(), object.attributes)
                .map_err(|error| format!("{}: {error}", object.id))?;
            needs.insert(object.id.clone(), object.needs);
            mentions.insert(object.id.clone(), object.mentions);
            objects.insert(object.id, Box::new(attributes));
        }
        Ok(Catalog::new(saved.server_major, objects, needs, mentions, saved.unmodelled))
    }
}

#[derive(Serialize, Deserialize)]
struct Saved {
    format: u32,
    server_major: u32,
    objects: Vec<SavedObject>,
    unmodelled: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct SavedObject {
    id: Id,
    attributes: serde_json::Value,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    needs: BTreeSet<Id>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    mentions: BTreeSet<Id>,
}
