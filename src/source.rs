//! Where a catalog can come from: a live database, definitions, migration files, a saved catalog, or nothing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Content};
use crate::catalog::{Catalog, load, runner};
use crate::definition::{self, File, Loaded, Program};
use crate::diff::{Change, diff};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::rename::{Rename, Renaming};
use crate::plan::{PlannedStep, plan};
use crate::scratch::{self, Scratch};
use crate::server::{self, Client, Target};

/// Where a catalog comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A live database.
    Database(Target),
    /// Files of definitions, and directories of them.
    Definitions(Vec<PathBuf>),
    /// What a program prints, and files and directories beside it.
    Program { program: Program, paths: Vec<PathBuf> },
    /// What statements build that are run in this order, each with its file: the migrations.
    Script(Vec<Vec<String>>),
    /// A catalog that `autogen diff --save` wrote.
    Snapshot(PathBuf),
    /// A database as PostgreSQL makes it.
    Empty,
}

/// A catalog, and what only its source knows.
#[derive(Debug, Clone)]
pub struct Sourced {
    pub catalog: Catalog,
    /// Of definitions: where everything stands, and what their comments say.
    pub loaded: Option<Loaded>,
    /// The role that owns what nobody gave to another.
    pub default_owner: Option<String>,
    /// Of a live database: all roles of its server.
    pub roles: Option<BTreeSet<String>>,
    pub is_live: bool,
    /// Tables of other migration runners in a database, which the other side of a comparison doesn't declare. They aren't in
    /// the catalog.
    pub left_alone: BTreeSet<Id>,
}

/// Reads sources, with the scratch server that they need opened once and only if one does.
pub struct Reader {
    options: scratch::Options,
    scratch: RefCell<Option<Rc<Scratch>>>,
    /// To live databases, by the URL that shows no password.
    connections: RefCell<BTreeMap<String, Rc<Client>>>,
    /// What the program of the project printed: it is asked once, so that all of a run sees the same.
    printed: RefCell<Option<(Program, File)>>,
    cache: Cache,
}

/// What the cache keeps of a source that was read in scratch.
#[derive(Serialize, Deserialize)]
struct Kept {
    catalog: Catalog,
    loaded: Option<Loaded>,
    default_owner: Option<String>,
}

impl Sourced {
    /// Takes the tables of other migration runners out of a database, unless the other side declares them.
    pub fn leave_alone(&mut self, declared: &Catalog) {
        let tables = runner::undeclared(&self.catalog, declared);
        if !tables.is_empty() {
            self.catalog = runner::without(&self.catalog, &tables);
            self.left_alone = tables;
        }
    }

    /// What scratch has built, as a declaration: it says nothing of owners and grants that are there by default.
    pub fn declaration(catalog: Catalog, default_owner: Option<String>) -> Sourced {
        let loaded = Some(Loaded::default());
        Sourced { catalog, loaded, default_owner, roles: None, is_live: false, left_alone: BTreeSet::new() }
    }
}

impl Reader {
    pub fn new(options: scratch::Options) -> Reader {
        Reader::with_cache(options, Cache::off())
    }

    /// A reader that needs no scratch for what a cache knows.
    pub fn with_cache(options: scratch::Options, cache: Cache) -> Reader {
        let (scratch, printed) = (RefCell::new(None), RefCell::new(None));
        Reader { options, scratch, connections: RefCell::default(), printed, cache }
    }

    /// The scratch server; `wanted_major` counts only for the call that opens it.
    pub async fn scratch(&self, wanted_major: Option<u32>) -> Result<Rc<Scratch>> {
        let open = self.scratch.borrow().clone();
        if let Some(open) = open {
            return Ok(open);
        }
        let opened = Rc::new(scratch::open(&self.options, wanted_major).await?);
        *self.scratch.borrow_mut() = Some(Rc::clone(&opened));
        Ok(opened)
    }

