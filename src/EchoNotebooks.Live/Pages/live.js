// The page: follows the stream of states, asks for what it shows of them, and sends commands. Every text of the server, of a client
// or of the system is set as text. Only what the library has drawn, with its texts escaped, is set as markup.
const of = id => document.getElementById(id);
const words = {
  running: '돌고 있다', waiting: '다음 걸음을 기다린다', standing: '멈춰 있다', over: '끝났다', lost: '이 창을 연 프로그램과 연결이 끊겼다',
  refused: '창이 끝났거나, 창을 보는 페이지가 너무 많다',
};
const kinds = ['', 'before', 'after', 'tree'];
const leastShare = 11 / 14; // of a picture's size: its letters are 14 pixels high, and 11 can be read
let state = null; // the last state
let at = null; // the moment of the history that is shown; null follows the present
let kind = '';
let chosen = null; // the number of a client
let dismissed = 0; // the last notice that was read
let file = null; // the source file that is shown

// ---- asking and telling

const send = command => fetch('command', {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(command),
}).catch(() => {});

async function get(what, as) {
  const answer = await fetch(what);
  return answer.ok ? answer[as]() : null;
}

// One request at a time of each kind: what was asked for meanwhile is asked once, afterwards.
function oneAtATime(work) {
  let running = false, again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } catch {
      // The window's program has ended; the stream says so.
    } finally {
      running = false;
    }
  };
}

// Of a storm of steps some are looked at: to draw them all would take from the server what it runs on. What takes long, since
// there are thousands of processes, is looked at less often.
const rest = since => new Promise(done => setTimeout(done, Math.min(1000, Math.max(250, 3 * (performance.now() - since)))));

const element = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
};

// ---- what is shown

const last = () => state.count - 1;
const shownIndex = () => at ?? last();

const refreshPicture = oneAtATime(async () => {
  const [wanted, asked, since] = [at, kind, performance.now()];
  const moment = await get(wanted === null ? `present?kind=${asked}` : `moment?at=${wanted}&kind=${asked}`, 'json');
  if (!moment || wanted !== at || asked !== kind) return;
  of('heading').textContent = moment.heading;
  of('sentence').textContent = moment.sentence;
  const picture = of('picture'), { scrollLeft, scrollTop } = picture;
  const open = picture.querySelector('details')?.open;
  picture.innerHTML = moment.html;
  for (const box of picture.querySelectorAll('details')) box.open = open ?? false;
  fit();
  picture.scrollTo(scrollLeft, scrollTop);
  of('changes').replaceChildren(...moment.changes.slice(0, 30).map(change => element('li', change)));
  await mark(moment);
  if (wanted === null && state.motion === 'running') await rest(since);
});

// The whole picture in its pane, where it is not shrunk too far for it.
function fit() {
  const pane = of('picture'), svg = pane.querySelector('svg');
  if (!svg) return;
  svg.style.maxHeight = '';
  if (!matchMedia('(min-width:1240px)').matches && !document.body.classList.contains('zoomed')) return;
  const box = svg.viewBox.baseVal, room = pane.clientHeight - 40;
  if (box && box.height > 0 && room / box.height > leastShare) svg.style.maxHeight = `${room}px`;
}

async function mark(moment) {
  const name = moment.file;
  if (name && name !== file) {
    const html = await get(`source?at=${shownIndex()}`, 'text');
    if (html) {
      of('listing').innerHTML = html;
      for (const code of of('listing').querySelectorAll('td.code')) indent(code);
      of('source-title').textContent = `소스: ${name}`;
      file = name;
    }
  }
  for (const row of of('listing').querySelectorAll('tr.current')) row.classList.remove('current');
  const row = name && of('listing').querySelector(`tr[data-line="${moment.line}"]`);
  if (!row) {
    if (!file) of('listing').textContent = '이 걸음이 소스의 몇 번째 줄인지는 알 수 없다. C 프로그램은 cc -g로 컴파일하면 보인다.';
    return;
  }
  row.classList.add('current');
  into(of('listing'), row);
}

