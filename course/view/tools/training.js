// Training load in the browser, by the rules of course/model/{training,bands,plan}.py; a test feeds
// both with the same runs and compares them. A day is a number, counted from 1 January 1970.

const DAY = 86400000;
const WINDOW_DAYS = 30;
const BAND_ENDS = [1.1, 1.3, 2];

const dayNumber = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const isoDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const mondayOf = (day) => day - ((((day + 3) % 7) + 7) % 7);

// [[Monday, km]] from the first week with a run to the last; a week without a run counts 0.
function weeklyTotals(runs) {
  const totals = new Map();
  for (const [day, km] of runs) totals.set(mondayOf(day), (totals.get(mondayOf(day)) ?? 0) + km);
  const mondays = [...totals.keys()].sort((a, b) => a - b);
  const weeks = [];
  for (let monday = mondays[0]; monday <= mondays.at(-1); monday += 7) weeks.push([monday, totals.get(monday) ?? 0]);
  return weeks;
}

// [[day, km, longest]] in order of day; longest is null without a run in the 30 days before.
// Runs of the same day are not compared with each other: a log does not say which came first.
function longestBefore(runs) {
  const ordered = [...runs].sort(([day, km], [other, more]) => day - other || km - more);
  const earlier = []; // that may still be the longest: always falling from left to right
  let waiting = 0;
  return ordered.map(([day, km]) => {
    for (; ordered[waiting][0] < day; waiting += 1) {
      while (earlier.length && earlier.at(-1)[1] <= ordered[waiting][1]) earlier.pop();
      earlier.push(ordered[waiting]);
    }
    while (earlier.length && day - earlier[0][0] > WINDOW_DAYS) earlier.shift();
    return [day, km, earlier.length ? earlier[0][1] : null];
  });
}

// Number of the band, 0 to 3; null with nothing to compare. Above 0 is a jump.
function bandOf(km, longest) {
  if (longest === null) return null;
  // Rounded, so that 11 km after 10 km is exactly 10% longer.
  const ratio = Math.round((km / longest) * 1e9) / 1e9;
  return BAND_ENDS.filter((end) => ratio > end).length;
}

// "38%"; a jump never reads as 10%.
function percentLonger(km, longest) {
  const percent = Math.round((km / longest - 1) * 1000) / 10;
  return percent === 10 && bandOf(km, longest) > 0 ? "just over 10%" : `${percent}%`;
}

// Every run of a plan {weeks, longest_km, days_before} with week, place, km, longest and band.
// `days` gives the days of the week by the number of runs.
function comparePlan({ weeks, longest_km, days_before }, days) {
  const places = new Map();
  const runs = longest_km ? [[-days_before, longest_km]] : [];
  weeks.forEach((kms, week) => kms.forEach((km, place) => {
    if (!km) return;
    const day = 7 * week + days[kms.length][place];
    places.set(day, { week, place });
    runs.push([day, km]);
  }));
  return longestBefore(runs).filter(([day]) => places.has(day))
    .map(([day, km, longest]) => ({ ...places.get(day), km, longest, band: bandOf(km, longest) }));
}

const totalOf = (kms) => Math.round(kms.reduce((sum, km) => sum + km, 0) * 1e6) / 1e6;
const planReached = (plan, goal, days) => totalOf(plan.weeks.at(-1)) >= goal && comparePlan(plan, days).every(({ band }) => band === 0);