    /// A connection to a live database: one for all that is asked there, one question after the other.
    pub async fn connection(&self, target: &Target) -> Result<Rc<Client>> {
        let open = self.connections.borrow().get(&target.to_string()).cloned();
        if let Some(open) = open.filter(|open| !open.is_closed()) {
            return Ok(open);
        }
        let client = Rc::new(server::connect(target).await?);
        self.connections.borrow_mut().insert(target.to_string(), Rc::clone(&client));
        Ok(client)
    }

    /// Reads two sources so that they can be compared: both deparsed by one server major.
    pub async fn read_both(&self, from: &Source, to: &Source) -> Result<(Sourced, Sourced)> {
        // Live databases and saved catalogs first: they say which major scratch should have.
        let (mut first, mut second) = (self.read_finished(from).await?, self.read_finished(to).await?);
        let are_finished = first.is_some() && second.is_some();
        let wanted = first.as_ref().or(second.as_ref()).map(|sourced| sourced.catalog.server_major);
        if first.is_none() {
            first = Some(self.read_in_scratch(from, wanted).await?);
        }
        if second.is_none() {
            second = Some(self.read_in_scratch(to, wanted).await?);
        }
        let both = first.zip(second).expect("each source is either finished or read in scratch");
        let (mut first, mut second) = both;
        if first.catalog.server_major != second.catalog.server_major {
            let scratch_major = match (are_finished, from) {
                (true, _) => self.scratch(wanted).await?.major(),
                (false, Source::Database(_) | Source::Snapshot(_)) => second.catalog.server_major,
                (false, Source::Definitions(_) | Source::Program { .. } | Source::Script(_) | Source::Empty) => {
                    first.catalog.server_major
                }
            };
            let lower = first.catalog.server_major.min(second.catalog.server_major);
            for sourced in [&mut first, &mut second] {
                if sourced.catalog.server_major != scratch_major {
                    sourced.catalog = self.after(&sourced.catalog, &[]).await?;
                }
                sourced.catalog = sourced.catalog.for_server(lower);
            }
        }
        let is_database = |source: &Source| matches!(source, Source::Database(_) | Source::Snapshot(_));
        if is_database(from) {
            first.leave_alone(&second.catalog);
        }
        if is_database(to) {
            second.leave_alone(&first.catalog);
        }
        Ok((first, second))
    }

    /// Reads one source.
    pub async fn read(&self, source: &Source) -> Result<Sourced> {
        match self.read_finished(source).await? {
            Some(sourced) => Ok(sourced),
            None => self.read_in_scratch(source, None).await,
        }
    }

    /// Reads definitions that are in no file yet.
    pub async fn read_files(&self, files: &[File], wanted_major: Option<u32>) -> Result<Sourced> {
        self.read_loaded(&Source::Definitions(Vec::new()), files, wanted_major).await
    }

    /// Reads a source that needs no scratch server, if it is one.
    async fn read_finished(&self, source: &Source) -> Result<Option<Sourced>> {
        match source {
            Source::Database(target) => {
                let client = self.connection(target).await?;
                let catalog = load::load_live(&client, target).await?;
                let default_owner = Some(current_role(&client).await?);
                let roles = Some(server::roles(&client).await?);
                Ok(Some(Sourced {
                    catalog,
                    loaded: None,
                    default_owner,
                    roles,
                    is_live: true,
                    left_alone: BTreeSet::new(),
                }))
            }
            Source::Snapshot(path) => {
                let text = std::fs::read_to_string(path).map_err(|cause| Error::file("read", path, cause))?;
                let catalog = Catalog::from_json(&text).map_err(|message| Error::Usage {
                    message: format!("cannot read the catalog in {}: {message}", path.display()),
                    hint: Some("`autogen diff --save FILE` writes one".to_owned()),
                })?;
                Ok(Some(Sourced {
                    catalog,
                    loaded: None,
                    default_owner: None,
                    roles: None,
                    is_live: false,
                    left_alone: BTreeSet::new(),
                }))
            }
            Source::Definitions(_) | Source::Program { .. } | Source::Script(_) | Source::Empty => Ok(None),
        }
    }

