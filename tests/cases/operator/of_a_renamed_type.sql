-- What is named after a type, or made of it, follows the type to another name, and its schema.
-- from
create schema old;
create type old.pair as (a integer, b integer);
create function old.less(old.pair, old.pair) returns boolean language sql immutable return ($1).a < ($2).a;
create function old.more(old.pair, old.pair) returns boolean language sql immutable return ($1).a > ($2).a;
create operator old.<# (function = old.less, leftarg = old.pair, rightarg = old.pair, commutator = operator(old.#>));
create operator old.#> (function = old.more, leftarg = old.pair, rightarg = old.pair, commutator = operator(old.<#));
create operator family old.fam using btree;
alter operator family old.fam using btree add operator 1 old.<# (old.pair, old.pair);
create table old.t (p old.pair);
-- to
-- autogen: renamed from old
create schema new;
-- autogen: renamed from pair
create type new."Two" as (a integer, b integer);
create function new.less(new."Two", new."Two") returns boolean language sql immutable return ($1).a < ($2).a;
create function new.more(new."Two", new."Two") returns boolean language sql immutable return ($1).a > ($2).a;
create operator new.<# (function = new.less, leftarg = new."Two", rightarg = new."Two", commutator = operator(new.#>));
create operator new.#> (function = new.more, leftarg = new."Two", rightarg = new."Two", commutator = operator(new.<#));
create operator family new.fam using btree;
alter operator family new.fam using btree add operator 1 new.<# (new."Two", new."Two");
create table new.t (p new."Two");
