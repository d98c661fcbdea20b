// Starts Wagtail's widgets from <template data-hearth-widget>, which our templates write where
// Wagtail writes inline scripts: so the policy of the admin can forbid all inline scripts.
(function () {
  'use strict';

  // The only names that a marker may call: text in a page must not choose among all functions.
  const STARTERS = {
    initDateChooser: (start, id, options) => start(id, options),
    initTimeChooser: (start, id, options) => start(id, options),
    initDateTimeChooser: (start, id, options) => start(id, options),
    InlinePanel: (Panel, id, options) => new Panel(options),
    MultipleChooserPanel: (Panel, id, options) => new Panel(options),
  };
  const CHOOSER = /^[A-Za-z]*Chooser$/;

  function start(marker) {
    const name = marker.dataset.hearthWidget;
    const make = window[name];
    if (typeof make !== 'function') return;
    const options = JSON.parse(marker.dataset.options);
    const id = marker.dataset.id;
    marker.remove();
    if (Object.hasOwn(STARTERS, name)) STARTERS[name](make, id, options);
    else if (CHOOSER.test(name)) new make(id, options);
  }

  function startAll(root) {
    if (root.matches && root.matches('template[data-hearth-widget]')) start(root);
    else if (root.querySelectorAll) root.querySelectorAll('template[data-hearth-widget]').forEach(start);
  }

  function begin() {
    startAll(document);
    new MutationObserver((changes) => {
      for (const change of changes) change.addedNodes.forEach(startAll);
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
