-- A file that people wrote.

/* Who writes. */
create table users (
    -- Never reused.
    id   bigint primary key, -- as everywhere
    name text,       -- as shown
    email text NOT NULL,
    CONSTRAINT users_email_key UNIQUE (email)
);

create table posts (
    id bigint primary key,
    slug text,

    -- What it says.
    title character varying(120) not null default 'none',
    body  text NOT NULL -- may be long
);
