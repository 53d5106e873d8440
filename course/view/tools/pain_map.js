// The pain map. The drawings are for the eye and the pointer; the list of places does all of it by
// keyboard and screen reader, and shows what is marked in words.

// Whether both legs are checked for an emergency first, as course.model.pain_map does it.
function bothLegs(places, marks) {
  const sided = marks.filter(({ side }) => side);
  return ["left", "right"].every((side) => sided.some((mark) => mark.side === side))
    && sided.some(({ place }) => !places[place].both);
}

function render({ model, el }) {
  const data = model.get("data");
  const box = frame(el, data);
  const marks = new Map(data.marks.map((mark) => [mark.id, mark]));
  const drawn = new Map(data.marks.map(({ id }) => [id, []]));
  const ticks = new Map();
  const said = h("p", { role: "status", class: "rb-marked" }, "Nothing marked yet.");
  const reading = h("div", { tabindex: "-1" });
  // The text stands below the list of places, for most screens out of sight.
  const go = h("button", {
    type: "button", "aria-disabled": "true",
    onclick() { if (allowed(go)) { reading.focus(); reading.scrollIntoView({ block: "start" }); } },
  }, "Go to the text");
  const hatch = freshId();

  const name = ({ place, side }) => (side ? `${data.places[place].name} (${side})` : data.places[place].name);
  const chosen = () => data.marks.filter(({ id }) => ticks.get(id).checked);

  // --- the drawings
  function drawing({ title, viewbox, body, shapes }, place) {
    const picture = svg("svg", { viewBox: viewbox.join(" "), "aria-hidden": "true", focusable: "false" });
    const pattern = svg("pattern", { id: `${hatch}-${place}`, width: 12, height: 12, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(svg("rect", { width: 12, height: 12, class: "rb-hatch-back" }), svg("rect", { width: 5, height: 12, class: "rb-hatch" }));
    picture.append(pattern, svg("path", { d: body, class: "rb-body" }));
    for (const [id, d] of Object.entries(shapes)) {
      const shape = svg("path", { d, class: "rb-place" });
      shape.style.setProperty("--rb-marked", `url(#${hatch}-${place})`);
      const hint = svg("title");
      hint.textContent = name(marks.get(id));
      shape.append(hint);
      drawn.get(id).push(shape);
      picture.append(shape);
    }
    picture.addEventListener("click", (event) => {
      const id = nearest(picture, event, shapes);
      if (!id) {
        said.textContent = "There is nothing to read about this spot. Choose a place that is outlined.";
        return;
      }
      ticks.get(id).checked = !ticks.get(id).checked;
      show();
    });
    return h("div", { class: "rb-view" }, h("p", { class: "rb-note" }, title), picture);
  }
  // The place whose outline is nearest gets the click, if it is near at all.
  function nearest(picture, event, shapes) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const distance = (id) => Math.min(...drawn.get(id).filter((shape) => shape.ownerSVGElement === picture).map((shape) => {
      if (shape === event.target) return -1;
      const length = shape.getTotalLength();
      const points = Array.from({ length: 120 }, (_, step) => shape.getPointAtLength((length * step) / 120));
      return Math.min(...points.map((point) => Math.hypot(point.x - at.x, point.y - at.y)));
    }));
    const [near] = Object.keys(shapes).map((id) => [id, distance(id)]).sort((a, b) => a[1] - b[1]);
    return near[1] < 25 ? near[0] : null;
  }

  // --- the list
  function group({ title, marks: ids }) {
    return h("fieldset", {}, h("legend", {}, title), ...ids.map((id) => {
      const light = (on) => drawn.get(id).forEach((shape) => shape.classList.toggle("rb-lit", on));
      const tick = h("input", { type: "checkbox", id: freshId(), onchange: show, onfocus: () => light(true), onblur: () => light(false) });
      ticks.set(id, tick);
      return h("label", { class: "rb-option", for: tick.id }, tick, h("span", {}, data.places[marks.get(id).place].name));
    }));
  }

  // --- what there is to read
  function show() {
    const now = chosen();
    allow(go, now.length > 0);
    for (const [id, shapes] of drawn) shapes.forEach((shape) => shape.classList.toggle("rb-chosen", ticks.get(id).checked));
    if (!now.length) {
      said.textContent = "Nothing marked yet.";
      reading.replaceChildren();
      return;
    }
    const both = bothLegs(data.places, now);
    const ids = [...new Set(now.map(({ place }) => place))];
    // Two of a kind that alone mean no emergency, such as sore knees: then the words say what would.
    const pair = both ? null : ids.find((id) => now.filter(({ place }) => place === id).length === 2);
    const urgent = ids.map((id) => data.places[id]).filter(({ emergency }) => emergency);
    const first = both || urgent.length > 0;
    said.textContent = `Marked: ${now.map(name).join("; ")}. ${first ? "Check for an emergency first." : "Read below."}`;
    const signs = [...new Set([...(both || pair ? data.both_legs.signs : []), ...ids.flatMap((id) => data.places[id].signs)])];
    reading.replaceChildren(
      ...(first ? [h("div", { class: "rb-safety rb-first" },
        h("p", {}, h("b", {}, "First: check for an emergency.")),
        both ? h("p", { html: data.both_legs.html }) : null,
        ...urgent.map((place) => h("p", {}, h("b", {}, `${place.name}. `), h("span", { html: place.step }))))] : []),
      ...(pair ? [h("p", { html: data.places[pair].both })] : []),
      asked(signs),
      h("p", {}, h("b", {}, "Always true: "), h("span", { html: data.always.html })),
      sourceLine(data.always.sources, data.cited),
      ...ids.map(about));
  }
  // Emergency signs stand open; the others are one press away, so that the page stays short.
  function asked(signs) {
    const parts = data.ask.map(({ urgency, text }, rank) => {
      const here = signs.filter((id) => data.rules[id].urgency === urgency);
      if (!here.length) return null;
      const list = h("ul", {}, ...here.map((id) =>
        h("li", {}, data.rules[id].question, rank ? h("i", {}, ` (${data.rules[id].timeframe})`) : null)));
      return rank
        ? h("details", {}, h("summary", {}, `${text} (${here.length})`), list)
        : h("div", {}, h("p", {}, `${text}:`), list);
    });
    return h("div", { class: "rb-checks" }, h("p", {}, h("b", {}, "Check these signs first")), ...parts,
      sourceLine(signs.flatMap((id) => data.rules[id].sources), data.cited));
  }
  function about(id) {
    const place = data.places[id];
    const parts = Object.entries(data.parts).map(([part, title]) =>
      h("p", {}, h("b", {}, `${part === "step" && place.emergency ? data.emergency_step : title}: `), h("span", { html: place[part] })));
    return h("div", { class: "rb-about" }, h("p", { class: "rb-about-name" }, place.name), ...parts, sourceLine(place.sources, data.cited));
  }

  const clear = h("button", { type: "button", onclick() { ticks.forEach((tick) => { tick.checked = false; }); show(); } }, "Clear all marks");
  box.append(
    h("p", { class: "rb-safety", html: data.safety }),
    h("div", { class: "rb-map" },
      h("div", { class: "rb-views" }, ...data.views.map(drawing),
        h("p", { class: "rb-note" }, "From the front, your left is on the right of the drawing, as in a photo."),
        h("div", { class: "rb-now" }, said, go)),
      h("div", {}, ...data.groups.map(group))),
    h("div", { class: "rb-actions" }, clear), reading);
}

export { bothLegs };
export default { render };
