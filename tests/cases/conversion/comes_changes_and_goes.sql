-- A conversion comes and goes, is replaced by another, and gets owner and comment in place.
-- from
create conversion public.gone for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create conversion public.other for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
create conversion public.same for 'UTF8' to 'LATIN2' from utf8_to_iso8859;
-- to
create default conversion public."New" for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create conversion public.other for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create conversion public.same for 'UTF8' to 'LATIN2' from utf8_to_iso8859;
comment on conversion public.same is 'a conversion';
alter conversion public.same owner to alice;
