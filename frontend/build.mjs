/*
Builds what browsers get from other people's packages and from src/ into
aftercare/interfaces/ui/static/vendor. Nothing of it is committed; `make assets` runs this.
*/
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const ROOT = join(HERE, "..", "aftercare");
const OUT = join(ROOT, "interfaces", "ui", "static", "vendor");
const COPIES = {
  "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
  "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
  "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
};
// One file, because htmx starts before a second deferred script could register its extension.
const HTMX = ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js"];

const read = (path) => readFileSync(join(MODULES, path), "utf8");
const withoutMap = (text) => text.replace(/(\/\/|\/\*)[#@] sourceMappingURL=.*$/gm, "");

function copyFiles() {
  for (const [from, to] of Object.entries(COPIES)) {
    if (to.endsWith(".css")) writeFileSync(join(OUT, to), withoutMap(read(from)));
    else cpSync(join(MODULES, from), join(OUT, to));
  }
  writeFileSync(join(OUT, "htmx.js"), HTMX.map((path) => withoutMap(read(path))).join("\n;\n"));
}

async function bundle(name, format) {
  const found = await build({
    entryPoints: [join(HERE, "src", name)],
    outfile: join(OUT, name),
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return Object.keys(found.metafile.inputs);
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["static", "tests", "__pycache__", "migrations"].includes(entry.name)) yield* sources(path);
    } else if (/\.(html|py|js)$/.test(entry.name)) yield path;
  }
}

function iconFile(name) {
  const [folder, file] = name.endsWith("-filled") ? ["filled", name.slice(0, -7)] : ["outline", name];
  return join(MODULES, "@tabler", "icons", "icons", folder, `${file}.svg`);
}

/* Templates name icons in `{% icon "x" %}` and `icon="x"`; in Python any text may be one. */
function usedIcons() {
  const named = new Map();
  for (const path of [...sources(ROOT), ...sources(join(HERE, "src"))]) {
    const text = readFileSync(path, "utf8");
    const exact = path.endsWith(".html") ? /(?:\{% icon |\bicon=)"([a-z0-9-]+)"/g : /\bicon="([a-z0-9-]+)"/g;
    for (const [, name] of text.matchAll(exact)) named.set(name, path);
    if (path.endsWith(".py") && path.includes("/interfaces/"))
      for (const [, name] of text.matchAll(/"([a-z][a-z0-9-]{0,40})"/g))
        if (!named.has(name) && existsSync(iconFile(name))) named.set(name, path);
  }
  return named;
}

function sprite() {
  const symbols = [];
  for (const [name, path] of [...usedIcons()].sort()) {
    if (!existsSync(iconFile(name))) throw new Error(`${relative(ROOT, path)}: there is no icon “${name}”`);
    const svg = readFileSync(iconFile(name), "utf8").replace(/<!--[\s\S]*?-->/g, "");
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    const paint = name.endsWith("-filled")
      ? 'fill="currentColor"'
      : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${body}</symbol>`);
  }
  writeFileSync(join(OUT, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  return symbols.length;
}

function packageOf(path) {
  const parts = path.replace(/^.*node_modules\//, "").split("/");
  return parts[0].startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

function licences(bundled) {
  const carried = [...Object.keys(COPIES), ...HTMX, ...bundled.filter((path) => path.includes("node_modules")), "@tabler/icons/x"];
  const packages = [...new Set(carried.map(packageOf))].sort();
  const rows = packages.map((name) => {
    const { version, license } = JSON.parse(read(`${name}/package.json`));
    const file = readdirSync(join(MODULES, name)).find((each) => /^licen[cs]e/i.test(each));
    return { name, version, license, text: file ? read(`${name}/${file}`) : license };
  });
  writeFileSync(
    join(OUT, "THIRD_PARTY_LICENSES.txt"),
    rows.map((row) => `${row.name} ${row.version} (${row.license})\n\n${row.text.trim()}\n`).join(`\n${"-".repeat(72)}\n\n`),
  );
  return rows.map(({ name, version, license }) => ({ name, version, license }));
}

function manifest(packages) {
  const files = readdirSync(OUT).sort().map((name) => {
    const bytes = readFileSync(join(OUT, name));
    return { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  });
  writeFileSync(join(OUT, "manifest.json"), JSON.stringify({ packages, files }, null, 1) + "\n");
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
copyFiles();
const bundled = [...(await bundle("app.js", "iife")), ...(await bundle("reader.js", "esm"))];
const icons = sprite();
const bytes = manifest(licences(bundled));
console.log(`Assets: ${Math.round(bytes / 1024)} KB, ${icons} icons.`);
