//! Scratch: throwaway databases on a real server, in which definitions are loaded and plans are proved.
//!
//! Nothing is left behind: not on success, on an error, in a panic, nor (after [`on_signal`]) when a signal comes.

mod database;
mod interrupt;
mod name;
pub mod private;
pub mod programs;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

pub use database::Database;
pub use interrupt::{Registration, at_interrupt, on_signal};

use tokio::sync::OnceCell;

use crate::catalog::{Catalog, load};
use crate::error::{Error, Result};
use crate::server::{self, Target};
use database::Administrator;
use private::Server;
use programs::Programs;

/// Where scratch may be had.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A server to make databases on; then nothing else is tried.
    pub url: Option<String>,
    /// Whether scratch may be on a target that isn't this machine.
    pub on_target: bool,
    /// Libraries that a private server loads when it starts: what definitions need and no extension loads by itself, such
    /// as a provider of security labels.
    pub preload: Vec<String>,
    /// The database that is worked on.
    pub target: Option<Target>,
}

/// A server on which scratch databases are made.
pub struct Scratch {
    administrator: Arc<Administrator>,
    major: u32,
    /// How databases are made: what follows their name in `CREATE DATABASE`.
    clauses: String,
    description: String,
    identity: String,
    /// What is in a database that was just made.
    fresh: OnceCell<Catalog>,
    /// Whether the server is ours, roles and all.
    is_private: bool,
}

/// Opens the best scratch there is: the server of `options.url`, else a private one, as near as can be to `wanted_major`, else
/// the target itself.
pub async fn open(options: &Options, wanted_major: Option<u32>) -> Result<Scratch> {
    if let Some(url) = &options.url {
        return Scratch::on_named_server(&Target::parse(url)?).await;
    }
    let (found, mut looked) = programs::find();
    if let Some(programs) = programs::choose(&found, wanted_major) {
        match Scratch::on_private_server(programs, &options.preload, wanted_major).await {
            Ok(scratch) => return Ok(scratch),
            Err(error) => looked.extend(std::iter::once(error.to_string()).chain(error.evidence())),
        }
    }
    match &options.target {
        None => looked.push("the target: there is none".to_owned()),
        Some(target) if !options.on_target && !target.is_local() => {
            looked.push("the target: it isn't this machine, and `on_target` isn't set".to_owned());
        }
        Some(target) => match Scratch::on_target(target).await {
            Ok(scratch) => return Ok(scratch),
            Err(error) => looked.push(format!("the target: {error}")),
        },
    }
    Err(Error::Scratch { looked, hint: way_out(wanted_major) })
}

/// The [identity](Scratch::identity) of the private server that [`open`] would start, without starting it. None where
/// it would try something else, or nothing.
pub fn expected(options: &Options, wanted_major: Option<u32>) -> Option<String> {
    let (found, _) = options.url.is_none().then(programs::find)?;
    programs::choose(&found, wanted_major).map(|programs| private_identity(programs, &options.preload))
}

/// Private servers all start from the same cluster, but for the programs, the extensions beside them and what they load.
fn private_identity(programs: &Programs, preload: &[String]) -> String {
    let Programs { directory, major, version: _, banner } = programs;
    let beside = ["share/extension", "share/postgresql/extension"].map(|path| directory.join("..").join(path));
    let debian = PathBuf::from(format!("/usr/share/postgresql/{major}/extension"));
    let changed = |path: &PathBuf| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let extensions: Vec<_> = beside.iter().chain([&debian]).map(changed).collect();
    format!("{banner}, {}, extensions {extensions:?}, preload {preload:?}", directory.display())
}

/// Keeps users' event triggers from reacting to what a session does. That is for the live database: here it may fail for
/// want of rows, settings or other databases. Before 17 those that are to fire ALWAYS can't be told.
pub(crate) const WITHOUT_EVENT_TRIGGERS: &str = "
    select case when current_setting('server_version_num')::integer >= 170000
                then set_config('event_triggers', 'off', false)
                else set_config('session_replication_role', 'replica', false) end
    where current_setting('is_superuser') = 'on'
      and exists (select
                  from pg_event_trigger e
                  where not exists (select from pg_depend d
                                    where d.classid = 'pg_event_trigger'::regclass
                                      and d.objid = e.oid and d.deptype = 'e'))";

