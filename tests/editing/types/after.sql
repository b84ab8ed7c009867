create type mood as enum (
    'sad', -- low
    'ok',
    'happy',
    'glad'
);
create type pair as (a bigint, b text, c date);
create domain positive as integer NOT NULL check (value > 0); -- strictly
-- Counts.
create function twice(a int) returns int language sql STABLE as $$
    -- Doubles.
    select a * 2
$$;
