// A running log as people keep it, turned into runs, by the rules of course/model/logtext.py:
// a log is read in the browser. A test feeds both with the same texts and compares them.

const KM = { km: 1, mi: 1.609344, m: 0.001 };
const [NEAREST_KM, FARTHEST_KM] = [0.001, 300];
const OLDEST_YEAR = 1950;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY_NAME = "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,? +)?";
const TIME = "(?:(?:t|,? +)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?: ?[ap]\\.?m\\.?(?![a-z]))?" +
  "(?:z| ?(?:utc|gmt)| ?[+-][0-9]{2}:?[0-9]{2}(?![0-9]))?)?";
// Year first; year first without marks; numbers with the year last; named month; month named first.
const DATES = [
  "([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})",
  "([0-9]{4})([0-9]{2})([0-9]{2})",
  "([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})",
  "([0-9]{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3,9})\\.?[ ,-]*([0-9]{4})",
  "([a-z]{3,9})\\.? +([0-9]{1,2})(?:st|nd|rd|th)?,? +([0-9]{4})",
].map((form) => new RegExp(`^${DAY_NAME}${form}(?![0-9])${TIME}`, "i"));
const NUMBERS_ONLY = 2;
const UNIT = "(km|kms|k|kilomet(?:er|re)s?|mi|miles?|m|met(?:er|re)s?)";
const CELL = new RegExp(`^([0-9][0-9.,]*|[.,][0-9]+) *${UNIT}?\\.?$`, "i");
const NAMED = new RegExp(`(?<![0-9.,:-])([0-9][0-9.,]*|[.,][0-9]+) *${UNIT}(?![a-z])`, "i");
const BELOW_ZERO = /^- *[0-9.,]/;
const A_NUMBER = /[0-9][0-9.,]*|[.,][0-9]+/;
const NAMED_UNIT = new RegExp(`^ *${UNIT}(?![a-z])`, "i");
const IS_TIME = /^(?::[0-9]| *(?:h|hrs?|hours?|min|mins|minutes?|s|secs?|seconds?)(?![a-z]))/i;

const trim = (text) => text.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
const isRun = (cell) => cell.toLowerCase().includes("run");
const isIso = (day) => /^[0-9]{4}-/.test(day);

// {runs: [[day, km]], problems: [{line, text, what}], leftOut}
function readLog(text, layout, today) {
  const [runs, problems] = [[], []];
  let [leftOut, heading] = [0, true];
  for (const { line, raw, cells } of logRecords(text, layout.delimiter)) {
    const cell = layout.delimiter && layout.day < cells.length ? cells[layout.day] : raw;
    if (heading && !/[0-9]/.test(cell)) continue;
    heading = false;
    const found = readLine(raw, cells, layout, today);
    if (Array.isArray(found)) runs.push(found);
    else if (found === "left-out") leftOut += 1;
    else problems.push({ line, text: [...raw.split("\n")[0]].slice(0, 80).join(""), what: found });
  }
  return { runs, problems, leftOut };
}

function readLine(raw, cells, layout, today) {
  let day, end, distance;
  if (layout.delimiter && Math.max(layout.day, layout.distance) < cells.length) {
    if (layout.kind >= 0 && layout.kind < cells.length && !isRun(cells[layout.kind])) return "left-out";
    [day, end] = readDay(cells[layout.day], layout.day_first);
    if (end < cells[layout.day].length && isIso(day)) day = "no-date";
    distance = cellKm(cells[layout.distance], layout.unit);
  } else {
    [day, end] = readDay(raw, layout.day_first);
    distance = firstKm(raw.slice(end), layout.unit);
    if (day === "no-date" && hasDate(raw, layout.day_first)) day = "date-late";
  }
  if (!isIso(day)) return day;
  if (day > today) return "future";
  if (typeof distance === "string") return distance;
  if (distance < NEAREST_KM) return "left-out";
  return distance > FARTHEST_KM ? "too-far" : [day, distance];
}