impl Scratch {
    async fn on_named_server(target: &Target) -> Result<Scratch> {
        let administrator = Administrator::connect(target, None).await?;
        let major = server::server_version(&administrator.client).await?;
        administrator.sweep().await?;
        let provider = if major >= 15 { " locale_provider libc" } else { "" };
        let clauses = format!("template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'{provider}");
        Ok(Scratch {
            identity: administrator.identity(&clauses).await?,
            administrator: Arc::new(administrator),
            major,
            clauses,
            description: format!("databases of our own beside {target}, PostgreSQL {major}"),
            fresh: OnceCell::new(),
            is_private: false,
        })
    }

    async fn on_private_server(programs: &Programs, preload: &[String], wanted: Option<u32>) -> Result<Scratch> {
        let server = Arc::new(Server::start_loading(programs, preload).await?);
        let administrator = Administrator::connect(&server.target().clone(), Some(server)).await?;
        let Programs { directory, major, version, banner: _ } = programs;
        let mut description = format!("a private PostgreSQL {version} from {}", directory.display());
        if let Some(wanted) = wanted.filter(|wanted| wanted != major) {
            description.push_str(&format!(", because there is no {wanted} on this machine"));
        }
        Ok(Scratch {
            administrator: Arc::new(administrator),
            major: *major,
            // Before 15 the template's files are always copied. Its pages through the WAL take twice as long.
            clauses: match major {
                ..15 => "template template0".to_owned(),
                15.. => "template template0 strategy file_copy".to_owned(),
            },
            description,
            identity: private_identity(programs, preload),
            fresh: OnceCell::new(),
            is_private: true,
        })
    }

