select null::oid as class, null::oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       null::text as name,
       json_build_object() as attributes
where false
