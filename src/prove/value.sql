create function pg_temp.autogen_value(wanted oid, wanted_modifier integer, variant integer, number integer)
returns text language plpgsql as $function$
declare
  type pg_catalog.pg_type;
  modifier integer := wanted_modifier;
  next oid := wanted;
  n integer := case when variant = 3 then number else 1 end;
begin
  loop
    select * into type from pg_catalog.pg_type t where t.oid = next;
    exit when type.typtype <> 'd';
    if modifier < 0 then
      modifier := type.typtypmod;
    end if;
    next := type.typbasetype;
  end loop;
  if type.typtype = 'e' then
    return (select e.enumlabel from pg_catalog.pg_enum e where e.enumtypid = type.oid
             order by case when variant = 3 then -e.enumsortorder else e.enumsortorder end limit 1);
  elsif type.typtype = 'r' then
    return 'empty';
  elsif type.typtype = 'm' or type.typcategory = 'A' then
    return '{}';
  elsif type.typtype = 'c' then
    return (select '(' || pg_catalog.repeat(',', (pg_catalog.count(*) - 1)::integer) || ')'
              from pg_catalog.pg_attribute a
             where a.attrelid = type.typrelid and a.attnum > 0 and not a.attisdropped);
  end if;
  if type.typnamespace = 'pg_catalog'::pg_catalog.regnamespace then
    case type.typname
      when 'numeric' then
        -- The digits before the point are the precision less the scale.
        return case when modifier >= 4 and ((modifier - 4) >> 16) <= ((modifier - 4) & 2047) then '0' else n::text end;
      when 'bool' then return case when variant = 3 then 'false' else 'true' end;
      when 'text', 'varchar', 'bpchar', 'name' then
        return case when variant <> 3 then 'a'
                    when modifier > 4 then pg_catalog.left('user@example.org', modifier - 4)
                    else 'user@example.org' end;
      when 'char' then return 'a';
      when 'date', 'timestamp', 'timestamptz' then
        return ('2020-01-01'::date + n)::text || case type.typname when 'timestamptz' then ' 00:00:00+00' else '' end;
      when 'time' then return '01:00';
      when 'timetz' then return '01:00+00';
      when 'interval' then return '1 day';
      when 'uuid' then return '00000000-0000-4000-8000-000000000001';
      when 'json', 'jsonb' then return case when variant = 3 then '[]' else '{}' end;
      when 'xml' then return '<a/>';
      when 'bytea' then return '\x01';
      when 'inet' then return '127.0.0.1';
      when 'cidr' then return '127.0.0.0/8';
      when 'macaddr' then return '08:00:2b:01:02:03';
      when 'macaddr8' then return '08:00:2b:01:02:03:04:05';
      when 'bit' then return pg_catalog.repeat('1', greatest(modifier, 1));
      when 'varbit' then return '1';
      when 'tsvector', 'tsquery', 'jsonpath' then return case type.typname when 'jsonpath' then '$' else 'a' end;
      when 'point' then return '(1,1)';
      when 'line' then return '{1,1,1}';
      when 'lseg' then return '[(1,1),(2,2)]';
      when 'box' then return '(2,2),(1,1)';
      when 'path' then return '((1,1),(2,2))';
      when 'polygon' then return '((1,1),(2,2),(2,1))';
      when 'circle' then return '<(1,1),1>';
      when 'pg_lsn' then return '0/1';
      when 'pg_snapshot', 'txid_snapshot' then return '1:1:';
      when 'regclass' then return 'pg_class';
      when 'regtype' then return 'integer';
      when 'regproc' then return 'now';
      when 'regrole', 'regnamespace' then return '0';
      else null;
    end case;
  end if;
  return case type.typcategory
           when 'N' then n::text
           when 'S' then 'a'
           when 'B' then 'true'
           when 'D' then '2020-01-01'
           when 'I' then '127.0.0.1'
         end;
end
$function$
