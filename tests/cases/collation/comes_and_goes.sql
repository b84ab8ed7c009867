-- A collation comes before the columns that use it.
-- from
-- to
create collation public.german (provider = icu, locale = 'de-u-co-phonebk', deterministic = false);
create table public.t (a text collate public.german);
