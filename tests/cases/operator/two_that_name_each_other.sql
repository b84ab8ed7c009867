-- Two operators that name each other come and go together, whichever is made first.
-- from
-- to
create schema "App";
create function "App".under(integer, text) returns boolean language sql immutable as 'select $1 < length($2)';
create function "App".over(text, integer) returns boolean language sql immutable as 'select length($1) > $2';
create function "App".not_under(integer, text) returns boolean language sql immutable as 'select $1 >= length($2)';
create operator "App".<# (function = "App".under, leftarg = integer, rightarg = text,
                          commutator = operator("App".#>), negator = operator("App".!<#),
                          restrict = scalarltsel, join = scalarltjoinsel);
create operator "App".#> (function = "App".over, leftarg = text, rightarg = integer,
                          commutator = operator("App".<#));
create operator "App".!<# (function = "App".not_under, leftarg = integer, rightarg = text,
                           negator = operator("App".<#));
comment on operator "App".<# (integer, text) is 'shorter';
alter operator "App".#> (text, integer) owner to alice;
create operator "App".@ (function = int4abs, rightarg = integer);
comment on operator "App".@ (none, integer) is 'a prefix';
