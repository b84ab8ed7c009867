-- A parser comes and goes; another definition makes it anew, with the configurations that use it.
-- from
create text search parser public.p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
                                    lextypes = prsd_lextype, headline = prsd_headline);
create text search configuration public.c (parser = public.p);
alter text search configuration public.c add mapping for word, "int" with simple;
-- to
create text search parser public.p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
                                    lextypes = prsd_lextype);
create text search parser public."Other" (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
                                          lextypes = prsd_lextype);
comment on text search parser public."Other" is 'a parser';
create text search configuration public.c (parser = public.p);
alter text search configuration public.c add mapping for word, "int" with simple;
