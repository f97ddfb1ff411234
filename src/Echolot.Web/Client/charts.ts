// <echo-chart>: draws what the page says in data-chart. The same numbers stand in a table beside it, so the drawing is for
// the eye alone: arrows go from column to column and read it out, in a stack up and down from part to part; Enter or a click
// opens the mentions behind the column or the part. Colours are the page's tokens and follow the theme. Everything is
// painted on a canvas, because the Content-Security-Policy allows no styles inside of markup.
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([BarChart, HeatmapChart, LineChart, GridComponent, MarkAreaComponent, TooltipComponent, VisualMapContinuousComponent,
  CanvasRenderer]);

interface Series {
  name: string;
  color: string;
  values: number[];
  area?: boolean;
  dashed?: boolean;
  /** What stands behind its part of each column of a stack. */
  links?: (string | null)[] | null;
}

interface Chart {
  /** A share is a stack of which each column is a whole of 100 percent. */
  kind: 'course' | 'stack' | 'share' | 'week';
  /** Short names under the columns, and long ones to read out. */
  labels: string[];
  titles: string[];
  series: Series[];
  rows?: string[];
  links: (string | null)[];
  /** Column that has not ended; what to say about it. */
  partial: number | null;
  partialText: string;
  gaps: { from: number; to: number; name: string }[];
}

const language = document.documentElement.lang === 'de' ? 'de-DE' : 'en-GB';
const whole = new Intl.NumberFormat(language);

// Share of a column that stays free between bars, and pixels that none is wider than.
const barGap = 0.22;
const widestBar = 34;

class ChartElement extends HTMLElement {
  private chart: echarts.ECharts | undefined;
  private data!: Chart;
  private at = -1;
  /** Series of a stack that arrows chose; -1: the whole column. */
  private layer = -1;
  private readonly spoken = document.createElement('span');
  private readonly canvas = document.createElement('div');
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly themes = new MutationObserver(() => this.draw());
  private readonly sizes = new ResizeObserver(() => this.chart?.resize());

  connectedCallback(): void {
    this.data = JSON.parse(this.dataset.chart ?? '') as Chart;
    this.canvas.className = 'chart-canvas';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.spoken.className = 'sr';
    this.spoken.setAttribute('aria-live', 'polite');
    this.replaceChildren(this.canvas, this.spoken);
    this.chart = echarts.init(this.canvas, null, { renderer: 'canvas' });
    this.chart.getZr().on('click', event => this.clicked(event.offsetX, event.offsetY));
    this.chart.getZr().on('mousemove', event =>
      this.chart?.getZr().setCursorStyle(this.linkUnder(event.offsetX, event.offsetY) ? 'pointer' : 'default'));
    this.addEventListener('keydown', event => this.pressed(event));
    this.addEventListener('blur', () => this.chart?.dispatchAction({ type: 'hideTip' }));
    this.themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.dark.addEventListener('change', this.draw);
    this.sizes.observe(this);
    // Text on a canvas is not drawn anew when its font arrives.
    void document.fonts.ready.then(this.draw);
    this.draw();
  }

  disconnectedCallback(): void {
    this.themes.disconnect();
    this.sizes.disconnect();
    this.dark.removeEventListener('change', this.draw);
    this.chart?.dispose();
  }

  /** A token as the browser resolves it in this theme. */
  private token(name: string): string {
    this.spoken.style.color = `var(${name})`;
    const color = getComputedStyle(this.spoken).color;
    this.spoken.style.color = '';
    return color;
  }

  private readonly draw = (): void => {
    this.chart?.setOption(this.data.kind === 'week' ? this.week() : this.columns(), { notMerge: true });
  };

  private base(): Record<string, unknown> {
    return {
      animation: false,
      textStyle: { fontFamily: 'Inter Variable, system-ui, sans-serif', fontSize: 11.5, color: this.token('--text-3') },
      tooltip: {
        trigger: this.data.kind === 'week' ? 'item' : 'axis',
        renderMode: 'richText',
        confine: true,
        backgroundColor: this.token('--surface'),
        borderColor: this.token('--line'),
        padding: [8, 12],
        textStyle: { color: this.token('--text'), fontSize: 12.3 },
        axisPointer: { type: this.stacked ? 'shadow' : 'line', lineStyle: { color: this.token('--line-strong') },
          shadowStyle: { color: this.token('--hover'), opacity: 0.6 } },
        formatter: (found: { dataIndex: number; value?: number[] } | { dataIndex: number }[]) =>
          Array.isArray(found) ? this.says(found[0]?.dataIndex ?? 0)
            : this.cellSays(Number((found as { value: number[] }).value[1]), Number((found as { value: number[] }).value[0])),
      },
    };
  }

  private get stacked(): boolean {
    return this.data.kind === 'stack' || this.data.kind === 'share';
  }

