-- A table's CREATE spells out its columns as declared, with their defaults and the constraints of the table.
-- from
-- to
create table public.posts (
    title text not null,
    id bigint constraint posts_pkey primary key,
    likes integer default 0 not null,
    body text default 'it''s' collate "C",
    constraint likes_positive check (likes >= 0),
    constraint title_unique unique (title)
);
