-- Tables, models and views with what their comments say, and each one's columns: an array of name, type and what the comment says.
SELECT
	schema,
	name,
	kind,
	is_built_in,
	description,
	coalesce(json_agg(json_build_array(column_name, data_type, column_description) ORDER BY place) FILTER (WHERE column_name IS NOT NULL), '[]') AS columns
FROM bi.data_dictionary
GROUP BY schema, name, kind, is_built_in, description
ORDER BY array_position('{raw,staging,refinement,mart,bi}', schema::text), name
