//! Which keys a file of definitions may have, what they hold and what they mean: the reader refuses what isn't here, and the
//! JSON Schema for editors is made of it.

/// A table of the TOML.
#[derive(Debug)]
pub struct Shape {
    /// "a column": what a table is called in errors.
    pub what: &'static str,
    /// Keys in groups, as several tables share some.
    pub keys: &'static [&'static [Key]],
    /// The keys that have to be there.
    pub needs: &'static [&'static str],
}

/// A key, what it holds, and what it means.
#[derive(Debug)]
pub struct Key(pub &'static str, pub Sort, pub &'static str);

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Sort {
    /// Text; a number or a truth value is text, too.
    Text,
    /// Text, of which these are the usual ones.
    Like(&'static [&'static str]),
    /// One of these; `true` and `false` may stand without quotes.
    Word(&'static [&'static str]),
    Flag,
    /// A list of texts, or one.
    List,
    /// A list of texts.
    Texts,
    /// A table.
    Of(&'static Shape),
    /// A table, or a list of tables.
    Several(&'static Shape),
    /// A table whose keys are names.
    Named(&'static Sort),
    Either(&'static [Sort]),
}

use Sort::{Either, Flag, Like, List, Named, Of, Several, Text, Texts, Word};

impl Shape {
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().copied().flatten()
    }
}

const fn named(sort: &'static Sort) -> Sort {
    Named(sort)
}

const COMMENT: Key = Key("comment", Text, "What COMMENT ON says about it.");
const RENAMED: Key = Key("renamed_from", Text, "What it was called before: it is renamed, and keeps what it holds.");
const OWNER: Key = Key("owner", Text, "The role that owns it. Left alone where nothing is said.");
const GRANT: Key = Key(
    "grant",
    named(&Either(&[List, Of(&GRANTED)])),
    "Privileges by role, `public` for everybody: `grant.reader = [\"select\"]`. Left alone where nothing is said.",
);
const DESCRIBED: &[Key] = &[COMMENT, OWNER, GRANT];
const RENAMABLE: &[Key] = &[COMMENT, OWNER, GRANT, RENAMED];
const DEFERRAL: &[Key] = &[
    Key("deferrable", Flag, "Whether it may be checked at the end of a transaction."),
    Key(
        "initially_deferred",
        Flag,
        "Whether it is checked at the end of a transaction unless somebody says otherwise.",
    ),
];
const STORAGE: &[Key] = &[
    Key("with", named(&Text), "Storage parameters: `with = { fillfactor = 70 }`."),
    Key("tablespace", Text, "The tablespace that it is in."),
];
const INCLUDE: Key = Key("include", List, "Columns that the index holds without being ordered by them.");
const COLUMNS: Key = Key("columns", List, "The names of the columns.");

pub const GRANTED: Shape = Shape {
    what: "a grant",
    keys: &[&[
        Key("privileges", List, "The privileges: `[\"select\", \"update (title)\"]`."),
        Key("with_grant_option", Flag, "Whether the role may grant them to others."),
    ]],
    needs: &[],
};

/// The whole file.
pub const FILE: Shape = Shape {
    what: "a file of definitions",
    keys: &[
        &[
            Key("schema", named(&Of(&SCHEMA)), "Schemas by name, with what lies in them."),
            Key("extension", named(&Of(&EXTENSION)), "Extensions by name."),
            Key("sql", List, "Statements for whatever has no form of its own here, as in a file of SQL."),
        ],
        IN_SCHEMA,
    ],
    needs: &[],
};

pub const SCHEMA: Shape = Shape { what: "a schema", keys: &[DESCRIBED, IN_SCHEMA], needs: &[] };

/// The kinds that lie in a schema, in the order in which they are listed in errors.
pub const IN_SCHEMA: &[Key] = &[
    Key("enum", named(&Either(&[Texts, Of(&ENUM)])), "Enums by name: `enum.state = [\"draft\", \"published\"]`."),
    Key("composite", named(&Of(&COMPOSITE)), "Composite types by name."),
    Key("domain", named(&Of(&DOMAIN)), "Domains by name."),
    Key("sequence", named(&Of(&SEQUENCE)), "Sequences by name."),
    Key("table", named(&Of(&TABLE)), "Tables by name; `\"app.posts\"` lies in the schema app, else it is public."),
    Key("view", named(&Of(&VIEW)), "Views by name."),
    Key("materialized_view", named(&Of(&MATERIALIZED_VIEW)), "Materialized views by name."),
    Key("function", named(&Several(&FUNCTION)), "Functions by name; `[[function.likes]]` for each set of arguments."),
    Key("procedure", named(&Several(&PROCEDURE)), "Procedures by name."),
    Key("aggregate", named(&Several(&AGGREGATE)), "Aggregates by name."),
];

pub const EXTENSION: Shape = Shape {
    what: "an extension",
    keys: &[&[
        Key("schema", Text, "The schema that its objects are in."),
        Key("version", Text, "Its version; the server's default where nothing is said."),
        COMMENT,
    ]],
    needs: &[],
};

pub const ENUM: Shape = Shape {
    what: "an enum",
    keys: &[
        &[
            Key("values", List, "Its values, in their order."),
            Key("map", named(&Text), "What rows get that have a value which is gone: `map = { old = \"new\" }`."),
        ],
        RENAMABLE,
    ],
    needs: &[],
};

pub const COMPOSITE: Shape = Shape {
    what: "a composite type",
    keys: &[
        &[Key(
            "attribute",
            named(&Either(&[Text, Of(&ATTRIBUTE)])),
            "Its attributes, in their order, each with its type.",
        )],
        RENAMABLE,
    ],
    needs: &[],
};

pub const ATTRIBUTE: Shape = Shape {
    what: "an attribute",
    keys: &[&[Key("type", Text, "Its type."), Key("collation", Text, "Its collation."), COMMENT, RENAMED]],
    needs: &["type"],
};

pub const DOMAIN: Shape = Shape {
    what: "a domain",
    keys: &[
        &[
            Key("type", Text, "The type that it narrows."),
            Key("collation", Text, "Its collation."),
            Key("default", Text, "An expression: `\"'draft'\"`, `\"now()\"`."),
            Key("not_null", Flag, "Whether NULL is refused."),
            Key("check", named(&Text), "Conditions by name, about VALUE."),
        ],
        RENAMABLE,
    ],
    needs: &["type"],
};

const COUNTING: &[Key] = &[
    Key("start", Text, "The first number."),
    Key("increment", Text, "The step from one number to the next."),
    Key("min", Text, "The least number."),
    Key("max", Text, "The greatest number."),
    Key("cache", Text, "How many numbers a session takes at once."),
    Key("cycle", Flag, "Whether it begins anew at its end."),
];

pub const SEQUENCE: Shape = Shape {
    what: "a sequence",
    keys: &[
        &[
            Key("type", Like(&["bigint", "integer", "smallint"]), "The type of its numbers."),
            Key("owned_by", Text, "The column with which it goes: `\"posts.id\"`."),
            Key("unlogged", Flag, "Whether it is left out of the write-ahead log."),
        ],
        COUNTING,
        RENAMABLE,
    ],
    needs: &[],
};

pub const TABLE: Shape = Shape {
    what: "a table",
    keys: &[
        &[
            Key("column", named(&Of(&COLUMN)), "Its columns; the order of the keys is theirs."),
            Key("primary_key", Either(&[List, Of(&PRIMARY_KEY)]), "The columns of the primary key."),
            Key("unique", named(&Either(&[List, Of(&UNIQUE)])), "Unique constraints by name."),
            Key("foreign_key", named(&Of(&FOREIGN_KEY)), "Foreign keys by name."),
            Key("check", named(&Either(&[Text, Of(&CHECK)])), "Checks by name: `check.positive = \"likes >= 0\"`."),
            Key("exclude", named(&Of(&EXCLUSION)), "Exclusion constraints by name."),
            Key("index", named(&Of(&INDEX)), "Indexes by name."),
            Key("trigger", named(&Of(&TRIGGER)), "Triggers by name."),
            Key("policy", named(&Of(&POLICY)), "Policies of row-level security by name."),
            Key(
                "row_level_security",
                Word(&["true", "false", "force"]),
                "Whether policies hold; `\"force\"` for the owner, too.",
            ),
            Key("unlogged", Flag, "Whether it is left out of the write-ahead log, and emptied after a crash."),
            Key("inherits", List, "The tables that it inherits from."),
            Key("partition_by", Text, "How it is partitioned: `\"range (placed_at)\"`."),
            Key("partition_of", Text, "The table that it is a partition of; `bounds` says which."),
            Key(
                "bounds",
                Text,
                "Which rows a partition takes: `\"for values from ('2026-01-01') to ('2027-01-01')\"`, `\"default\"`.",
            ),
            Key("using", Text, "The access method."),
            Key(
                "replica_identity",
                Text,
                "What logical replication tells of old rows: `\"full\"`, `\"using index posts_slug\"`.",
            ),
            Key("statistics", named(&Of(&STATISTICS)), "Extended statistics by name."),
        ],
        STORAGE,
        RENAMABLE,
    ],
    needs: &[],
};

pub const COLUMN: Shape = Shape {
    what: "a column",
    keys: &[&[
        Key(
            "type",
            Text,
            "Its type: `\"bigint\"`, `\"numeric(10, 2)\"`, `\"app.state\"`. Only a partition needs none.",
        ),
        Key("not_null", Flag, "Whether NULL is refused."),
        Key("default", Text, "An expression: `\"0\"`, `\"now()\"`, `\"'draft'\"`."),
        Key(
            "identity",
            Either(&[Like(&["always", "by default"]), Of(&IDENTITY)]),
            "Whether the server numbers it: `\"always\"` or `\"by default\"`.",
        ),
        Key("generated", Either(&[Text, Of(&GENERATED)]), "The expression that it is computed from, and stored."),
        Key("collation", Text, "Its collation."),
        Key("storage", Like(&["plain", "external", "extended", "main"]), "How long values are stored."),
        Key("compression", Like(&["pglz", "lz4"]), "How long values are compressed."),
        Key("statistics", Text, "How much ANALYZE keeps of it."),
        COMMENT,
        RENAMED,
    ]],
    needs: &[],
};

pub const GENERATED: Shape = Shape {
    what: "a generated column",
    keys: &[&[
        Key("stored", Text, "The expression, computed when a row is written."),
        Key("virtual", Text, "The expression, computed when a row is read: since PostgreSQL 18."),
    ]],
    needs: &[],
};

pub const IDENTITY: Shape = Shape {
    what: "an identity",
    keys: &[&[Key("generation", Like(&["always", "by default"]), "Whether an INSERT may give a number.")], COUNTING],
    needs: &["generation"],
};

pub const PRIMARY_KEY: Shape = Shape {
    what: "a primary key",
    keys: &[
        &[Key("name", Text, "The constraint's name; PostgreSQL chooses one otherwise."), COLUMNS, INCLUDE],
        DEFERRAL,
    ],
    needs: &[],
};

pub const UNIQUE: Shape = Shape {
    what: "a unique constraint",
    keys: &[
        &[COLUMNS, INCLUDE, Key("nulls_not_distinct", Flag, "Whether NULL is like NULL: since PostgreSQL 15.")],
        DEFERRAL,
        &[COMMENT],
    ],
    needs: &[],
};

pub const CHECK: Shape = Shape {
    what: "a check",
    keys: &[&[
        Key("expression", Text, "The condition."),
        Key("no_inherit", Flag, "Whether children of the table are free of it."),
        COMMENT,
    ]],
    needs: &["expression"],
};

pub const EXCLUSION: Shape = Shape {
    what: "an exclusion constraint",
    keys: &[
        &[
            Key("using", Like(&["gist", "spgist", "btree", "hash"]), "The access method of its index."),
            Key("elements", List, "What excludes: `[\"room with =\", \"during with &&\"]`."),
            INCLUDE,
            Key("where", Text, "The rows that it is about."),
        ],
        DEFERRAL,
        &[COMMENT],
    ],
    needs: &[],
};

const ACTIONS: Sort = Like(&["cascade", "restrict", "no action", "set null", "set default"]);

pub const FOREIGN_KEY: Shape = Shape {
    what: "a foreign key",
    keys: &[
        &[
            COLUMNS,
            Key("references", Text, "The table, and its columns: `\"users (id)\"`."),
            Key("match", Like(&["simple", "full"]), "Whether some of several columns may be NULL."),
            Key("on_delete", ACTIONS, "What becomes of a row whose target is deleted."),
            Key("on_update", ACTIONS, "What becomes of a row whose target gets another key."),
            Key("not_valid", Flag, "Whether the rows that are there needn't agree."),
        ],
        DEFERRAL,
        &[COMMENT],
    ],
    needs: &["references"],
};

pub const INDEX: Shape = Shape {
    what: "an index",
    keys: &[
        &[
            Key("on", List, "Columns and expressions: `[\"author_id\", \"lower(title)\", \"published_at desc\"]`."),
            Key("unique", Flag, "Whether no two rows may agree in them."),
            Key("using", Like(&["btree", "hash", "gin", "gist", "spgist", "brin"]), "The access method."),
            INCLUDE,
            Key("where", Text, "The rows that it holds."),
            Key("nulls_not_distinct", Flag, "Whether NULL is like NULL: since PostgreSQL 15."),
        ],
        STORAGE,
        &[COMMENT, RENAMED],
    ],
    needs: &[],
};

pub const STATISTICS: Shape = Shape {
    what: "a statistics object",
    keys: &[&[
        Key("kinds", List, "What is counted: `ndistinct`, `dependencies`, `mcv`."),
        Key("on", List, "Columns and expressions."),
        Key("target", Text, "How much ANALYZE keeps."),
        COMMENT,
    ]],
    needs: &[],
};

pub const TRIGGER: Shape = Shape {
    what: "a trigger",
    keys: &[
        &[
            Key("timing", Like(&["before", "after", "instead of"]), "When it fires."),
            Key("events", List, "What it fires for: `[\"insert\", \"update of title\"]`."),
            Key("for_each", Like(&["row", "statement"]), "For what it fires once."),
            Key("when", Text, "The condition."),
            Key("function", Text, "What it calls: `\"touch\"`, `\"audit('posts')\"`."),
            Key("referencing", Text, "Names for old and new rows: `\"old table as before\"`."),
            Key("constraint", Flag, "Whether it is a constraint trigger."),
            Key("from", Text, "The other table that a constraint trigger is about."),
            Key("enabled", Word(&["true", "false", "always", "replica"]), "Whether it fires, and in which sessions."),
        ],
        DEFERRAL,
        &[COMMENT, RENAMED],
    ],
    needs: &["timing", "function"],
};

pub const POLICY: Shape = Shape {
    what: "a policy",
    keys: &[&[
        Key("for", Like(&["all", "select", "insert", "update", "delete"]), "The commands that it is about."),
        Key("to", List, "The roles that it is about."),
        Key("using", Text, "Which rows are seen."),
        Key("check", Text, "Which rows may be written."),
        Key("permissive", Flag, "False where it narrows what other policies let through."),
        COMMENT,
        RENAMED,
    ]],
    needs: &[],
};

const QUERY: &[Key] = &[
    Key("query", Text, "The SELECT."),
    Key("columns", List, "Names for its columns."),
    Key("column_comment", named(&Text), "Comments on its columns, by name."),
];

pub const VIEW: Shape = Shape {
    what: "a view",
    keys: &[
        QUERY,
        &[
            Key("with", named(&Text), "Options: `with = { security_invoker = true }`."),
            Key("trigger", named(&Of(&TRIGGER)), "Triggers by name."),
            Key("check_option", Like(&["local", "cascaded"]), "Whether rows are refused that it wouldn't show."),
        ],
        RENAMABLE,
    ],
    needs: &["query"],
};

pub const MATERIALIZED_VIEW: Shape = Shape {
    what: "a materialized view",
    keys: &[
        QUERY,
        &[
            Key("index", named(&Of(&INDEX)), "Indexes by name."),
            Key("with_data", Flag, "False where it isn't filled when it is made."),
            Key("using", Text, "The access method."),
        ],
        STORAGE,
        RENAMABLE,
    ],
    needs: &["query"],
};

const ROUTINE: &[Key] = &[
    Key("arguments", List, "Its arguments: `[\"post bigint\", \"amount integer default 1\"]`."),
    Key("returns", Text, "What it returns: `\"integer\"`, `\"trigger\"`, `\"table (id bigint)\"`."),
    Key("language", Like(&["sql", "plpgsql"]), "Its language."),
    Key("body", Text, "What it does, without quotes around it."),
    Key("volatility", Like(&["volatile", "stable", "immutable"]), "Whether the same arguments give the same."),
    Key("strict", Flag, "Whether it is NULL where an argument is."),
    Key("security", Like(&["invoker", "definer"]), "With whose rights it runs."),
    Key("parallel", Like(&["unsafe", "restricted", "safe"]), "Whether it may run in a parallel worker."),
    Key("leakproof", Flag, "Whether it tells nothing of its arguments but by its result."),
    Key("window", Flag, "Whether it is a window function."),
    Key("cost", Text, "What the planner takes it to cost."),
    Key("rows", Text, "How many rows the planner takes it to return."),
    Key("support", Text, "Its planner support function."),
    Key("set", named(&List), "Settings while it runs: `set = { search_path = \"app\" }`."),
];

pub const FUNCTION: Shape = Shape { what: "a function", keys: &[ROUTINE, RENAMABLE], needs: &["body"] };

pub const PROCEDURE: Shape = Shape { what: "a procedure", keys: &[ROUTINE, RENAMABLE], needs: &["body"] };

pub const AGGREGATE: Shape = Shape {
    what: "an aggregate",
    keys: &[
        &[
            Key("arguments", List, "Its arguments; without any it counts rows, `*`."),
            Key("sfunc", Text, "The function that takes a row in."),
            Key("stype", Text, "The type of what is kept between rows."),
            Key("sspace", Text, "How many bytes that takes, about."),
            Key("finalfunc", Text, "The function that gives the result."),
            Key("finalfunc_extra", Flag, "Whether that function gets NULL for each argument besides."),
            Key(
                "finalfunc_modify",
                Like(&["read_only", "shareable", "read_write"]),
                "Whether it changes what is kept.",
            ),
            Key("combinefunc", Text, "The function that puts two partial results together."),
            Key("serialfunc", Text, "The function that makes bytes of what is kept."),
            Key("deserialfunc", Text, "The function that makes it of bytes again."),
            Key("initcond", Text, "What is kept before the first row, as a literal: `\"'0'\"`."),
            Key("msfunc", Text, "As `sfunc`, for moving windows."),
            Key("minvfunc", Text, "The function that takes a row out of a moving window."),
            Key("mstype", Text, "As `stype`, for moving windows."),
            Key("msspace", Text, "As `sspace`, for moving windows."),
            Key("mfinalfunc", Text, "As `finalfunc`, for moving windows."),
            Key("mfinalfunc_extra", Flag, "As `finalfunc_extra`, for moving windows."),
            Key(
                "mfinalfunc_modify",
                Like(&["read_only", "shareable", "read_write"]),
                "As `finalfunc_modify`, for moving windows.",
            ),
            Key("minitcond", Text, "As `initcond`, for moving windows."),
            Key("sortop", Text, "The operator whose first value it is: `\"<\"` for a minimum."),
            Key("parallel", Like(&["unsafe", "restricted", "safe"]), "Whether it may run in parallel workers."),
            Key("hypothetical", Flag, "Whether it is a hypothetical-set aggregate."),
        ],
        &[COMMENT, OWNER, RENAMED],
    ],
    needs: &["sfunc", "stype"],
};