// Half of a line's indentation is enough to read it by, and where the line is broken it goes on under its beginning.
function indent(code) {
  const text = document.createTreeWalker(code, NodeFilter.SHOW_TEXT).nextNode();
  const spaces = text?.data.match(/^ +/)?.[0];
  if (!spaces) return;
  text.data = text.data.slice(spaces.length);
  text.before(element('span', spaces, 'indent'));
  code.style.setProperty('--indent', spaces.length / 2);
}

// Scrolls a pane, and nothing else, until a row stands in it.
function into(pane, row) {
  const [outer, inner] = [pane.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top < outer.top + 20 || inner.bottom > outer.bottom - 20)
    pane.scrollTop += inner.top - outer.top - pane.clientHeight / 2 + inner.height / 2;
}

const refreshCalls = oneAtATime(async () => {
  const [index, since] = [shownIndex(), performance.now()];
  const html = await get(`calls?at=${Math.max(0, index)}`, 'text');
  if (html === null) return;
  const pane = of('lanes');
  pane.innerHTML = html;
  markCall();
  if (at === null && state.motion !== 'standing') await rest(since);
});

function markCall() {
  for (const row of of('lanes').querySelectorAll('li.current')) row.classList.remove('current');
  const row = of('lanes').querySelector(`li[data-index="${shownIndex()}"]`);
  if (!row) return;
  row.classList.add('current');
  into(of('lanes'), row);
}

const refreshConversation = oneAtATime(async () => {
  const number = chosen;
  const lines = number ? await get(`conversation?client=${number}`, 'json') : null;
  if (number !== chosen) return;
  of('conversation').replaceChildren(...(lines ?? []).map(line => element('li', line.text, line.kind)));
  of('conversation').scrollTop = of('conversation').scrollHeight;
});

function show() {
  document.body.classList.toggle('is-traced', state.isTraced);
  document.title = `${state.name}: 라이브 창`;
  of('calls-title').textContent = state.isTraced ? '프로세스별 호출 순서' : '달라진 때';
  of('name').textContent = state.name;
  of('facts').textContent = `pid ${state.pid} · ${state.port ? `포트 ${state.port}` : '기다리는 포트 없음'} · 프로세스 ${state.processes}개`
    + (state.zombies ? ` · 좀비 ${state.zombies}개` : '');
  motion(state.motion);
  of('how').textContent = state.how;
  of('remarks').replaceChildren(...state.remarks.map(remark => element('li', remark)));
  const stepping = state.isTraced && state.motion !== 'over';
  for (const button of of('stepping').querySelectorAll('button')) button.disabled = !stepping;
  of('run').textContent = state.motion === 'standing' ? '▶ 계속' : '▮▮ 멈춤';
  of('run').title = state.motion === 'standing' ? '멈추지 않고 계속 (Space)' : '그 자리에서 멈춤 (Space)';
  showPlace();
  showClients();
  showOutput();
  showNotices();
}

function motion(name) {
  const pill = of('motion');
  if (pill.textContent !== words[name]) pill.textContent = words[name];
  pill.className = `pill ${name}`;
}

function showPlace() {
  if (at !== null && at < state.first) at = state.first;
  const slider = of('slider');
  slider.min = state.first;
  slider.max = Math.max(state.first, last());
  slider.value = shownIndex();
  slider.setAttribute('aria-valuetext', `${shownIndex()}번째 걸음`);
  of('place').textContent = at === null ? `지금 · ${Math.max(0, state.count)}걸음` : `${at} / ${last()}`;
  of('present').setAttribute('aria-pressed', at === null);
  of('back').disabled = of('first').disabled = shownIndex() <= state.first;
  of('forward').disabled = at === null;
}

