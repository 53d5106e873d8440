"""A blank page with one tool on it, without Jupyter: fast. Tools work from their data alone."""

from __future__ import annotations

from typing import Any

from blankpage import PAGE
from playwright.sync_api import Locator, Page

# What Jupyter gives a widget: state, changes, messages. Nobody answers the messages.
MOUNT = """async ([script, style, state]) => {
  document.head.append(Object.assign(document.createElement('style'), {textContent: style}));
  const address = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
  window.tool = await import(address);
  window.sent = [];
  const listeners = {};
  window.model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      (listeners['change:' + name] ?? []).forEach((f) => f());
    },
    on: (name, listener) => (listeners[name] ??= []).push(listener),
    off() {}, save_changes() {},
    send: (message) => window.sent.push(message),
  };
  const el = document.createElement('div');
  document.querySelector('main').append(el);
  await window.tool.default.render({model: window.model, el});
}"""


def state(widget: Any) -> dict[str, Any]:
    """What the kernel would send to the page."""
    held = widget.get_state()
    return {name: held[name] for name in held if not name.startswith("_")}


def mount(page: Page, widget: Any) -> None:
    """Show a tool on the page; the module's exports are ``window.tool`` there."""
    page.set_content(PAGE)
    page.evaluate(MOUNT, [widget._esm, widget._css, state(widget)])


def tool(page: Page) -> Locator:
    """The only tool of the page."""
    return page.locator(".rb-tool")
