// Scrolls an element by some px in each of so many frames, as a wheel that is turned does.
const [element, px, times, done] = arguments;
let left = times;
const turn = () => {
  element.scrollTop += px;
  left -= 1;
  if (left > 0) requestAnimationFrame(turn);
  else done(null);
};
requestAnimationFrame(turn);
