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

  async function copy(button, code, text) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = '복사했다';
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = '선택했다: Ctrl+C';
    }
  }

  function copyButton(code, text) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = '복사';
    button.addEventListener('click', () => copy(button, code, text()));
    button.addEventListener('blur', () => { button.textContent = '복사'; });
    return button;
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
    const said = given(asked);
    for (const verdict of own('.verdict')) {
      if (said) verdict.dataset.given = said;
      else delete verdict.dataset.given;
      verdict.classList.toggle('hit', isRight(asked));
    }
    for (const reply of own('[data-answer]')) reply.classList.toggle('mine', reply.dataset.answer === said);
    asked.classList.toggle('answered', !!said);
    if (said) fold.open = true;
  }

  // The letters or the number that the reader has given to a question; empty for none.
  function given(asked) {
    const inputs = [...asked.querySelectorAll(':scope > .output .prediction input')];
    const field = inputs.find(input => input.type === 'text');
    if (field) return field.value.replace(/[\s,]/g, '').replace(/^0+(?=\d)/, '');
    return inputs.filter(input => input.checked).map(input => input.value).join('');
  }

  function isRight(asked) {
    const replies = [...asked.querySelectorAll('.verdict .right[data-answer]')].filter(reply => reply.closest('.asked') === asked);
    return given(asked) === replies.map(reply => reply.dataset.answer).sort().join('');
  }

  // In a notebook the last cell counts the predictions; here the page does.
  function summarize() {
    for (const summary of document.querySelectorAll('.prediction-summary.unanswered')) {
      const all = [...document.querySelectorAll('.asked')].filter(asked => given(asked));
      const wrong = all.filter(asked => !isRight(asked));
      const told = document.createElement('p');
      told.className = 'own';
      told.textContent = !all.length ? '이 장에서 아직 고른 답이 없다.'
        : `답한 물음 ${all.length}개 가운데 ${all.length - wrong.length}개가 맞았다.` + (wrong.length ? ' 다시 볼 물음: ' : '');
      for (const asked of wrong) {
        const link = document.createElement('a');
        link.href = '#' + asked.querySelector('.cell').id;
        link.textContent = asked.querySelector('legend').textContent;
        told.append(asked === wrong[0] ? '' : ', ', link);
      }
      summary.querySelector('.own')?.remove();
      summary.append(told);
    }
  }

  // What the reader has answered on this page stays while the window is open: who looks something up comes back to it.
  const answers = 'echo-notebooks-answers ' + location.pathname;

  function controls() {
    return [...document.querySelectorAll('.asked .prediction input')];
  }

  function keepAnswers() {
    const kept = controls().map(control => control.type === 'text' ? control.value : control.checked);
    try { sessionStorage.setItem(answers, JSON.stringify(kept)); } catch { /* Then they are asked again. */ }
  }

  function restoreAnswers() {
    let kept = [];
    try { kept = JSON.parse(sessionStorage.getItem(answers)) ?? []; } catch { /* None is known. */ }
    if (kept.length !== controls().length) return;
    for (const [i, control] of controls().entries()) {
      if (control.type === 'text') control.value = kept[i];
      else control.checked = kept[i];
      // What was asked for by a button stays folded.
      if (kept[i] && control.type !== 'checkbox') control.dispatchEvent(new Event('change', { bubbles: true }));
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
    for (const code of document.querySelectorAll('.source code')) code.parentElement.after(copyButton(code, () => code.textContent));
    for (const program of document.querySelectorAll('pre[data-language]')) program.before(copyButton(program, () => program.textContent));
    for (const listing of document.querySelectorAll('table.listing:not(.timeline *)'))
      listing.before(copyButton(listing, () => [...listing.querySelectorAll('td.code')].map(line => line.textContent).join('\n')));
    // One option is an answer; of several the reader says when there are enough.
    for (const choice of document.querySelectorAll('.asked .prediction input[type=radio]'))
      choice.addEventListener('change', () => { choice.closest('.asked').querySelector(':scope > details.fold').open = true; });
    for (const field of document.querySelectorAll('.asked .prediction input[type=text]'))
      field.addEventListener('change', () => answer(field));
    // What is measured while it is folded has no size.
    for (const fold of document.querySelectorAll('details.fold'))
      fold.addEventListener('toggle', () => { if (fold.open) dispatchEvent(new Event('resize')); });
    for (const button of document.querySelectorAll('.asked .prediction button'))
      button.addEventListener('click', () => {
        const asked = button.closest('.asked');
        asked.classList.add('answered');
        asked.querySelector(':scope > details.fold').open = true;
      });
    restoreAnswers();
    summarize();
    addEventListener('change', event => {
      if (!event.target.closest?.('.prediction')) return;
      keepAnswers();
      summarize();
    });
    if (location.hash) unfold();
  });
  addEventListener('hashchange', unfold);

  // On paper everything stands open, also where the style sheet cannot open it.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll(':is(.fold, .text details, .whole-listing):not([open])')];
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });
})();