    async fn on_target(target: &Target) -> Result<Scratch> {
        let administrator = Administrator::connect(target, None).await?;
        let major = server::server_version(&administrator.client).await?;
        let query = |cause| Error::query("ask what this role may do", cause);
        let row = administrator.client.query_one(TARGET, &[]).await.map_err(query)?;
        if !row.try_get::<_, bool>(0).map_err(query)? {
            return Err(Error::usage(format!("the role {} may not create databases", target.user())));
        }
        let clauses: String = row.try_get(1).map_err(query)?;
        administrator.sweep().await?;
        Ok(Scratch {
            identity: administrator.identity(&clauses).await?,
            administrator: Arc::new(administrator),
            major,
            clauses,
            description: format!("a temporary database on the target, PostgreSQL {major}"),
            fresh: OnceCell::new(),
            is_private: false,
        })
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// Whether the server is ours alone, so that roles can be made there.
    pub fn is_private(&self) -> bool {
        self.is_private
    }

    /// For people: "a private PostgreSQL 15.18 from /usr/lib/postgresql/15/bin".
    pub fn describe(&self) -> &str {
        &self.description
    }

    /// What decides what comes of statements here: the exact version, the locale, the role, the extensions at hand. Where
    /// two servers have the same, so does what they give.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Makes an empty database.
    pub async fn database(&self) -> Result<Database> {
        self.administrator.create(&self.clauses).await
    }

    /// What is in `database`, which was just made: the same as in the one before.
    pub async fn fresh(&self, database: &Database) -> Result<&Catalog> {
        self.fresh.get_or_try_init(|| load::load(&database.client)).await
    }

    /// Makes the roles that are missing, without login, on a private server. Gives those that are still missing.
    pub async fn ensure_roles(&self, roles: &BTreeSet<String>) -> Result<Vec<String>> {
        const DOING: &str = "make sure of the roles";
        let client = &self.administrator.client;
        let wanted: Vec<&str> = roles.iter().map(String::as_str).collect();
        let missing = client.query(MISSING_ROLES, &[&wanted]).await.map_err(|cause| Error::query(DOING, cause))?;
        let mut left = Vec::new();
        for row in missing {
            let role: String = row.try_get(0).map_err(|cause| Error::query(DOING, cause))?;
            let statement: String = row.try_get(1).map_err(|cause| Error::query(DOING, cause))?;
            // Reserved names (`pg_…`) are refused.
            if !self.is_private || client.batch_execute(&statement).await.is_err() {
                left.push(role);
            }
        }
        Ok(left)
    }

    /// Makes the tablespaces that are missing, on a private server of 15 or later, where they need no directory of their
    /// own. Gives those that are still missing.
    pub async fn ensure_tablespaces(&self, tablespaces: &BTreeSet<String>) -> Result<Vec<String>> {
        const DOING: &str = "make sure of the tablespaces";
        let client = &self.administrator.client;
        let wanted: Vec<&str> = tablespaces.iter().map(String::as_str).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let missing =
            client.query(MISSING_TABLESPACES, &[&wanted]).await.map_err(|cause| Error::query(DOING, cause))?;
        let mut left = Vec::new();
        for row in missing {
            let tablespace: String = row.try_get(0).map_err(|cause| Error::query(DOING, cause))?;
            let statement: String = row.try_get(1).map_err(|cause| Error::query(DOING, cause))?;
            let is_made = self.is_private
                && client.batch_execute("set allow_in_place_tablespaces = on").await.is_ok()
                && client.batch_execute(&statement).await.is_ok();
            if !is_made {
                left.push(tablespace);
            }
        }
        Ok(left)
    }
}

/// The tablespaces of a list that don't exist, and how to make each inside of the server's own directory.
const MISSING_TABLESPACES: &str = "
select wanted.name,
       pg_catalog.format('create tablespace %I location ''''', wanted.name)
  from pg_catalog.unnest($1::text[]) wanted (name)
 where not exists (select from pg_catalog.pg_tablespace t where t.spcname = wanted.name)
 order by wanted.name collate \"C\"";

/// The roles of a list that don't exist, and how to make each. Some objects, such as event triggers, only a superuser can
/// own, and which role is one isn't known here.
const MISSING_ROLES: &str = "
select wanted.role,
       pg_catalog.format('create role %I superuser nologin', wanted.role)
  from pg_catalog.unnest($1::text[]) wanted (role)
 where not exists (select from pg_catalog.pg_roles r where r.rolname = wanted.role)
 order by wanted.role collate \"C\"";

/// Whether this role may make databases, and the clauses that make one like the present. ICU's locale has had three names:
/// none before 15, then `daticulocale`, since 17 `datlocale`.
const TARGET: &str = "
select r.rolcreatedb or r.rolsuper,
       pg_catalog.concat_ws(' ',
           pg_catalog.format('template template0 encoding %L lc_collate %L lc_ctype %L',
               pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype),
           case d.j ->> 'datlocprovider'
               when 'i' then pg_catalog.format('locale_provider icu icu_locale %L', d.locale)
                             || case when d.j ->> 'daticurules' is null then '' else pg_catalog.format(' icu_rules %L', d.j ->> 'daticurules') end
               when 'b' then pg_catalog.format('locale_provider builtin builtin_locale %L', d.locale)
               when 'c' then 'locale_provider libc'
           end)
  from pg_catalog.pg_roles r,
       (select d.*, to_jsonb(d) j, coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') locale
          from pg_catalog.pg_database d
         where d.datname = pg_catalog.current_database()) d
 where r.rolname = current_user";

fn way_out(wanted: Option<u32>) -> String {
    let major = wanted.unwrap_or(18);
    let install = if cfg!(target_os = "macos") {
        format!("brew install postgresql@{major}")
    } else {
        format!("apt-get install postgresql-{major}")
    };
    format!("install a server (`{install}`), or name one with --scratch-url")
}
