// Draws each table of figures as a plot above it. Without this script, or without a canvas, the table stays open.
"use strict";
(() => {
  const POINTS = ["circle", "rect", "triangle", "rectRot", "star", "crossRot", "rectRounded", "cross"];
  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
  const UNITS = [["minute", 60, 7200], ["hour", 3600, 259200], ["day", 86400, Infinity]];
  const language = document.documentElement.lang || "en";
  const plots = [];

  // The table is the only source: names, ticks, values, texts and colours.
  function readTable(table) {
    const rows = [...table.tBodies[0].rows].map((row) => ({
      name: row.cells[0].textContent,
      tick: row.cells[0].dataset.tick,
      cells: [...row.cells].slice(1).map((cell) => ({
        value: "value" in cell.dataset ? Number(cell.dataset.value) : null,
        text: cell.textContent,
      })),
    }));
    const series = [...table.tHead.querySelectorAll("[data-series]")].map((head, number) => ({
      name: head.dataset.series,
      swatch: head.querySelector(".swatch"),
      isHidden: "hidden" in head.dataset,
      cells: rows.map((row) => row.cells[number]),
    }));
    return { rows, series };
  }

  const colour = (element, property) => getComputedStyle(element)[property];
  const translucent = (value, alpha) => value.replace(/^rgb\((.+)\)$/, `rgba($1, ${alpha})`);

  function dataset(kind, series, number, divisor) {
    const common = {
      label: series.name,
      data: series.cells.map((cell) => (cell.value === null ? null : cell.value / divisor)),
      hidden: series.isHidden,
    };
    if (kind === "area") return { ...common, fill: "stack", pointRadius: 0, pointHitRadius: 8, borderWidth: 2, tension: 0 };
    if (kind !== "lines") return { ...common, borderWidth: kind === "stack" ? { top: 2 } : 0, borderSkipped: false, maxBarThickness: 56 };
    const isIsolated = (at) => [at - 1, at + 1].every((beside) => (series.cells[beside]?.value ?? null) === null);
    const few = series.cells.length <= 40;
    return {
      ...common,
      clip: 8,
      borderWidth: 2,
      borderDash: DASHES[number % DASHES.length],
      pointStyle: POINTS[number % POINTS.length],
      // Among many, only those points are marked that no line leads to.
      pointRadius: series.cells.map((_cell, at) => (few || isIsolated(at) ? 3.5 : 0)),
      pointHitRadius: 10,
      spanGaps: false,
    };
  }

  const values = (series) => series.flatMap((each) => each.cells.map((cell) => cell.value)).filter((value) => value !== null);
  const lowest = (series) => Math.min(...values(series));

  function scaleOfSeconds(series) {
    const longest = Math.max(0, ...values(series));
    const [unit, size] = UNITS.find(([, , below]) => longest < below);
    const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 });
    return { divisor: size, write: (value) => format.format(value) };
  }

  function plainScale() {
    const format = new Intl.NumberFormat(language);
    return { divisor: 1, write: (value) => format.format(value) };
  }

  function configuration(kind, unit, table) {
    const scale = unit === "seconds" ? scaleOfSeconds(table.series) : plainScale();
    const isStacked = kind === "area" || kind === "stack";
    return {
      type: kind === "area" || kind === "lines" ? "line" : "bar",
      data: {
        labels: table.rows.map((row) => row.tick),
        datasets: table.series.map((series, number) => dataset(kind, series, number, scale.divisor)),
      },
      options: {
        locale: language,
        // Nothing moves: not for those who asked for that, and a figure that grows tells the others no more either.
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        layout: { padding: { top: 6 } },
        scales: {
          x: { stacked: isStacked, offset: kind !== "area", grid: { display: false }, ticks: { maxRotation: kind === "bar" ? 45 : 0, autoSkip: kind !== "stack", autoSkipPadding: kind === "bar" ? 2 : 16 } },
          y: {
            stacked: isStacked,
            ...(unit === "score" ? { min: Math.floor(lowest(table.series)), max: 5 } : { beginAtZero: true }),
            border: { display: false },
            ticks: { precision: unit === "count" ? 0 : undefined, maxTicksLimit: 7, callback: scale.write },
          },
        },
        plugins: {
          colors: { enabled: false },
          legend: { display: false },
          tooltip: {
            usePointStyle: true,
            boxPadding: 4,
            callbacks: {
              title: (items) => (items.length ? table.rows[items[0].dataIndex].name : ""),
              label: (item) => ` ${item.dataset.label}: ${table.series[item.datasetIndex].cells[item.dataIndex].text}`,
            },
          },
        },
      },
    };
  }

  // What is read from the style sheets, again whenever they say something else. Beside the line of the series with the
  // number ``chosen``, all others are pale.
  function paint({ chart, figure, kind, table }, chosen = null) {
    const [ink, soft] = [colour(figure, "color"), colour(figure.querySelector("figcaption p"), "color")];
    const [line, card] = [colour(figure, "borderTopColor"), colour(figure, "backgroundColor")];
    chart.data.datasets.forEach((each, number) => {
      const full = colour(table.series[number].swatch, "backgroundColor");
      const fill = chosen === null || chosen === number ? full : translucent(full, 0.2);
      const isFilled = kind === "area" || kind === "stack";
      each.backgroundColor = kind === "lines" ? card : fill;
      each.hoverBackgroundColor = each.backgroundColor;
      // A line in the card's colour keeps neighbours apart, for those too who see their colours alike.
      each.borderColor = isFilled ? card : fill;
      each.pointBackgroundColor = fill;
      each.pointBorderColor = fill;
    });
    const { scales, plugins } = chart.options;
    for (const scale of Object.values(scales)) scale.ticks.color = soft;
    scales.x.border = { color: line };
    scales.y.grid = { color: translucent(line, 0.7) };
    Object.assign(plugins.tooltip, { backgroundColor: card, titleColor: ink, bodyColor: ink, borderColor: line, borderWidth: 1 });
    chart.update();
  }

  // Buttons instead of the library's drawn legend: for the keyboard and for screen readers.
  function legend(plot) {
    const { chart, kind, table: { series } } = plot;
    const list = document.createElement("ul");
    list.className = "legend";
    series.forEach((each, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(each.swatch.cloneNode(), each.name);
      button.setAttribute("aria-pressed", String(!each.isHidden));
      button.addEventListener("click", () => {
        const isShown = chart.isDatasetVisible(number);
        chart.setDatasetVisibility(number, !isShown);
        button.setAttribute("aria-pressed", String(!isShown));
        chart.update();
      });
      if (kind === "lines") {
        for (const type of ["pointerenter", "focus"]) button.addEventListener(type, () => paint(plot, number));
        for (const type of ["pointerleave", "blur"]) button.addEventListener(type, () => paint(plot));
      }
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    });
    return list;
  }

  function draw(figure) {
    const details = figure.querySelector("details");
    const { plot: kind, unit } = figure.dataset;
    const table = readTable(details.querySelector("table"));
    const frame = document.createElement("div");
    frame.className = "canvas";
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", figure.querySelector("h2").textContent);
    canvas.setAttribute("aria-describedby", `${figure.id}-table`);
    details.id = `${figure.id}-table`;
    frame.append(canvas);
    details.before(frame);
    const chart = new Chart(canvas, configuration(kind, unit, table));
    const plot = { chart, figure, kind, table };
    if (table.series.length > 1) frame.before(legend(plot));
    details.open = false;
    plots.push(plot);
    paint(plot);
    figure.dataset.drawn = "yes";
  }

  function repaint() {
    for (const plot of plots) paint(plot);
  }

  function print(isPrinting) {
    document.documentElement.toggleAttribute("data-printing", isPrinting);
    repaint();
    for (const { chart } of plots) chart.resize();
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (typeof Chart === "undefined") return;
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    document.querySelectorAll("figure[data-plot]").forEach(draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    window.addEventListener("beforeprint", () => print(true));
    window.addEventListener("afterprint", () => print(false));
  });
})();
