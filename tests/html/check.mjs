// Opens reports in a browser and says what is wrong with them, a line each. Arguments: the directory with node_modules, the
// browser, then the files. With AUTOGEN_SCREENSHOTS=DIRECTORY it also takes pictures.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [home, program, ...files] = process.argv.slice(2);
const require = createRequire(join(home, "node_modules") + "/");
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const screenshots = process.env.AUTOGEN_SCREENSHOTS;

let checks = 0;
const wrong = [];
const check = (is, what) => {
  checks += 1;
  if (!is) wrong.push(what);
};

const browser = await puppeteer.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
for (const file of files) {
  for (const width of [375, 1280]) {
    for (const scheme of ["light", "dark"]) {
      // The first is the one with everything in it.
      if (file !== files[0] && (width < 500) !== (scheme === "light")) continue;
      const where = `${basename(file)} at ${width} px in ${scheme}`;
      const page = await open(file, where, { width, scheme });
      await isQuiet(page, where);
      if (screenshots) {
        await page.screenshot({ path: join(screenshots, `${basename(file, ".html")}-${width}-${scheme}.png`), fullPage: true });
      }
      if (scheme === "light") {
        await isReachable(page, where);
        await moves(page, where);
      }
      await page.close();
    }
  }
  await worksWithoutScript(file);
}
await browser.close();
wrong.forEach((line) => console.log(line));
console.log(`${checks} checks`);
process.exit(wrong.length > 0 ? 1 : 0);

async function open(file, where, { width, scheme, script = true }) {
  const page = await browser.newPage();
  const url = pathToFileURL(file).href;
  page.on("console", (message) => check(!["error", "warn"].includes(message.type()), `${where}: console: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${where}: ${error.message}`));
  page.on("request", (request) => check(request.url() === url, `${where}: asks for ${request.url()}`));
  page.on("dialog", async (dialog) => {
    check(false, `${where}: a name was run: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 800, hasTouch: width < 500 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url);
  return page;
}

/** Nothing to find fault with, nothing that sticks out. */
async function isQuiet(page, where) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(overflow <= 0, `${where}: ${overflow} px stick out`);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "passes"] }));
  check(passes.length > 10, `${where}: axe has looked at nothing`);
  for (const { id, help, nodes } of violations) {
    check(false, `${where}: axe: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
}

/** Tab comes to every control, and shows where it is. */
async function isReachable(page, where) {
  const wanted = await page.evaluate(() => {
    const all = document.querySelectorAll("a[href], button, summary, [tabindex='0'], input:checked");
    const shown = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    shown.forEach((element, place) => (element.dataset.place = place));
    return shown.length;
  });
  const reached = new Set();
  for (let presses = 0; presses < wanted + 3; presses += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      const isOutlined = (one) => one && getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) > 0;
      const isSeen = isOutlined(element) || (element.matches("input") && isOutlined(element.nextElementSibling));
      return { place: element.dataset.place, isSeen, html: element.outerHTML.slice(0, 100) };
    });
    if (found.place === undefined) continue;
    reached.add(found.place);
    check(found.isSeen, `${where}: the focus isn't seen on ${found.html}`);
  }
  check(reached.size === wanted, `${where}: Tab reaches ${reached.size} of ${wanted} controls`);
}

/** The diagram moves and zooms by keys, buttons, the mouse, the wheel and fingers, and has three sides. */
async function moves(page, where) {
  const stage = await page.$(".stage");
  if (!stage) return;
  await stage.scrollIntoView();
  const state = () => page.evaluate(() => {
    const numbers = document.querySelector(".sheet").style.transform.match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    return { x: numbers[0], y: numbers[1], scale: numbers[2], told: document.querySelector(".zoom output").value };
  });
  const changes = async (what, act, is) => {
    const before = await state();
    await act();
    const after = await state();
    check(is(before, after), `${where}: ${what}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`);
  };
  const grows = (before, after) => after.scale > before.scale && after.told !== before.told;
  const shrinks = (before, after) => after.scale < before.scale;
  const scrolled = await page.evaluate(() => window.scrollY);
  await stage.focus();
  await changes("+", () => page.keyboard.press("+"), grows);
  await changes("-", () => page.keyboard.press("-"), shrinks);
  await changes("right", () => page.keyboard.press("ArrowRight"), (before, after) => Math.round(after.x - before.x) === -60);
  await changes("down", () => page.keyboard.press("ArrowDown"), (before, after) => Math.round(after.y - before.y) === -60);
  check((await page.evaluate(() => window.scrollY)) === scrolled, `${where}: the page scrolls with the diagram`);
  await changes("the button +", () => page.click("[data-zoom=in]"), grows);
  await changes("the button −", () => page.click("[data-zoom=out]"), shrinks);
  await changes("the button Fit", () => page.click("[data-zoom=fit]"), (before, after) => after.x >= -1 && after.y >= -1 && after.scale <= 1);
  const { x, y, width, height } = await stage.boundingBox();
  const [left, top] = [x + width / 2, y + height / 2];
  await changes("a drag", async () => {
    await page.mouse.move(left, top);
    await page.mouse.down();
    await page.mouse.move(left + 40, top + 25, { steps: 3 });
    await page.mouse.up();
  }, (before, after) => Math.round(after.x - before.x) === 40 && Math.round(after.y - before.y) === 25);
  await changes("the wheel with Ctrl", async () => {
    await page.keyboard.down("Control");
    await page.mouse.wheel({ deltaY: -200 });
    await page.keyboard.up("Control");
  }, grows);
  if (page.viewport().hasTouch) {
    const session = await page.createCDPSession();
    const touch = (type, ...points) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await changes("two fingers", async () => {
      await touch("touchStart", [left - 20, top], [left + 20, top]);
      for (const far of [30, 50, 70]) await touch("touchMove", [left - far, top], [left + far, top]);
      await touch("touchEnd");
    }, grows);
    await changes("one finger", async () => {
      await touch("touchStart", [left, top]);
      for (const far of [10, 20, 30]) await touch("touchMove", [left + far, top]);
      await touch("touchEnd");
    }, (before, after) => after.x > before.x && after.scale === before.scale);
  }
  const sides = await page.$$eval(".sides input", (inputs) => inputs.map((input) => input.id.replace("side-", "")));
  check(sides[0] === "both", `${where}: there is no picture of the change`);
  await page.focus("#side-both");
  for (const side of sides.slice(1)) {
    await page.keyboard.press("ArrowRight");
    const shown = await page.$$eval(".side", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.className));
    check(shown.length === 1 && shown[0] === `side ${side}`, `${where}: ${side} was chosen and ${shown} is shown`);
    const gone = await page.$$eval(`.${side} .table.${side === "before" ? "created" : "dropped"}`, (all) => all.length);
    check(gone === 0, `${where}: what isn't there ${side} is drawn`);
  }
}

/** The page is read without its script, too. */
async function worksWithoutScript(file) {
  const where = `${basename(file)} without script`;
  const page = await open(file, where, { width: 375, scheme: "light", script: false });
  const box = await (await page.$(".stage"))?.boundingBox();
  const buttons = await (await page.$(".zoom"))?.boundingBox();
  if (await page.$("#diagram")) {
    check(box && box.height > 60, `${where}: there is no diagram`);
    check(!buttons, `${where}: buttons that do nothing`);
  }
  await page.close();
}
