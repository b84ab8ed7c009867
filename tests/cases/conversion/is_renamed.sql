-- A conversion is renamed.
-- from
create default conversion public.old for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
-- to
create default conversion public.new for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
