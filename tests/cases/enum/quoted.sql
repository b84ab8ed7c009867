-- Names and values are quoted.
-- from
create type public."Mood" as enum ('it''s', 'two words', '');
-- to
create type public."Mood" as enum ('it''s', 'a"b', 'two words', '', 'Z');
