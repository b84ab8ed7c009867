-- Names with capitals, spaces, quotes and dots, and reserved words, are quoted wherever they stand.
-- from
create schema "My Schema";
create table "My Schema"."user" ("order" integer);
-- to
create schema "My Schema";
create table "My Schema"."user" (
    "order" integer not null default 1,
    "a""b" text collate "C",
    "dotted.name" integer,
    "select" integer,
    constraint "check" check ("order" > 0),
    constraint "Primary Key" primary key ("order")
);
create unique index "Index.1" on "My Schema"."user" ("select", "a""b") where "dotted.name" is not null;
create table "My Schema"."Table" ("from" integer constraint "to" references "My Schema"."user");
create view "My Schema"."view" as select "order", "a""b" as "c""d" from "My Schema"."user";
