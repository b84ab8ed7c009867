-- An index of one column, in every order, with and without a condition, an operator class, a collation, a method.
-- from
create table public."T able" (a integer, "B b" varchar(9), c text, d text collate "C", e integer[], f integer not null);
-- to
create table public."T able" (a integer, "B b" varchar(9), c text, d text collate "C", e integer[], f integer not null);
create index a1 on public."T able" (a);
create index a2 on public."T able" (a desc);
create index a3 on public."T able" (a desc nulls last);
create index "a 4" on public."T able" (a nulls first) where "B b" is not null;
create unique index a5 on public."T able" (a);
create index a6 on public."T able" using hash (a);
create index a7 on public."T able" (a) with (fillfactor = 70);
create index a8 on public."T able" (a) include (c);
create index b1 on public."T able" ("B b");
create index c1 on public."T able" (c text_pattern_ops);
create index c2 on public."T able" (c collate "C");
create index d1 on public."T able" (d);
create index d2 on public."T able" (d collate "POSIX");
create index e1 on public."T able" (e);
create index e2 on public."T able" using gin (e);
create index f1 on public."T able" ((f + 1));
create materialized view public.m as select a from public."T able";
create index m_a on public.m (a desc);
