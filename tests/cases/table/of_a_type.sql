-- A typed table has its type's columns, with constraints of its own.
-- from
create type public.pair as (a integer, b text);
create table public.was of public.pair;
create table public.becomes (a integer, b text);
insert into public.becomes values (1, 'x');
-- to
create type public.pair as (a integer, b text);
create table public.was (a integer, b text);
create table public.becomes of public.pair;
create table public.new of public.pair (a with options not null default 7, primary key (a));
-- then
select count(*) = 1 from public.becomes
