// The program's files as app.json and the pages name them.

const { readdirSync, readFileSync, statSync } = require("node:fs");
const { join, relative } = require("node:path");

const APP = join(__dirname, "../app");

/** @param {string} path */
const read = (path) => readFileSync(join(APP, path), "utf8");

/** Every file below app/, relative to it. @param {string} [folder] @returns {string[]} */
function files(folder = APP) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [relative(APP, path)];
  });
}

/** What a page or component uses, and what that uses, each once. @param {string} path without its ending */
function componentsOf(path) {
  const found = new Set();
  const look = (one) => {
    for (const used of Object.values(JSON.parse(read(`${one}.json`)).usingComponents || {})) {
      const name = String(used).replace(/^\//, "");
      if (!found.has(name)) {
        found.add(name);
        look(name);
      }
    }
  };
  look(path);
  return [...found];
}

module.exports = { APP, componentsOf, files, read };
