/**
 * The script of the report: filters, copy buttons, unfolding what a link or the printer wants to show.
 * The page reads without it. It is plain text here because it runs in a browser, and is hashed for the
 * content security policy; it holds no value of a run.
 */
export const CLIENT_SCRIPT: string = `'use strict';
(() => {
  const form = document.getElementById('filters');
  const rows = [...document.querySelectorAll('[data-row]')];
  const chips = [...form.querySelectorAll('[data-filter-verdict]')];
  const status = form.querySelector('[role=status]');
  const texts = new Map();

  // What a person sees of a row while it is folded; transcripts are not searched.
  const textOf = (row) => {
    if (!texts.has(row)) {
      const parts = row.querySelectorAll('summary h4, summary code, .requirement, .message, .statement, .cell');
      texts.set(row, [...new Set([...parts].map((part) => part.textContent))].join(' ').toLowerCase());
    }
    return texts.get(row);
  };

  const apply = () => {
    const verdicts = new Set(chips.filter((c) => c.getAttribute('aria-pressed') === 'true').map((c) => c.dataset.filterVerdict));
    const words = form.elements.text.value.toLowerCase().split(' ').filter(Boolean);
    const area = form.elements.area.value;
    const level = form.elements.level.value;
    const matches = (row) =>
      (verdicts.size === 0 || verdicts.has(row.dataset.verdict)) &&
      (area === '' || row.dataset.area === area) &&
      (level === '' || row.dataset.level === level) &&
      words.every((word) => textOf(row).includes(word));
    const shown = { checks: 0, requirements: 0 };
    const total = { checks: 0, requirements: 0 };
    for (const row of rows) {
      const kind = row.classList.contains('check') ? 'checks' : 'requirements';
      row.hidden = !matches(row);
      total[kind] += 1;
      if (!row.hidden) shown[kind] += 1;
    }
    for (const block of document.querySelectorAll('[data-group], [data-area-block]')) {
      block.hidden = block.querySelector('[data-row]:not([hidden])') === null;
    }
    for (const note of document.querySelectorAll('[data-empty]')) {
      note.hidden = note.parentElement.querySelector('[data-row]:not([hidden])') !== null || note.parentElement.querySelector('[data-row]') === null;
    }
    status.textContent = 'Showing ' + shown.requirements + ' of ' + total.requirements + ' requirements and ' +
      shown.checks + ' of ' + total.checks + ' checks.';
  };

  const toggle = (chip) => {
    chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
    apply();
  };

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => {
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
    // The fields are emptied after this event.
    setTimeout(apply);
  });
  for (const chip of chips) chip.addEventListener('click', () => toggle(chip));
  apply();

  // A link to something folded away or filtered out shows it.
  const reveal = () => {
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id === '' ? null : document.getElementById(id);
    if (target === null) return;
    if (target.closest('[hidden]') !== null) { form.reset(); for (const row of rows) row.hidden = false; }
    target.querySelector(':scope > details')?.setAttribute('open', '');
    for (let outer = target.closest('details'); outer !== null; outer = outer.parentElement.closest('details')) outer.open = true;
    requestAnimationFrame(() => target.scrollIntoView());
  };
  addEventListener('hashchange', reveal);
  reveal();

  const copy = async (button, source) => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 1600);
  };
  for (const source of document.querySelectorAll('[data-copy]')) {
    const box = document.createElement('div');
    const button = document.createElement('button');
    box.className = 'copyable';
    button.className = 'copy';
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy ' + source.getAttribute('aria-label').toLowerCase());
    button.addEventListener('click', () => copy(button, source));
    source.replaceWith(box);
    box.append(source, button);
  }

  // On paper a failure is read in full.
  addEventListener('beforeprint', () => {
    for (const fold of document.querySelectorAll('.v-fail details, .v-warn details, .v-notEvaluated details')) fold.open = true;
  });
})();
`;
