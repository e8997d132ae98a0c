// Completes names in the search box, in every language the gazetteer knows: what
// is typed becomes actor:KAZ, place:CHE:Geneva, type:consult/visit. Arrows choose,
// Enter takes, Escape closes.
const box = document.querySelector('#q'), list = document.querySelector('#names');
let options = [], at = -1, asked = '', timer;

const before = () => box.value.slice(0, box.selectionStart);

// Between a key and the answer to it the list is of what was typed before.
const fresh = () => options.every(n => before().endsWith(n.typed));

const choose = to => {
  at = to;
  if (at >= 0) { clearTimeout(timer); asked = ''; } // no late answer takes the choice away
  [...list.children].forEach((o, i) => o.setAttribute('aria-selected', String(i === at)));
  if (at < 0) box.removeAttribute('aria-activedescendant');
  else box.setAttribute('aria-activedescendant', list.children[at].id);
};

const show = found => {
  options = found;
  list.replaceChildren(...found.map((n, i) => {
    const option = document.createElement('li'), name = document.createElement('b'), value = document.createElement('span');
    option.id = `name-${i}`;
    option.setAttribute('role', 'option');
    name.textContent = n.label;
    value.textContent = n.value;
    value.className = 'codes';
    option.append(name, value);
    return option;
  }));
  list.hidden = !found.length;
  box.setAttribute('aria-expanded', String(!list.hidden));
  choose(-1);
};

const take = n => {
  const head = before().slice(0, -n.typed.length).replace(/[a-z]+:"?$/, ''), tail = box.value.slice(box.selectionStart).replace(/^"/, '');
  box.value = `${head}${n.value} ${tail.trimStart()}`;
  box.setSelectionRange(head.length + n.value.length + 1, head.length + n.value.length + 1);
  show([]);
};

const complete = async () => {
  const words = before().match(/[^\s:"()]+(?: [^\s:"()]+)*$/)?.[0] ?? '';
  asked = words;
  if (words.split(' ').pop().length < 2) return show([]);
  const answer = await fetch(`/names?${new URLSearchParams({ q: words })}`);
  const found = answer.ok ? await answer.json() : [];
  if (asked === words) show(found);
};

if (box && list) {
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', 'names'], ['aria-expanded', 'false']]) box.setAttribute(name, value);
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(complete, 150);
  });
  box.addEventListener('blur', () => show([]));
  box.addEventListener('keydown', e => {
    if (list.hidden) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + (at < 0) * options.length }[e.key];
    if (to !== undefined) { if (fresh()) choose(Math.min(to, options.length - 1)); }
    else if (e.key === 'Enter' && at >= 0) take(options[at]);
    else if (e.key === 'Escape') show([]);
    else return;
    e.preventDefault();
  });
  list.addEventListener('pointerdown', e => e.preventDefault()); // the box keeps the focus
  list.addEventListener('click', e => {
    const i = [...list.children].indexOf(e.target.closest('li'));
    if (i >= 0 && fresh()) take(options[i]);
  });
}
