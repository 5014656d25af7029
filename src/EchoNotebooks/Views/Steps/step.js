// Arrows choose among before, after and changed. A browser does so by a click, after which VS Code takes the keyboard to the next cell.
(() => {
  const byKey = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function start(form) {
    form.classList.add('live');
    const radios = [...form.querySelectorAll('[type=radio]')];
    form.addEventListener('keydown', event => {
      const by = byKey[event.key], at = radios.indexOf(event.target);
      if (!by || at < 0) return;
      event.preventDefault();
      event.stopPropagation();
      const next = radios[(at + by + radios.length) % radios.length];
      next.checked = true;
      next.focus();
    });
  }

  for (const form of document.querySelectorAll('.echo-notebooks .en-ba:not(.live)')) start(form);
})();
