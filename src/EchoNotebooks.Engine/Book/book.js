// What a page can do beyond being read. Without this script nothing of its text is missing.
(() => {
  const key = 'echo-notebooks-theme';
  const root = document.documentElement;
  root.classList.add('scripts');

  function kept() {
    try { return localStorage.getItem(key); } catch { return null; }
  }

  function keep(theme) {
    try { localStorage.setItem(key, theme); } catch { /* A reader who stores nothing chooses on each page. */ }
  }

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function label(button) {
    button.textContent = isDark() ? '밝은 화면' : '어두운 화면';
  }

  async function copy(button, code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = '복사했다';
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = '선택했다: Ctrl+C';
    }
  }

  // A link may lead into what is folded.
  function unfold() {
    let place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let fold = place.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    place.scrollIntoView();
  }

  // A number or an order that the reader has written: the answer opens, and what replies to it is marked.
  function answer(field) {
    const asked = field.closest('.asked');
    const fold = asked.querySelector(':scope > details.fold');
    const own = selector => [...fold.querySelectorAll(selector)].filter(one => one.closest('.asked') === asked);
    const given = field.value.replace(/[\s,]/g, '').replace(/^0+(?=\d)/, '');
    for (const verdict of own('.verdict')) {
      if (given) verdict.dataset.given = given;
      else delete verdict.dataset.given;
      verdict.classList.toggle('hit', own('.right').some(reply => reply.dataset.answer === given));
    }
    for (const reply of own('[data-answer]')) reply.classList.toggle('mine', reply.dataset.answer === given);
    asked.classList.toggle('answered', !!given);
    if (given) fold.open = true;
  }

  // What the reader has answered on this page stays while the window is open: who looks something up comes back to it.
  const answers = 'echo-notebooks-answers ' + location.pathname;

  function controls() {
    return [...document.querySelectorAll('.asked .prediction input')];
  }

  function keepAnswers() {
    const given = controls().map(control => control.type === 'text' ? control.value : control.checked);
    try { sessionStorage.setItem(answers, JSON.stringify(given)); } catch { /* Then they are asked again. */ }
  }

  function restoreAnswers() {
    let given = [];
    try { given = JSON.parse(sessionStorage.getItem(answers)) ?? []; } catch { /* None is known. */ }
    if (given.length !== controls().length) return;
    for (const [i, control] of controls().entries()) {
      if (control.type === 'text') control.value = given[i];
      else control.checked = given[i];
      if (control.type === 'text' ? given[i] : control.type === 'radio' && given[i]) control.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }

  if (['dark', 'light'].includes(kept())) root.dataset.theme = kept();

  addEventListener('DOMContentLoaded', () => {
    const theme = document.querySelector('button.theme');
    label(theme);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => label(theme));
    theme.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      keep(root.dataset.theme);
      label(theme);
    });
    for (const code of document.querySelectorAll('.source code')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = '복사';
      button.addEventListener('click', () => copy(button, code));
      button.addEventListener('blur', () => { button.textContent = '복사'; });
      code.parentElement.after(button);
    }
    // One option is an answer; of several the reader says when there are enough.
    for (const choice of document.querySelectorAll('.asked .prediction input[type=radio]'))
      choice.addEventListener('change', () => { choice.closest('.asked').querySelector(':scope > details.fold').open = true; });
    for (const field of document.querySelectorAll('.asked .prediction input[type=text]'))
      field.addEventListener('change', () => answer(field));
    // What is measured while it is folded has no size.
    for (const fold of document.querySelectorAll('details.fold'))
      fold.addEventListener('toggle', () => { if (fold.open) dispatchEvent(new Event('resize')); });
    restoreAnswers();
    addEventListener('change', event => { if (event.target.closest?.('.prediction')) keepAnswers(); });
    if (location.hash) unfold();
  });
  addEventListener('hashchange', unfold);

  // On paper everything stands open, also where the style sheet cannot open it.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.fold:not([open]), .text details:not([open])')];
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });
})();
