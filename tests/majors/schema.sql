-- One of everything that PostgreSQL has had since 14, with much that majors print in different ways.
create extension citext;
create schema shop;
create type shop.mood as enum ('sad', 'ok', 'happy');
create type shop.money_of as (amount numeric(12, 2), currency char(3));
create type shop.span as range (subtype = timestamptz);
create domain shop.email as text not null constraint has_at check (value ~ '@' and value not in ('@', 'a@'));
create collation shop.plain from "C";
create sequence shop.tickets start 1000 increment 5 cache 10;
create function shop.now_utc() returns timestamp language sql stable as $$ select now() at time zone 'utc' $$;

create table shop.users (
    id bigint generated always as identity primary key,
    name varchar(80) not null,
    mail shop.email,
    nick citext,
    mood shop.mood default 'ok' not null,
    born date,
    tags text[] default '{}' not null,
    settings jsonb default '{"a": 1}' not null,
    paid shop.money_of,
    ticket bigint default nextval('shop.tickets'),
    seen timestamptz default current_timestamp,
    made timestamp default shop.now_utc(),
    since interval default '1 day',
    slug text collate shop.plain generated always as (lower(name) || '-' || upper(name)) stored,
    constraint users_name_key unique (name, mood) include (born),
    constraint kinds check (name in ('a', 'b', 'c') or length(name::text) between 1 and 80),
    constraint moods check (mood = any (array['sad', 'ok']::shop.mood[]) or born is distinct from date '1900-01-01')
);
alter table shop.users alter column settings set storage external, alter column name set statistics 500;
alter sequence shop.tickets owned by shop.users.ticket;
create table public.old_users (id serial primary key, legacy integer not null, "Quoted Column" text not null);
alter table public.old_users rename to former;
alter table public.former rename legacy to code;

create table shop.posts (
    id bigserial,
    author bigint not null,
    title text not null,
    likes integer default 0 not null,
    during shop.span,
    place point,
    primary key (id),
    constraint author foreign key (author) references shop.users on delete cascade on update restrict
        deferrable initially deferred,
    constraint no_overlap exclude using gist (during with &&) where (likes > 0),
    constraint liked check (likes >= 0) no inherit
);
alter table shop.posts add constraint titled check (title <> '') not valid;
create index posts_title on shop.posts (lower(title) text_pattern_ops, likes desc nulls last) where likes > 10 and title is not null;
create unique index posts_extract on shop.posts (extract(year from to_timestamp(likes) at time zone 'utc'), coalesce(title, ''));
create index posts_gin on shop.posts using gin (to_tsvector('english', title)) with (fastupdate = off);
create statistics shop.posts_stat (dependencies, ndistinct) on author, likes from shop.posts;

create table shop.events (at timestamptz not null, kind text default 'x', id integer not null, primary key (at, id)) partition by range (at);
create table shop.events_2024 partition of shop.events for values from ('2024-01-01 00:00+00') to ('2025-01-01 00:00+00');
create table shop.events_rest (at timestamptz not null, kind text default 'x', id integer not null);
alter table shop.events attach partition shop.events_rest default;
create index on shop.events (kind);
create table shop.animal (name text not null, legs integer constraint legs check (legs > 0));
create table shop.dog (breed text not null) inherits (shop.animal);
create table shop.cat (name text not null, legs integer constraint legs check (legs > 0));
alter table shop.cat inherit shop.animal;

create view shop.report with (security_barrier) as
    select u.id, u.name, count(*) filter (where p.likes > 1) as many, string_agg(p.title, ', ' order by p.title) as titles,
           extract(epoch from max(u.seen)) as seen, row_number() over w as place,
           case when u.mood in ('sad', 'ok') then 'low' else 'high' end as level,
           substring(u.name from 1 for 3) as short, trim(both ' ' from u.name) as trimmed, overlay(u.name placing 'x' from 1) as laid,
           position('a' in u.name) as at, u.seen at time zone 'utc' as utc, (u.paid).amount, coalesce(u.nick, 'none') as nick
    from shop.users u left join shop.posts p on p.author = u.id and p.title like 'a%'
    group by u.id window w as (partition by u.mood order by u.id rows between unbounded preceding and current row);
create view shop.tree as
    with recursive t (id, depth) as (select id, 1 from shop.users union all select t.id, depth + 1 from t where depth < 3)
    select t.id, depth, lower(x.name) as name from t join shop.users x using (id), lateral (values (1), (2)) v (n) where v.n = 1;
create materialized view shop.totals as select author, sum(likes) as likes from shop.posts group by author with no data;
create unique index on shop.totals (author);

create function shop.touch() returns trigger language plpgsql as $$ begin new.seen := now(); return new; end $$;
create function shop.add(a integer, b integer default 1, out total integer) language sql immutable strict parallel safe
    begin atomic select a + b; end;
create function shop.names(variadic list text[]) returns table (name text, place bigint) language sql security definer
    set search_path = shop as $$ select * from unnest(list) with ordinality $$;
create procedure shop.clear(inout n integer) language plpgsql as $$ begin delete from shop.posts where likes < n; end $$;
create aggregate shop.total (integer) (sfunc = int4pl, stype = integer, initcond = '0');
create trigger touch before update of name, mood on shop.users for each row when (old.name is distinct from new.name) execute function shop.touch();
create constraint trigger late after insert on shop.posts deferrable initially deferred for each row execute function shop.touch();
create trigger rows after insert on shop.events for each row execute function shop.touch();
create trigger changes after update on shop.users referencing old table as o new table as n for each statement execute function shop.touch();
alter table shop.users disable trigger touch;
create rule nothing as on delete to shop.animal where old.legs > 4 do instead nothing;
alter table shop.users enable row level security;
create policy own on shop.users for select to reader using (name = current_user and mood <> 'sad') ;
create policy all_of_it on shop.users as restrictive using (true) with check (born > '1900-01-01');
create publication posted for table shop.posts, shop.users with (publish = 'insert, update');
alter table shop.posts replica identity full;
comment on table shop.users is 'people''s own';
comment on column shop.users.name is 'as they spell it';
comment on constraint kinds on shop.users is 'what is known';
comment on function shop.add(integer, integer) is 'adds';
grant usage on schema shop to reader;
grant select, insert on shop.users to reader with grant option;
grant select (title), update (likes) on shop.posts to reader;
grant all on shop.events to reader;
grant execute on function shop.touch() to reader;
revoke execute on function shop.add(integer, integer) from public;
alter default privileges in schema shop grant select on tables to reader;
