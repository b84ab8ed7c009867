// Takes a picture of a page: the directory of scripts/browser, the browser, the page, the picture.

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [home, program, file, picture] = process.argv.slice(2);
const puppeteer = createRequire(join(home, "node_modules") + "/")("puppeteer-core");
const browser = await puppeteer.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
await page.setViewport({ width: 1180, height: 1500, deviceScaleFactor: 1.15 });
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await page.goto(pathToFileURL(resolve(file)).href);
// The whole page is long: its upper part down to the diagram is what a README shows.
const bottom = await page.$eval("#diagram", (section) => section.getBoundingClientRect().bottom);
await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 1180, height: Math.ceil(bottom) + 24 } });
await browser.close();
