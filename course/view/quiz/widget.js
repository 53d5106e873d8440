// The quiz: one question, its states, hints, feedback and saving. Marking happens here, at once;
// the kernel only records. A question of an assignment, or of the test before the course, has no
// key here: it is saved with every change.

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const ANSWERED = {
  graded: "Answered. You can change it until you hand in.",
  before: "Answered. The lessons will tell you which answer is right.",
};

function render({ model, el }) {
  const question = model.get("question");
  const silent = question.mode !== "lesson";
  // Inside a notebook single keys are commands (b inserts a cell): they stay in the quiz.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("keydown", (event) => event.stopPropagation());

  const box = h("fieldset", {}, h("legend", { html: question.legend }), h("div", { html: question.body }));
  const kind = KINDS[question.type](question, box, () => changed(), () => form.requestSubmit());
  const state = h("p", { class: "rb-state" });
  const hints = h("ol", { class: "rb-hints", "aria-label": "Hints" });
  const feedback = h("div", { class: "rb-feedback", role: "status", "aria-live": "polite" });
  const why = h("div", { class: "rb-why" });
  const saving = h("p", { class: "rb-saving", role: "status" });
  const check = h("button", { type: "submit", class: "rb-main", hidden: question.type === "case" }, question.predict ? "Save my guess" : "Check answer");
  const hint = h("button", { type: "button", onclick: () => openHint(true) });
  const giveUp = h("button", { type: "button", hidden: true, onclick: () => explain(true) }, "Show the answer and why");
  const skip = h("button", { type: "button", onclick: () => unveil() }, "Show the figure without a guess");
  const form = h("form", { class: "rb-widget rb-quiz", novalidate: true }, state, box,
    silent ? null : h("div", { class: "rb-actions" }, check, hint, giveUp, question.veil ? skip : null),
    silent ? null : hints, silent ? null : feedback, silent ? null : why, saving);

  let opened = 0;
  let pending = null;
  let solved = false;

  // The kernel's record, and what was sent since.
  const sent = [];
  function attempts() {
    const stored = model.get("record");
    return [...stored, ...sent.filter((own) => !stored.some((attempt) => attempt.id === own.id))];
  }

  function tellState() {
    const tries = attempts().length;
    const times = tries === 1 ? "once" : `${tries} times`;
    const begun = tries && kind.read() === null;
    if (silent && begun) state.textContent = "Begun, not finished. What you gave is kept.";
    else if (silent) state.textContent = tries ? ANSWERED[question.mode] : "Not answered yet.";
    else if (question.predict) state.textContent = tries ? "Guess saved." : "Guess before you scroll on: nothing is marked wrong.";
    else if (solved) state.textContent = tries === 1 ? "Correct at the first try." : `Solved. Tried ${times}.`;
    else state.textContent = tries ? `Tried ${times}, not right yet.` : "Not attempted yet.";
    form.dataset.state = solved ? "correct" : tries ? "attempted" : "not-attempted";
    if (!silent) labelHint();
    giveUp.hidden = question.predict || solved || tries < 2 || why.childElementCount > 0;
  }

  function openHint(move) {
    opened = Math.min(opened + 1, question.hints.length);
    hints.append(h("li", { tabindex: "-1" }, h("b", {}, `Hint ${opened}. `), h("span", { html: question.hints[opened - 1] })));
    if (move) hints.lastChild.focus();
    labelHint();
  }
  function labelHint() {
    const left = question.hints.length - opened;
    hint.hidden = left === 0 || solved;
    hint.textContent = opened === 0 ? "Hint" : `Next hint (${left} left)`;
  }

  function explain(asked) {
    if (why.childElementCount) return;
    const parts = [h("b", {}, asked || question.predict ? "The answer, and why" : "Why")];
    if (asked || question.predict) parts.push(h("div", { class: "rb-answer", html: question.answer }));
    parts.push(h("div", { html: question.explanation }));
    const links = question.sources.map((s) =>
      h("li", {}, s.link ? h("a", { href: s.link, target: "_blank", rel: "noopener noreferrer" }, s.short) : s.short, ` ${s.title}`));
    parts.push(h("details", {}, h("summary", {}, "Sources"), h("ul", {}, ...links)));
    why.append(...parts);
    giveUp.hidden = true;
    if (asked) { why.tabIndex = -1; why.focus(); }
  }

  function unveil() {
    el.classList.remove("rb-veil", "rb-veil-3");
    skip.hidden = true;
    window.dispatchEvent(new Event("resize")); // charts drawn while hidden measure themselves anew
  }

  function mark(response) {
    const share = score(question.key, response);
    // A guess is not right or wrong: what there is to say about it stands without a verdict.
    const said = kind.feedback(response, share);
    const remarks = question.predict
      ? said.filter(({ html }) => html).map(({ html }) => ({ tone: "missed", html }))
      : said;
    const verdict = question.predict ? "Your guess is saved." : share === 1 ? "Correct." : share > 0 ? "Partly right." : "Not right yet.";
    feedback.replaceChildren(
      h("p", { class: "rb-verdict-line" }, h("b", {}, verdict), share < 1 && !question.predict && question.type !== "case" ? " Change your answer and check again." : ""),
      ...remarks.map(remarkNode));
    form.dataset.mark = question.predict ? "guess" : share === 1 ? "right" : share > 0 ? "partly" : "wrong";
    solved ||= share === 1;
    if (share === 1 || question.predict) { explain(false); unveil(); }
    return share;
  }

  async function send(response) {
    const attempt = { id: attemptId(), at: new Date().toISOString(), response, hints: opened };
    sent.push(attempt);
    pending = attempt.id;
    tellState();
    if (silent) saving.textContent = "Saving …";
    // Usually the new record says that the answer is saved. On a slow computer anywidget may give
    // up listening to the kernel (after 2 s); that the kernel has dealt with it is told in any case.
    const status = ({ content }) => content.execution_state === "idle" && setTimeout(saved, 1000, attempt);
    try { model.send({ kind: "attempt", id: attempt.id, response, hints: opened }, { iopub: { status } }); } catch { /* told below */ }
    await wait(5000);
    if (pending === attempt.id) saving.textContent = "Not saved yet: the notebook does not answer. Your answer stays on this page; run the lesson again to save it.";
  }

  function saved(attempt) {
    if (pending !== attempt.id) return;
    pending = null;
    saving.textContent = silent ? `Saved at ${new Date(attempt.at).toLocaleTimeString()}.` : "";
  }

  let timer = null;
  function changed() {
    if (!silent) {
      feedback.replaceChildren();
      delete form.dataset.mark;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      const response = kind.read() ?? kind.partial?.() ?? null;
      if (response !== null) send(response);
      else if (box.querySelector("input:checked") || (question.type === "numeric" && box.querySelector("input").value.trim())) saving.textContent = kind.missing;
    }, question.type === "numeric" ? 600 : 0);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (silent) return;
    kind.confirm?.();
    const response = kind.read();
    if (response === null) {
      feedback.replaceChildren(h("p", {}, kind.missing));
      return;
    }
    mark(response);
    send(response);
  });

  function show(stored) {
    try {
      kind.write(stored);
      const response = kind.read();
      if (!silent && response !== null) mark(response);
    } catch {
      // An answer to an older wording of the question: it stays in the file, and is asked anew.
    }
  }

  // What the kernel knows: on showing, after saving, and when another copy has answered.
  function restore() {
    const stored = model.get("record").at(-1);
    if (stored) saved(stored);
    const own = stored && sent.some((attempt) => attempt.id === stored.id);
    solved ||= !silent && attempts().some((a) => a.score === 1);
    if (stored && !own && !pending) {
      show(stored.response);
      if (!silent && solved) explain(false);
      while (!silent && opened < Math.min(stored.hints, question.hints.length)) openHint(false);
    }
    tellState();
  }
  const showNotice = () => { if (model.get("notice")) { pending = null; saving.textContent = model.get("notice"); } };

  if (question.veil && !attempts().length) el.classList.add("rb-veil", `rb-veil-${question.veil}`);
  restore();
  showNotice();
  el.append(form);
  const listeners = [["change:record", restore], ["change:notice", showNotice]];
  listeners.forEach(([name, listener]) => model.on(name, listener));
  return () => listeners.forEach(([name, listener]) => model.off(name, listener));
}

export default { render };
