// The map of the states as GeoJSON: us-atlas's, already projected (Albers, with Alaska and Hawaii in insets), and Puerto Rico,
// which that projection leaves out, in an inset of its own.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';

const require = createRequire(import.meta.url);
const puertoRico = { fips: '72', longitude: -66.45, latitude: 18.2, x: 860, y: 560, pixelsPerDegree: 32 };

function readStates(file) {
	const topology = JSON.parse(readFileSync(require.resolve(`us-atlas/${file}`), 'utf8'));
	return feature(topology, topology.objects.states).features;
}

function mapCoordinates(coordinates, project) {
	return typeof coordinates[0] === 'number' ? project(coordinates) : coordinates.map((inner) => mapCoordinates(inner, project));
}

// Half a pixel of a map that is 975 wide
const round = (value) => Math.round(value * 2) / 2;

// Points that have become one
function distinct(coordinates) {
	return typeof coordinates[0][0] === 'number'
		? coordinates.filter(([x, y], i) => i === 0 || x !== coordinates[i - 1][0] || y !== coordinates[i - 1][1]) : coordinates.map(distinct);
}

function intoInset([longitude, latitude]) {
	const { x, y, pixelsPerDegree } = puertoRico;
	const narrowing = Math.cos(puertoRico.latitude * Math.PI / 180);
	return [
		round(x + (longitude - puertoRico.longitude) * narrowing * pixelsPerDegree),
		round(y - (latitude - puertoRico.latitude) * pixelsPerDegree),
	];
}

function asFeature(state, project) {
	const { type, coordinates } = state.geometry;
	return {
		type: 'Feature',
		properties: { name: state.properties.name, fips: state.id },
		geometry: { type, coordinates: distinct(mapCoordinates(coordinates, project)) },
	};
}

export function usMap() {
	const states = readStates('states-albers-10m.json').filter((state) => state.geometry && state.id < '57');
	const inset = readStates('states-10m.json').find((state) => state.id === puertoRico.fips);
	return {
		type: 'FeatureCollection',
		features: [...states.map((state) => asFeature(state, ([x, y]) => [round(x), round(y)])), asFeature(inset, intoInset)],
	};
}
