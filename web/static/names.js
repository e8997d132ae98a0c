// Completes names in the search box, in every language the gazetteer knows: the
// last word typed becomes actor:KAZ, place:CHE:Geneva, type:consult/visit.
const box = document.querySelector('#q'), list = document.querySelector('#names');
let timer, asked = '';

const complete = async () => {
  const before = box.value.replace(/[^\s]*$/, ''), word = box.value.slice(before.length).replace(/^\w+:/, '');
  if (word.length < 2 || word === asked) return;
  asked = word;
  const answer = await fetch(`/names?${new URLSearchParams({ q: word })}`);
  if (!answer.ok || asked !== word) return;
  list.replaceChildren(...(await answer.json()).map(n => {
    const option = document.createElement('option');
    option.value = before + n.value;
    option.label = n.label;
    return option;
  }));
};

box?.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(complete, 150);
});
