// One slider over all steps of a timeline. Without this script the steps stand folded, one below the other.
(() => {
  const byKey = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

  function start(root) {
    root.classList.add('live');
    const find = name => root.querySelector('.' + name);
    const steps = [...root.querySelectorAll('.tl-step')];
    const calls = [...root.querySelectorAll('.tl-calls li')];
    const pictures = new Map([...root.querySelectorAll('figure[data-picture]')].map(one => [one.dataset.picture, one]));
    const lines = new Map([...root.querySelectorAll('tr[data-line]')].map(one => [one.dataset.line, one]));
    const [slider, now, stage, words, count, only, big] =
      ['tl-slider', 'tl-now', 'tl-stage', 'tl-words', 'tl-count', 'tl-only', 'tl-big'].map(find);
    const page = root.dataset.page !== undefined;
    let at = -1;
    let tableIsOpen = false;

    // Stepping must not move what stands below.
    function holdHeight() {
      const drawn = stage.querySelector('.en-picture>svg')?.getBoundingClientRect().height;
      // A narrow window shows cards in place of the picture.
      stage.style.minHeight = drawn ? Math.round(drawn) + 'px' : '';
      if (drawn) root.style.setProperty('--tl-height', Math.round(drawn) + 'px');
    }

    function copy(node) {
      const twin = node.cloneNode(true);
      twin.removeAttribute('id');
      return twin;
    }

    function scrollTo(pane, row) {
      if (!pane || !row) return;
      const [outer, inner] = [pane.getBoundingClientRect(), row.getBoundingClientRect()];
      // The lower part of a pane may lie below the screen: what is current stands in the middle.
      if (inner.top >= outer.top + outer.height / 3 && inner.bottom <= outer.bottom - outer.height / 3) return;
      pane.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    }

    function mark(list, node, name) {
      for (const one of list) if (one !== node) { one.classList.remove(name); one.removeAttribute('aria-current'); }
      if (node) { node.classList.add(name); node.setAttribute('aria-current', 'step'); }
    }

    // Tab comes to the current call alone: to pass all of them would take a key each.
    function focusable(index) {
      const held = calls.some(row => row.contains(document.activeElement));
      for (const [i, row] of calls.entries()) row.firstElementChild.tabIndex = i === index ? 0 : -1;
      if (held) calls[index].firstElementChild.focus({ preventScroll: true });
    }

    function show(index) {
      if (index === at) return;
      at = index;
      const step = steps[index];
      slider.value = index + 1;
      slider.setAttribute('aria-valuetext', step.dataset.what);
      count.textContent = '걸음 ' + step.dataset.index + ' / ' + steps.at(-1).dataset.index;
      now.replaceChildren(step.querySelector('h4').cloneNode(true), ...step.querySelector('.tl-head').cloneNode(true).childNodes);
      const picture = pictures.get(step.dataset.shows);
      stage.replaceChildren(...(picture ? copy(picture).childNodes : [stage.dataset.none]));
      const table = stage.querySelector('details');
      if (table) {
        table.open = tableIsOpen;
        table.addEventListener('toggle', () => { tableIsOpen = table.open; });
      }
      words.replaceChildren(...[...step.querySelector('.tl-text').cloneNode(true).childNodes]);
      mark(calls, calls[index], 'current');
      focusable(index);
      scrollTo(find('tl-calls'), calls[index]);
      const line = lines.get(step.dataset.at);
      mark(lines.values(), line, 'current');
      scrollTo(find('tl-lines'), line);
      if (page) history.replaceState(null, '', '#' + step.id);
    }

    // The first step from there on, that way, of those that are wanted; null for none.
    function wantedFrom(index, way) {
      while (only.checked && steps[index] && steps[index].dataset.changes === undefined) index += way;
      return steps[index] ? index : null;
    }

    function go(by) {
      const way = Math.sign(by);
      const next = Math.max(0, Math.min(steps.length - 1, at + by));
      if (!Number.isFinite(by)) show(wantedFrom(next, -way) ?? at);
      else show(only.checked ? wantedFrom(at + way, way) ?? at : next);
    }

    function slideTo(index) {
      show(wantedFrom(index, -1) ?? wantedFrom(index, 1) ?? at);
      slider.value = at + 1;
    }

    function onKey(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const target = event.target;
      // A letter is a command in JupyterLab, x would cut the cell; of Enter VS Code takes the keyboard away.
      if (root.contains(target) && (event.key.length === 1 || (event.key === 'Enter' && !event.shiftKey))) event.stopPropagation();
      const by = byKey[event.key];
      // With Shift they would select cells in JupyterLab.
      if (event.shiftKey && by !== undefined && root.contains(target)) event.stopPropagation();
      if (event.shiftKey) return;
      const types = target.matches?.('input:not([type=checkbox],[type=range]),select,textarea');
      // The key, whatever letter it writes: Korean keyboards write ㄹ there.
      if (event.code === 'KeyF' && !types) {
        big.checked = !big.checked;
        enlarge();
        return;
      }
      const isCall = target.closest?.('.tl-calls a');
      if (isCall && event.key === ' ') event.preventDefault();
      if (by === undefined) return;
      const scrolls = target.closest?.('[tabindex]');
      if (target !== slider && !isCall && (types
        || (root.contains(scrolls) && (scrolls.scrollWidth > scrolls.clientWidth || scrolls.scrollHeight > scrolls.clientHeight)))) {
        // The box scrolls; the front end must not move to the next cell.
        if (root.contains(target)) event.stopPropagation();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      go(by);
    }

    function enlarge() {
      root.classList.toggle('big', big.checked);
      holdHeight();
    }

    big.addEventListener('change', enlarge);
    for (const name of ['tl-bar', 'tl-now', 'tl-stage', 'tl-words']) find(name).hidden = false;
    for (const list of root.querySelectorAll('details.tl-pane')) list.open = true;
    slider.addEventListener('input', () => slideTo(slider.value - 1));
    for (const button of root.querySelectorAll('[data-by]'))
      button.addEventListener('click', () => go(Number(button.dataset.by)));
    for (const [index, row] of calls.entries())
      row.firstElementChild.addEventListener('click', event => {
        event.preventDefault();
        // VS Code goes to what a link leads to, and that is hidden: the notebook would jump to its top.
        event.stopPropagation();
        show(index);
        // On a phone the list stands below the picture.
        const top = now.getBoundingClientRect().top;
        if (top < 0 && matchMedia('(hover: none)').matches) root.scrollIntoView({ block: 'start' });
      });
    (page ? document : root).addEventListener('keydown', onKey);
    addEventListener('resize', holdHeight);
    const wanted = page ? steps.findIndex(one => '#' + one.id === location.hash) : -1;
    show(Math.max(0, wanted));
    holdHeight();
  }

  // JupyterLab takes the data from a notebook that it does not trust; its steps stay as they are.
  for (const root of document.querySelectorAll('.echo-notebooks .timeline:not(.live):has(.tl-step[data-index])')) start(root);
})();
