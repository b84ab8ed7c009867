//! What TOML becomes, and where its errors point.

use super::*;

fn sql_of(toml: &str) -> String {
    let file = File { name: "a.toml".to_owned(), text: toml.to_owned() };
    let sql = source(&file).expect("the definitions are right").text;
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(toml: &str, expected: &str) {
    assert_eq!(sql_of(toml), expected);
}

/// The message, line and hint of the first error.
fn error_of(toml: &str) -> (String, usize, Option<String>) {
    let file = File { name: "a.toml".to_owned(), text: toml.to_owned() };
    match source(&file).expect_err("the definitions are wrong").remove(0) {
        Error::Load { place, message, hint } => (message, place.line, hint),
        other => panic!("an error has a place: {other}"),
    }
}

#[test]
fn key_order_is_column_order() {
    check(
        "[table.posts]\nprimary_key = [\"id\"]\ncolumn.id = { type = \"bigint\", identity = \"always\" }\n\
         column.Likes = { type = \"integer\", not_null = true, default = 0, renamed_from = \"hearts\" }\n\
         check.positive = \"\\\"Likes\\\" >= 0\"\n",
        "CREATE TABLE public.posts ( id bigint GENERATED always AS IDENTITY, -- autogen: renamed from hearts \"Likes\" \
         integer NOT NULL DEFAULT 0, PRIMARY KEY (id), CONSTRAINT positive CHECK (\"Likes\" >= 0) );",
    );
}

#[test]
fn a_schema_is_named_in_three_ways() {
    check("[table.\"app.a\"]", "CREATE TABLE app.a ();");
    check("[schema.app.table.\"a.b\"]", "CREATE SCHEMA app; CREATE TABLE app.\"a.b\" ();");
    check("[table.a]", "CREATE TABLE public.a ();");
    check("[schema.public]\ncomment = 'x'", "COMMENT ON SCHEMA public IS 'x';");
}

#[test]
fn what_hangs_on_a_table_follows_it() {
    check(
        "[table.a]\ncolumn.B = { type = 'int' }\nindex.i = { on = ['B', 'lower(c) desc'], unique = true, where = 'd' }\n\
         foreign_key.f = { columns = ['B'], references = 'c (d)', on_delete = 'cascade' }\n\
         row_level_security = 'force'\ngrant = { public = 'select' }",
        "CREATE TABLE public.a ( \"B\" int ); ALTER TABLE public.a ADD CONSTRAINT f FOREIGN KEY (\"B\") REFERENCES c (d) \
         ON DELETE cascade; CREATE UNIQUE INDEX i ON public.a (\"B\", lower(c) desc) WHERE d; ALTER TABLE public.a \
         ENABLE ROW LEVEL SECURITY; ALTER TABLE public.a FORCE ROW LEVEL SECURITY; GRANT select ON TABLE public.a TO \
         PUBLIC;",
    );
}

#[test]
fn a_routine_may_come_more_than_once() {
    check(
        "[[function.f]]\narguments = 'a int = 1'\nreturns = 'int'\nlanguage = 'sql'\nbody = 'select 1'\ncomment = 'x'\n\
         [[function.f]]\nreturns = 'int'\nbody = 'return 1'",
        "CREATE FUNCTION public.f(a int = 1) RETURNS int LANGUAGE sql AS $body$select 1$body$; COMMENT ON FUNCTION \
         public.f(a int) IS 'x'; CREATE FUNCTION public.f() RETURNS int return 1;",
    );
}

#[test]
fn an_enum_may_be_its_labels() {
    check("enum.mood = ['sad', \"it's\"]", "CREATE TYPE public.mood AS ENUM ('sad', 'it''s');");
    check("[enum.mood]\nvalues = ['sad']", "CREATE TYPE public.mood AS ENUM ('sad');");
    check(
        "[enum.mood]\nvalues = ['sad']\nmap = { \"it's\" = 'sad' }",
        "-- autogen: map 'it''s' to 'sad' CREATE TYPE public.mood AS ENUM ('sad');",
    );
}

#[test]
fn a_composite_type_lists_its_attributes() {
    check(
        "[composite.money]\nattribute.amount = 'numeric'\nattribute.Unit = { type = 'text', collation = '\"C\"', comment = 'x' }",
        "CREATE TYPE public.money AS ( amount numeric, \"Unit\" text COLLATE \"C\" ); COMMENT ON COLUMN \
         public.money.\"Unit\" IS 'x';",
    );
    let (message, line, hint) = error_of("[composite.money]\nattribute.amount = { type = 'int',\n  colation = 'x' }");
    assert_eq!(message, "an attribute has no key `colation`");
    assert_eq!((line, hint.as_deref()), (3, Some("did you mean collation?")));
}

#[test]
fn an_aggregate_has_its_options_as_keys() {
    check(
        "[aggregate.total]\narguments = 'integer'\nsfunc = 'int4pl'\nstype = 'integer'\ninitcond = \"'0'\"\n\
         finalfunc_extra = true\ncomment = 'x'\n[[aggregate.rows]]\nsfunc = 'f'\nstype = 'bigint'",
        "CREATE AGGREGATE public.total(integer) ( sfunc = int4pl, stype = integer, initcond = '0', finalfunc_extra ); \
         COMMENT ON AGGREGATE public.total(integer) IS 'x'; CREATE AGGREGATE public.rows(*) ( sfunc = f, stype = bigint );",
    );
    assert_eq!(error_of("[aggregate.a]\nsfunc = 'f'").0, "an aggregate needs the key `stype`");
}

#[test]
fn a_partition_with_columns_of_its_own_is_attached() {
    check("[table.a_1]\npartition_of = 'a'\nbounds = 'DEFAULT'", "CREATE TABLE public.a_1 PARTITION OF a DEFAULT;");
    check(
        "[table.a_1]\npartition_of = 'a'\nbounds = 'DEFAULT'\ncolumn.b = { type = 'int' }\nindex.i = { on = ['b'] }",
        "CREATE TABLE public.a_1 ( b int ); CREATE INDEX i ON public.a_1 (b); ALTER TABLE a ATTACH PARTITION \
         public.a_1 DEFAULT;",
    );
    assert_eq!(error_of("[table.a_1]\npartition_of = 'a'").0, "a partition needs the key `bounds`");
}

#[test]
fn statistics_have_a_target() {
    check(
        "[table.a]\nstatistics.s = { kinds = ['mcv'], on = ['b', 'c'], target = 500 }",
        "CREATE TABLE public.a (); CREATE STATISTICS public.s (mcv) ON b, c FROM public.a; ALTER STATISTICS public.s SET \
         STATISTICS 500;",
    );
}

#[test]
fn an_unknown_key_names_the_nearest() {
    let (message, line, hint) = error_of("[table.posts]\ncolumn.id = { type = 'int',\n  not_nul = true }");
    assert_eq!(message, "a column has no key `not_nul`");
    assert_eq!((line, hint.as_deref()), (3, Some("did you mean not_null?")));
}

#[test]
fn a_value_of_the_wrong_sort_has_its_line() {
    assert_eq!(error_of("[table.a]\nunlogged = 'yes'").1, 2);
    assert_eq!(error_of("[table.a]\n\ncolumn.b = {}").0, "a column needs the key `type`");
    assert_eq!(error_of("[table.a]\nb = = 1\n").1, 2);
}

#[test]
fn a_place_in_a_value_is_found_again() {
    let text = "[view.v]\nquery = \"\"\"\nselect 1,\n  bad\n\"\"\"\n";
    let source = source(&File { name: "a.toml".to_owned(), text: text.to_owned() }).expect("it is right");
    let offset = source.text.find("bad").expect("it is there");
    let place = source.place(offset);
    assert_eq!((place.line, place.excerpt.lines().next_back()), (4, Some("  |   ^")));
}
