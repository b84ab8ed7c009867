-- Keys and foreign keys of one column, with every action and every option.
-- from
create table public."T able" (a integer, "B b" integer unique, c integer unique deferrable);
create table public.s (a integer, b integer, c integer, d integer, e integer, f integer, g integer, h integer);
-- to
create table public."T able" (
    a integer,
    "B b" integer constraint "U u" unique,
    c integer unique deferrable,
    d integer,
    unique (d) include (a),
    e integer primary key deferrable initially deferred
);
create table public.s (
    a integer constraint a references public."T able" ("B b") on delete cascade on update cascade,
    b integer constraint b references public."T able" ("B b") on delete set null on update set null,
    c integer constraint c references public."T able" ("B b") on delete set default on update set default,
    d integer constraint d references public."T able" ("B b") on delete restrict on update restrict,
    e integer constraint e references public."T able" ("B b") match full,
    f integer constraint f references public."T able" ("B b") deferrable,
    g integer constraint g references public."T able" ("B b") deferrable initially deferred,
    h integer constraint h references public."T able" ("B b")
);
alter table public.s add constraint i foreign key (a) references public."T able" ("B b") not valid;