    async fn read_in_scratch(&self, source: &Source, wanted_major: Option<u32>) -> Result<Sourced> {
        let files = match source {
            Source::Definitions(paths) => definition::read(paths)?,
            Source::Program { program, paths } => {
                let mut files = definition::read(paths)?;
                files.push(self.printed(program).await?);
                files
            }
            Source::Script(_) | Source::Empty | Source::Database(_) | Source::Snapshot(_) => Vec::new(),
        };
        self.read_loaded(source, &files, wanted_major).await
    }

    /// Has the program of the project asked anew.
    pub fn forget_printed(&self) {
        *self.printed.borrow_mut() = None;
    }

    async fn printed(&self, program: &Program) -> Result<File> {
        let known = self.printed.borrow().as_ref().filter(|(known, _)| known == program).map(|(_, file)| file.clone());
        if let Some(file) = known {
            return Ok(file);
        }
        let file = program.run().await?;
        *self.printed.borrow_mut() = Some((program.clone(), file.clone()));
        Ok(file)
    }

    async fn read_loaded(&self, source: &Source, files: &[File], wanted_major: Option<u32>) -> Result<Sourced> {
        let content = match source {
            Source::Definitions(_) | Source::Program { .. } => {
                let parts = files.iter().flat_map(|file| [&file.name, &file.text]);
                parts.fold(Content::of("definitions"), Content::with)
            }
            Source::Script(scripts) => scripts.iter().flatten().fold(Content::of("script"), Content::with),
            Source::Empty | Source::Database(_) | Source::Snapshot(_) => Content::of("empty"),
        };
        let make = async || self.made_in_scratch(source, files, wanted_major).await;
        let Kept { catalog, loaded, default_owner } = self.kept(content, wanted_major, make).await?;
        Ok(Sourced { catalog, loaded, default_owner, roles: None, is_live: false, left_alone: BTreeSet::new() })
    }

    async fn made_in_scratch(&self, source: &Source, files: &[File], wanted_major: Option<u32>) -> Result<Kept> {
        let scratch = self.scratch(wanted_major).await?;
        let mut loaded = None;
        let mut database = scratch.database().await?;
        match source {
            Source::Definitions(_) | Source::Program { .. } => {
                self.need_roles(&scratch, &definition::roles(files)).await?;
                self.need_tablespaces(&scratch, &definition::tablespaces(files)).await?;
                loaded = Some(definition::load(&mut database.client, files).await?);
            }
            Source::Script(scripts) => {
                let mentioned = scripts.iter().flatten().flat_map(|statement| definition::roles_in(statement));
                self.need_roles(&scratch, &mentioned.collect()).await?;
                for script in scripts {
                    let wanted = script.iter().map(String::as_str).filter(|one| !definition::is_about_roles(one));
                    for statement in [scratch::WITHOUT_EVENT_TRIGGERS].into_iter().chain(wanted) {
                        let run = database.client.batch_execute(statement).await;
                        run.map_err(|cause| Error::query("replay the migrations in scratch", cause))?;
                    }
                }
            }
            Source::Empty | Source::Database(_) | Source::Snapshot(_) => {}
        }
        let catalog = load::load(&database.client).await?;
        let default_owner = Some(current_role(&database.client).await?);
        database.close().await?;
        Ok(Kept { catalog, loaded, default_owner })
    }

