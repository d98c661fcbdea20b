// Shows the original beside the form of its translation.
(function () {
  'use strict';

  const editing = window.hearthEditing;
  const form = editing.form();
  const main = document.getElementById('main');
  const CLOSED = 'hearth-original-closed';
  if (!form || !main) return;

  const aside = document.createElement('aside');
  aside.className = 'hearth-original';
  aside.id = 'hearth-original';
  const toggle = document.createElement('button');
  toggle.type = 'button';
  toggle.className = 'button button-small button-secondary hearth-original-toggle';
  toggle.setAttribute('aria-controls', aside.id);

  function place() {
    aside.style.insetInlineStart = `${main.getBoundingClientRect().left}px`;
  }

  function show(open) {
    aside.hidden = !open;
    document.body.classList.toggle('hearth-beside', open);
    toggle.setAttribute('aria-expanded', open);
    toggle.textContent = open ? editing.texts.hideOriginal : editing.texts.showOriginal;
    place();
  }

  async function begin() {
    const address = `${editing.original}?editor=${encodeURIComponent(new URL(form.action).pathname)}`;
    const response = await fetch(address, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (response.status !== 200) return;
    aside.innerHTML = await response.text();
    aside.setAttribute('aria-label', aside.querySelector('h2').textContent);
    aside.querySelectorAll('a').forEach((link) => {
      link.target = '_blank';
    });
    toggle.addEventListener('click', () => {
      show(aside.hidden);
      localStorage.setItem(CLOSED, aside.hidden ? '1' : '');
    });
    document.body.append(aside);
    form.before(toggle);
    new ResizeObserver(place).observe(main);
    show(!localStorage.getItem(CLOSED));
  }

  begin();
})();