// The date at the start of a text as 2026-03-12, or what is wrong, and where it ends.
function readDay(text, dayFirst) {
  for (const [form, pattern] of DATES.entries()) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [, first, second, third] = match;
    let year, month, day;
    if (form < NUMBERS_ONLY) [year, month, day] = [+first, +second, +third];
    else if (form === NUMBERS_ONLY) {
      year = +third;
      [day, month] = dayFirst ? [+first, +second] : [+second, +first];
    } else {
      const [name, number] = form === NUMBERS_ONLY + 1 ? [second, first] : [first, second];
      month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
      if (!month) continue;
      [year, day] = [+third, +number];
    }
    if (third.length === 2 && form >= NUMBERS_ONLY) year += year < 70 ? 2000 : 1900;
    return [calendarDay(year, month, day, form === NUMBERS_ONLY), match[0].length];
  }
  return ["no-date", 0];
}

// Whether a date stands behind other words.
const hasDate = (text, dayFirst) =>
  [...text.matchAll(/[ \t,;(]/g)].some(({ index }) => isIso(readDay(text.slice(index + 1), dayFirst)[0]));

function calendarDay(year, month, day, swappable) {
  if (swappable && month > 12 && day >= 1 && day <= 12) return "swapped";
  const last = new Date(Date.UTC(2000, month, 0));
  last.setUTCFullYear(year, month, 0);
  if (month < 1 || month > 12 || day < 1 || day > last.getUTCDate() || year < OLDEST_YEAR) return "no-such-day";
  const two = (number) => String(number).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}`;
}

// Distance of a table's cell: a number, or the first one with a unit among other words.
function cellKm(cell, unit) {
  if (BELOW_ZERO.test(cell)) return "below-zero";
  const match = CELL.exec(cell) ?? NAMED.exec(cell);
  return match ? toKm(match[1].replace(/[.,]+$/, ""), match[2] ?? unit) : "no-distance";
}

// The first distance in what follows the date; times such as 42:10 and 45 min are passed over.
function firstKm(rest, unit) {
  let at = 0;
  for (let match; (match = A_NUMBER.exec(rest.slice(at))); ) {
    const number = match[0].replace(/[.,]+$/, "");
    const end = at + match.index + number.length;
    const after = rest.slice(end);
    if (!IS_TIME.test(after)) {
      return / -$/.test(rest.slice(0, at + match.index)) ? "below-zero" : toKm(number, NAMED_UNIT.exec(after)?.[1] ?? unit);
    }
    at = end + 1;
    while (at < rest.length && "0123456789:".includes(rest[at])) at += 1;
  }
  return "no-distance";
}

function toKm(number, unit) {
  const named = unit.toLowerCase();
  const short = named[0] === "k" ? "km" : named.startsWith("mi") ? "mi" : "m";
  const [points, commas] = [".", ","].map((mark) => number.split(mark).length - 1);
  let plain;
  if (points && commas) {
    // The last mark is the decimal one; the others part thousands.
    const last = Math.max(number.lastIndexOf("."), number.lastIndexOf(","));
    plain = `${number.slice(0, last).replace(/[.,]/g, "")}.${number.slice(last + 1)}`;
  } else if (points + commas > 1 || (short === "m" && /^[0-9]{1,3}[.,][0-9]{3}$/.test(number))) plain = number.replace(/[.,]/g, "");
  else plain = number.replace(",", ".");
  if (!/^[0-9]*\.?[0-9]*$/.test(plain) || plain.length > 15) return "no-distance";
  return Number(plain) * KM[short];
}

// Each row that is not empty: number of its first line, text, cells.
function* logRecords(text, delimiter) {
  const lines = text.replace(/^\ufeff/, "").replace(/[\u00a0\u2007\u2009\u202f]/g, " ").replace(/\r\n?/g, "\n").split("\n");
  for (let at = 0; at < lines.length; ) {
    const start = at;
    let raw = lines[at];
    at += 1;
    let cells = [raw];
    if (delimiter) {
      cells = splitRow(raw, delimiter);
      // A title in quotation marks may hold line breaks.
      while (cells === null && at < lines.length && at - start <= 20) {
        raw = `${raw}\n${lines[at]}`;
        at += 1;
        cells = splitRow(raw, delimiter);
      }
      if (cells === null) {
        raw = lines[start];
        at = start + 1;
        cells = raw.split(delimiter).map(trim);
      }
    }
    raw = trim(raw);
    if (cells.some(trim) && !raw.startsWith("#")) yield { line: start + 1, raw, cells };
  }
}

// Cells of a row; null while a quotation mark is open.
function splitRow(line, delimiter) {
  // "12 Mar 2026, 8,5 km": here the comma without a blank is a decimal one.
  const loose = delimiter === "," && /^[^,]*, /.test(line);
  const cells = [];
  let [cell, quoted] = ["", false];
  for (let at = 0; at < line.length; at += 1) {
    const mark = line[at];
    if (quoted) {
      if (mark === '"' && line[at + 1] === '"') { cell += mark; at += 1; }
      else if (mark === '"') quoted = false;
      else cell += mark;
    } else if (mark === '"' && !trim(cell)) [cell, quoted] = ["", true];
    else if (mark === delimiter && !(loose && /^[0-9],[0-9]/.test(line.slice(Math.max(at - 1, 0), at + 2)))) {
      cells.push(trim(cell));
      cell = "";
    } else cell += mark;
  }
  return quoted ? null : [...cells, trim(cell)];
}

// How a log seems to be written: {layout, columns, unclear}.
function guessLayout(text) {
  const [day_first, unclear] = dayOrder(text);
  const lines = firstRows(text, "").filter(({ raw }) => /[0-9]/.test(raw));
  for (const delimiter of ["\t", ";", ","]) {
    const rows = firstRows(text, delimiter).map(({ cells }) => cells);
    const tables = rows.filter((row) => row.length > 1 && row.some(isDate));
    if (tables.length && tables.length * 2 >= Math.min(lines.length, rows.length)) {
      const { columns, ...found } = guessColumns(rows, tables);
      return { layout: { ...found, delimiter, day_first }, columns, unclear };
    }
  }
  const layout = { delimiter: "", day: 0, distance: 1, kind: -1, unit: guessUnit(text.split("\n")[0]), day_first };
  return { layout, columns: [], unclear };
}

function firstRows(text, delimiter) {
  const rows = [];
  for (const row of logRecords(text, delimiter)) {
    if (rows.length === 300) break;
    rows.push(row);
  }
  return rows;
}

function isDate(cell) {
  const [day, end] = readDay(cell, true);
  return end > 0 && end === cell.length && day !== "no-date";
}
const isDistance = (cell) => typeof cellKm(cell, "km") === "number";

function guessColumns(rows, tables) {
  const all = Array.from({ length: Math.max(...tables.map((row) => row.length)) }, (_, column) => column);
  const head = rows[0].some(isDate) ? [] : rows[0];
  const columns = all.map((column) => head[column] || `Column ${column + 1}`);
  const share = (column, test) => {
    const cells = tables.map((row) => row[column]).filter(Boolean);
    return cells.length ? cells.filter(test).length / cells.length : 0;
  };
  const named = (some, pattern) => some.find((column) => pattern.test(columns[column].toLowerCase())) ?? some[0];
  const day = named(all.filter((column) => share(column, isDate) > 0.5), /date|day|start/) ?? 0;
  const numbers = all.filter((column) => column !== day && share(column, isDistance) > 0.5);
  const distance = named(numbers, /dist|km|kilom|mile/) ?? Math.min(1, all.length - 1);
  const kind = all.find((column) => /type|sport|activity$/.test(columns[column].toLowerCase()) &&
    column !== day && column !== distance && share(column, isRun) > 0) ?? -1;
  return { day, distance, kind, unit: guessUnit(columns[distance]), columns };
}

function guessUnit(name) {
  const units = [["km", /(^|[^a-z])(km|kilomet)/], ["mi", /(^|[^a-z])(mi|miles?)([^a-z]|$)/], ["m", /(^|[^a-z])(m|met(er|re)s?)([^a-z]|$)/]];
  return units.find(([, pattern]) => pattern.test(name.toLowerCase()))?.[0] ?? "km";
}

// Whether the day comes first in dates of numbers, and whether that is unclear.
function dayOrder(text) {
  let seen = false;
  for (const [, first, mark, second] of text.matchAll(/(?:^|[^0-9])([0-9]{1,2})([-/.])([0-9]{1,2})[-/.](?:[0-9]{4}|[0-9]{2})(?![0-9])/g)) {
    if (+first > 12) return [true, false];
    if (+second > 12) return [false, false];
    seen ||= mark !== ".";
  }
  return [true, seen];
}