    /// What scratch makes of `content`: as the cache has it, else made now.
    async fn kept<T: Serialize + DeserializeOwned>(
        &self,
        content: Content,
        wanted_major: Option<u32>,
        make: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<T> {
        if self.cache.is_off() {
            return make().await;
        }
        let content = content.with(format!("{wanted_major:?}"));
        let open = self.scratch.borrow().clone();
        let maker = match open {
            Some(open) => Some(open.identity().to_owned()),
            None if self.options.url.is_some() => Some(self.scratch(wanted_major).await?.identity().to_owned()),
            // Without programs there is nobody better to ask than whoever made it last.
            None => scratch::expected(&self.options, wanted_major),
        };
        if let Some(kept) = self.cache.get(&content, maker.as_deref()) {
            return Ok(kept);
        }
        let made = make().await?;
        self.cache.put(&content, self.scratch(wanted_major).await?.identity(), &made);
        Ok(made)
    }

    /// A scratch database in the state of `catalog`. It isn't looked at whether it got there: that is the proof's to say.
    pub async fn build(&self, catalog: &Catalog) -> Result<scratch::Database> {
        self.need_surroundings(catalog).await?;
        let scratch = self.scratch(Some(catalog.server_major)).await?;
        let database = scratch.database().await?;
        let fresh = scratch.fresh(&database).await?;
        run(&database.client, &plan(fresh, catalog)?.steps).await.map_err(|(step, cause)| Error::Proof {
            what: "the first catalog can't be rebuilt in scratch".to_owned(),
            evidence: vec![step],
            cause: Some(cause),
        })?;
        Ok(database)
    }

    /// Makes sure that scratch has the roles and tablespaces that a catalog names, which needn't have been read there.
    pub(crate) async fn need_surroundings(&self, catalog: &Catalog) -> Result<()> {
        let scratch = self.scratch(Some(catalog.server_major)).await?;
        self.need_roles(&scratch, &roles(catalog)).await?;
        let tablespaces = catalog.objects().filter_map(|object| object.attributes.tablespace().map(str::to_owned));
        self.need_tablespaces(&scratch, &tablespaces.collect()).await
    }

    /// What becomes of `catalog` when `steps` are run on it.
    pub async fn after(&self, catalog: &Catalog, steps: &[PlannedStep]) -> Result<Catalog> {
        let content = Content::of("after").with(catalog.to_json());
        let content = steps.iter().fold(content, |content, planned| content.with(&planned.step.sql));
        self.kept(content, Some(catalog.server_major), async || self.made_after(catalog, steps).await).await
    }

    async fn made_after(&self, catalog: &Catalog, steps: &[PlannedStep]) -> Result<Catalog> {
        let database = self.build(catalog).await?;
        run(&database.client, steps).await.map_err(|(step, cause)| Error::Proof {
            what: "a rename can't be made in scratch".to_owned(),
            evidence: vec![step],
            cause: Some(cause),
        })?;
        let after = load::load(&database.client).await?;
        database.close().await?;
        Ok(after)
    }

    /// The wanted catalog with `from`'s words for whatever means the same.
    ///
    /// What PostgreSQL prints of an expression it doesn't always print again once it has read it: `status IN ('a', 'b')` on
    /// a `varchar` comes out in two ways. So where texts differ, both catalogs are rebuilt from what was printed; what is
    /// equal then never differed.
    pub async fn settled(&self, from: &Catalog, to: &Catalog) -> Result<Catalog> {
        let altered: Vec<Id> = diff(from, to)
            .into_iter()
            .filter_map(|change| match change {
                Change::Alter { id, .. } => Some(id),
                Change::Create { .. } | Change::Drop { .. } => None,
            })
            .collect();
        if altered.is_empty() {
            return Ok(to.clone());
        }
        let (old, new) = (self.read_again(from).await?, self.read_again(to).await?);
        let compared = |catalog: &Catalog, id: &Id| catalog.get(id).map(|object| object.compared());
        Ok(to.with(altered.into_iter().filter_map(|id| {
            let (first, second) = (compared(&old, &id)?, compared(&new, &id)?);
            let attributes = from.get(&id)?.clone();
            (first == second).then_some((id, attributes))
        })))
    }

    /// The catalog as PostgreSQL prints it once it has read its own texts. What a rebuilding may have left out is altered
    /// afterwards, lest two states be taken for one.
    async fn read_again(&self, catalog: &Catalog) -> Result<Catalog> {
        let database = self.build(catalog).await?;
        let mut again = load::load(&database.client).await?;
        if let Ok(rest) = plan(&again, catalog)
            && !rest.is_empty()
            && run(&database.client, &rest.steps).await.is_ok()
        {
            again = load::load(&database.client).await?;
        }
        database.close().await?;
        Ok(again)
    }

    async fn need_tablespaces(&self, scratch: &Scratch, tablespaces: &BTreeSet<String>) -> Result<()> {
        let missing = scratch.ensure_tablespaces(tablespaces).await?;
        match missing.as_slice() {
            [] => Ok(()),
            missing => Err(Error::Usage {
                message: format!("the scratch server has no tablespace {}", missing.join(", ")),
                hint: Some("make it there, or let autogen use a private server of 15 or later".to_owned()),
            }),
        }
    }

    /// Makes sure that scratch has these roles.
    pub(crate) async fn need_role_names(&self, roles: &BTreeSet<String>) -> Result<()> {
        self.need_roles(&*self.scratch(None).await?, roles).await
    }

    async fn need_roles(&self, scratch: &Scratch, roles: &BTreeSet<String>) -> Result<()> {
        let missing = scratch.ensure_roles(roles).await?;
        match missing.as_slice() {
            [] => Ok(()),
            missing => Err(Error::Usage {
                message: format!("the scratch server has no role {}", missing.join(", ")),
                hint: Some("make it there, or let autogen use a private server (without --scratch-url)".to_owned()),
            }),
        }
    }
}

/// Runs the steps of a plan, each by itself. Gives the statement that failed with what the server said.
pub(crate) async fn run(
    client: &Client,
    steps: &[PlannedStep],
) -> std::result::Result<(), (String, crate::error::ServerMessage)> {
    let steps = steps.iter().map(|planned| planned.step.sql.as_str());
    let settings =
        ["set check_function_bodies = off; set client_min_messages = error", scratch::WITHOUT_EVENT_TRIGGERS];
    let statements: Vec<&str> = settings.into_iter().chain(steps).collect();
    // The futures send their statements at once and the server answers in order; the first failure is what is told.
    let sent = futures_util::future::join_all(statements.iter().map(|statement| client.batch_execute(statement))).await;
    for (statement, answer) in statements.iter().zip(sent) {
        answer.map_err(|cause| ((*statement).to_owned(), cause.into()))?;
    }
    Ok(())
}

pub(crate) async fn current_role(client: &Client) -> Result<String> {
    let row = client.query_typed_one("select current_user::text", &[]).await;
    Ok(row.map_err(|cause| Error::query("ask who we are", cause))?.get(0))
}

/// The roles that a catalog's objects name.
pub(crate) fn roles(catalog: &Catalog) -> BTreeSet<String> {
    catalog.objects().flat_map(|object| object.attributes.roles(object.id)).collect()
}

/// `catalog`, as a scratch database has it, without the owners and grants that `reference` doesn't speak of, and for the
/// server that `reference` is for. `renames` lead from its names to those in `reference`.
pub(crate) fn as_managed(catalog: &Catalog, reference: &Catalog, renames: &[Rename]) -> Catalog {
    let renaming = Renaming::of(renames);
    let spoken: HashSet<_> = reference.objects().map(|object| (object.id.parent(), object.id.kind())).collect();
    let managed = catalog.filtered(|object| {
        let parent = object.id.parent().map(|parent| renaming.image(parent));
        !object.attributes.is_managed_on_demand() || spoken.contains(&(parent.as_ref(), object.id.kind()))
    });
    if managed.runs_on == reference.runs_on { managed } else { managed.for_server(reference.runs_on) }
}

/// Whether two catalogs say the same, and if not, in what they differ, a line each.
pub fn differences(from: &Catalog, to: &Catalog) -> Vec<String> {
    diff(from, to)
        .iter()
        .map(|change| match change {
            Change::Create { id } => format!("{id} is missing"),
            Change::Drop { id } => format!("{id} is too much"),
            Change::Alter { id, attributes } => {
                let show = |catalog: &Catalog, name: &String| {
                    catalog.get(id).and_then(|object| object.compared().get(name).cloned()).unwrap_or_default()
                };
                let values: Vec<_> = attributes
                    .iter()
                    .map(|name| format!("{name} is {} instead of {}", show(from, name), show(to, name)))
                    .collect();
                format!("{id}: {}", values.join(", "))
            }
        })
        .collect()
}
