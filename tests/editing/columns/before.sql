-- A file that people wrote.

/* Who writes. */
create table users (
    -- Never reused.
    id   bigint primary key, -- as everywhere
    name text not null       -- as shown
);

create table posts (
    id bigint primary key,

    -- What it says.
    title varchar(80) not null default 'untitled',
    body  text, -- may be long

    -- Goes away.
    state text -- soon
);
