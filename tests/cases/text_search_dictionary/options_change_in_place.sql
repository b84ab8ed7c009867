-- The options of a dictionary are added, changed and taken away in place.
-- from
create text search dictionary public.d (template = snowball, language = english, stopwords = english);
create text search dictionary public.gone (template = simple);
-- to
create text search dictionary public.d (template = snowball, language = german);
create text search dictionary public."New" (template = simple, stopwords = 'english', accept = false);
comment on text search dictionary public.d is 'a dictionary';
alter text search dictionary public.d owner to alice;
