-- From 18, NOT NULL is a constraint: somebody may name it, keep it from children, and have it checked later.
-- since: 18
-- from
create table public.posts (
    id integer constraint numbered not null,
    title text constraint has_title not null,
    body text not null no inherit,
    note text not null,
    likes integer,
    author text,
    "Odd one" text constraint "Odd name" not null
);
alter table public.posts add constraint liked not null likes not valid;
-- to
create table public.posts (
    id integer constraint "Numbered" not null,
    title text not null,
    body text constraint written not null,
    note text constraint noted not null no inherit,
    likes integer constraint liked not null,
    author text constraint authored not null,
    "Odd one" text
);
create table public.drafts (id integer constraint given not null no inherit, body text);
alter table public.drafts add constraint written not null body not valid;
