// Says that events were added, without moving what one reads: a button under
// "Today" appears in a line that has its room already.
const address = document.body.dataset.live, line = document.querySelector('[data-new]');
if (address && line) {
  const button = line.querySelector('button');
  const stream = new EventSource(address);
  stream.addEventListener('changed', e => {
    button.textContent = e.data;
    line.dataset.new = 'yes';
  });
  button.addEventListener('click', () => location.reload());
  addEventListener('pagehide', () => stream.close());
} else if (address) {
  // The first run: nothing is read yet, so the page may simply come again.
  const stream = new EventSource(address);
  stream.addEventListener('changed', () => location.reload());
}
