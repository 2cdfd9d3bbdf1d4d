/*
 * What the dashboards' JSON must be, by Grafana's own types: the schema's Dashboard, with the options and field settings of each
 * panel type in place of "any object", and the queries of the PostgreSQL data source, which the schema leaves open.
 */

import type { AnnotationQuery, Dashboard, DataSourceRef, Panel, VariableModel } from '@grafana/schema';
import type * as barchart from '@grafana/schema/dist/esm/raw/composable/barchart/panelcfg/x/BarChartPanelCfg_types.gen';
import type * as geomap from '@grafana/schema/dist/esm/raw/composable/geomap/panelcfg/x/GeomapPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as text from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type * as trend from '@grafana/schema/dist/esm/raw/composable/trend/panelcfg/x/TrendPanelCfg_types.gen';
import type * as xychart from '@grafana/schema/dist/esm/raw/composable/xychart/panelcfg/x/XYChartPanelCfg_types.gen';

/* JSON has strings where the types have enums. */
type Json<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

type Replace<T, Changes> = Omit<T, keyof Changes> & Changes;

interface Query {
	datasource: Required<Pick<DataSourceRef, 'type' | 'uid'>>;
	editorMode: 'code' | 'builder';
	format: 'table' | 'time_series';
	rawQuery: boolean;
	rawSql: string;
	refId: string;
}

type PanelOf<Type, Options, Custom> = Replace<Json<Omit<Panel, 'fieldConfig'>>, {
	type: Type;
	title: string;
	description: string;
	targets: Query[];
	options: Json<Options>;
	fieldConfig: Replace<Json<NonNullable<Panel['fieldConfig']>>, {
		defaults: Replace<Json<NonNullable<Panel['fieldConfig']>['defaults']>, { custom: Json<Custom> }>;
	}>;
}>;

type TextPanel = Replace<Json<Omit<Panel, 'fieldConfig'>>, { type: 'text'; title: string; targets: []; options: Json<text.Options> }>;

type AnyPanel =
	| PanelOf<'barchart', barchart.Options, barchart.FieldConfig>
	| PanelOf<'geomap', geomap.Options, {}>
	| PanelOf<'stat', stat.Options, {}>
	| PanelOf<'table', table.Options, table.FieldConfig>
	| PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>
	| PanelOf<'trend', trend.Options, trend.FieldConfig>
	| PanelOf<'xychart', xychart.Options, xychart.FieldConfig>
	| TextPanel;

export type DashboardJson = Replace<Json<Omit<Dashboard, 'panels' | 'annotations' | 'templating'>>, {
	annotations: { list: Replace<Json<Omit<AnnotationQuery, 'target'>>, { target: Query }>[] };
	panels: AnyPanel[];
	templating: { list: Json<VariableModel>[] };
}>;
