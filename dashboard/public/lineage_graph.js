// What the lineage draws, and where it stands. The layers are columns, and within one a relation stands below what it reads of it:
//
//	raw | staging | refinement | mart | bi
//
// Done here and not by dagre or ELK: columns that are given are what these would have to be kept from changing, and what is left
// is a longest path and an order with few crossings.

export const layers = ['raw', 'staging', 'refinement', 'mart', 'bi'];

const rowHeight = 30, indent = 12, mostIndents = 3, leastGap = 44;	// of a drawing
const sweeps = 8;

const quoted = (name) => /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

// What a relation is called, as SQL writes it: no two are called the same
export const idOf = (schema, name) => `${quoted(schema)}.${quoted(name)}`;

/*
 * Nodes and edges to draw. Plain views that the extension makes its models with are passed over: who reads them reads what they
 * read. So are settings and logs of ecom, and views of the extension over nothing else. What belongs to no layer is a source.
 */
export function graphOf(relations, lineage) {
	const known = new Map(relations.map((relation) => [idOf(relation.schema, relation.name), relation]));
	const nodes = new Map();
	for (const [id, { schema, name, kind, is_built_in: isBuiltIn }] of known) {
		nodes.set(id, { id, schema, name, kind, isBuiltIn, layer: schema });
	}
	const sources = new Map([...nodes.keys()].map((id) => [id, []]));
	for (const { schema, name, source_schema: sourceSchema, source, source_kind: kind } of lineage) {
		const id = idOf(schema, name), from = idOf(sourceSchema, source);
		if (sourceSchema === 'ecom' || !nodes.has(id)) {
			continue;
		}
		if (!nodes.has(from)) {
			nodes.set(from, { id: from, schema: sourceSchema, name: source, kind, isBuiltIn: false, layer: 'raw' });
			sources.set(from, []);
		}
		sources.get(id).push(from);
	}
	const isPassed = (id) => {
		const { kind, isBuiltIn, layer } = nodes.get(id);
		return kind === 'view' && isBuiltIn && layer !== 'bi';
	};

	// what is read through views that are passed over; these may read one another in a circle
	function drawnSources(id) {
		const found = new Set(), seen = new Set(), left = [...sources.get(id)];
		while (left.length > 0) {
			const source = left.pop();
			if (!seen.has(source)) {
				seen.add(source);
				if (isPassed(source)) {
					left.push(...sources.get(source));
				} else if (source !== id) {
					found.add(source);
				}
			}
		}
		return [...found].sort();
	}

	const edges = [...nodes.keys()].filter((id) => !isPassed(id)).flatMap((to) => drawnSources(to).map((from) => ({ from, to })));
	const touched = new Set(edges.flatMap(({ from, to }) => [from, to]));
	return {
		nodes: [...nodes.values()].filter(({ id, kind, isBuiltIn }) => !isPassed(id) && (touched.has(id) || !(isBuiltIn && kind === 'view'))),
		edges,
	};
}

// All that a relation is made from, or that is made from it; and itself
export function reachable(edges, start, direction) {
	const [near, far] = direction === 'sources' ? ['to', 'from'] : ['from', 'to'];
	const found = new Set([start]);
	for (const id of found) {	// which grows meanwhile
		for (const edge of edges) {
			if (edge[near] === id) {
				found.add(edge[far]);
			}
		}
	}
	return found;
}

// How deep each node is below those that it reads, of the same layer; what reads itself in a circle ends there. (The levels of
// ecom.model_order are of models only, and looking into functions, which it does, is not for readers.)
function depths(nodes, edges) {
	const layer = new Map(nodes.map((node) => [node.id, node.layer]));
	const within = new Map(nodes.map(({ id }) => [id, []]));
	for (const { from, to } of edges) {
		if (layer.get(from) === layer.get(to)) {
			within.get(to).push(from);
		}
	}
	const depth = new Map(nodes.map(({ id }) => [id, 0]));
	// one round for each step of the longest path, which is shorter than there are nodes
	for (let round = 1, isChanged = true; isChanged && round < nodes.length; round++) {
		isChanged = false;
		for (const [id, sources] of within) {
			const below = sources.reduce((most, source) => Math.max(most, depth.get(source) + 1), 0);
			if (below > depth.get(id) && below < nodes.length) {
				depth.set(id, below);
				isChanged = true;
			}
		}
	}
	return depth;
}

// The height of a drawing, and how far down each node's middle is. A column is sorted by depth, and nodes of one depth by the middle of
// those that they are joined with, which move meanwhile.
function placesDown(columns, edges, depth) {
	const height = rowHeight * columns.reduce((longest, column) => Math.max(longest, column.length), 0);
	const neighbours = new Map(columns.flat().map(({ id }) => [id, []]));
	for (const { from, to } of edges) {
		neighbours.get(from).push(to);
		neighbours.get(to).push(from);
	}
	const y = new Map();

	function place(column, middleOf) {
		column.sort((a, b) => depth.get(a.id) - depth.get(b.id) || middleOf(a) - middleOf(b) || (a.name < b.name ? -1 : 1));
		column.forEach(({ id }, i) => y.set(id, height * (i + 0.5) / column.length));
	}

	columns.forEach((column) => place(column, () => 0));
	for (let sweep = 0; sweep < sweeps; sweep++) {
		for (const column of sweep % 2 === 0 ? columns : [...columns].reverse()) {
			const middles = new Map(column.map(({ id }) => {
				const joined = neighbours.get(id);
				return [id, joined.length === 0 ? y.get(id) : joined.reduce((sum, other) => sum + y.get(other), 0) / joined.length];
			}));
			place(column, ({ id }) => middles.get(id));
		}
	}
	return { height, y };
}

/*
 * Places of the nodes in a drawing of this width (wider, if they need it), whose columns have room for the widest of their nodes:
 * widthOf(node) tells. A place is {node, x, y, width}, y its middle.
 */
export function layOut({ nodes, edges }, widthOf, width) {
	const depth = depths(nodes, edges);
	const columns = layers.map((layer) => nodes.filter((node) => node.layer === layer)).filter((column) => column.length > 0);
	const { height, y } = placesDown(columns, edges, depth);
	const indentOf = ({ id }) => indent * Math.min(depth.get(id), mostIndents);
	const widths = columns.map((column) => column.reduce((widest, node) => Math.max(widest, indentOf(node) + widthOf(node)), 0));
	const room = widths.reduce((sum, each) => sum + each, 0);
	const gap = columns.length < 2 ? 0 : Math.max(leastGap, (width - room) / (columns.length - 1));
	const lefts = widths.map((each, i) => widths.slice(0, i).reduce((sum, before) => sum + before + gap, 0));
	return {
		places: new Map(columns.flatMap((column, i) => column.map((node) => [node.id, { node, x: lefts[i] + indentOf(node), y: y.get(node.id), width: widthOf(node) }]))),
		columns: columns.map(([{ layer }], i) => ({ layer, x: lefts[i], width: widths[i] })),
		width: Math.max(width, room + gap * (columns.length - 1)),
		height,
	};
}
