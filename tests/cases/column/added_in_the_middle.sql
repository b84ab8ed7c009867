-- PostgreSQL adds columns at the end only; a column declared in the middle stands there and nothing more is planned.
-- from
create table public.posts (id integer, body text);
-- to
create table public.posts (id integer, title text, subtitle text, body text);
