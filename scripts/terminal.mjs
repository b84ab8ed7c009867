// Reads what a program wrote to a terminal, colours and all, and writes it as an SVG. Nothing else is needed.
//   autogen diff --color always | node scripts/terminal.mjs '$ autogen diff' > terminal.svg

import { readFileSync } from "node:fs";

const LETTER = 8.43;
const LINE = 20;
const COLOURS = { 31: "red", 32: "green", 33: "yellow", 34: "blue", 35: "purple", 36: "cyan", 90: "soft" };

const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const source = `\x1b[1m${process.argv[2] ?? ""}\x1b[0m\n${readFileSync(0, "utf8")}`.trimEnd();

let [colour, isBold] = ["", false];
const lines = source.split("\n").map((line) => {
  let text = "";
  let length = 0;
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    const codes = part.match(/^\x1b\[([0-9;]*)m$/);
    if (codes) {
      for (const code of (codes[1] || "0").split(";").map(Number)) {
        if (code === 0) [colour, isBold] = ["", false];
        else if (code === 1) isBold = true;
        else if (code === 2) colour = "soft";
        else if (code === 22 || code === 39) [colour, isBold] = ["", false];
        else if (COLOURS[code]) colour = COLOURS[code];
        else throw new Error(`the code ${code} isn't known`);
      }
    } else if (part) {
      const classes = [colour, isBold ? "bold" : ""].filter(Boolean).join(" ");
      text += classes ? `<tspan class="${classes}">${escaped(part)}</tspan>` : escaped(part);
      length += [...part].length;
    }
  }
  return { text, length };
});

const width = Math.ceil(Math.max(...lines.map((line) => line.length), 60) * LETTER) + 48;
const height = lines.length * LINE + 72;
const rows = lines.map((line, number) => `<text x="24" y="${62 + number * LINE}">${line.text}</text>`);
const plain = source.replace(/\x1b\[[0-9;]*m/g, "");
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(plain.split("\n")[0])}</title>
<desc id="desc">${escaped(plain)}</desc>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #dbe1ea; white-space: pre; }
.bold { font-weight: 700; } .red { fill: #ff9a9a; } .green { fill: #6fd396; } .yellow { fill: #ebc15f; }
.blue { fill: #8fb8ff; } .purple { fill: #bda9ff; } .cyan { fill: #7fd6d6; } .soft { fill: #9ca7b5; }
</style>
<rect width="${width}" height="${height}" rx="10" fill="#12161c"/>
<g fill="#3a4452"><circle cx="24" cy="22" r="6"/><circle cx="44" cy="22" r="6"/><circle cx="64" cy="22" r="6"/></g>
${rows.join("\n")}
</svg>`);
