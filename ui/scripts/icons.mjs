// Draws every picture of the mark from icons/mark.svg: `npm run icons`. What it makes is committed.
//
// The one source is the path in mark.svg. The wordmark is set in Inter and written out as outlines,
// so that no picture needs a font where it is shown.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import * as fontkit from "fontkit";

const icons = new URL("../../icons/", import.meta.url);
const served = new URL("../public/", import.meta.url);
const font = new URL("../node_modules/@fontsource/inter/files/inter-latin-600-normal.woff", import.meta.url);

const ACCENT = "#2B55CE";
const ACCENT_ON_DARK = "#93B0FF";
// Okta shows an app's logo on white, a dark theme shows it on near black: this blue is above 4:1 on both.
const LOGO = "#4C72E0";
const MARK_PATH = /\sd="([^"]+)"/.exec(readFileSync(new URL("mark.svg", icons), "utf8"))?.[1];
if (!MARK_PATH) throw new Error("icons/mark.svg holds no path to draw from");

/** "Latchkey" in Inter 600 as outlines, `size` pixels an em, its baseline at `y`. Gives path and width. */
function wordmark(x, y, size) {
  const inter = fontkit.openSync(fileURLToPath(font));
  const run = inter.layout("Latchkey");
  const scale = size / inter.unitsPerEm;
  const tracking = -0.012 * inter.unitsPerEm;
  let pen = 0;
  let d = "";
  run.glyphs.forEach((glyph, index) => {
    d += glyph.path
      .scale(scale, -scale)
      .translate(x + pen * scale, y)
      .toSVG();
    pen += run.positions[index].xAdvance + tracking;
  });
  return {
    d: d.replace(/-?\d+\.\d+/g, (n) => String(Math.round(Number(n) * 100) / 100)),
    width: pen * scale,
  };
}

const svg = (width, height, body) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Latchkey">${body}</svg>\n`;
const mark = (fill, x, y, scale) =>
  `<path fill="${fill}" fill-rule="evenodd" transform="translate(${x} ${y}) scale(${scale})" d="${MARK_PATH}"/>`;

/** The mark and the name on one line, 420 by 120, nothing behind them. */
function logo() {
  const name = wordmark(0, 0, 62);
  const left = (420 - (68 + name.width)) / 2;
  const text = wordmark(left + 68, 81, 62);
  return svg(420, 120, `${mark(LOGO, left - 19, 15, 2.85)}<path fill="${LOGO}" d="${text.d}"/>`);
}

/** The app's icon: the mark in white on a tile of the accent colour. */
const tile = svg(
  512,
  512,
  `<rect x="16" y="16" width="480" height="480" rx="108" fill="${ACCENT}"/>${mark("#FFFFFF", 64, 62, 12)}`,
);

/** The tab's icon: the mark alone, lighter where the browser is dark. */
const favicon = svg(
  32,
  32,
  `<style>path{fill:${ACCENT}}@media (prefers-color-scheme:dark){path{fill:${ACCENT_ON_DARK}}}</style><path fill-rule="evenodd" d="${MARK_PATH}"/>`,
);

const png = (source, width) => new Resvg(source, { fitTo: { mode: "width", value: width } }).render().asPng();

/** The icon in the form that Windows builds into a program: a directory of PNGs (ICONDIR, ICONDIRENTRY). */
function ico(sizes) {
  const pictures = sizes.map((size) => png(tile, size));
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let at = head.length;
  sizes.forEach((size, index) => {
    const entry = 6 + 16 * index;
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(pictures[index].length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += pictures[index].length;
  });
  return Buffer.concat([head, ...pictures]);
}

mkdirSync(served, { recursive: true });
writeFileSync(new URL("wordmark.svg", icons), logo());
writeFileSync(new URL("tile.svg", icons), tile);
writeFileSync(new URL("logo.png", icons), png(logo(), 840));
for (const size of [32, 128, 256, 512]) writeFileSync(new URL(`${size}x${size}.png`, icons), png(tile, size));

writeFileSync(new URL("icon.ico", icons), ico([16, 24, 32, 48, 64, 256]));

writeFileSync(new URL("favicon.svg", served), favicon);
writeFileSync(new URL("favicon.png", served), png(svg(32, 32, mark(ACCENT, 0, 0, 1)), 32));
writeFileSync(new URL("logo.png", served), png(logo(), 840));