function showClients() {
  if (chosen === null || !state.clients.some(client => client.number === chosen))
    chosen = state.clients.find(client => client.number > 0)?.number ?? null;
  const list = of('list');
  const rows = new Map([...list.querySelectorAll('button')].map(button => [button.dataset.end, button]));
  const wanted = state.clients.map(client => {
    const row = rows.get(client.end) ?? element('button');
    const own = client.number > 0;
    const text = [own ? `클라이언트 ${client.number}` : '외부 클라이언트', client.end, client.state];
    if (row.dataset.text !== text.join()) {
      row.type = 'button';
      row.dataset.end = client.end;
      row.dataset.text = text.join();
      row.replaceChildren(element('b', text[0]), element('span', text[1]), element('span', text[2]));
    }
    row.className = client.isOpen ? '' : 'closed';
    row.setAttribute('aria-pressed', own && client.number === chosen);
    row.onclick = own ? () => choose(client.number) : null;
    row.disabled = !own;
    return row;
  });
  const items = wanted.map(row => {
    if (row.parentElement) return row.parentElement;
    const item = element('li');
    item.append(row);
    return item;
  });
  const nobody = '아직 아무도 연결하지 않았다. 다른 터미널에서 연결해도 여기에 보인다'
    + (state.port ? `: nc 127.0.0.1 ${state.port}` : '.');
  if (items.length === 0) {
    if (list.textContent !== nobody) {
      const item = element('li');
      item.append(element('p', nobody));
      list.replaceChildren(item);
    }
  } else if (items.length !== list.children.length || items.some((item, i) => list.children[i] !== item)) {
    list.replaceChildren(...items);
  }
  const own = state.clients.find(client => client.number === chosen);
  of('chosen').hidden = !own;
  if (own) {
    of('who').textContent = `클라이언트 ${own.number} (${own.end})`;
    for (const button of of('chosen').querySelectorAll('button')) button.disabled = !own.isOpen;
    of('chosen').querySelector('[data-act=finish]').disabled = !own.isOpen || own.hasFinished;
    of('say').disabled = of('say-form').querySelector('button').disabled = !own.isOpen || own.hasFinished;
    const seen = `${own.number}:${own.lines}`;
    if (of('conversation').dataset.seen !== seen) {
      of('conversation').dataset.seen = seen;
      refreshConversation();
    }
  }
  of('queue').textContent = [
    state.waiting ? `${state.waiting}개가 연결을 기다린다` : '', state.queued ? `accept를 기다리는 연결 ${state.queued}개` : '',
  ].filter(text => text).join(' · ');
  of('close-all').disabled = !state.clients.some(client => client.number > 0 && client.isOpen);
}

function choose(number) {
  chosen = number;
  showClients();
}

function showOutput() {
  const text = state.output?.join('\n') ?? '이 창이 시작한 서버가 아니다. 출력은 서버를 시작한 터미널에 나온다.';
  const pane = of('lines');
  if (pane.textContent === text) return;
  const follows = pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 30;
  pane.textContent = text;
  if (follows) pane.scrollTop = pane.scrollHeight;
}

function showNotices() {
  const unread = state.notices.filter(notice => notice.number > dismissed).slice(-3);
  const key = unread.map(notice => notice.number).join();
  if (of('notices').dataset.key === key) return;
  of('notices').dataset.key = key;
  of('notices').replaceChildren(...unread.map(notice => {
    const line = element('p', notice.text);
    const button = element('button', '확인');
    button.type = 'button';
    button.onclick = () => {
      dismissed = Math.max(dismissed, notice.number);
      showNotices();
    };
    line.append(button);
    return line;
  }));
}

// ---- moving through the history

function go(index) {
  at = index === null || index > last() ? null : Math.max(state.first, index);
  showPlace();
  markCall();
  refreshPicture();
  refreshCalls();
}

function setKind(name) {
  kind = name;
  for (const button of of('kinds').querySelectorAll('[data-kind]')) button.setAttribute('aria-pressed', button.dataset.kind === kind);
  refreshPicture();
}

