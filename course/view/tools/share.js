// Two buttons: share the own course test, and take it back. The kernel writes and deletes the file.

function render({ model, el }) {
  const { what } = model.get("data");
  const box = frame(el, model.get("data"));
  const words = h("p", {}, "");
  const share = h("button", { type: "button", class: "rb-main", onclick: () => ask(share, "share") }, "Share my test answers");
  const back = h("button", { type: "button", onclick: () => ask(back, "take back") }, "Take them back");
  const result = spoken();
  result.append(words);
  box.append(h("p", {}, what), h("div", { class: "rb-actions" }, share, back), result);

  function draw() {
    const { shared, told } = model.get("sharing");
    words.textContent = told;
    // Sharing again brings newer answers.
    share.textContent = shared ? "Share my newest answers" : "Share my test answers";
    allow(back, shared);
  }
  let open = () => {};
  let asked = "";
  function ask(button, kind) {
    if (!allowed(button)) return;
    asked = attemptId();
    words.textContent = "One moment …";
    open = sendToKernel(model, { kind, id: asked },
      draw,
      () => { words.textContent = "The notebook does not answer, so nothing was done. Choose Run, then Run All Cells, and try again."; });
  }
  function changed() {
    if (model.get("sharing").id === asked) open(true);
    draw();
  }
  draw();
  model.on("change:sharing", changed);
  return () => model.off("change:sharing", changed);
}

export default { render };
