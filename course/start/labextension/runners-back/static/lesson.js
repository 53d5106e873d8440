// Brings a lesson to life without a click.
// Written by hand in the form in which JupyterLab loads extensions; there is nothing to build.
(() => {
  // Runs a lesson once when it is opened, so that its questions and charts are alive.
  // A notebook asks for it with the metadata {"runners_back": {"run_on_open": true}}.
  const seen = new WeakSet();
  // JupyterLab's own packages, by name and version.
  let packages = {};

  const notebookActions = async () => {
    const [version] = Object.values(packages['@jupyterlab/notebook']);
    return (await version.get())().NotebookActions;
  };

  const wantsToRun = panel => {
    const wish = panel.content.model.getMetadata('runners_back');
    return Boolean(wish && wish.run_on_open);
  };

  // How many cells this kernel has run: 0 for a new one, which does not know the widgets of old outputs.
  const cellsRunBy = async kernel => {
    const future = kernel.requestExecute({ code: '', silent: true, store_history: false });
    const reply = await future.done;
    return reply.content.execution_count || 0;
  };

  const isAlive = async panel => {
    const counts = panel.content.widgets
      .filter(cell => cell.model.type === 'code')
      .map(cell => cell.model.executionCount || 0);
    const ran = Math.max(0, ...counts);
    return ran > 0 && ran <= (await cellsRunBy(panel.sessionContext.session.kernel));
  };

  const runOnce = async panel => {
    await panel.context.ready;
    if (!wantsToRun(panel)) {
      return;
    }
    await panel.revealed;
    await panel.sessionContext.ready;
    const kernel = panel.sessionContext.session && panel.sessionContext.session.kernel;
    if (!kernel) {
      return;
    }
    await kernel.info;
    if (panel.isDisposed || (await isAlive(panel))) {
      return;
    }
    // Not the command "run all cells": that would scroll to the last cell, and a reader begins with the first.
    const actions = await notebookActions();
    await actions.runCells(panel.content, panel.content.widgets, panel.sessionContext);
  };

  // The bar on the right is for programmers; on a small screen the left one takes a tenth of the width, too.
  const makeRoom = shell => {
    for (const side of window.innerWidth < 600 ? ['right', 'left'] : ['right']) {
      if (shell.isSideTabBarVisible(side)) {
        shell.toggleSideTabBarVisibility(side);
      }
    }
  };

  const runOnOpen = {
    id: 'runners-back:run-on-open',
    autoStart: true,
    activate: app => {
      const look = () => {
        const panel = app.shell.currentWidget;
        if (panel && panel.sessionContext && panel.content && panel.content.widgets && !seen.has(panel)) {
          seen.add(panel);
          runOnce(panel).catch(error => console.error('The lesson could not run itself.', error));
        }
      };
      app.restored.then(() => {
        makeRoom(app.shell);
        app.shell.currentChanged.connect(look);
        look();
      });
    },
  };

  // After a reload plotly's renderer shows pictures of the charts, which do not fit another width,
  // another theme or a pointing finger, until the mouse comes near.
  const woken = new WeakSet();
  const wake = event => {
    const picture = event.target;
    if (picture instanceof Element && picture.matches('.jp-RenderedPlotly > .plot-img') && !woken.has(picture)) {
      woken.add(picture);
      picture.dispatchEvent(new MouseEvent('mouseenter'));
    }
  };

  // A drawing in 3-D would keep the wheel to itself, and the page would stand still.
  const letScroll = event => {
    if (event.target instanceof Element && event.target.closest('.gl-container')) {
      event.stopImmediatePropagation();
    }
  };

  const liveCharts = {
    id: 'runners-back:live-charts',
    autoStart: true,
    activate: () => {
      document.addEventListener('load', wake, true);
      document.addEventListener('wheel', letScroll, { capture: true, passive: true });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['runners-back'] = {
    init: async scope => {
      packages = scope;
    },
    get: async () => () => ({ __esModule: true, default: [runOnOpen, liveCharts] }),
  };
})();