function zoom() {
  const zoomed = document.body.classList.toggle('zoomed');
  of('zoom').setAttribute('aria-pressed', zoomed);
  fit();
}

// A command moves the server: what comes of it is the present.
function step(command) {
  if (!state?.isTraced || state.motion === 'over') return;
  if (at !== null) go(null);
  send(command);
}

const runOrPause = () => step({ do: state.motion === 'standing' ? 'run' : 'pause' });
const until = point => step({ do: 'until', point });
const connect = count => send({ do: 'connect', count });
const act = what => { if (chosen) send({ do: what, client: chosen }); };

function nextClient(by) {
  const own = state.clients.filter(client => client.number > 0).map(client => client.number);
  if (own.length === 0) return;
  const place = own.indexOf(chosen);
  choose(own[(place + by + own.length) % own.length]);
  of('list').querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest' });
}

of('run').onclick = runOrPause;
of('next').onclick = () => step({ do: 'next' });
for (const button of document.querySelectorAll('[data-point]')) button.onclick = () => until(button.dataset.point);
for (const button of document.querySelectorAll('[data-connect]')) button.onclick = () => connect(+button.dataset.connect);
for (const button of document.querySelectorAll('[data-act]')) button.onclick = () => act(button.dataset.act);
for (const button of document.querySelectorAll('[data-kind]')) button.onclick = () => setKind(button.dataset.kind);
of('close-all').onclick = () => send({ do: 'close', client: 0 });
of('first').onclick = () => go(state.first);
of('back').onclick = () => go(shownIndex() - 1);
of('forward').onclick = () => go(shownIndex() + 1);
of('present').onclick = () => go(null);
of('slider').oninput = () => go(+of('slider').value === last() ? null : +of('slider').value);
of('zoom').onclick = zoom;
of('say-form').onsubmit = event => {
  event.preventDefault();
  if (chosen) send({ do: 'say', client: chosen, text: of('say').value });
};
of('lanes').onclick = event => {
  const row = event.target.closest('li[data-index]');
  if (!row) return;
  event.preventDefault();
  go(+row.dataset.index);
};
addEventListener('resize', fit);

const keys = {
  ' ': runOrPause, n: () => step({ do: 'next' }), a: () => until('accept'), f: () => until('fork'), c: () => until('close'),
  e: () => until('exit'), ArrowLeft: () => go(shownIndex() - 1), ArrowRight: () => go(shownIndex() + 1), Home: () => go(state.first),
  End: () => go(null), v: () => setKind(kinds[(kinds.indexOf(kind) + 1) % kinds.length]), z: zoom, 1: () => connect(1),
  5: () => connect(5), 0: () => connect(100), j: () => nextClient(1), k: () => nextClient(-1), s: () => of('say').select(),
  w: () => act('finish'), x: () => act('close'), r: () => act('reset'), '?': () => { of('help').open = !of('help').open; },
  Escape: () => { if (document.body.classList.contains('zoomed')) zoom(); of('help').open = false; },
};
addEventListener('keydown', event => {
  const { target } = event;
  if (!state || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (target.matches('input:not([type=range])')) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  // A button, a link or a summary has its own use for these.
  if ([' ', 'Enter'].includes(event.key) && target.matches('button,a,summary')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const work = Object.hasOwn(keys, key) && keys[key];
  if (!work) return;
  event.preventDefault();
  work();
});

// ---- following

const stream = new EventSource('events');
stream.onmessage = event => {
  const before = state;
  state = JSON.parse(event.data);
  show();
  const moved = !before || before.count !== state.count || before.motion !== state.motion || before.processes !== state.processes;
  if (moved && (at === null || !before)) refreshPicture();
  if (!before || before.count !== state.count) {
    if (at === null) refreshCalls();
    else showPlace();
  }
};
// The browser tries again by itself; a window that was ended stays as it was last.
stream.onerror = () => motion(stream.readyState === EventSource.CLOSED ? 'refused' : 'lost');
