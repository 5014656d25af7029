// Finds places of the book by words. The sections to search stand in the page, as JSON; nothing is asked of a server.
(() => {
  const form = document.getElementById('search');
  const input = form.querySelector('input');
  const found = form.querySelector('ol');
  const status = form.querySelector('[role=status]');
  const most = 10;
  let index, synonyms;

  // What hangs on a Korean word, longest first. Words are compared letter by letter (NFD), because endings begin inside a
  // syllable: 닫는다 and 닫힌다 share 닫, 된다 and 되면 share 되.
  const endings = [
    // Particles of nouns.
    '에서는', '에서도', '에게는', '에게서', '으로는', '으로도', '이라는', '이라면', '까지도', '부터는', '처럼은', '과는', '와는',
    '에서', '에게', '으로', '까지', '부터', '처럼', '보다', '마다', '만큼', '조차', '마저', '밖에', '이란', '이나', '이라', '라는', '라면',
    '하고', '들은', '들이', '들을', '들의', '들', '은', '는', '이', '가', '을', '를', '의', '에', '도', '만', '로', '와', '과', '란', '나', '야',
    // Endings of verbs, also of those in -하다 and -되다.
    '하려면', '하는가', '하지', '하는', '하면', '하고', '하게', '하여', '하다', '한다', '했다', '했을', '해야', '해서', '하기', '할까', '할',
    '한', '함', '해', '되려면', '되는가', '되지', '되는', '되면', '되고', '되어', '되다', '된다', '됐다', '되었', '되기', '된', '될', '됨', '돼',
    '시키는', '시키면', '시켜', '시킨', '시킬',
    '어야', '아야', '여야', '으려면', '려면', '으면', '면', '는가', '는지', '을까', '는데', '지만', '지', '고', '게', '거나', '도록', '으러', '러',
    '어서', '아서', '어도', '아도', '었다', '았다', '었을', '았을', '는다', '다', '기', '자', '며', '면서', '으며', '을지', '어', '아', '을때',
    '면은', '니까', '으니', '니', '라', '라고', '다고', '다는', '던', '았던', '었던', '세요', '습니다', '나요', '까',
  ].map(ending => ending.normalize('NFD'));
  // Those that are a part of a syllable: 보낸다, 보낼, 닫혀, 와서, 나눠.
  const finals = ['ᆫ다', 'ᆫ', 'ᆯ', 'ᆯ까', 'ᆯ지', 'ᆷ', 'ᆻ다', 'ᆻ을', 'ᆻ', 'ᅧ야', 'ᅧ서', 'ᅧ도', 'ᅧ', 'ᅯ야', 'ᅯ서', 'ᅯ', 'ᅢ야', 'ᅢ서', 'ᅢ']
    .map(ending => ending.normalize('NFD'));
  const byLength = [...endings, ...finals].sort((one, other) => other.length - one.length);

  // Words that a question has and no answer: they may be missing where the rest is found.
  const asking = new Set(['왜', '어떻게', '무엇', '무엇을', '무엇이', '언제', '누가', '누구', '어디', '어디서', '몇', '것', '때', '수', '하는', '하면',
    '되는', '되나', '되는가', '되나요', '있는', '있는가', '없는', '하나', '하는가', '어떤', '왜냐하면', '뭐', '뭐가', '무슨', '이유', '까닭', '뜻', '방법']);

  // Korean runs and runs of other letters are words of their own: clnt_sock을 is clnt_sock and 을.
  function words(text) {
    return text.normalize('NFC').toLowerCase().match(/[가-힣]+|[\p{L}\p{N}_]+?(?=[가-힣])|[\p{L}\p{N}_]+/gu) ?? [];
  }

  function isEnding(word) {
    return endings.includes(word.normalize('NFD')) || ['인', '이다', '일까'].includes(word);
  }

  function isKorean(word) {
    return /^[가-힣]/.test(word);
  }

  function pairs(word) {
    return Array.from({ length: word.length - 1 }, (_, i) => '=' + word.slice(i, i + 2));
  }

  // A word as a whole, so that it is found by its beginning, and what is inside: syllables two by two, parts of a name.
  function terms(word) {
    if (isKorean(word)) return [word.normalize('NFD'), ...pairs(word)];
    const parts = word.split('_').filter(part => part.length > 1);
    return parts.length > 1 ? [word, ...parts.slice(1)] : [word];
  }

  function stems(word) {
    const whole = word.normalize('NFD');
    const left = [];
    for (let rest = whole, strips = 0; strips < 2; strips++) {
      const ending = byLength.find(each => rest.endsWith(each) && rest.length - each.length >= 2);
      if (!ending) break;
      rest = rest.slice(0, -ending.length);
      left.push(rest);
    }
    return left;
  }

  // A query for one word: the word, what is left of it without endings, and what has all its pairs of syllables.
  function queryFor(word) {
    if (!isKorean(word)) return { queries: [word], prefix: word.length > 1, fuzzy: word.length > 4 ? 0.2 : false };
    const left = stems(word);
    const noun = left.find(stem => stem.normalize('NFC').length > 1)?.normalize('NFC') ?? word;
    // 소켓이란 asks what a word means.
    const terms = word.endsWith('란') ? 40 : 6;
    const whole = { title: 6, terms, questions: 2, text: 2, folded: 1, code: 1 };
    const part = { title: 4, terms, questions: 2, text: 1, folded: 0.7, code: 0.5 };
    const queries = [{ queries: [word.normalize('NFD')], prefix: true, boost: whole }];
    for (const stem of left) queries.push({ queries: [stem], prefix: true, boost: part });
    if (noun.length > 1) queries.push({ queries: pairs(noun), combineWith: 'AND', prefix: false });
    return { queries, combineWith: 'OR' };
  }

  function build() {
    const sections = JSON.parse(document.getElementById('search-sections').textContent);
    const made = new MiniSearch({
      fields: ['title', 'terms', 'questions', 'text', 'folded', 'code'],
      storeFields: ['address', 'isOpening', 'chapter', 'title', 'text'],
      tokenize: text => words(text).flatMap(terms),
      processTerm: term => term,
      searchOptions: {
        tokenize: text => [text],
        boost: { title: 4, terms: 4, questions: 2, text: 1, folded: 0.7, code: 0.5 },
        // The opening of a chapter only announces what its sections tell.
        boostDocument: (id, term, section) => section.isOpening ? 0.4 : 1,
        combineWith: 'OR',
      },
    });
    made.addAll(sections.map((section, id) => ({ id, ...section })));
    return made;
  }

  // The question in the words of the book.
  function inItsWords(text) {
    synonyms ??= JSON.parse(document.getElementById('search-synonyms').textContent).sort((one, other) => other[0].length - one[0].length);
    return synonyms.reduce((words, [said, meant]) => words.replaceAll(said, meant), text.normalize('NFC').toLowerCase());
  }

  function find(text) {
    index ??= build();
    // A particle after a name is no word of its own.
    const lower = inItsWords(text);
    const all = words(lower).filter((word, i, every) => !(isKorean(word) && i > 0 && !isKorean(every[i - 1])
      && lower.includes(every[i - 1] + word) && isEnding(word)));
    const telling = all.filter(word => !asking.has(word));
    const queries = (telling.length ? telling : all).map(queryFor);
    if (!queries.length) return [];
    // Who has all the words stands before who has a rare one of them only as far as that one tells more.
    const strict = new Set(index.search({ queries, combineWith: 'AND' }).map(result => result.id));
    const weigh = result => result.score * (strict.has(result.id) ? 1.5 : 1);
    return index.search({ queries, combineWith: 'OR' }).sort((one, other) => weigh(other) - weigh(one));
  }

  // The part of the text round the first word that was found.
  function excerpt(text, query) {
    const lower = text.toLowerCase();
    const tried = words(query).flatMap(word => [word, ...(isKorean(word) ? stems(word).map(stem => stem.normalize('NFC')) : [])]);
    const at = tried.map(word => lower.indexOf(word)).find(place => place >= 0) ?? 0;
    const start = at < 40 ? 0 : text.indexOf(' ', at - 40) + 1;
    return (start > 0 ? '… ' : '') + text.slice(start, start + 130).trim() + (start + 130 < text.length ? ' …' : '');
  }

  function entry(result, query) {
    const item = document.createElement('li');
    const link = item.appendChild(document.createElement('a'));
    link.href = result.address;
    link.textContent = result.title;
    if (result.title !== result.chapter)
      item.appendChild(document.createElement('small')).textContent = result.chapter.replace(/^(\d+)\. /, '$1장 ');
    if (result.text) item.appendChild(document.createElement('p')).textContent = excerpt(result.text, query);
    return item;
  }

  function show() {
    const query = input.value.trim();
    const results = query ? find(query).slice(0, most) : [];
    found.replaceChildren(...results.map(result => entry(result, query)));
    const told = results.length === most ? `가까운 ${most}곳을 찾았다.` : `${results.length}곳을 찾았다.`;
    status.textContent = !query ? '' : results.length ? told : '찾지 못했다. 낱말을 줄이거나 바꾸어 본다.';
  }

  // Up and down lead through what was found, Enter opens the first, Escape leads back.
  function move(event) {
    const links = [...found.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape') input.focus();
    else if (event.key === 'ArrowDown' && links[at + 1]) links[at + 1].focus();
    else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? input).focus();
    else return;
    event.preventDefault();
  }

  // Who comes back from a place that was found finds the others again.
  function keep() {
    history.replaceState({ asked: input.value }, '');
  }

  input.addEventListener('focus', () => { index ??= build(); });
  input.addEventListener('input', show);
  found.addEventListener('click', keep);
  form.addEventListener('keydown', move);
  form.addEventListener('submit', event => {
    event.preventDefault();
    // On a phone Enter closes the keyboard, and the reader looks at what was found.
    if (matchMedia('(hover: none)').matches) input.blur();
    else found.querySelector('a')?.click();
  });
  // The browser may have kept what was asked before.
  input.value ||= history.state?.asked ?? '';
  if (input.value) show();
})();