  /** What a series has of its column, in percent. */
  private shareOf(one: Series, index: number): number {
    const all = this.data.series.reduce((sum, other) => sum + (other.values[index] ?? 0), 0);
    return all === 0 ? 0 : 100 * (one.values[index] ?? 0) / all;
  }

  private columns(): Record<string, unknown> {
    const { labels, series, partial, gaps, kind } = this.data;
    const line = this.token('--line');
    const drawn: Record<string, unknown>[] = [];
    for (const [index, one] of series.entries()) {
      const color = this.token(one.color);
      if (this.stacked) {
        drawn.push({
          name: one.name, type: 'bar', stack: 'all', barCategoryGap: `${barGap * 100}%`, barMaxWidth: widestBar,
          data: one.values.map((value, i) => ({
            value: kind === 'share' ? this.shareOf(one, i) : value,
            itemStyle: { color, opacity: i === partial ? 0.5 : 1 },
          })),
          ...(index === 0 && gaps.length > 0 ? { markArea: this.gapMarks() } : {}),
        });
        continue;
      }
      // What has not ended is drawn apart, dashed.
      const open = partial !== null && !one.dashed ? partial : null;
      drawn.push({
        name: one.name, type: 'line', smooth: 0.18, smoothMonotone: 'x', showSymbol: labels.length < 4, symbolSize: 6,
        data: one.values.map((value, i) => (i === open ? null : value)),
        lineStyle: { color, width: one.dashed ? 1.4 : 2, type: one.dashed ? [4, 4] : 'solid' }, itemStyle: { color },
        ...(one.area ? { areaStyle: { color, opacity: 0.1 } } : {}),
        ...(index === 0 && gaps.length > 0 ? { markArea: this.gapMarks() } : {}),
      });
      if (open !== null)
        drawn.push({
          name: one.name, type: 'line', symbol: 'emptyCircle', symbolSize: 7, silent: true,
          data: one.values.map((value, i) => (i === open || i === open - 1 ? value : null)),
          showSymbol: true, lineStyle: { color, width: 1.6, type: [3, 4] }, itemStyle: { color, opacity: 1 },
        });
    }
    return {
      ...this.base(),
      grid: { left: 4, right: 12, top: gaps.length > 0 ? 24 : 12, bottom: 2, containLabel: true },
      xAxis: {
        type: 'category', data: labels, boundaryGap: this.stacked, axisTick: { show: false },
        axisLine: { lineStyle: { color: line } }, axisLabel: { color: this.token('--text-3'), hideOverlap: true },
      },
      yAxis: {
        type: 'value', minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: line } },
        ...(kind === 'share' ? { max: 100, interval: 25 } : {}),
        axisLabel: {
          color: this.token('--text-3'),
          formatter: (value: number) => kind === 'share' ? `${value} %` : whole.format(value),
        },
      },
      series: drawn,
    };
  }

  private hatch(color: string): { image: HTMLCanvasElement; repeat: string } {
    const image = document.createElement('canvas');
    image.width = image.height = 8;
    const pen = image.getContext('2d');
    if (pen) {
      pen.strokeStyle = color;
      pen.lineWidth = 1;
      pen.beginPath();
      for (const from of [-8, 0, 8]) {
        pen.moveTo(from, 8);
        pen.lineTo(from + 8, 0);
      }
      pen.stroke();
    }
    return { image, repeat: 'repeat' };
  }

  private gapMarks(): Record<string, unknown> {
    const color = this.token('--warning');
    return {
      // Over bars, which would hide it, hatched so that their colours stay to be seen.
      ...(this.stacked ? { z: 3 } : {}),
      silent: true, itemStyle: this.stacked ? { color: this.hatch(color), opacity: 0.55 } : { color, opacity: 0.13 },
      label: { color, fontSize: 11, position: 'top' },
      // A gap within one column has no width: its border shows it. Names at the edges stay inside.
      data: this.data.gaps.map(gap => [
        {
          name: gap.name, xAxis: this.data.labels.length === 1 ? 0 : gap.from,
          itemStyle: gap.to > gap.from ? {} : { borderColor: color, borderWidth: 10 },
          label: { align: gap.from > this.data.labels.length * 0.6 ? 'right' : gap.to < this.data.labels.length * 0.4 ? 'left' : 'center' },
        },
        { xAxis: Math.max(gap.to, gap.from) },
      ]),
    };
  }

  private week(): Record<string, unknown> {
    const { labels, rows = [], series } = this.data;
    const cells = series.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
    const most = Math.max(1, ...cells.map(cell => cell[2] ?? 0));
    return {
      ...this.base(),
      grid: { left: 4, right: 8, top: 4, bottom: 2, containLabel: true },
      xAxis: { type: 'category', data: labels, axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false },
        axisLabel: { color: this.token('--text-3'), interval: 2 } },
      yAxis: { type: 'category', data: rows, inverse: true, axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { color: this.token('--text-3') } },
      visualMap: { type: 'continuous', show: false, min: 0, max: most,
        inRange: { color: [this.token('--sunken'), this.token('--chart-1')] } },
      series: [{ type: 'heatmap', data: cells,
        itemStyle: { borderColor: this.token('--surface'), borderWidth: 2, borderRadius: 4 },
        emphasis: { itemStyle: { borderColor: this.token('--text') } } }],
    };
  }

  private says(index: number): string {
    const { titles, series, partial, partialText, gaps, kind } = this.data;
    const lines = series.map(one => kind === 'share'
      ? `${one.name}: ${Math.round(this.shareOf(one, index))} % (${whole.format(one.values[index] ?? 0)})`
      : `${one.name}: ${whole.format(one.values[index] ?? 0)}`);
    const missed = gaps.filter(gap => index >= gap.from && index <= gap.to).map(gap => gap.name);
    return [titles[index] ?? '', ...lines, ...(index === partial ? [partialText] : []), ...missed].join('\n');
  }

  private cellSays(row: number, column: number): string {
    return `${this.data.titles[row * this.data.labels.length + column] ?? ''}\n${whole.format(this.data.series[row]?.values[column] ?? 0)}`;
  }

  private columnAt(x: number, y: number): number {
    if (!this.chart) return -1;
    if (this.data.kind === 'week') {
      if (!this.chart.containPixel('grid', [x, y])) return -1;
      const [column = 0, row = 0] = this.chart.convertFromPixel('grid', [x, y]) as number[];
      return Math.round(row) * this.data.labels.length + Math.round(column);
    }
    // The first and the last column reach to the edge.
    const column = Math.round(this.chart.convertFromPixel({ xAxisIndex: 0 }, x) as number);
    return Math.min(this.data.labels.length - 1, Math.max(0, column));
  }

  private linkAt(column: number, part = -1): string | null {
    return this.data.series[part]?.links?.[column] ?? this.data.links[column] ?? null;
  }

  private linkUnder(x: number, y: number): string | null {
    const column = this.columnAt(x, y);
    return this.linkAt(column, this.partUnder(x, y, column));
  }

  /** Series whose part of a stack lies at a place; -1: beside or above the stack. */
  private partUnder(x: number, y: number, column: number): number {
    if (!this.chart || !this.stacked) return -1;
    const width = this.chart.convertToPixel({ xAxisIndex: 0 }, 1) - this.chart.convertToPixel({ xAxisIndex: 0 }, 0);
    const bar = this.data.labels.length < 2 ? widestBar : Math.min(widestBar, width * (1 - barGap));
    if (Math.abs(x - this.chart.convertToPixel({ xAxisIndex: 0 }, column)) > bar / 2) return -1;
    let left = this.chart.convertFromPixel({ yAxisIndex: 0 }, y) as number;
    if (left < 0) return -1;
    return this.data.series.findIndex(one => {
      const height = this.data.kind === 'share' ? this.shareOf(one, column) : one.values[column] ?? 0;
      const found = height > 0 && left <= height;
      left -= height;
      return found;
    });
  }

  private clicked(x: number, y: number): void {
    const link = this.linkUnder(x, y);
    if (link) location.assign(link);
  }

  private pressed(event: KeyboardEvent): void {
    const width = this.data.labels.length;
    const count = this.data.kind === 'week' ? width * this.data.series.length : width;
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ...(this.data.kind === 'week' ? { ArrowDown: width, ArrowUp: -width } : {}) };
    if (event.key in steps) {
      this.at = Math.min(count - 1, Math.max(0, this.at < 0 ? (event.key === 'ArrowLeft' ? count - 1 : 0) : this.at + (steps[event.key] ?? 0)));
      this.layer = -1;
      this.chart?.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: this.at });
      const said = this.data.kind === 'week' ? this.cellSays(Math.floor(this.at / width), this.at % width) : this.says(this.at);
      this.spoken.textContent = said.replaceAll('\n', ', ');
    } else if (this.stacked && this.at >= 0 && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      // From the foot of the stack upwards, as it is drawn.
      this.layer = Math.min(this.data.series.length - 1, Math.max(-1, this.layer + (event.key === 'ArrowUp' ? 1 : -1)));
      const lines = this.says(this.at).split('\n');
      this.spoken.textContent = this.layer < 0 ? lines.join(', ') : `${lines[0]}, ${lines[this.layer + 1]}`;
    } else if (event.key === 'Enter' && this.linkAt(this.at, this.layer)) {
      location.assign(this.linkAt(this.at, this.layer) ?? '');
    } else {
      return;
    }
    event.preventDefault();
  }
}

customElements.define('echo-chart', ChartElement);

// Another monitor is shown at once; days wait for the button, because they are typed one after the other.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-submit-on-select]'))
  form.addEventListener('change', event => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
