-- A dictionary of another template is a new one; the configuration that uses it is made anew.
-- from
create text search dictionary public.d (template = simple, accept = false);
create text search configuration public.c (parser = "default");
alter text search configuration public.c add mapping for word with public.d, simple;
comment on text search configuration public.c is 'a configuration';
-- to
create text search dictionary public.d (template = snowball, language = english);
create text search configuration public.c (parser = "default");
alter text search configuration public.c add mapping for word with public.d, simple;
comment on text search configuration public.c is 'a configuration';
