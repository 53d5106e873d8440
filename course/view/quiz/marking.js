// Marking in the browser, by the rules of course/model/marking.py: feedback needs no kernel.
// A test feeds both with the same responses and compares them.

const NUMBER = /^([+-]?[0-9]+(?:[.,][0-9]+)?)[^0-9.,]*$/;

function parseNumber(text) {
  if (typeof text !== "string") return null;
  const match = NUMBER.exec(text.replace(/\s/gu, ""));
  if (!match) return null;
  const value = Number(match[1].replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

const RULES = {
  single: (key, response) => Number(response === key.correct),
  multiple(key, response) {
    const chosen = new Set(response);
    const right = key.correct.filter((id) => chosen.has(id)).length;
    return Math.max(0, (right - (chosen.size - right)) / key.correct.length);
  },
  true_false(key, response) {
    if (response.verdict !== key.verdict) return 0;
    return response.reason === key.reason ? 1 : 0.5;
  },
  numeric(key, response) {
    const value = parseNumber(response);
    return Number(value !== null && Math.abs(value - key.value) <= key.tolerance + 1e-9);
  },
  ordering(key, response) {
    const inPlace = key.correct.filter((id, place) => response[place] === id).length;
    return inPlace / key.correct.length;
  },
  matching(key, response) {
    const lefts = Object.keys(key.correct);
    return lefts.filter((left) => response[left] === key.correct[left]).length / lefts.length;
  },
  hotspot: (key, response) => Number(key.correct.includes(response)),
  case(key, response) {
    const best = response.filter(([node, choice]) => key.nodes[node].best === choice).length;
    let length = 0;
    for (let node = key.start; node; node = key.nodes[node].next[key.nodes[node].best]) length += 1;
    return best / Math.max(response.length, length);
  },
};

function score(key, response) {
  return RULES[key.type](key, response);
}
