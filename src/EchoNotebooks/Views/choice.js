// Keys choose among radio buttons and boxes, and stay there. A browser chooses by a click, after which VS Code takes the keyboard to
// the next cell; JupyterLab takes arrows and letters for its own commands.
(() => {
  const byKey = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function start(group) {
    group.classList.add('live');
    const radios = [...group.querySelectorAll('[type=radio]')];
    group.addEventListener('keydown', event => {
      if (event.altKey || event.ctrlKey || event.metaKey || !event.target.matches('input')) return;
      const by = byKey[event.key], at = radios.indexOf(event.target);
      if (event.key.length === 1 || by || (event.key === 'Enter' && !event.shiftKey)) event.stopPropagation();
      if (!by || at < 0 || event.shiftKey) return;
      event.preventDefault();
      const next = radios[(at + by + radios.length) % radios.length];
      next.checked = true;
      next.focus();
      // What follows the choice hears of it as if the browser had made it.
      next.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  for (const group of document.querySelectorAll('.echo-notebooks :is(.en-switch,.prediction):not(.live)')) start(group);
})();
