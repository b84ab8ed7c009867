-- Parser, template, dictionary and configuration are renamed.
-- from
create text search parser public.p_old (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
                                        lextypes = prsd_lextype);
create text search template public.t_old (lexize = dsimple_lexize, init = dsimple_init);
create text search dictionary public.d_old (template = public.t_old);
create text search configuration public.c_old (parser = public.p_old);
alter text search configuration public.c_old add mapping for word with public.d_old;
-- to
create text search parser public.p_new (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
                                        lextypes = prsd_lextype);
create text search template public.t_new (lexize = dsimple_lexize, init = dsimple_init);
create text search dictionary public.d_new (template = public.t_new);
create text search configuration public.c_new (parser = public.p_new);
alter text search configuration public.c_new add mapping for word with public.d_new;
