alter table shop.users drop column slug, add slug text collate shop.plain generated always as (upper(name)) stored;
alter table shop.posts alter author drop not null, alter place set not null, drop constraint liked;
alter table public.former alter "Quoted Column" drop not null;
drop table shop.events_2024;
create table shop.events_2025 partition of shop.events for values from ('2025-01-01 00:00+00') to ('2026-01-01 00:00+00');
alter type shop.mood add value 'great';
grant all on shop.posts to reader;
drop view shop.report;
create table shop.extra (id integer constraint given not null, constraint extra_pkey primary key (id));
