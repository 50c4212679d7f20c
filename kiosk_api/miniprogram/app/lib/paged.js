// Lists page by page: the next rows are put behind those that are there.

const { get } = require("./http");

const PAGE_SIZE = 20;

/** @typedef {import("../../types").Row} Row */

/**
 * @template T
 * @param {string} path
 * @param {Record<string, string>} query
 * @param {Row[]} rows what is shown already
 * @param {(one: T) => Row} row
 */
async function nextPage(path, query, rows, row) {
  /** @type {import("../../types").Paged<T>} */
  const found = await get(path, { ...query, page: Math.floor(rows.length / PAGE_SIZE) + 1, page_size: PAGE_SIZE });
  return { rows: [...rows, ...found.items.map(row)], total: found.total };
}

module.exports = { nextPage };
