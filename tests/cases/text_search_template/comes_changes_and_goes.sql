-- A template comes and goes; another definition makes it anew, with the dictionaries that use it.
-- from
create text search template public.t (lexize = dsimple_lexize, init = dsimple_init);
create text search dictionary public.d (template = public.t, accept = false);
-- to
create text search template public.t (lexize = dsimple_lexize);
create text search dictionary public.d (template = public.t);
create text search template public."Other" (lexize = dsimple_lexize, init = dsimple_init);
comment on text search template public."Other" is 'a template';
