// A drawing for each domain by a word of its name; a domain nobody foresaw gets the general one.

/** @type {[string, string][]} */
const BY_WORD = [
  ["项目", "building"], ["资源交易", "receipt"], ["财政", "money"], ["预决算", "money"], ["安全生产", "safety"], ["应急", "disaster"],
  ["税", "tax"], ["征地", "plan"], ["房屋征收", "home"], ["保障性住房", "home"], ["危房", "repair"], ["环境", "nature"],
  ["文化", "culture"], ["法律", "law"], ["扶贫", "care"], ["乡村振兴", "farm"], ["救灾", "disaster"], ["食品", "food"],
  ["执法", "law"], ["就业", "job"], ["社会保险", "insurance"], ["社会救助", "care"], ["养老", "old"], ["户籍", "people"],
  ["农", "farm"], ["教育", "school"], ["卫生", "health"], ["医疗", "health"], ["市政", "work"], ["规划", "plan"],
  ["旅游", "travel"], ["广播", "news"], ["交通", "bus"], ["自然资源", "park"], ["居务", "people"], ["村务", "people"],
];

/** @param {string} name */
module.exports = (name) => (BY_WORD.find(([word]) => name.includes(word)) || ["", "state"])[1];
