// The lineage as an SVG drawing: boxes that are links, and what leads from one to another.

import { layOut, reachable } from './lineage_graph.js';

const namespace = 'http://www.w3.org/2000/svg';
const boxHeight = 22, top = 34, side = 4, widest = 236, padding = 11;
export const layerNames = { raw: 'Raw', staging: 'Staging', refinement: 'Refinement', mart: 'Mart', bi: 'BI' };

function shape(tag, properties, ...children) {
	const node = document.createElementNS(namespace, tag);
	for (const [name, value] of Object.entries(properties)) {
		node.setAttribute(name, value);
	}
	node.append(...children);
	return node;
}

// How wide a text is, in the font of the drawing
function ruler() {
	const context = document.createElement('canvas').getContext('2d');
	context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
	return (text) => context.measureText(text).width;
}

// As SQL writes it; without the schema, where the column says it
const labelOf = ({ id, schema, layer }) => schema === layer ? id.slice(schema.length + 1) : id;

// From the right side of a box to the left side of another; within a column, along the left sides of both
function path(from, to) {
	const [y1, y2] = [top + from.y, top + to.y];
	if (from.node.layer === to.node.layer) {
		const left = Math.min(from.x, to.x) - 10 - Math.min(24, Math.abs(y2 - y1) / 14);
		return `M${from.x},${y1} C${left},${y1} ${left},${y2} ${to.x},${y2}`;
	}
	const start = from.x + from.width, half = Math.max(28, (to.x - start) / 2);
	return `M${start},${y1} C${start + half},${y1} ${to.x - half},${y2} ${to.x},${y2}`;
}

/*
 * The drawing of a graph. stateOf(id) is a class of a box, hrefOf(id) where its link leads; choose(id) is called when it is followed.
 * show(id) sets off a box with all that it is made from and that is made from it; none if there is no such box.
 */
export function lineageDrawing({ graph, width, stateOf, hrefOf, describe, choose }) {
	const measure = ruler();
	const widthOf = (node) => Math.min(widest, Math.ceil(measure(labelOf(node))) + 2 * padding);
	const { places, columns, height, width: needed } = layOut(graph, widthOf, width - 2 * side);
	const edges = graph.edges.map((edge) => ({ ...edge, line: shape('path', { class: 'edge', d: path(places.get(edge.from), places.get(edge.to)) }) }));
	const boxes = new Map();
	let chosen;

	for (const [id, { node, x, y, width: boxWidth }] of places) {
		const title = shape('title', {}, describe(id));
		// a drawing in the drawing: what of a name is too long for its box is cut
		const text = shape('svg', { x: x + padding, y: top + y - boxHeight / 2, width: boxWidth - 2 * padding + 1, height: boxHeight }, shape('text', { x: 0, y: boxHeight / 2 + 4 }, labelOf(node)));
		const round = node.kind === 'view' ? boxHeight / 2 : node.kind === 'table' ? 0 : 5;
		const link = shape('a', { class: `node ${node.kind} ${stateOf(id)}`, href: hrefOf(id), 'aria-label': describe(id) },
			title, shape('rect', { x, y: top + y - boxHeight / 2, width: boxWidth, height: boxHeight, rx: round }), text);
		link.addEventListener('click', (event) => {
			if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
				event.preventDefault();
				choose(id === chosen ? '' : id);
			}
		});
		link.addEventListener('pointerenter', () => setOff(id));
		link.addEventListener('pointerleave', () => setOff(chosen));
		boxes.set(id, link);
	}

	const drawing = shape('svg', {
		class: 'lineage', viewBox: `${-side} 0 ${needed + 2 * side} ${height + top}`, width: needed + 2 * side, height: height + top,
		role: 'group', 'aria-label': 'What each model is made from, from the left to the right',
	},
	...columns.map(({ layer, x }) => shape('text', { class: 'layer', x, y: 14 }, layerNames[layer])),
	...edges.map(({ line }) => line), ...boxes.values());

	function setOff(id) {
		const isAny = boxes.has(id);
		const from = isAny ? reachable(graph.edges, id, 'sources') : new Set();
		const to = isAny ? reachable(graph.edges, id, 'readers') : new Set();
		drawing.classList.toggle('focused', isAny);
		for (const [each, box] of boxes) {
			box.classList.toggle('on', from.has(each) || to.has(each));
		}
		for (const { from: source, to: reader, line } of edges) {
			const isOn = (from.has(source) && from.has(reader)) || (to.has(source) && to.has(reader));
			line.classList.toggle('on', isOn);
		}
	}

	function show(id) {
		chosen = boxes.has(id) ? id : undefined;
		for (const [each, box] of boxes) {
			box.classList.toggle('chosen', each === chosen);
			if (each === chosen) {
				box.setAttribute('aria-current', 'true');
			} else {
				box.removeAttribute('aria-current');
			}
		}
		setOff(chosen);
	}

	return { drawing, show };
}

