// Builds one entry an island into api/web/static/built, with a manifest that api/web/assets.py reads.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const SOURCES = "src";
const OUT = "../static/built";

// Every file directly in src is an island; what islands share lies in folders beside them.
const islands = readdirSync(SOURCES).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

// Bootstrap carries its small pictures as data: addresses, which our policy (img-src 'self') refuses.
const picturesAsFiles: Plugin = {
  name: "pictures-as-files",
  generateBundle(_options, bundle) {
    for (const one of Object.values(bundle)) {
      if (one.type !== "asset" || !one.fileName.endsWith(".css")) continue;
      const css = typeof one.source === "string" ? one.source : new TextDecoder().decode(one.source);
      one.source = css.replace(/url\((["']?)data:image\/svg\+xml(?:;utf8)?,(.+?)\1\)/g, (_found, _quote, encoded: string) => {
        const source = decodeURIComponent(encoded);
        const fileName = `assets/${createHash("sha256").update(source).digest("hex").slice(0, 12)}.svg`;
        this.emitFile({ type: "asset", fileName, source });
        return `url(/static/built/${fileName})`;
      });
      if (/url\(["']?data:/.test(one.source)) this.error(`${one.fileName} still holds a data: address`);
    }
  },
};

// Parts of Bootstrap that no page uses, a third of it. Whoever needs one takes its name out of this list.
const UNUSED =
  /^(?:\[data-bs-theme=dark\])?\s*\.(?:accordion|breadcrumb|carousel|card|dropdown|dropup|dropend|dropstart|dropdown-\w+|figure|form-floating|form-range|input-group|list-group|modal|navbar|offcanvas|page-|pagination|placeholder|popover|progress|ratio|spinner|toast|tooltip|bs-popover|bs-tooltip|btn-(?:outline-)?(?:secondary|success|danger|warning|info|light|dark)|btn-(?:close|group|toolbar|check|lg)|table-(?:primary|secondary|success|danger|warning|info|light|dark)|alert-|link-|text-bg-|sticky-|nav-|tab-|collaps)/;
const leaveOutUnused = {
  postcssPlugin: "leave-out-unused",
  Rule(rule: { selectors: string[]; source?: { input: { file?: string } }; remove(): void }) {
    const isBootstraps = rule.source?.input.file?.includes("bootstrap") ?? false;
    if (isBootstraps && rule.selectors.every((selector) => UNUSED.test(selector))) rule.remove();
  },
};

// Words that the viewer of form-js says without asking its translation: they are taken from the page's element, where
// form.ts leaves them. A viewer that says them elsewhere stops the build.
const FIXED_WORDS = [
  ["children: valueLabel || 'Select'", "children: valueLabel || (document.documentElement.dataset.chooseOne ?? 'Select')"],
  ["placeholder: getLocaleReadableDateFormat()", "placeholder: document.documentElement.dataset.dateShape ?? getLocaleReadableDateFormat()"],
  ["placeholder: use24h ? 'hh:mm' : 'hh:mm --'", "placeholder: document.documentElement.dataset.timeShape ?? 'hh:mm'"],
] as const;
const viewerWords: Plugin = {
  name: "viewer-words",
  transform(code, id) {
    if (!id.includes("form-js-viewer/dist/index.es.js")) return null;
    return FIXED_WORDS.reduce((text, [fixed, asked]) => {
      if (!text.includes(fixed)) this.error(`form-js no longer says ${fixed}`);
      return text.replace(fixed, asked);
    }, code);
  },
};

// Compressed once here, so that no request has to do it.
const compressed: Plugin = {
  name: "compressed",
  writeBundle(options) {
    const folder = join(options.dir ?? OUT, "assets");
    for (const name of readdirSync(folder).filter((one) => /\.(js|css)$/.test(one))) {
      const content = readFileSync(join(folder, name));
      const quality = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, quality));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  base: "/static/built/",
  plugins: [picturesAsFiles, viewerWords, compressed],
  css: { postcss: { plugins: [leaveOutUnused] } },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: "es2022",
    rolldownOptions: {
      // htmx holds an eval for filters in attributes; our pages switch it off, and the policy would refuse it.
      checks: { eval: false },
      input: Object.fromEntries(islands.map((name) => [name.replace(/\.ts$/, ""), join(SOURCES, name)])),
    },
  },
});
