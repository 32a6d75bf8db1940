// Draws the figures of a page from their data blocks with Plotly (loaded before, on chart pages alone); closes the table under each.
// A point whose customdata is an address leads there, as its number in the table does; a figure fits its sheet of paper.

const MONTHS = ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"];
const DAYS = ["日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"];
const JAPANESE = {
  moduleType: "locale",
  name: "ja",
  dictionary: {
    "Autoscale": "自動で合わせる",
    "Box Select": "四角で選ぶ",
    "Download plot as a PNG": "画像（PNG）で保存",
    "Download plot as a png": "画像（PNG）で保存",
    "Download plot": "画像で保存",
    "Double-click to zoom back out": "ダブルクリックで元に戻す",
    "Pan": "動かす",
    "Reset": "元に戻す",
    "Reset axes": "軸を元に戻す",
    "Show closest data on hover": "近い値を表示",
    "Compare data on hover": "値を並べて表示",
    "Zoom": "拡大範囲を選ぶ",
    "Zoom in": "拡大",
    "Zoom out": "縮小",
    "Taking snapshot - this may take a few seconds": "画像を作成しています",
    "Snapshot succeeded": "画像を保存しました",
  },
  format: {
    days: DAYS, shortDays: DAYS.map((day) => day[0]), months: MONTHS, shortMonths: MONTHS,
    date: "%Y年%-m月%-d日", decimal: ".", thousands: ",",
  },
};

const LEGEND_LINE = 19; // pixels
const LEGEND_LINES_AT_DESK = 2; // what the figure's own height has room for
const NAME_ON_PHONE = 9; // characters; the table under the figure has them whole

function layoutOf(figure, onPhone) {
  const style = getComputedStyle(document.body);
  const layout = { ...figure.layout, autosize: true };
  layout.font = { family: style.fontFamily, size: onPhone ? 12 : 14, color: style.color, ...layout.font };
  const sides = figure.layout.polar ? onPhone ? { l: 76, r: 76 } : { l: 80, r: 80 } : { l: 48, r: 24 };
  layout.margin = { ...sides, t: 32, b: 40, ...layout.margin };
  if (onPhone) layout.legend = { orientation: "h", y: -0.15, ...layout.legend };
  layout.paper_bgcolor ??= "rgba(0,0,0,0)";
  layout.plot_bgcolor ??= "rgba(0,0,0,0)";
  if (onPhone) layout.dragmode = false;
  if (onPhone && layout.xaxis?.tickangle === 0) keepUpright(layout);
  if (onPhone && layout.annotations) layout.annotations = layout.annotations.map(inNarrowCell);
  if (onPhone && figure.layout.height) makeRoom(layout, figure.data);
  delete layout.width;
  delete layout.template;
  return layout;
}

/** Over the twelve columns of a phone 「10月」 stands in two lines, and three letters in a smaller size. */
function keepUpright(layout) {
  const ticktext = layout.xaxis.ticktext.map((text) => text.replace(/月$/, "<br>月"));
  const longest = Math.max(...ticktext.map((text) => text.split("<br>")[0].length));
  layout.xaxis = { ...layout.xaxis, ticktext, tickfont: { size: longest > 2 ? 9 : 12 } };
}

/** Hours and minutes stand one under the other in a cell of a phone, where beside each other they ran into the next cell. */
function inNarrowCell(note) {
  if (!/^\d+:\d\d$/.test(note.text)) return note;
  return { ...note, text: note.text === "0:00" ? "0" : note.text.replace(":", "<br>:"), font: { ...note.font, size: 10 } };
}

/** On a phone the legend stands in one column: the figure grows by it, and long names of rows are cut, so that neither crushes the plot. */
function makeRoom(layout, traces) {
  const entries = traces.filter((trace) => trace.name && trace.showlegend !== false).length;
  layout.height += LEGEND_LINE * Math.max(0, entries - LEGEND_LINES_AT_DESK);
  if (layout.xaxis?.type === "date") layout.yaxis = { ...layout.yaxis, ticktext: layout.yaxis.ticktext.map(cut) };
}

const cut = (name) => (name.length > NAME_ON_PHONE ? `${name.slice(0, NAME_ON_PHONE - 1)}…` : name);

const addressOf = ({ points: [point] }) => (typeof point.customdata === "string" && point.customdata.startsWith("/") ? point.customdata : null);

/** A finger's first tap shows what a point says, the second on the same point goes there; a mouse has read it by hovering. */
function lead(canvas) {
  let press = null;
  let told = { point: null, press: null };
  canvas.addEventListener("pointerdown", (event) => { press = event; }, { capture: true });
  canvas.on("plotly_hover", (event) => canvas.classList.toggle("chart__canvas--leads", addressOf(event) !== null));
  canvas.on("plotly_unhover", () => canvas.classList.remove("chart__canvas--leads"));
  canvas.on("plotly_click", (event) => {
    const address = addressOf(event);
    const { curveNumber, pointNumber } = event.points[0];
    const point = `${curveNumber} ${pointNumber}`;
    const again = told.point === point && told.press !== press; // one tap may be told twice: as a touch and as a mouse's click
    if (address && (press?.pointerType !== "touch" || again)) window.location.assign(address);
    told = { point, press };
  });
}

/** With a view box the print style sheet can make the picture as wide as the sheet, whatever the window was. */
function fitToPaper(canvas) {
  for (const picture of canvas.querySelectorAll(".main-svg")) {
    picture.setAttribute("viewBox", `0 0 ${picture.getAttribute("width")} ${picture.getAttribute("height")}`);
  }
}

async function draw(chart) {
  const canvas = chart.querySelector("[data-chart-canvas]");
  const figure = JSON.parse(chart.querySelector("[data-chart-figure]").textContent);
  const onPhone = matchMedia("(pointer: coarse), (max-width: 48rem)").matches;
  canvas.hidden = false;
  try {
    await window.Plotly.newPlot(canvas, figure.data, layoutOf(figure, onPhone), {
      responsive: true,
      displaylogo: false,
      displayModeBar: onPhone ? false : "hover",
      showSendToCloud: false,
      scrollZoom: false,
      locale: document.documentElement.lang,
      modeBarButtonsToRemove: ["select2d", "lasso2d"],
    });
    chart.querySelector("details").open = false;
    lead(canvas);
    fitToPaper(canvas);
    canvas.on("plotly_afterplot", () => fitToPaper(canvas));
  } catch (error) {
    canvas.hidden = true; // The table stays open: nothing is lost.
    console.error(error);
  }
}

if (window.Plotly) {
  window.Plotly.register(JAPANESE);
  document.querySelectorAll("[data-chart]").forEach(draw);
}
